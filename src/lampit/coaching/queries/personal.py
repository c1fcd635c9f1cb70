"""What coaching holds about the businesses of one person."""

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _

from lampit.basics.dossier import Section, section
from lampit.coaching.models import Assignment, Visit

MOST_ROWS = 5_000


def sections(business_ids: Sequence[int]) -> Iterator[Section]:
    """Yield visits with what was noted, and who looked after the businesses; two queries."""
    columns = [
        ("on", _("Tanggal")), ("mentor", _("Pendamping")), ("topic", _("Pokok")),
        ("result", _("Hasil")), ("condition", _("Keadaan usaha")), ("note", _("Catatan")),
        ("next_step", _("Langkah berikutnya")), ("photo", _("Foto")),
    ]  # fmt: skip
    visits = Visit.objects.filter(business__in=business_ids).select_related("mentor")
    rows = [
        (
            v.on, v.mentor.get_full_name() or v.mentor.username, str(v.get_topic_display()),
            str(v.get_result_display()), str(v.get_condition_display()), v.note, v.next_step,
            v.photo,
        )
        for v in visits.order_by("on", "pk")[:MOST_ROWS]
    ]  # fmt: skip
    yield section("coaching.visits", _("Kunjungan pendamping"), columns, rows)
    columns = [("mentor", _("Pendamping")), ("from_on", _("Sejak")), ("until_on", _("Sampai"))]
    care = Assignment.objects.filter(business__in=business_ids).select_related("mentor")
    told = [
        (a.mentor.get_full_name() or a.mentor.username, a.from_on, a.until_on)
        for a in care.order_by("pk")[:MOST_ROWS]
    ]
    yield section("coaching.mentors", _("Siapa mendampingi"), columns, told)


def visit_count(business_ids: Sequence[int]) -> int:
    """Return how many visits to some businesses are noted; one query."""
    return Visit.objects.filter(business__in=business_ids).count()


def photos_of(business_ids: Sequence[int]) -> list[str]:
    """Return the relative names of the photos of visits; one query."""
    rows = Visit.objects.filter(business__in=business_ids).exclude(photo="")
    return list(rows.order_by("pk").values_list("photo", flat=True)[:MOST_ROWS])
