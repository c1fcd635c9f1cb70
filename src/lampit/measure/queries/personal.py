"""What surveys hold about the businesses of one person."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from lampit.basics.dossier import Cell, Section, section
from lampit.measure.models import (
    AnswerFileRow,
    Attachment,
    BackCheck,
    Delivery,
    FieldReport,
    FollowUp,
    FoundBusiness,
    Invitation,
    ListedEntry,
    ReserveUnit,
    SampleMember,
    Score,
    Submission,
)
from lampit.measure.queries import sent
from lampit.measure.queries.instruments import reading_of
from lampit.measure.queries.proposals import label_of
from lampit.measure.rules import consent, receiving
from lampit.measure.rules.following import CALLS
from lampit.outside.archives import Content
from lampit.registry.models import Business

MOST_ROWS = 5_000


def sections(business_ids: Sequence[int]) -> Iterator[Section]:
    """Yield every answer with its question, the scores made of them, and the draws of samples."""
    columns = [("at", _("Waktu")), ("question", _("Pertanyaan")), ("answer", _("Jawaban"))]
    found = Submission.objects.filter(business__in=business_ids).select_related("instrument")
    rows: list[tuple[Cell, ...]] = []
    for one in found.order_by("pk")[:MOST_ROWS]:
        asked = {q.id: q.text.id for q in reading_of(one.instrument).instrument.questions}
        rows += [
            (one.submitted_at or one.changed_at, asked.get(code, code), _answer(told))
            for code, told in one.answers.items()
        ]
    yield section("measure.answers", _("Jawaban survei Anda"), columns, rows[:MOST_ROWS])
    yield _agreed(found)
    yield _asked_again(business_ids, columns)
    columns = [("at", _("Dihitung")), ("index", _("Indeks")), ("points", _("Poin")),
               ("level", _("Tingkat"))]  # fmt: skip
    scores = Score.objects.filter(business__in=business_ids).order_by("pk")[:MOST_ROWS]
    told = [(s.scored_at, s.index, s.points, s.maturity) for s in scores]
    yield section("measure.scores", _("Nilai dari jawaban itu"), columns, told)
    yield _drawn(business_ids)
    yield _tried_again(business_ids)
    yield _found(business_ids)
    yield _received(business_ids)
    yield sent.uncounted(received(business_ids))
    yield _typed(business_ids)
    yield _invited(business_ids)
    yield _told(business_ids)


def _agreed(found: QuerySet[Submission]) -> Section:
    """Tell by which words the person was asked whether she answers; old ones were not kept."""
    rows: list[tuple[Cell, ...]] = []
    for one in found.filter(has_consent=True).order_by("pk")[:MOST_ROWS]:
        gate = reading_of(one.instrument).instrument.gate.text.id
        told = [gate, consent.TEXTS.get(one.consent_version, "")]
        known = " ".join(text for text in told if text) if one.consent_version else ""
        rows.append((one.started_at, one.consent_version or None, known or None))
    columns = [("at", _("Waktu")), ("version", _("Versi")), ("text", _("Yang dibacakan"))]
    return section("measure.consents", _("Kesediaan menjawab survei"), columns, rows)


def _asked_again(business_ids: Sequence[int], columns: list[tuple[str, str]]) -> Section:
    """Tell what was answered when an interview was held once more."""
    found = BackCheck.objects.filter(submission__business__in=business_ids)
    rows: list[tuple[Cell, ...]] = []
    for one in found.select_related("submission__instrument").order_by("pk")[:MOST_ROWS]:
        questions = reading_of(one.submission.instrument).instrument.questions
        asked = {q.id: q.text.id for q in questions}
        rows += [
            (one.done_at or one.started_at, asked.get(code, code), _answer(told))
            for code, told in one.answers.items()
        ]
    return section("measure.again", _("Jawaban ketika ditanya lagi"), columns, rows[:MOST_ROWS])


def _tried_again(business_ids: Sequence[int]) -> Section:
    """Tell when the businesses were tried once more or called, and what came of the call."""
    columns = [("at", _("Waktu")), ("deed", _("Tindakan")), ("result", _("Hasil")),
               ("note", _("Catatan"))]  # fmt: skip
    found = FollowUp.objects.filter(member__business__in=business_ids, undone_at=None)
    rows = [
        (one.made_at, str(one.get_kind_display()), _(CALLS[one.outcome]) if one.outcome else "",
         one.note)
        for one in found.order_by("pk")[:MOST_ROWS]
    ]  # fmt: skip
    return section("measure.tried_again", _("Ditanya lagi oleh survei"), columns, rows)


def _drawn(business_ids: Sequence[int]) -> Section:
    """Tell in which samples the businesses were drawn, by chance, and what came of it."""
    columns = [
        ("round", _("Survei")), ("result", _("Hasil")), ("reason", _("Alasan")),
        ("visits", _("Banyak kunjungan")), ("at", _("Dicatat")),
    ]  # fmt: skip
    found = SampleMember.objects.filter(business__in=business_ids).select_related("round")
    rows = [
        (m.round.name, str(m.get_disposition_display()), m.reason, m.visit_count, m.disposed_at)
        for m in found.order_by("pk")[:MOST_ROWS]
    ]
    return section("measure.drawn", _("Survei yang mengundi usaha Anda"), columns, rows)


def _found(business_ids: Sequence[int]) -> Section:
    """Tell where the businesses stood in reserve, and when one was met while listing a village."""
    columns = [("round", _("Survei")), ("what", _("Kejadian")), ("at", _("Waktu"))]
    kept = ReserveUnit.objects.filter(business__in=business_ids).select_related("round")
    met = FoundBusiness.objects.filter(business__in=business_ids).select_related("round")
    rows: list[tuple[Cell, ...]] = [
        (one.round.name, _("Cadangan undian"), one.released_at)
        for one in kept.order_by("pk")[:MOST_ROWS]
    ]
    rows += [
        (one.round.name, _("Ditemukan di lapangan"), one.found_at)
        for one in met.order_by("pk")[:MOST_ROWS]
    ]
    unmarked = _("Belum ditandai")
    looked = ListedEntry.objects.filter(business__in=business_ids)
    rows += [
        (found.listing.drawn.round.name, found.get_outcome_display() or unmarked, found.told_at)
        for found in looked.select_related("listing__drawn__round").order_by("pk")[:MOST_ROWS]
    ]
    return section("measure.found", _("Cadangan dan pendataan desa"), columns, rows)


def received(business_ids: Sequence[int]) -> QuerySet[Delivery]:
    """Return what telephones and links sent about businesses, counted or not.

    One that is not in the sample of its round is known by its number alone.
    """
    members = SampleMember.objects.filter(business__in=business_ids)
    numbers = Business.objects.filter(pk__in=business_ids).values_list("public_id", flat=True)
    strange = Q(member=None, reason=receiving.NOT_DRAWN, detail__in=list(numbers))
    return Delivery.objects.filter(Q(member__in=members.values("pk")) | strange)


def _received(business_ids: Sequence[int]) -> Section:
    """Tell what came from telephones: when, how, from where, with which files."""
    columns = [
        ("at", _("Diterima")), ("way", _("Cara")), ("state", _("Keadaan")), ("device", _("HP")),
        ("latitude", _("Lintang")), ("longitude", _("Bujur")), ("files", _("Berkas")),
    ]  # fmt: skip
    found = received(business_ids).defer("content")
    files = Attachment.objects.filter(delivery__in=found.values("pk"))
    named: dict[int, set[str]] = defaultdict(set)
    for delivery, name in files.values_list("delivery_id", "name")[:MOST_ROWS]:
        named[delivery].add(name)
    rows = [
        (
            d.received_at, str(d.get_source_display()), str(d.get_state_display()), d.device,
            d.latitude, d.longitude, ", ".join(sorted(named[d.pk])),
        )
        for d in found.order_by("pk")[:MOST_ROWS]
    ]  # fmt: skip
    return section("measure.received", _("Kiriman jawaban Anda"), columns, rows)


def photos_of(business_ids: Sequence[int]) -> list[tuple[str, Content]]:
    """Return the files sent with questionnaires: name inside a copy, and where the bytes lie."""
    return sent.photos_of(received(business_ids))


def _typed(business_ids: Sequence[int]) -> Section:
    """Tell in which files answers typed from paper came, and what became of each row."""
    columns = [
        ("at", _("Diunggah")), ("file", _("Berkas")), ("row", _("Baris")), ("state", _("Keadaan")),
        ("told", _("Yang perlu dilihat")),
    ]  # fmt: skip
    found = AnswerFileRow.objects.filter(member__business__in=business_ids).select_related("run")
    rows: list[tuple[Cell, ...]] = [
        (
            one.run.created_at, one.run.file_name, one.row, str(one.get_state_display()),
            " ".join(told[2] for told in one.problems),
        )
        for one in found.order_by("pk")[:MOST_ROWS]
    ]  # fmt: skip
    return section("measure.typed", _("Jawaban Anda yang diketik dari kertas"), columns, rows)


def _invited(business_ids: Sequence[int]) -> Section:
    """Tell which links to answer by oneself were made."""
    columns = [
        ("at", _("Dibuat")), ("until", _("Berlaku sampai")), ("opened", _("Dibuka")),
        ("sent", _("Terkirim")), ("answers", _("Jawaban yang belum dikirim")),
    ]  # fmt: skip
    found = Invitation.objects.filter(member__business__in=business_ids).order_by("pk")
    rows = [
        (i.made_at, i.expires_at, i.opened_at, i.sent_at, len(i.answers)) for i in found[:MOST_ROWS]
    ]
    return section("measure.invited", _("Tautan untuk mengisi sendiri"), columns, rows)


def _told(business_ids: Sequence[int]) -> Section:
    """Tell what enumerators' phones said besides interviews: visits and proposed corrections."""
    columns = [
        ("at", _("Waktu")),
        ("kind", _("Macam")),
        ("told", _("Isi")),
        ("state", _("Keadaan")),
    ]
    found = FieldReport.objects.filter(member__business__in=business_ids).order_by("pk")
    rows: list[tuple[Cell, ...]] = [
        (one.told_at, str(one.get_kind_display()), _pairs(one.body), str(one.get_state_display()))
        for one in found[:MOST_ROWS]
    ]
    return section("measure.reports", _("Kunjungan dan usulan dari lapangan"), columns, rows)


def _pairs(body: dict[str, Any]) -> str:
    """Return what was told in words: of a correction each field with what stood there."""
    if "told" in body:
        was = body.get("was", {})
        told = [f"{label_of(f)}: {was.get(f) or '–'} → {v or '–'}" for f, v in body["told"].items()]
        return "; ".join([*told, *filter(None, [body.get("note", "")])])
    return "; ".join(f"{name}: {told}" for name, told in body.items() if told not in ("", None))


def subjects(business_ids: Sequence[int]) -> list[tuple[str, str]]:
    """Return under which names the audit trail knows the answers and draws; two queries."""
    told = Submission.objects.filter(business__in=business_ids).order_by("pk")
    drawn = SampleMember.objects.filter(business__in=business_ids).order_by("pk")
    instances = told.values_list("instance_id", flat=True)[:MOST_ROWS]
    members = drawn.values_list("pk", flat=True)[:MOST_ROWS]
    return [("measure.submission", str(one)) for one in instances] + [
        ("measure.member", str(pk)) for pk in members
    ]


def _answer(told: object) -> str:
    return ", ".join(map(str, told)) if isinstance(told, list) else str(told)


def sent_count(business_ids: Sequence[int]) -> int:
    """Return how many questionnaires were sent for some businesses; one query."""
    rows = Submission.objects.filter(business__in=business_ids)
    return rows.filter(state=Submission.State.FINAL).count()
