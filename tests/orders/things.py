"""Shops with goods, and orders of them, made with as few words as possible."""

import secrets
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from itertools import count

from lampit.orders import actions
from lampit.orders.models import Order, Part
from lampit.orders.rules import placing
from lampit.people.models import User
from lampit.shops import actions as shops
from lampit.shops.models import Maker, Variant
from lampit.shops.rules import promotion
from tests.factories import maker, member, product

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
LATER = NOW + timedelta(hours=25)
STATIC = (
    "00020101021126660016ID.CO.CONTOH.WWW01189360099800000000170213LMP00000000170303UMI"
    "51440014ID.CO.QRIS.WWW0215ID10200000000170303UMI5204594753033605802ID"
    "5920ANYAMAN PURUN CONTOH6015HULU SUNGAI UTA61057141162070703A016304A46E"
)
_number = count(1)


def shop(code: str = "63.08", *, qris: str = STATIC) -> Maker:
    """Return an open shop with its own account, a QRIS and a WhatsApp number."""
    return maker(code, member("maker", code), qris=qris, whatsapp="+6281200000142")


def goods(of: Maker | None = None, *, stock: int = 5, price: int = 85_000) -> Variant:
    """Return a variant on sale with `stock` pieces on the shelf."""
    name = f"Tas purun {next(_number)}"
    return product(of or shop(), stock=stock, price=price, name=name).variants.get()


def wish(
    wanted: Mapping[Variant, int], *, method: str = "AMBIL", way: str = "QRIS"
) -> actions.Wish:
    """Return what a buyer tells at checkout, everything collected at the maker's."""
    makers = {variant.product.maker_id for variant in wanted}
    parcel = placing.Parcel(method, way, "RT 3 Desa Tapus, dekat langgar")
    return actions.Wish(
        wanted={variant.pk: quantity for variant, quantity in wanted.items()},
        buyer=placing.Buyer("Dewi Lestari", "0812-0000-7731"),
        parcels=dict.fromkeys(makers, parcel),
    )


def once(key: str = "") -> actions.Once:
    """Return the name of one request."""
    return actions.Once("uji", key or secrets.token_hex(8), "sama")


def order(
    wanted: Mapping[Variant, int],
    *,
    method: str = "AMBIL",
    way: str = "QRIS",
    now: datetime = NOW,
    user: User | None = None,
) -> Order:
    """Return a placed order."""
    return actions.place_order(
        wish(wanted, method=method, way=way),
        once(),
        public_id=secrets.token_urlsafe(18),
        now=now,
        user=user,
    )


def part(variant: Variant, quantity: int = 1, *, way: str = "QRIS", method: str = "AMBIL") -> Part:
    """Return the only part of a new order of one variant."""
    return order({variant: quantity}, way=way, method=method).parts.get()


def account_of(of: Maker) -> User:
    """Return the account that runs a shop."""
    assert of.account is not None
    return of.account


def promoted(account: User, of: Maker) -> dict[str, object]:
    """Return a campaign of a shop and what was spent on it, by name."""
    campaign = shops.begin_campaign(account, of, "Pameran", NOW.date(), None, NOW)
    told = promotion.check_spending("STAN", 50_000, NOW.date(), today=NOW.date())
    spend = shops.note_spending(account, campaign, told, "uji", NOW)
    return {"campaign": campaign, "spend": spend}
