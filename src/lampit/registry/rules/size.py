"""Size class of a business by PP 7/2021, articles 35 and 36. Pure."""

from bisect import bisect_right
from dataclasses import dataclass
from datetime import date

from lampit.basics.texts import gettext_noop

# The decree came into force on 2 February 2021.
IN_FORCE_ON = date(2021, 2, 2)

_BILLION = 1_000_000_000
# Upper bounds in rupiah, inclusive; above the last one a business is no UMKM.
SALES_BOUNDS = ((2 * _BILLION, "mikro"), (15 * _BILLION, "kecil"), (50 * _BILLION, "menengah"))
CAPITAL_BOUNDS = ((1 * _BILLION, "mikro"), (5 * _BILLION, "kecil"), (10 * _BILLION, "menengah"))

LABELS = {
    "mikro": gettext_noop("Usaha mikro"),
    "kecil": gettext_noop("Usaha kecil"),
    "menengah": gettext_noop("Usaha menengah"),
    "besar": gettext_noop("Usaha besar (bukan UMKM)"),
    "": gettext_noop("Belum diketahui"),
}
BASIS_LABELS = {"penjualan": "penjualan setahun", "modal": "modal usaha", "": ""}

# Monthly sales classes of domain.md section 5: lower bound in rupiah and label.
SALES_CLASSES = (
    (0, "Rp0"),
    (1, gettext_noop("di bawah Rp500 ribu")),
    (500_000, gettext_noop("Rp500 ribu sampai di bawah Rp1 juta")),
    (1_000_000, gettext_noop("Rp1 juta sampai di bawah Rp2,5 juta")),
    (2_500_000, gettext_noop("Rp2,5 juta sampai di bawah Rp5 juta")),
    (5_000_000, gettext_noop("Rp5 juta sampai di bawah Rp10 juta")),
    (10_000_000, gettext_noop("Rp10 juta sampai di bawah Rp25 juta")),
    (25_000_000, gettext_noop("Rp25 juta sampai di bawah Rp50 juta")),
    (50_000_000, gettext_noop("Rp50 juta sampai di bawah Rp166 juta")),
    (166_000_000, gettext_noop("Rp166 juta ke atas")),
)


_LOWS = tuple(low for low, _ in SALES_CLASSES)


@dataclass(frozen=True, slots=True)
class SizeClass:
    """A size class and what it rests on.

    Attributes:
        code: `mikro`, `kecil`, `menengah`, `besar`, or empty when unknown.
        basis: `penjualan`, `modal`, or empty when unknown.
    """

    code: str
    basis: str

    @property
    def label(self) -> str:
        """Return the class in words."""
        return LABELS[self.code]


UNKNOWN = SizeClass("", "")
_NAMED = {
    (code, basis): SizeClass(code, basis)
    for code in ("mikro", "kecil", "menengah", "besar")
    for basis in ("penjualan", "modal")
}


def classify(
    capital: int | None, yearly_sales: int | None, founded_on: date | None = None
) -> SizeClass:
    """Return the size class with its basis; unknown stays unknown.

    Businesses founded under the decree are classed by capital (land and building left out),
    older ones and those of unknown age by yearly sales; the other figure serves when the first
    is not known.

    Args:
        capital: business capital in rupiah without land and building, None when unknown.
        yearly_sales: sales of a year in rupiah, None when unknown.
        founded_on: first day of the business, None when unknown.
    """
    by_sales = _class(yearly_sales, SALES_BOUNDS, "penjualan")
    by_capital = _class(capital, CAPITAL_BOUNDS, "modal")
    if founded_on is not None and founded_on >= IN_FORCE_ON:
        return by_capital or by_sales or UNKNOWN
    return by_sales or by_capital or UNKNOWN


def sales_class(monthly_sales: int | None) -> int | None:
    """Return the place of monthly sales in `SALES_CLASSES`, None when unknown."""
    if monthly_sales is None:
        return None
    return bisect_right(_LOWS, monthly_sales) - 1


def sales_class_label(place: int | None) -> str:
    """Return a sales class in words; unknown says so."""
    return LABELS[""] if place is None else SALES_CLASSES[place][1]


def all_workers(men: int | None, women: int | None, total: int | None) -> int | None:
    """Return how many work there, None when unknown.

    Who tells men and women says it better than a list that told their sum.
    """
    return total if men is None and women is None else (men or 0) + (women or 0)


def size_group(workers: int | None) -> str:
    """Return the stratum by workers: `1`, `2-4`, `5+`, or empty when unknown."""
    if workers is None:
        return ""
    return "1" if workers <= 1 else "2-4" if workers <= 4 else "5+"


def _class(amount: int | None, bounds: tuple[tuple[int, str], ...], basis: str) -> SizeClass | None:
    if amount is None:
        return None
    code = next((code for top, code in bounds if amount <= top), "besar")
    return _NAMED[code, basis]
