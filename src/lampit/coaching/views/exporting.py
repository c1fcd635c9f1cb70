"""The month's visits as a table for the honorarium."""

from collections.abc import Iterator

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from lampit.basics.refusal import Refusal
from lampit.basics.texts import gettext_noop
from lampit.coaching import access, queries, rules
from lampit.coaching.models import Visit
from lampit.people.access import signed_in
from lampit.registry.actions.exporting import note_taken
from lampit.registry.queries.exporting import line_for
from lampit.registry.rules.exporting import Leaving
from lampit.web.door import door
from lampit.web.language import in_words
from lampit.web.tables import csv_answer

COLUMNS = {
    "on": gettext_noop("Tanggal"), "mentor": gettext_noop("Pendamping"),
    "business": gettext_noop("Usaha"), "village": gettext_noop("Desa"),
    "topic": gettext_noop("Pokok"), "result": gettext_noop("Hasil"),
    "minutes": gettext_noop("Menit"), "next_step": gettext_noop("Langkah berikutnya"),
}  # fmt: skip


def _rows(visits: list[Visit], line: str) -> Iterator[list[object]]:
    """Yield the mark of the file, the header and one row per visit."""
    yield [line]
    yield [gettext(label) for label in COLUMNS.values()]
    for visit in visits:
        yield [
            visit.on.isoformat(), visit.mentor.get_full_name() or visit.mentor.username,
            visit.business.name, str(visit.business.village or ""), visit.get_topic_display(),
            visit.get_result_display(), visit.minutes, visit.next_step,
        ]  # fmt: skip


@require_safe
@door(access.may_take_recap)
def export(request: HttpRequest) -> HttpResponse:
    """Send the visits of a month as CSV that opens in Excel; noted and marked.

    It names businesses, no owner, and has one purpose: nobody is asked what it is for.
    """
    person = signed_in(request)
    try:
        first, stop = rules.month_bounds(request.GET.get("bulan", ""), today=timezone.localdate())
    except Refusal as refusal:
        return HttpResponse(in_words(refusal.message), status=422, content_type="text/plain")
    found = queries.recap(access.visible_visits(person), first, stop)
    purpose = gettext("rekap honor pendamping %(month)s") % {"month": f"{first:%m-%Y}"}
    leaving = Leaving("", "", "kunjungan", {}, COLUMNS)
    mark = note_taken(person, leaving, len(found), purpose, now=timezone.now())
    line = line_for(person, mark.number, purpose, mark.at)
    return csv_answer(_rows(found, line), f"kunjungan-{first:%Y-%m}.csv")
