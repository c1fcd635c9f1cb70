"""An invented district's two years of sales: a fall, a recovery, and a slow move online. Demo."""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from lampit.orders.rules import delivery, states
from lampit.orders.rules.channels import SaleTold

# Share of usual sales by months since the beginning: a shock like that of 2020, then recovery.
SHOCK = (1.0, 1.0, 1.02, 0.98, 0.7, 0.42, 0.38, 0.45, 0.52, 0.6, 0.66, 0.72)
RECOVERY_A_MONTH = 0.035
MONTHS = 24
NEVER_ENTERED_SHARE = 0.12  # months that people forget to write down: unknown, not zero
DIRECT_CHANNELS = ("RUMAH", "RUMAH", "PASAR", "PASAR", "PAMERAN", "RESELLER")
ONLINE_CHANNELS = ("WA", "WA", "WA", "FB", "IG", "SHOPEE", "TIKTOK")


@dataclass(frozen=True, slots=True)
class DemoShop:
    """A business whose sales are invented.

    Attributes:
        business: its id.
        monthly: usual sales of a month in rupiah.
        products: (product id or None, price) of what it sells.
        online_from: month (0 to 23) from which it sells online; None: never.
    """

    business: int
    monthly: int
    products: tuple[tuple[int | None, int], ...]
    online_from: int | None = None


def level(month: int) -> float:
    """Return which share of usual sales the market takes in a month since the beginning."""
    if month < len(SHOCK):
        return SHOCK[month]
    return min(1.15, SHOCK[-1] + RECOVERY_A_MONTH * (month - len(SHOCK) + 1))


def online_share(shop: DemoShop, month: int) -> float:
    """Return the share of sales agreed online: little before joining, growing afterwards."""
    if shop.online_from is None or month < shop.online_from:
        return 0.06
    return min(0.55, 0.15 + 0.03 * (month - shop.online_from))


def method_of(state: str, dice: Random, *, parcels: bool) -> str:
    """Return how an order in `state` could travel; `parcels`: the shop takes money from afar."""
    if state == states.SIAP_DIAMBIL:
        return delivery.AMBIL
    ways: list[str] = [delivery.KURIR_KAB]
    if parcels:
        ways.append(delivery.EKSPEDISI)
    if state not in {states.DIKIRIM, states.DIKEMBALIKAN}:
        ways.append(delivery.AMBIL)
    return dice.choice(ways)


def month_of(first: date, months: int) -> date:
    """Return the first day of the month `months` after that of `first`."""
    count = first.year * 12 + first.month - 1 + months
    return date(count // 12, count % 12 + 1, 1)


def sales_of_month(
    shop: DemoShop, month: int, begins: date, dice: Random, *, today: date
) -> list[tuple[int | None, SaleTold]]:
    """Return the entries (product, sale) of a shop in one month; none where nobody wrote any."""
    if dice.random() < NEVER_ENTERED_SHARE:
        return []
    gain = 1.12 if shop.online_from is not None and month >= shop.online_from else 1.0
    wanted = shop.monthly * level(month) * gain * dice.uniform(0.75, 1.25)
    found = []
    entries = dice.randint(3, 8)
    for _ in range(entries):
        product, price = shop.products[dice.randrange(len(shop.products))]
        quantity = max(1, round(wanted / entries / price * dice.uniform(0.6, 1.4)))
        is_online = dice.random() < online_share(shop, month)
        day = begins + timedelta(days=dice.randrange(28))
        if day <= today:
            channel = dice.choice(ONLINE_CHANNELS if is_online else DIRECT_CHANNELS)
            found.append((product, SaleTold(channel, quantity, price * quantity, day)))
    return found
