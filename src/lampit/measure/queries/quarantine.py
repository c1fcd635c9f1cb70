"""What waits for the supervisor, beside what counts now."""

from dataclasses import dataclass

from django.db.models import QuerySet

from lampit.basics.refusal import Refusal
from lampit.measure.models import Delivery, Round, Submission
from lampit.measure.queries.instruments import reading_of
from lampit.measure.queries.receiving import told_in
from lampit.measure.rules import receiving
from lampit.measure.rules.arriving import checked
from lampit.measure.rules.instrument import Instrument, Question, Text
from lampit.measure.rules.logic import DONT_KNOW, REFUSED, Answer, Answers
from lampit.measure.rules.receiving import Told
from lampit.measure.rules.scoring import index_of

WAITING, DECIDED = "menunggu", "diputuskan"
_SPECIAL = {
    REFUSED: Text("Tidak mau menjawab", "Will not say"),
    DONT_KNOW: Text("Tidak tahu", "Does not know"),
}


@dataclass(frozen=True)
class Compared:
    """One question with its answer on both sides; `fault` says why the new one cannot be."""

    number: int
    text: Text
    now: list[Text]
    new: list[Text]
    is_other: bool
    fault: str


@dataclass(frozen=True)
class Beside:
    """A waiting delivery beside what counts now: both indices, and every question."""

    told: Told | None
    standing: Submission | None
    index_now: float | None
    index_new: float | None
    rows: list[Compared]
    other_count: int


def listed(found: Round, which: str) -> QuerySet[Delivery]:
    """Return the deliveries of a round that wait, or that were decided; newest first."""
    rows = (
        Delivery.objects.filter(round=found)
        .defer("content")
        .select_related("sender", "member__business", "decided_by")
    )
    if which == DECIDED:
        return rows.filter(decided_at__isnull=False).order_by("-decided_at")
    return rows.filter(state=receiving.QUARANTINED)


def find(found: Round, delivery_id: int) -> Delivery | None:
    """Return a delivery of a round with its files; two queries."""
    rows = Delivery.objects.filter(round=found, pk=delivery_id).select_related(
        "round__instrument", "sender", "helper", "member__business", "submission", "decided_by"
    )
    return rows.prefetch_related("attachments").first()


def beside(found: Delivery) -> Beside:
    """Return a delivery beside what counts for its business; at most three queries."""
    instrument = reading_of(found.round.instrument).instrument
    try:
        told = told_in(found.source, bytes(found.content), found.round)
    except Refusal:
        return Beside(None, None, None, None, [], 0)
    standing = _standing(found, told)
    before: Answers = standing.answers if standing else {}
    checks = checked(instrument, told.answers)
    faults = {fault.question: fault.message for fault in checks.faults}
    rows = [_compared(q, before, told, faults.get(q.id, "")) for q in instrument.questions]
    return Beside(
        told,
        standing,
        _index(instrument, before),
        _index(instrument, checks.answers),
        rows,
        sum(row.is_other for row in rows),
    )


def _standing(found: Delivery, told: Told) -> Submission | None:
    """Return the answers that count for the business of a delivery."""
    rows = Submission.objects.filter(
        round=found.round, member__business__public_id=told.business,
        state=Submission.State.FINAL,
    )  # fmt: skip
    return rows.select_related("started_by", "business").first()


def _index(instrument: Instrument, answers: Answers) -> float | None:
    return index_of(instrument, answers)[1] if answers else None


def _compared(question: Question, before: Answers, told: Told, fault: str) -> Compared:
    old, new = before.get(question.id), told.answers.get(question.id)
    return Compared(
        question.number, question.text, _words(question, old), _words(question, new),
        _plain(old) != _plain(new), fault,
    )  # fmt: skip


def _plain(answer: Answer | None) -> object:
    if isinstance(answer, list):
        return sorted(answer)
    return None if answer is None else str(answer)


def _words(question: Question, answer: Answer | None) -> list[Text]:
    """Return an answer in the words of the questionnaire."""
    if answer is None:
        return []
    return [_word(question, str(one)) for one in (answer if isinstance(answer, list) else [answer])]


def _word(question: Question, code: str) -> Text:
    option = question.option(code)
    if option is not None:
        return option.text
    special = _SPECIAL.get(code.lstrip("-")) if question.refusable else None
    return special or Text(code, code)
