"""`/balai/dampak/`: the four benefits, each with number, interval, verdict, n and method."""

from collections.abc import Iterator

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from lampit.people.access import signed_in
from lampit.places.queries import region as region_named
from lampit.places.rules import DISTRICT
from lampit.proof import access, queries
from lampit.proof.queries import Benefits
from lampit.proof.rules.saving import WITHIN
from lampit.proof.views import charts
from lampit.web.door import door
from lampit.web.tables import csv_answer


def _asked(request: HttpRequest) -> str:
    """Return the region whose benefits are asked for: a province or kabupaten within reach."""
    asked = request.GET.get("wilayah", "")
    place = region_named(asked)
    known = asked if place and place.level <= DISTRICT else ""
    return access.impact_region(signed_in(request), known)


@require_safe
@door(access.may_open_impact)
def impact(request: HttpRequest) -> HttpResponse:
    """Show what has been of use, and what nobody can say yet."""
    code = _asked(request)
    found = queries.benefits(code, timezone.localdate())
    shown = {
        "found": found,
        "code": code,
        "region": region_named(code),
        "sales_n": found.sales.effect.treated + found.sales.effect.controls,
        "within": found.saving.share(WITHIN),
        "rate_low": found.young.per_thousand(found.young.low),
        "rate_high": found.young.per_thousand(found.young.high),
        "sales_chart": charts.sales_chart(found) if found.sales.effect.value is not None else "",
        "saving_chart": charts.saving_chart(found) if found.saving.known_units else "",
        "jobs_chart": charts.jobs_chart(found) if found.jobs.value is not None else "",
        "channel_chart": charts.channel_chart(found.months) if len(found.months) > 1 else "",
    }
    return render(request, "proof/impact.html", shown)


def _rows(found: Benefits) -> Iterator[list[object]]:
    """Yield the figures of the page as rows of a table."""
    effect, goods, net = found.sales.effect, found.saving.goods, found.jobs
    yield ["angka", "nilai", "bawah", "atas", "n", "bukti", "cara"]
    yield [
        gettext("tambahan penjualan sebulan (Rp)"), effect.value, effect.low, effect.high,
        effect.treated + effect.controls, found.sales_verdict, effect.method,
    ]  # fmt: skip
    yield [
        gettext("hemat pembeli, nilai tengah"), goods.value, goods.low, goods.high, goods.lines,
        found.saving_verdict, "median_woodruff",
    ]  # fmt: skip
    for band, units in {} if found.saving.hidden else found.saving.units.items():
        yield [
            gettext("barang terjual, ") + band,
            units,
            None,
            None,
            found.saving.all_units,
            "",
            "",
        ]
    yield [
        gettext("pekerjaan bersih"), net.value, net.low, net.high, net.n, found.jobs_verdict,
        "survey_total",
    ]  # fmt: skip
    young = found.young
    if not young.hidden:
        yield [
            gettext("usaha baru (< 42 bulan)"), None, young.low, young.high, young.known, "",
            "count",
        ]  # fmt: skip
    yield [
        gettext("biaya promosi sebulan per usaha (Rp)"), found.spend.value, found.spend.low,
        found.spend.high, found.spend.n, found.promotion_verdict, "survey_mean",
    ]  # fmt: skip
    for month in found.months:
        name = f"{month.month:%Y-%m}"
        yield [
            f"langsung {name} (Rp)",
            month.direct,
            None,
            None,
            month.business_count,
            "",
            "ledger",
        ]
        yield [f"daring {name} (Rp)", month.online, None, None, month.business_count, "", "ledger"]


@require_safe
@door(access.may_open_impact)
def impact_file(request: HttpRequest) -> HttpResponse:
    """Send the figures of the page as CSV."""
    code = _asked(request)
    found = queries.benefits(code, timezone.localdate())
    return csv_answer(_rows(found), f"dampak-{code or 'nasional'}-{found.on:%Y-%m-%d}.csv")
