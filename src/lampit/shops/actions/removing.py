"""Goods taken off the market and shops closed by the office, and brought back. Nothing is deleted.

Who may, why and until when is decided by the room that keeps the notices; these only change what
buyers see, in the caller's transaction, and what is kept on paper. Orders that were placed go on.
"""

from datetime import datetime

from lampit.registry.actions import hold_answers
from lampit.registry.queries import may_use
from lampit.registry.rules.consents import MARKET
from lampit.shops.actions.finding import index_product
from lampit.shops.actions.freshness import checked
from lampit.shops.actions.papers import forget_after, words_of
from lampit.shops.models import Maker, Product
from lampit.shops.models.goods import ProductState


def take_down(product: Product) -> str:
    """Take a good off the market and return the state it had; twice changes nothing."""
    before = str(Product.objects.values_list("state", flat=True).get(pk=product.pk))
    if before != ProductState.REMOVED:
        Product.objects.filter(pk=product.pk).update(state=ProductState.REMOVED)
        product.state = ProductState.REMOVED
        index_product(product)
        forget_after([product.slug])
    return before


def bring_back(product: Product, before: str, at: datetime) -> None:
    """Give a good the state it had before; one that had waited for a look is on sale again."""
    state = ProductState.LIVE if before == ProductState.WAITING else ProductState(before)
    values: dict[str, object] = {"state": state}
    if state == ProductState.LIVE and product.published_at is None:
        values |= {"published_at": at}
    if state == ProductState.LIVE and product.checked_at is None:
        values |= checked(product.maker.region_id, at)
    Product.objects.filter(pk=product.pk, state=ProductState.REMOVED).update(**values)
    product.refresh_from_db()
    index_product(product)


def bar_shop(maker: Maker) -> None:
    """Close a shop to buyers, whatever its keeper says; its goods stay as they are."""
    shop = Maker.objects.filter(pk=maker.pk)
    shop.update(is_published=False, is_barred=True)
    forget_after(words_of(shop))
    maker.refresh_from_db()


def open_barred_shop(maker: Maker) -> None:
    """Open a shop again, where its owner still agrees to be shown; in the caller's transaction."""
    hold_answers(maker.business.owner_id)
    agrees = may_use(maker.business.owner_id, MARKET)
    Maker.objects.filter(pk=maker.pk).update(is_barred=False, is_published=agrees)
    maker.refresh_from_db()
