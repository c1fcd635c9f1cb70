"""What a sales channel keeps of a price: dated rows, put together per channel (commerce.md 8.2)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from lampit.basics.texts import gettext_noop

# How the table names its channels; here too, so that English pages name them in English.
LABELS = (
    gettext_noop("Pasar ini, QRIS usaha mikro"),
    gettext_noop("Shopee (bukan Mall)"),
    "Shopee Mall",
    gettext_noop("Tokopedia atau TikTok Shop"),
    gettext_noop("QRIS lewat penyedia pembayaran"),
    gettext_noop("Titip jual atau pengumpul"),
)
OWN = "lapak"  # this market; only the maker's own bank takes its QRIS fee
STALE_DAYS = 180


@dataclass(frozen=True, slots=True)
class FeeRow:
    """One fee of one channel, with the days it held and where it was read.

    Attributes:
        percent: of the goods price, as an exact fraction of 1; None: asked for each deal.
        cap: most rupiah per piece, None without one.
        free_up_to: prices up to here cost nothing (QRIS of micro businesses).
        fixed: rupiah per finished order.
    """

    channel: str
    label: str
    part: str
    percent: Fraction | None
    cap: int | None
    free_up_to: int
    fixed: int
    from_on: date
    until: date | None
    source: str
    checked_on: date
    is_estimate: bool


@dataclass(frozen=True, slots=True)
class Fee:
    """All that a channel keeps on one day.

    Attributes:
        rows: the fees that hold, at least one.
    """

    channel: str
    label: str
    rows: tuple[FeeRow, ...]

    @property
    def fixed(self) -> int:
        """Return the rupiah per finished order."""
        return sum(row.fixed for row in self.rows)

    @property
    def checked_on(self) -> date:
        """Return the oldest day on which a row was checked."""
        return min(row.checked_on for row in self.rows)

    @property
    def is_estimate(self) -> bool:
        """Say whether a row is a rough figure of the press rather than a published tariff."""
        return any(row.is_estimate for row in self.rows)

    @property
    def asks_percent(self) -> bool:
        """Say whether the share is agreed with each shop, so that the maker must tell it."""
        return any(row.percent is None for row in self.rows)

    @property
    def sources(self) -> list[str]:
        """Return where the rows were read, each once."""
        return list(dict.fromkeys(row.source for row in self.rows))

    def share(self, percent: int | None = None) -> Fraction:
        """Return the share of the price without caps; `percent` where it is agreed."""
        own = [Fraction(percent or 0, 100) if r.percent is None else r.percent for r in self.rows]
        return sum(own, Fraction(0))

    def of(self, price: int, percent: int | None = None) -> int:
        """Return the rupiah kept of one piece at `price`: each row half up, then its cap."""
        return self.fixed + sum(_kept(row, price, percent) for row in self.rows)


def _kept(row: FeeRow, price: int, percent: int | None) -> int:
    share = Fraction(percent or 0, 100) if row.percent is None else row.percent
    if price <= row.free_up_to:
        return 0
    exact = price * share
    kept = (2 * exact.numerator + exact.denominator) // (2 * exact.denominator)
    return kept if row.cap is None else min(kept, row.cap)


def holding(rows: Iterable[FeeRow], today: date) -> list[Fee]:
    """Return the channels with the rows that hold on a day, in the order of the table."""
    found: dict[str, list[FeeRow]] = {}
    for row in rows:
        if row.from_on <= today and (row.until is None or today <= row.until):
            found.setdefault(row.channel, []).append(row)
    return [Fee(channel, held[0].label, tuple(held)) for channel, held in found.items()]


def is_old(fee: Fee, today: date) -> bool:
    """Say whether nobody checked a row for half a year."""
    return (today - fee.checked_on).days > STALE_DAYS
