"""What makers type: shapes and labels only; decisions are in `rules`."""

from lampit.shops.forms.goods import (
    CAMERA,
    CostForm,
    HoursField,
    ProductForm,
    QrisForm,
    ReferenceForm,
    RupiahField,
    ShopForm,
    StockForm,
)

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
]
