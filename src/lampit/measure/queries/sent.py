"""What was sent about somebody and does not count: its answers, and the photos of all of it."""

from dataclasses import dataclass

from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from lampit.basics.dossier import Cell, Section, section
from lampit.basics.refusal import Refusal
from lampit.measure.models import Attachment, Delivery, Submission
from lampit.measure.queries.instruments import reading_of
from lampit.measure.queries.receiving import told_in
from lampit.measure.rules import receiving
from lampit.outside import kept, pictures
from lampit.outside.archives import Content

PHOTOS = (".jpg", ".jpeg", ".png", ".webp")
WIDTH = 640
MOST_DELIVERIES, MOST_ROWS, MOST_PHOTOS = 500, 5_000, 500
# What a file begins with, and what it is called then: phones name files as they like.
SIGNS = ((b"\xff\xd8\xff", ".jpg"), (b"\x89PNG\r\n", ".png"), (b"RIFF", ".webp"))


def uncounted(deliveries: QuerySet[Delivery]) -> Section:
    """Tell answers that wait, that nobody used, or that others replaced; bounded."""
    columns = [
        ("at", _("Diterima")), ("state", _("Keadaan")), ("question", _("Pertanyaan")),
        ("answer", _("Jawaban")),
    ]  # fmt: skip
    found = deliveries.filter(emptied_at=None).exclude(state=receiving.COUNTED)
    rows: list[tuple[Cell, ...]] = []
    for one in found.select_related("round__instrument").order_by("pk")[:MOST_DELIVERIES]:
        state = str(one.get_state_display())
        rows += [(one.received_at, state, asked, told) for asked, told in _answers(one)]
    return section("measure.uncounted", _("Jawaban yang tidak dihitung"), columns, rows[:MOST_ROWS])


def _answers(one: Delivery) -> list[tuple[str, str]]:
    """Return question and answer of what was sent; what cannot be read stands as it came."""
    asked = {q.id: q.text.id for q in reading_of(one.round.instrument).instrument.questions}
    content = bytes(one.content)
    try:
        told = told_in(one.source, content, one.round)
    except Refusal:
        return [(_("Isi yang tidak terbaca"), content.decode("utf-8", "replace"))]
    found = [(asked.get(code, code), _words(answer)) for code, answer in told.answers.items()]
    if told.disposition:
        found.append((_("Hasil kunjungan"), f"{told.disposition} {told.reason}".strip()))
    return found


def _words(told: object) -> str:
    return ", ".join(map(str, told)) if isinstance(told, list) else str(told)


def photos_of(deliveries: QuerySet[Delivery]) -> list[tuple[str, Content]]:
    """Return the files sent with questionnaires: name inside a copy, and where the bytes lie."""
    rows = Attachment.objects.filter(delivery__in=deliveries.values("pk")).order_by("pk")
    found: list[tuple[str, Content]] = []
    for sha256 in dict.fromkeys(rows.values_list("sha256", flat=True)[:MOST_PHOTOS]):
        path = kept.path_of(settings.ANSWERS_ROOT, sha256)
        if path.is_file():
            with path.open("rb") as file:
                ending = _ending(file.read(8))
            found.append((f"{len(found) + 1:03d}{ending}", path))
    return found


def _ending(begin: bytes) -> str:
    return next((ending for sign, ending in SIGNS if begin.startswith(sign)), ".bin")


@dataclass(frozen=True)
class Shown:
    """A file beside a questionnaire on the page of a decision; `is_photo`: it can be shown."""

    delivery: int
    number: int
    name: str
    size: int
    is_photo: bool


def beside(found: Delivery, standing: Submission | None) -> tuple[list[Shown], list[Shown]]:
    """Return the files of what counts now, and those of a delivery; two queries."""
    counted: list[int] = []
    if standing is not None:
        rows = Delivery.objects.filter(submission=standing, state=receiving.COUNTED)
        counted = list(rows.exclude(pk=found.pk).values_list("pk", flat=True)[:10])
    files = Attachment.objects.filter(delivery__in=[found.pk, *counted]).order_by("pk")
    shown = [_shown(one) for one in files[:MOST_PHOTOS]]
    return (
        [one for one in shown if one.delivery != found.pk],
        [one for one in shown if one.delivery == found.pk],
    )


def _shown(one: Attachment) -> Shown:
    is_photo = one.name.lower().endswith(PHOTOS) and one.size <= pictures.LARGEST_BYTES
    return Shown(one.delivery_id, one.pk, one.name, one.size, is_photo)


def photo_of(found: Delivery, number: int) -> bytes:
    """Return a file of a delivery as a small JPEG that tells nothing but what is on it.

    Raises:
        Refusal: `photo_gone`, and as `outside.pictures.read`.
    """
    rows = Attachment.objects.filter(pk=number, delivery=found, size__lte=pictures.LARGEST_BYTES)
    sha256 = rows.values_list("sha256", flat=True).first()
    path = None if sha256 is None else kept.path_of(settings.ANSWERS_ROOT, sha256)
    if path is None or not path.is_file():
        raise Refusal("photo_gone", "Foto ini tidak ada.")
    return next(iter(pictures.single(path.read_bytes(), WIDTH).files.values()))
