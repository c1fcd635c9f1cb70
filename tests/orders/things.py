"""Shops with goods, and orders of them, made with as few words as possible."""

import secrets
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from itertools import count

from lampit.orders import actions
from lampit.orders.models import Order, Part
from lampit.orders.rules import placing
from lampit.people.models import User
from lampit.registry.models import Business
from lampit.shops.actions import count_stock
from lampit.shops.models import Maker, Product, Variant
from lampit.shops.models.goods import ProductState
from tests.factories import member, region

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
LATER = NOW + timedelta(hours=25)
STATIC = (
    "00020101021126660016ID.CO.CONTOH.WWW01189360099800000000170213LMP00000000170303UMI"
    "51440014ID.CO.QRIS.WWW0215ID10200000000170303UMI5204594753033605802ID"
    "5920ANYAMAN PURUN CONTOH6015HULU SUNGAI UTA61057141162070703A016304A46E"
)
_number = count(1)


def firm_in(code: str) -> Business:
    """Return a new business owned by the kabupaten `code`."""
    number = next(_number)
    return Business.objects.create(
        public_id=f"U{number:08d}",
        name=f"Usaha {number}",
        region=region(code),
        created_at=NOW,
        updated_at=NOW,
    )


def shop(code: str = "63.08", *, qris: str = STATIC) -> Maker:
    """Return an open shop with its own account."""
    number = next(_number)
    account, firm = member("maker", code), firm_in(code)
    return Maker.objects.create(
        business=firm,
        account=account,
        region=firm.region,
        slug=f"lapak-{number}",
        name=f"Lapak {number}",
        whatsapp="+6281200000142",
        qris=qris,
        is_published=True,
        created_at=NOW,
    )


def goods(maker: Maker | None = None, *, stock: int = 5, price: int = 85_000) -> Variant:
    """Return a variant on sale with `stock` pieces on the shelf."""
    number = next(_number)
    product = Product.objects.create(
        maker=maker or shop(),
        slug=f"barang-{number}",
        name=f"Tas purun {number}",
        category="anyaman-purun",
        price=price,
        state=ProductState.LIVE,
        published_at=NOW,
        checked_at=NOW,
        created_at=NOW,
    )
    variant = Variant.objects.create(product=product, code=f"B{number}")
    count_stock(None, variant, stock, NOW + timedelta(microseconds=number))
    return variant


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


def account_of(maker: Maker) -> User:
    """Return the account that runs a shop."""
    assert maker.account is not None
    return maker.account
