"""`/balai/mutu/`: how complete and fresh the list is, by place and month, with its file."""

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_POST, require_safe

from lampit.people.access import region_of, signed_in
from lampit.places import queries as places
from lampit.registry import access, actions
from lampit.registry.models import Business, QualitySnapshot
from lampit.registry.queries import quality as reads
from lampit.registry.queries.duplicates import waiting_count
from lampit.registry.queries.quality_above import COUNTED_SINCE_MONTHS, above
from lampit.registry.rules import freshness
from lampit.registry.rules.freshness import months_later
from lampit.registry.rules.quality import FIELDS, Counts
from lampit.web import charts, figures
from lampit.web.door import door
from lampit.web.tables import csv_answer

WIDE, NARROW = 1040, 350
PROVINCE_LENGTH = 2


@require_safe
@door(access.may_open_quality)
def quality(request: HttpRequest) -> HttpResponse:
    """Show the score of the kabupaten or of one kecamatan, its months, and its parts.

    A province sees its kabupaten, the nation its provinces: sums only.
    """
    person = signed_in(request)
    if access.reads_quality_above(person):
        return _above(request, region_of(person))
    region = region_of(person)
    below = places.children(region)
    asked = request.GET.get("kecamatan", "")
    if asked and not any(part.code == asked for part in below):
        raise Http404
    found = reads.standing(region, asked)
    shown: dict[str, Any] = {
        "found": found,
        "place": places.region(asked or region),
        "asked": asked,
        "may_count": access.may_count_quality(request),
        "doubles": waiting_count(access.visible_pairs(person)) if not asked else 0,
        "may_review": access.may_review(request),
    }
    if found is not None:
        shown |= {
            "parts": [(part, _line(part)) for part in found.parts],
            "chart": (_months(found, WIDE), _months(found, NARROW)),
            "fields": _fields(found.counts),
            "bands": _bands(found.counts),
            "statuses": _statuses(found.counts),
        }
    return render(request, "registry/quality.html", shown)


def _above(request: HttpRequest, own: str) -> HttpResponse:
    """Show a province, or to the nation all of them or the asked one."""
    asked = own[:PROVINCE_LENGTH] or request.GET.get("provinsi", "")
    if asked and not any(place.code == asked for place in places.children("")):
        raise Http404
    since = months_later(timezone.localdate().replace(day=1), -COUNTED_SINCE_MONTHS)
    shown = {"found": above(asked, since), "is_drilled": bool(asked) and not own}
    return render(request, "registry/quality_above.html", shown)


@require_POST
@door(access.may_count_quality)
def count_now(request: HttpRequest) -> HttpResponse:
    """Count the present month of one's own kabupaten again."""
    actions.count_quality(region_of(signed_in(request)), now=timezone.now())
    messages.success(request, gettext("Sudah dihitung ulang."))
    return redirect("registry:quality")


@require_safe
@door(access.may_read_quality_file)
def quality_file(request: HttpRequest) -> HttpResponse:
    """Give every month and place as a table; shares of few businesses are left out."""
    rows = reads.file_rows(region_of(signed_in(request)))
    return csv_answer(_file(rows), "mutu-daftar.csv")


def _file(rows: list[QualitySnapshot]) -> Iterator[list[object]]:
    small = reads.withheld(rows)
    yield [
        "bulan", "kode", "tempat", "usaha_tercatat", "usaha_dalam_daftar", "kelengkapan",
        "dipastikan_18_bulan", *(f"terisi_{name}" for name in FIELDS), "keterangan",
    ]  # fmt: skip
    for row in rows:
        counts, is_hidden = reads.counts_of(row), row.pk in small
        shares = [counts.completeness_share, counts.fresh_share]
        shares += [counts.filled_share(name) for name in FIELDS]
        told = ["" if is_hidden or share is None else f"{share:.4f}" for share in shares]
        note = "disembunyikan: terlalu sedikit usaha" if is_hidden else ""
        note = note or ("riwayat contoh" if row.is_demo else "")
        first = [row.month.isoformat()[:7], row.place_id, row.place.name, row.businesses]
        yield [*first, row.framed, *told, note]


def _months(found: reads.Standing, width: int) -> SafeString:
    """Draw both scores by month."""
    short = figures.SHORT[figures.tongue(get_language())]
    labels = [f"{short[month.month - 1]} {month:%y}" for month, _, _ in found.months]
    full = [(_percent(share), None, None) for _, share, _ in found.months]
    fresh = [(_percent(share), None, None) for _, _, share in found.months]
    lines = [(gettext("Lengkap"), full), (gettext("Segar"), fresh)]
    said = gettext("lengkap %(full)s %%, segar %(fresh)s %%") % {
        "full": figures.number(_percent(found.counts.completeness_share)),
        "fresh": figures.number(_percent(found.counts.fresh_share)),
    }
    title = gettext("Kelengkapan dan kesegaran per bulan")
    return charts.trend(lines, labels, title, said, high=100, width=width)


def _line(part: reads.PlaceQuality) -> SafeString | str:
    """Draw the freshness of a place by month, once there is more than one."""
    if part.is_hidden or len(part.months) < 2:
        return ""
    title = gettext("Kesegaran %(name)s") % {"name": part.name}
    return charts.sparkline([_percent(share) for share in part.months], title)


def _fields(counts: Counts) -> list[tuple[str, int, float | None]]:
    return [
        (gettext(label), counts.filled.get(name, 0), counts.filled_share(name))
        for name, label in FIELDS.items()
    ]


def _bands(counts: Counts) -> list[tuple[str, int]]:
    return [(gettext(label), counts.bands.get(b, 0)) for b, label in freshness.LABELS.items()]


def _statuses(counts: Counts) -> list[tuple[str, int]]:
    return [(str(label), counts.statuses.get(code, 0)) for code, label in Business.Status.choices]


def _percent(share: float | None) -> float | None:
    return None if share is None else share * 100
