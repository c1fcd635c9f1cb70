"""What a buyer filters by: read from the address, told as choices, chips and a page of goods."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, QueryDict
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from lampit.market import rules
from lampit.shops import queries as shops
from lampit.shops.queries import finding
from lampit.shops.queries.finding import Facets, Point, Wish
from lampit.shops.rules import kinds
from lampit.shops.rules.finding import nearness
from lampit.shops.rules.finding.weights import BANDS
from lampit.web import figures
from lampit.web.paging import Page, asked_number

LAST_PAGE = 400
LONGEST_CODE, LONGEST_POSITION = 13, 30


def asked_wish(request: HttpRequest, category: str = "") -> Wish:
    """Return what the address asks for; what is no value filters nothing."""
    asked = request.GET
    slug = category or asked.get("kategori", "")
    band, order = asked.get("pita", ""), asked.get("urut", "")
    material = asked.get("bahan", "")
    return Wish(
        category=slug if slug in kinds.BY_SLUG else "",
        material=material if material in finding.lexicon().labels else "",
        place=asked.get("kecamatan", "")[:LONGEST_CODE],
        band=band if band in {str(n) for n in range(len(BANDS) + 1)} else "",
        lowest=rules.asked_amount(asked.get("dari", "")),
        highest=rules.asked_amount(asked.get("sampai", "")),
        ready=bool(asked.get("siap")),
        curated=bool(asked.get("kurasi")),
        order=order if order in finding.ORDERS else "",
    )


def asked_point(request: HttpRequest, wish: Wish) -> Point | None:
    """Return from where near is measured: a place chosen or a position, both in the address."""
    if wish.order != "dekat":
        return None
    position = nearness.rounded(request.GET.get("posisi", ""))
    if position is not None:
        return Point(*position, _("lokasi Anda"))
    code = request.GET.get("dekat", "") or wish.place
    return finding.point_of(code[:LONGEST_CODE]) if code else None


def asked_span(request: HttpRequest, last: int = LAST_PAGE) -> tuple[int, tuple[int, int]]:
    """Return the asked page with its span of rows."""
    number = min(asked_number(request.GET.get("hal")), last)
    start = (number - 1) * shops.SHELF_SIZE
    return number, (start, start + shops.SHELF_SIZE)


def page_of(number: int, ids: Any, total: int, today: date) -> Page[shops.Good]:
    """Return a page of goods by their numbers; two queries."""
    goods = shops.shelf_of(list(ids), today=today)
    return Page(goods, number, shops.SHELF_SIZE, total > number * shops.SHELF_SIZE, total)


def shown_steps(goods: list[shops.Good], near: Point | None) -> list[tuple[str, int]]:
    """Return how many goods of a page lie how far away, nearest first; two queries."""
    if near is None:
        return []
    counts: dict[int, int] = {}
    for step in finding.steps_of_goods([good.pk for good in goods], near):
        counts[step] = counts.get(step, 0) + 1
    return [(_step(step), count) for step, count in sorted(counts.items())]


def _step(step: int) -> str:
    if step < len(nearness.STEPS):
        return _("sampai %(km)s km") % {"km": nearness.STEPS[step]}
    return _("lebih dari %(km)s km") % {"km": nearness.STEPS[-1]}


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a filter as the form shows it."""

    code: str
    label: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Chip:
    """A chosen filter and the address without it."""

    label: str
    address: str


def shown_filters(
    request: HttpRequest, wish: Wish, told: Facets, near: Point | None, fixed: str = ""
) -> dict[str, Any]:
    """Return what the filter form and its chips show; `fixed` names a filter of the page itself."""
    labels = finding.lexicon().labels
    choices = {
        "categories": [] if fixed == "category" else _choices(told.category, _category_name),
        "materials": _choices(told.material, lambda value: _(labels.get(value.code, value.code))),
        "places": _choices(told.place, lambda value: value.name),
        "bands": _choices(told.band, lambda value: band_label(value.code)),
    }
    return {
        "wish": wish, "facets": told, "near": near, "choices": choices,
        "chips": _chips(request, wish, choices, near),
        # Closed when a page opens, so that goods are seen first; open while somebody filters.
        "is_open": "HX-Request" in request.headers or (wish.order == "dekat" and near is None),
        "near_code": request.GET.get("dekat", "")[:LONGEST_CODE],
        "position": request.GET.get("posisi", "")[:LONGEST_POSITION],
    }  # fmt: skip


def _choices(values: list[finding.Value], label: Any) -> list[Choice]:
    return [
        Choice(
            value.code,
            label(value) if value.count is None else f"{label(value)} ({_number(value.count)})",
            value.chosen,
        )
        for value in values
    ]


def _number(count: int) -> str:
    return figures.number(count, 0, figures.tongue(get_language()))


def _category_name(value: finding.Value) -> str:
    return _(kinds.category(value.code).label)


def band_label(code: str) -> str:
    """Return a price band in words: under, between, above."""
    tongue = figures.tongue(get_language())
    number = int(code)
    if number == 0:
        return _("Di bawah %(price)s") % {"price": figures.rupiah(BANDS[0], tongue)}
    low = figures.rupiah(BANDS[number - 1], tongue)
    if number == len(BANDS):
        return _("%(price)s ke atas") % {"price": low}
    return f"{low}–{figures.rupiah(BANDS[number], tongue)}"


def _chips(
    request: HttpRequest, wish: Wish, choices: dict[str, list[Choice]], near: Point | None
) -> list[Chip]:
    tongue = figures.tongue(get_language())
    chosen = {
        name: next((c.label for c in found if c.chosen), "") for name, found in choices.items()
    }
    found: list[tuple[str, tuple[str, ...]]] = [
        (chosen["categories"], ("kategori",)),
        (chosen["materials"], ("bahan",)),
        (chosen["places"], ("kecamatan",)),
        (chosen["bands"], ("pita",)),
    ]
    if wish.lowest is not None:
        found.append(
            (_("Dari %(price)s") % {"price": figures.rupiah(wish.lowest, tongue)}, ("dari",))
        )
    if wish.highest is not None:
        found.append(
            (_("Sampai %(price)s") % {"price": figures.rupiah(wish.highest, tongue)}, ("sampai",))
        )
    found += [(_("Siap kirim"), ("siap",))] if wish.ready else []
    found += [(_("Lolos kurasi"), ("kurasi",))] if wish.curated else []
    if near is not None:
        found.append((_("Dekat %(place)s") % {"place": near.name}, ("urut", "dekat", "posisi")))
    return [
        Chip(label, _without(request.GET, keys, request.path)) for label, keys in found if label
    ]


def _without(asked: QueryDict, keys: tuple[str, ...], path: str) -> str:
    left = [(k, v) for k, values in asked.lists() for v in values if k not in (*keys, "hal") and v]
    return f"{path}?{urlencode(left)}" if left else path
