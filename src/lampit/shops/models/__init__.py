"""Tables of the shops room: makers and goods, stock and its ledger, price proofs, search terms."""

from lampit.shops.models.abroad import MakerAbroad, ProductAbroad
from lampit.shops.models.elsewhere import ShopElsewhere
from lampit.shops.models.goods import Maker, PriceReference, Product, Term, Variant
from lampit.shops.models.photos import Made, Photo, Sketch, SketchPhoto
from lampit.shops.models.promotion import Campaign, LinkBatch, LinkDay, Spend, TrackedLink
from lampit.shops.models.stock import Reservation, Stock, StockMove

__all__ = [
    "Campaign",
    "LinkBatch",
    "LinkDay",
    "Made",
    "Maker",
    "MakerAbroad",
    "Photo",
    "PriceReference",
    "Product",
    "ProductAbroad",
    "Reservation",
    "ShopElsewhere",
    "Sketch",
    "SketchPhoto",
    "Spend",
    "Stock",
    "StockMove",
    "Term",
    "TrackedLink",
    "Variant",
]
