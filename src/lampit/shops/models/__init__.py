"""Tables of the shops room: makers and goods, stock and its ledger, price proofs, search terms."""

from lampit.shops.models.goods import Maker, Photo, PriceReference, Product, Term, Variant
from lampit.shops.models.stock import Reservation, Stock, StockMove

__all__ = [
    "Maker",
    "Photo",
    "PriceReference",
    "Product",
    "Reservation",
    "Stock",
    "StockMove",
    "Term",
    "Variant",
]
