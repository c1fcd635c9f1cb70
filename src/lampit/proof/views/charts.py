"""Drawings of the proof pages: figures in, SVG out; words in the active language."""

from collections.abc import Sequence
from typing import NamedTuple

from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext

from lampit.proof.queries import Benefits, Nation
from lampit.proof.rules import saving
from lampit.proof.rules.channels import ShownMonth
from lampit.web import charts, figures

INDEX_BOUNDS = (30.0, 36.0, 42.0, 48.0)
WIDE, NARROW = 520.0, 350.0
SHORT_NAMES = (("Daerah Khusus Ibukota", "DKI"), ("Daerah Istimewa", "DI"))


class Pair(NamedTuple):
    """A drawing for desks and one for phones; the page shows the one that fits."""

    wide: SafeString
    narrow: SafeString


def _short(amount: float | None) -> str:
    """Write an amount of rupiah in few signs; None is withheld."""
    if amount is None:
        return gettext("disembunyikan")
    return figures.short_rupiah(amount, get_language() or "id")


def sales_chart(found: Benefits) -> Pair:
    """Draw mean monthly sales of both groups before and after."""
    effect = found.sales.effect
    rows = [
        (
            gettext("Berlapak"),
            effect.treated_before,
            _plus(effect.treated_before, effect.treated_change),
            effect.treated,
        ),
        (
            gettext("Belum"),
            effect.control_before,
            _plus(effect.control_before, effect.control_change),
            effect.controls,
        ),
    ]
    ends = [v for _, before, after, _ in rows for v in (before, after) if v is not None]
    title = gettext("Penjualan sebulan rata-rata, dulu dan sekarang")
    finding = gettext("bulatan kosong: tahun lalu; bulatan penuh: sekarang")
    low, high = (min(ends) * 0.9, max(ends) * 1.05) if ends else (0.0, 1.0)
    wide, narrow = (
        charts.before_after(
            rows, title, finding, low=low, high=high, width=width, label=label, write=_short
        )
        for width, label in ((WIDE, 90.0), (NARROW, 76.0))
    )
    return Pair(wide, narrow)


def _plus(start: float | None, change: float | None) -> float | None:
    """Add a change to a start when both are known."""
    return None if start is None or change is None else start + change


def saving_chart(found: Benefits) -> Pair:
    """Draw the share of units sold in each band of saving; goods without evidence are not in it."""
    names = {
        saving.DEARER: gettext("lebih mahal"),
        saving.UNDER_11: gettext("hemat 0–<11 %"),
        saving.WITHIN: gettext("hemat 11–25 %"),
        saving.OVER_25: gettext("hemat > 25 %"),
    }
    tones = {saving.DEARER: "d2", saving.UNDER_11: "d3", saving.WITHIN: "d1", saving.OVER_25: "d3"}
    rows = []
    for band, name in names.items():
        share = found.saving.share(band)
        value = None if share is None else share * 100
        rows.append((name, value, None, None, found.saving.units[band], tones[band]))
    title = gettext("Hemat pembeli menurut barang terjual")
    finding = ", ".join(
        f"{row[0]} {figures.number(row[1])} %" for row in rows if row[1] is not None
    )
    wide, narrow = (
        charts.bar_ci(rows, title, finding, high=100, width=width, label=label)
        for width, label in ((WIDE, 120.0), (NARROW, 108.0))
    )
    return Pair(wide, narrow)


def jobs_chart(found: Benefits) -> Pair:
    """Draw the estimated number of workers a year ago and now."""
    net = found.jobs
    rows = [(gettext("Pekerja"), net.before, net.now, net.n)]
    top = max(net.before or 0, net.now or 0) or 1
    title = gettext("Pekerja, setahun lalu dan sekarang")
    said = gettext("bulatan kosong: setahun lalu; bulatan penuh: sekarang")
    wide, narrow = (
        charts.before_after(rows, title, said, low=0, high=top * 1.05, width=width, label=70)
        for width in (WIDE, NARROW)
    )
    return Pair(wide, narrow)


def channel_chart(months: Sequence[ShownMonth]) -> Pair:
    """Draw sales face to face and over the internet by month; a withheld sum is a gap."""
    short = figures.SHORT[figures.tongue(get_language())]
    # Two years of months: without the year nobody can tell one March from the other.
    labels = [f"{short[m.month.month - 1]} {m.month:%y}" for m in months]
    series = [
        (gettext("Langsung"), [(m.direct, None, None) for m in months]),
        (gettext("Daring"), [(m.online, None, None) for m in months]),
    ]
    title = gettext("Penjualan langsung dan daring per bulan")
    last = months[-1]
    finding = gettext("bulan terakhir: langsung %(direct)s, daring %(online)s") % {
        "direct": _short(last.direct),
        "online": _short(last.online),
    }
    wide, narrow = (
        charts.trend(series, labels, title, finding, write=_short, width=width, height=260)
        for width in (1040.0, 704.0)
    )
    return Pair(wide, narrow)


def _short_name(name: str) -> str:
    """Write long names of provinces as people do."""
    for long, short in SHORT_NAMES:
        name = name.replace(long, short)
    return name


def nation_chart(found: Nation) -> SafeString:
    """Draw one box per board; a board without an index is hatched."""
    groups = [
        (
            _short_name(province.name),
            [
                (
                    board.code,
                    board.name,
                    board.index.value if board.index else None,
                    board.index.n if board.index else None,
                )
                for board in found.boards.get(province.code, [])
            ],
        )
        for province in found.provinces
    ]
    title = gettext("Indeks digital menurut daerah, satu kotak satu daerah")
    finding = gettext("%(known)s dari %(total)s daerah punya data") % {
        "known": found.known,
        "total": found.total,
    }
    return charts.region_boxes(
        groups, title, finding, bounds=INDEX_BOUNDS, href="/nasional/{code}/"
    )
