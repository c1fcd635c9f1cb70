"""The month's visits as a table for the honorarium."""

from collections.abc import Iterator

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from lampit.basics.refusal import Refusal
from lampit.coaching import access, queries, rules
from lampit.coaching.models import Visit
from lampit.people.access import signed_in
from lampit.web.door import door
from lampit.web.language import in_words
from lampit.web.tables import csv_answer


def _rows(visits: list[Visit]) -> Iterator[list[object]]:
    """Yield the header and one row per visit."""
    yield [
        gettext("Tanggal"), gettext("Pendamping"), gettext("Usaha"), gettext("Desa"),
        gettext("Pokok"), gettext("Hasil"), gettext("Menit"), gettext("Langkah berikutnya"),
    ]  # fmt: skip
    for visit in visits:
        yield [
            visit.on.isoformat(), visit.mentor.get_full_name() or visit.mentor.username,
            visit.business.name, str(visit.business.village or ""), visit.get_topic_display(),
            visit.get_result_display(), visit.minutes, visit.next_step,
        ]  # fmt: skip


@require_safe
@door(access.may_open_coaching)
def export(request: HttpRequest) -> HttpResponse:
    """Send the visits of a month as CSV that opens in Excel."""
    person = signed_in(request)
    try:
        first, stop = rules.month_bounds(request.GET.get("bulan", ""), today=timezone.localdate())
    except Refusal as refusal:
        return HttpResponse(in_words(refusal.message), status=422, content_type="text/plain")
    found = queries.recap(access.visible_visits(person), first, stop)
    return csv_answer(_rows(found), f"kunjungan-{first:%Y-%m}.csv")
