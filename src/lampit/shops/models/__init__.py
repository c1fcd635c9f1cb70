"""Tables of the shops room: makers, goods, stock and its ledger, price proofs, terms, trust."""

from lampit.shops.models.abroad import MakerAbroad, ProductAbroad
from lampit.shops.models.elsewhere import ShopElsewhere
from lampit.shops.models.goods import Maker, PriceReference, Product, Term, Variant
from lampit.shops.models.photos import Made, Photo, Sketch, SketchPhoto
from lampit.shops.models.promotion import Campaign, LinkBatch, LinkDay, Spend, TrackedLink
from lampit.shops.models.stock import Reservation, Stock, StockMove
from lampit.shops.models.trust import MarketOffice, Pledge, PriceSplit

__all__ = [
    "Campaign",
    "LinkBatch",
    "LinkDay",
    "Made",
    "Maker",
    "MakerAbroad",
    "MarketOffice",
    "Photo",
    "Pledge",
    "PriceReference",
    "PriceSplit",
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
