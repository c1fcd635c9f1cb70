"""What makers type: shapes and labels only; decisions are in `rules`."""

from lampit.shops.forms.costing import CostForm, typed_sheet
from lampit.shops.forms.fields import HoursField, RupiahField
from lampit.shops.forms.goods import (
    CAMERA,
    ProductForm,
    QrisForm,
    ReferenceForm,
    ShopForm,
    StockForm,
)
from lampit.shops.forms.stories import StoryForm

__all__ = [
    "CAMERA",
    "CostForm",
    "HoursField",
    "ProductForm",
    "QrisForm",
    "ReferenceForm",
    "RupiahField",
    "ShopForm",
    "StockForm",
    "StoryForm",
    "typed_sheet",
]
