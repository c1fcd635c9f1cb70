"""Fills a demo instance: two years of ledger in bulk, and orders in every state by real deeds."""

import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import islice
from random import Random
from uuid import UUID

from lampit.basics.refusal import Refusal
from lampit.orders.actions import _moving
from lampit.orders.actions._ledger import day_of
from lampit.orders.actions.moving import cancel_by_buyer, move_by_maker, settle_shipping
from lampit.orders.actions.paying import confirm_payment, say_paid
from lampit.orders.actions.placing import Once, Wish, place_order
from lampit.orders.models import Order, Part, Sale
from lampit.orders.rules import channels, delivery, demo, placing, states, sums
from lampit.orders.rules.demo import DemoShop
from lampit.people.models import User
from lampit.places.queries import children
from lampit.registry.models import Business
from lampit.shops.models import Maker, Product, TrackedLink, Variant
from lampit.shops.models.goods import ProductState
from lampit.shops.queries import stock_of
from lampit.shops.rules import heard

CHUNK = 2_000
FROM_AFAR = (
    ("Dewi Lestari", "Surabaya"),
    ("Rudi Hartono", "Banjarbaru"),
    ("Maya Sari", "Banjarmasin"),
    ("Ahmad Fauzi", "Balikpapan"),
    ("Lina Marlina", "Jakarta"),
)
NEIGHBOURS = ("Hj. Rusmini", "Muhammad Yani", "Siti Aisyah", "Akhmad Riduan", "Noor Laila")
PARCEL_FEES = (16_000, 22_000, 34_000)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def seed_demo_sales(
    makers: Iterable[Maker],
    others: Sequence[Business],
    buyer: User,
    *,
    now: datetime,
    rng: Random,
) -> dict[str, int]:
    """Write 24 months of ledger of shops and other businesses, and orders in every state.

    Everything is invented; the same `rng` gives the same figures. Returns counts by what.
    """
    shops = list(makers)
    written = load_sales(_ledger_shops(shops, others, rng), now=now, rng=rng)
    placed = seed_orders(shops, buyer, now=now, rng=rng)
    return {"sales": written, "orders": placed}


def load_sales(demo_shops: Iterable[DemoShop], *, now: datetime, rng: Random) -> int:
    """Write the invented months of these shops in chunks; return how many entries."""
    rows = _entries(demo_shops, now=now, rng=rng)
    written = 0
    while chunk := list(islice(rows, CHUNK)):
        Sale.objects.bulk_create(chunk)
        written += len(chunk)
    return written


def _ledger_shops(
    makers: Sequence[Maker], others: Sequence[Business], rng: Random
) -> Iterator[DemoShop]:
    """Yield what the shops and the other businesses usually sell; two queries."""
    by_maker: dict[int, list[tuple[int | None, int]]] = {}
    goods = Product.objects.filter(maker__in=makers, state=ProductState.LIVE).order_by("pk")
    for maker_id, product, price in goods.values_list("maker_id", "pk", "price"):
        by_maker.setdefault(maker_id, []).append((product, price))
    for maker in makers:
        products = tuple(by_maker.get(maker.pk, [(None, 50_000)]))
        joined = rng.randint(10, 19)
        yield DemoShop(maker.business_id, rng.randint(12, 60) * 100_000, products, joined)
    for business in others:
        price = rng.choice((15_000, 25_000, 40_000, 75_000))
        online = rng.randint(8, 23) if rng.random() < 0.3 else None
        yield DemoShop(business.pk, rng.randint(8, 70) * 100_000, ((None, price),), online)


def _entries(demo_shops: Iterable[DemoShop], *, now: datetime, rng: Random) -> Iterator[Sale]:
    """Yield unsaved entries of the last 24 months."""
    today = day_of(now)
    first = demo.month_of(today.replace(day=1), 1 - demo.MONTHS)
    for shop in demo_shops:
        for month in range(demo.MONTHS):
            begins = demo.month_of(first, month)
            for product, told in demo.sales_of_month(shop, month, begins, rng, today=today):
                yield Sale(
                    business_id=shop.business,
                    product_id=product,
                    occurred_on=told.occurred_on,
                    channel=told.channel,
                    contact=channels.contact_of(told.channel),
                    quantity=told.quantity,
                    goods=told.goods,
                    net=told.net,
                    source=channels.MANUAL,
                    client_uuid=UUID(int=rng.getrandbits(128), version=4),
                    note="contoh",
                    entered_at=now,
                )


def seed_orders(makers: Sequence[Maker], buyer: User, *, now: datetime, rng: Random) -> int:
    """Place orders and lead each to one state, by the same deeds people use; return how many.

    The first maker's shop gets one of every state, the others a few; goods without stock are
    passed over.
    """
    placed = 0
    for turn, maker in enumerate(makers):
        wanted = states.STATES if turn == 0 else rng.sample(states.STATES, 3)
        for state in wanted:
            variant = _plenty(maker)
            if variant is None:
                continue
            user = buyer if placed % 3 == 0 else None
            placed += _lead_to(state, maker, variant, user, now=now, rng=rng)
    return placed


def _plenty(maker: Maker) -> Variant | None:
    """Return the maker's counted variant with most free stock, None when all are low."""
    variants = {v.pk: v for v in Variant.objects.filter(product__maker=maker, kind="SIAP")}
    free = stock_of(list(variants))
    best = max(free, key=lambda pk: (free[pk], -pk), default=0)
    return variants[best] if free.get(best, 0) >= 2 else None


def _lead_to(
    state: str, maker: Maker, variant: Variant, user: User | None, *, now: datetime, rng: Random
) -> int:
    """Place an order at a fitting time and move it until it is in `state`; return orders made."""
    ago = {states.MENUNGGU_BAYAR: 2 * HOUR, states.MENUNGGU_KONFIRMASI: 9 * HOUR}
    begun = now - ago.get(state, rng.randint(5, 40) * DAY)
    if state == states.DIBAYAR_STOK_HABIS:
        return _lead_to_sold_out(maker, variant, user, now=begun, rng=rng)
    method = demo.method_of(state, rng, parcels=bool(maker.qris))
    order = _place(maker, variant, 1, user, now=begun, rng=rng, method=method)
    if order is None:
        return 0
    part = order.parts.get()
    # Who waits for the price of a parcel cannot pay yet: one of the first things a maker sees.
    if not part.shipping_settled and state != states.MENUNGGU_BAYAR:
        fee = rng.choice(PARCEL_FEES)
        part = settle_shipping(maker.account, part.pk, fee, now=begun + HOUR / 2)
    tracking = f"JNE CONTOH {rng.randint(1000, 9999)}" if method == delivery.EKSPEDISI else ""
    for deed in _deeds(maker.account, part, later=begun + HOUR, tracking=tracking)[state]:
        deed()
    return 1


def _deeds(
    account: User | None, part: Part, *, later: datetime, tracking: str
) -> dict[str, tuple[Callable[[], object], ...]]:
    """Return for each state the deeds that lead a new order to it; only parcels have `tracking`."""
    paid = (
        lambda: say_paid(part.pk, now=later),
        lambda: confirm_payment(account, part.pk, part.total, now=later + HOUR),
    )

    def step(to: str, hours: int, **said: str) -> Callable[[], object]:
        return lambda: move_by_maker(account, part.pk, to, now=later + hours * HOUR, **said)

    made = (*paid, step(states.DIPROSES, 5))
    sent = (*made, step(states.DIKIRIM, 26, tracking=tracking))
    ready = (*made, step(states.SIAP_DIAMBIL, 26))
    handed_over = ready if part.method == delivery.AMBIL else sent
    return {
        states.MENUNGGU_BAYAR: (),
        states.MENUNGGU_KONFIRMASI: paid[:1],
        states.KEDALUWARSA: (lambda: _moving.expire(part.pk, now=later + DAY),),
        states.DIBAYAR: paid,
        states.DIPROSES: made,
        states.SIAP_DIAMBIL: ready,
        states.DIKIRIM: sent,
        states.SELESAI: (*handed_over, step(states.SELESAI, 30)),
        states.DIBATALKAN: (lambda: cancel_by_buyer(part.pk, now=later, reason="Salah pilih."),),
        states.DIKEMBALIKAN: (*sent, step(states.DIKEMBALIKAN, 40, reason="Ukuran tidak cocok.")),
    }


def _lead_to_sold_out(
    maker: Maker, variant: Variant, user: User | None, *, now: datetime, rng: Random
) -> int:
    """Let an order of all pieces lapse, sell one piece, then let its money come late."""
    whole = stock_of([variant.pk])[variant.pk]
    if whole > sums.MOST_UNITS:
        return 0
    order = _place(maker, variant, whole, user, now=now, rng=rng)
    if order is None:
        return 0
    part = order.parts.get()
    _moving.expire(part.pk, now=now + DAY)
    between = _place(maker, variant, 1, None, now=now + DAY, rng=rng)
    confirm_payment(maker.account, part.pk, part.total, now=now + DAY + HOUR)
    return 2 if between else 1


def _place(
    maker: Maker, variant: Variant, quantity: int, user: User | None, *, now: datetime, rng: Random,
    method: str = delivery.AMBIL,
) -> Order | None:  # fmt: skip
    """Place an order of an invented buyer, None when the goods cannot be had."""
    way = delivery.QRIS if maker.qris else delivery.COD
    wish = Wish(
        wanted={variant.pk: quantity},
        buyer=_buyer(maker, method, rng),
        parcels={maker.pk: placing.Parcel(method, way, _address(method, rng))},
        promo_code=_code(maker, now),
        heard_from=_answer(now, quantity),
    )
    key = f"{rng.getrandbits(128):032x}"
    try:
        return place_order(wish, Once("contoh", key, key), public_id=key, now=now, user=user)
    except Refusal:
        return None


def _buyer(maker: Maker, method: str, rng: Random) -> placing.Buyer:
    """Return who could order this way: parcels go far, the rest stays in the kabupaten."""
    phone = f"0812-0000-{rng.randint(1000, 9999)}"
    if method == delivery.EKSPEDISI:
        name, city = rng.choice(FROM_AFAR)
        return placing.Buyer(name, phone, city=city)
    near = [place.code for place in children(maker.region_id)]
    return placing.Buyer(rng.choice(NEIGHBOURS), phone, region=rng.choice(near) if near else "")


def _code(maker: Maker, now: datetime) -> str:
    """Return the link of a campaign that brought an invented buyer, "" for one in three."""
    if zlib.crc32(now.isoformat().encode()) % 3 == 0:
        return ""
    links = TrackedLink.objects.filter(maker=maker, campaign__isnull=False)
    return links.order_by("pk").values_list("code", flat=True).first() or ""


def _answer(now: datetime, quantity: int) -> str:
    """Return what an invented buyer answers, "" for one in three; no lot of others is moved."""
    lot = zlib.crc32(f"{now.isoformat()}|{quantity}".encode())
    return "" if lot % 3 == 0 else list(heard.ANSWERS)[lot // 3 % len(heard.ANSWERS)]


def _address(method: str, rng: Random) -> str:
    """Return an invented address, empty where the buyer comes to the maker."""
    if method == delivery.AMBIL:
        return ""
    return f"Alamat contoh RT {rng.randint(1, 9)}, dekat langgar"
