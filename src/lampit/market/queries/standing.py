"""The goods on sale today as shelves ask them: of the roll of a large market, else of rows."""

from datetime import date

from lampit.shops import access
from lampit.shops.queries import finding


def goods_of_day(today: date, category: str = "") -> finding.Goods:
    """Return what lists show today, of a shelf or of all; two queries where a roll stands."""
    if not access.is_narrowed() and (held := finding.held(today, category)) is not None:
        return finding.Held(held, today)
    goods = access.public_products(today)
    return goods.filter(category=category) if category else goods
