"""A crowd of buyers as real processes with connections of their own; run as a module.

`python -m tests.orders.racing VARIANT[,VARIANT…] BUYERS [KIND]` prints one JSON object. KIND is
`fair` (default), `unsafe` (stock decided by what was read before: the negative control), `same`
(every buyer sends the same idempotency key), `pay` (the part PART is paid by all, at the very
moment at which the clock wants to close it), `short` and `long` (somebody else holds the lock for
less, or for more, than a buyer waits; waiting is made quick), `name` (VARIANT are shops: all put
goods of one name on sale), `weeks` (VARIANT are made to order; every third buyer cancels at once,
every fifth is the maker who tells her weeks meanwhile), `heedless` (weeks taken by what was read
before: the negative control).
"""

import json
import secrets
import sys
import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from multiprocessing import get_context
from multiprocessing.synchronize import Barrier
from typing import Any

from tests.processes import awake

PATIENCE = 60.0
fork = get_context("fork")  # the house is loaded once; no connection is open before the fork


def attempt(variants: list[int], kind: str, barrier: Barrier, results: Any, number: int) -> None:
    """Be one buyer: wait for all others, then order one piece of each variant."""
    from lampit.basics.refusal import Refusal

    if kind == "unsafe":
        decide_by_what_was_read(variants)
    if kind == "heedless":
        take_weeks_by_what_was_read()
    if number % 2:
        variants.reverse()
    barrier.wait(PATIENCE)
    try:
        deeds = {
            "pay": lambda: pay(variants[0], number),
            "name": lambda: name(variants[number % len(variants)]),
            "weeks": lambda: in_weeks(variants, number),
        }
        outcome = deeds.get(kind, lambda: place(variants, kind))()
    except Refusal as refusal:
        outcome = refusal.code
    except Exception as error:  # noqa: BLE001 - whatever a buyer would see is the result
        outcome = f"{type(error).__name__}: {error}"
    results.put(outcome)


def hold_the_lock(variants: list[int], seconds: float, is_held: Any) -> None:
    """Be the writer in the way: hold what every order needs for some time."""
    from django.db import connection, transaction

    from lampit.shops.models import Stock

    with transaction.atomic():
        if connection.vendor == "postgresql":
            list(Stock.objects.select_for_update().filter(pk__in=variants))
        is_held.set()
        time.sleep(seconds)


def wait_less() -> None:
    """Shorten the waits of one order, so that the test need not take a quarter of a minute."""
    from lampit.orders.actions import _committing

    _committing.WAIT_SQLITE = _committing.WAIT_POSTGRES = 300
    _committing.LAST_TRY_AFTER = 0.6


def place(variants: list[int], kind: str) -> str:
    """Order one piece of each; return the outcome and, with one key for all, the order."""
    from lampit.orders import actions
    from lampit.orders.rules import placing
    from lampit.shops.models import Variant

    makers = Variant.objects.filter(pk__in=variants).values_list("product__maker", flat=True)
    wish = actions.Wish(
        wanted=dict.fromkeys(variants, 1),
        buyer=placing.Buyer("Pembeli Uji", "081200007731"),
        parcels=dict.fromkeys(makers, placing.Parcel("AMBIL", "COD")),
    )
    key = "satu" if kind == "same" else secrets.token_hex(8)
    order = actions.place_order(
        wish,
        actions.Once("balapan", key, "sama"),
        public_id=secrets.token_urlsafe(18),
        now=datetime.now(UTC),
    )
    return f"order {order.pk}" if kind in {"same", "number"} else "sold"


def pay(part_id: int, number: int) -> str:
    """Confirm a part's payment, or let its time run out: half of the processes each."""
    from lampit.orders import actions
    from lampit.orders.models import Part

    part = Part.objects.select_related("maker__account").get(pk=part_id)
    if number % 2:
        return f"expired {actions.expire_due(datetime.now(UTC) + timedelta(days=9))}"
    maker = part.maker.account
    return actions.confirm_payment(maker, part_id, part.total, now=datetime.now(UTC)).state


def name(shop_id: int) -> str:
    """Put a good on sale whose name everybody uses at this moment."""
    from lampit.shops import actions
    from lampit.shops.models import Maker

    shop = Maker.objects.select_related("account", "place").get(pk=shop_id)
    assert shop.account is not None
    draft = actions.Draft("Bakul purun sama", 50_000, stock=1)
    actions.add_product(shop.account, shop, draft, datetime.now(UTC))
    return "sold"


def in_weeks(variants: list[int], number: int) -> str:
    """Order, order and cancel, or be the maker who tells how much fits into her weeks."""
    from lampit.orders import actions
    from lampit.orders.models import Part
    from lampit.shops.actions import capacity
    from lampit.shops.models import Variant

    now = datetime.now(UTC)
    if number % 5 == 4:
        one = Variant.objects.select_related("product__maker__account").get(pk=variants[0])
        shop = one.product.maker
        assert shop.account is not None
        capacity.set_weekly(shop.account, shop, 1 + number % 3, now.date(), now)
        return "told"
    order = int(place(variants, "number").split()[1])
    if number % 3:
        return "sold"
    for part in Part.objects.filter(order=order).order_by("pk"):
        actions.cancel_by_buyer(part.pk, now=now)
    return "cancelled"


def take_weeks_by_what_was_read() -> None:
    """Replace gate and conditional update by the tempting way: read, then write what follows."""
    from lampit.shops.actions import capacity
    from lampit.shops.models import Capacity, Maker

    read = {(week.maker_id, week.week): week for week in Capacity.objects.all()}

    def taken(row: Capacity | None, slots: int) -> bool:
        return row is None or bool(Capacity.objects.filter(pk=row.pk).update(used=row.used + slots))

    tempting = {
        "_gate": lambda maker: Maker.objects.get(pk=maker),
        "_row": lambda maker, monday: read.get((maker.pk, monday)),
        "_taken": taken,
    }
    for name, way in tempting.items():
        setattr(capacity, name, way)


def decide_by_what_was_read(variants: list[int]) -> None:
    """Replace the conditional update by the tempting one: read first, write what follows."""
    from lampit.shops import actions as shops
    from lampit.shops.models import Stock
    from lampit.shops.rules.stock import StockShort

    read = {s.pk: (s.on_hand, s.reserved) for s in Stock.objects.filter(pk__in=variants)}

    def reserve(lines: list[tuple[int, int]], *_rest: object, **_said: object) -> None:
        for variant, quantity in lines:
            on_hand, reserved = read[variant]
            if on_hand - reserved < quantity:
                raise StockShort([])
            Stock.objects.filter(pk=variant).update(reserved=reserved + quantity)

    shops.reserve_stock = reserve  # type: ignore[assignment]


def race(variants: list[int], buyers: int, kind: str) -> dict[str, Any]:
    """Run the crowd and return outcomes, stock and what `lampit verify` would say."""
    barrier, results = fork.Barrier(buyers), fork.Queue()
    crowd = [
        fork.Process(target=attempt, args=(variants, kind, barrier, results, number))
        for number in range(buyers)
    ]
    if kind in {"short", "long"}:
        wait_less()
        is_held = fork.Event()
        holder = fork.Process(
            target=hold_the_lock, args=(variants, 0.5 if kind == "short" else 3.0, is_held)
        )
        holder.start()
        is_held.wait(PATIENCE)
        crowd.append(holder)
    began = time.monotonic()
    for process in crowd[:buyers]:
        process.start()
    outcomes = Counter(results.get(timeout=PATIENCE) for _ in range(buyers))
    seconds = time.monotonic() - began
    for process in crowd:
        process.join(PATIENCE)
    return {"outcomes": dict(outcomes), "seconds": seconds, **aftermath(variants, kind)}


def aftermath(variants: list[int], kind: str) -> dict[str, Any]:
    """Return stock, orders and failed checks after the race."""
    from lampit.orders import queries
    from lampit.orders.models import Order, Part, Sale
    from lampit.shops.models import Product, Stock

    stock = Stock.objects.all() if kind == "pay" else Stock.objects.filter(pk__in=variants)
    return {
        "stock": [[s.on_hand, s.reserved] for s in stock.order_by("pk")],
        "orders": Order.objects.count(),
        "sales": Sale.objects.count(),
        "weeks": weeks(),
        "words": Product.objects.filter(slug__startswith="bakul-purun-sama").count(),
        "states": dict(Counter(Part.objects.values_list("state", flat=True))),
        "wrong": [check.name for check in queries.checks() if not check.ok],
    }


def weeks() -> dict[str, int]:
    """Return the pieces that standing orders want and that weeks promise, and the fullest week.

    `over`: by how much what is promised of the fullest week is more than it may hold.
    """
    from lampit.orders.models import Line
    from lampit.shops.models import Capacity, CapacityHold
    from lampit.shops.rules.stock import MADE_TO_ORDER

    promised: Counter[tuple[int, Any]] = Counter()
    for hold in CapacityHold.objects.filter(is_active=True):
        promised[hold.maker_id, hold.week] += hold.slots
    limits = {(week.maker_id, week.week): week.slots for week in Capacity.objects.all()}
    standing = Line.objects.filter(kind=MADE_TO_ORDER).exclude(part__state="DIBATALKAN")
    return {
        "ordered": sum(standing.values_list("quantity", flat=True)),
        "promised": sum(promised.values()),
        "over": max(
            (used - limits[key] for key, used in promised.items() if key in limits), default=0
        ),
    }


if __name__ == "__main__":
    awake()
    asked = [int(pk) for pk in sys.argv[1].split(",")]
    told = race(asked, int(sys.argv[2]), sys.argv[3] if len(sys.argv) > 3 else "fair")
    sys.stdout.write(json.dumps(told) + "\n")
