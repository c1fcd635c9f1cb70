"""Counts what was received: checks it, scores it, settles its place in the sample.

A delivery that cannot be counted waits in quarantine with its reason; none is dropped.
"""

import logging
import threading
import time
import uuid
from datetime import datetime, timedelta

from django.db import OperationalError, transaction
from django.db.models import Max, Min

from lampit.basics.refusal import Refusal
from lampit.measure import access
from lampit.measure.actions.finishing import TOO_LITTLE, finish, outcome_of
from lampit.measure.actions.holding import hold_delivered
from lampit.measure.actions.visiting import note_visit
from lampit.measure.models import Answer, Delivery, SampleMember, Score, Submission
from lampit.measure.queries.instruments import Reading, reading_of
from lampit.measure.queries.receiving import DRAWN, told_in
from lampit.measure.rules import receiving, states
from lampit.measure.rules.arriving import Checked, checked
from lampit.measure.rules.receiving import Told, gap_of
from lampit.outside.compiled import Compiled
from lampit.people.models import User

NAMESPACE = uuid.UUID("2b0b1e0e-54a4-5f0c-8a57-0c8c6d3a3b52")
OLDEST = timedelta(days=120)
EACH, PATIENCE, SOON = 50, 45.0, 3.0
CALM, WAITED = timedelta(seconds=2), timedelta(seconds=20)
log = logging.getLogger("lampit.receiving")
_counting = threading.Lock()
# Asked for every questionnaire: their words are made once, and nobody needs the large columns.
_DELIVERY = Compiled(
    lambda number: Delivery.objects.select_for_update(of=("self",))
    .select_related("round__instrument", "sender__acting", "helper__acting")
    .defer(
        "paradata", "round__plan", "round__expected", "round__instrument__definition",
        "round__instrument__next_steps",
    )
    .filter(pk=number),
    -7,
)  # fmt: skip
_ANSWERED = Compiled(
    lambda member: Submission.objects.select_for_update().filter(member_id=member).only("pk"), -7
)
_MEMBER = Compiled(
    lambda number: (
        SampleMember.objects.select_for_update(of=("self",))
        .select_related("business")
        .filter(pk=number)
    ),
    -7,
)
_CORRECTING = Compiled(
    lambda number, instance: Delivery.objects.filter(round_id=number, deprecated_id=instance)
    .exclude(deprecated_id="")  # in the words of its index
    .only("pk"),
    -7, "instance",
)  # fmt: skip


class Doorstep:
    """How many deliveries this process is taking in at this moment; used as a `with` block."""

    def __init__(self) -> None:
        """Begin with nobody."""
        self._lock, self._count = threading.Lock(), 0

    def __enter__(self) -> None:
        """Let one more in."""
        with self._lock:
            self._count += 1

    def __exit__(self, *_fault: object) -> None:
        """Let one go."""
        with self._lock:
            self._count -= 1

    @property
    def is_crowded(self) -> bool:
        """Say whether somebody waits besides the one who is asked about."""
        return self._count > 1


DOORSTEP = Doorstep()


class Aside(Exception):  # noqa: N818 - an answer, not an error
    """A delivery that waits for the supervisor, with the code of its reason and what was seen."""

    def __init__(self, reason: str, detail: str = "") -> None:
        """Keep reason and detail."""
        super().__init__(reason)
        self.reason, self.detail = reason, detail


def count_soon(found: Delivery, *, now: datetime) -> Delivery:
    """Count a stored delivery now if nothing else arrives or is counted here; else the clock does.

    Keeping costs a quarter of counting: while many telephones send, everybody is answered first,
    and the worker counts when it is calm. A fault leaves it stored: it is tried again.
    """
    if DOORSTEP.is_crowded or not _counting.acquire(blocking=False):
        return found
    try:
        return count(found.pk, now=now)
    except Exception:
        log.exception("delivery %s is kept and will be counted later", found.pk)
        return found
    finally:
        _counting.release()


def count_when_calm(now: datetime) -> int:
    """Count what waits once nothing came for two seconds, or something has waited for twenty.

    Who counts holds what they need who send: so telephones that send all at once go first, and
    the answers of one that is alone are among the counted a moment later.
    """
    waiting = Delivery.objects.filter(state=receiving.STORED)
    ends = waiting.aggregate(first=Min("received_at"), last=Max("received_at"))
    if ends["last"] is None or (ends["last"] > now - CALM and ends["first"] > now - WAITED):
        return 0
    return count_waiting(now, patience=SOON)


def count_waiting(
    now: datetime, patience: float = PATIENCE, *, round_id: int | None = None
) -> int:  # fmt: skip
    """Count what is stored and not counted yet, oldest first; return how many were handled.

    Of one round, or of all; for `patience` seconds at most.
    """
    stored = Delivery.objects.filter(state=receiving.STORED).order_by("pk")
    if round_id is not None:
        stored = stored.filter(round=round_id)
    until, done, after = time.monotonic() + patience, 0, 0
    while time.monotonic() < until:
        batch = list(stored.filter(pk__gt=after).values_list("pk", flat=True)[:EACH])
        if not batch:
            break
        for pk in batch:
            _count_or_set_aside(pk, now)
            done, after = done + 1, pk
            if time.monotonic() >= until:
                break
    return done


def _count_or_set_aside(pk: int, now: datetime) -> None:
    """Count one; what breaks us waits for a person instead of breaking us each minute.

    A database that is busy or gone says nothing about the delivery: the next minute tries again.
    """
    try:
        count(pk, now=now)
    except OperationalError:
        log.warning("delivery %s waits for the database", pk)
    except Exception as error:
        log.exception("delivery %s cannot be counted", pk)
        Delivery.objects.filter(pk=pk, state=receiving.STORED).update(
            state=receiving.QUARANTINED,
            reason=receiving.UNREADABLE,
            detail=type(error).__name__,
            worked_at=now,
        )


def count(delivery_id: int, *, now: datetime, by: User | None = None) -> Delivery:
    """Count a stored delivery and return it; `by` is the supervisor who decided to use it.

    With `by` what is counted of its member already is replaced, answers that cannot be are left
    out, and reach and state of the round are not asked again.
    """
    with transaction.atomic():
        hold_delivered(delivery_id)
        found = _DELIVERY.first(delivery_id)
        if found is None:
            raise Delivery.DoesNotExist
        if found.state != receiving.STORED:
            return found
        found.worked_at = now
        try:
            with transaction.atomic():
                found.state = _counted(found, now, by)
        except Aside as aside:
            found.state, found.reason = receiving.QUARANTINED, aside.reason
            found.detail = aside.detail[:500]
        except Refusal as refusal:
            found.state, found.reason = receiving.QUARANTINED, receiving.FAULTY
            found.detail = refusal.message[:500]
        found.save(
            update_fields=[
                "state", "reason", "detail", "member", "submission", "index_gap", "worked_at",
            ]
        )  # fmt: skip
        return found


def _counted(found: Delivery, now: datetime, by: User | None) -> str:
    """Write what a delivery says; return its state."""
    told, reading = _told(found), reading_of(found.round.instrument)
    member = _member(found, told, by)
    found.member = member
    if by is None and _is_replaced(found):
        return receiving.REPLACED
    if by is None and found.round.state != states.FIELD:
        raise Aside(receiving.CLOSED)
    if told.disposition or told.consent is False:
        note_visit(found.sender, member, told, now=now)
        return receiving.COUNTED
    checks = _checked(reading, told, by)
    earlier = _earlier(found, member, by, now)
    _write(found, told, checks, reading, earlier, now)
    return receiving.COUNTED


def _told(found: Delivery) -> Told:
    """Return what the bytes say."""
    try:
        return told_in(found.source, bytes(found.content), found.round)
    except Refusal as refusal:
        raise Aside(receiving.UNREADABLE, refusal.message) from refusal


def _member(found: Delivery, told: Told, by: User | None) -> SampleMember:
    """Return the drawn business, locked after its questionnaire, if the sender may ask it."""
    drawn = DRAWN.first(found.round_id, told.business)
    if drawn is None:
        raise Aside(receiving.NOT_DRAWN, told.business)
    _ANSWERED.rows(drawn.pk)
    member = _MEMBER.first(drawn.pk)
    if member is None:
        raise Aside(receiving.NOT_DRAWN, told.business)
    member.round = found.round
    is_own = _is_asked(found, member)
    if by is None and not is_own and found.round.state == states.FIELD:
        raise Aside(receiving.OUT_OF_REACH)
    return member


def _is_asked(found: Delivery, member: SampleMember) -> bool:
    """Say whether the sender may ask the business, or it answers by its link and is still here."""
    if found.sender is None:
        return member.business.region_id == member.round.region_id
    return access.askable_members(found.sender).filter(pk=member.pk).exists()


def _is_replaced(found: Delivery) -> bool:
    """Say whether a correction of it, of the same business and sender, counted before it came.

    One that was declined replaces nothing: then this one counts.
    """
    if not _CORRECTING.rows(found.round_id, found.instance_id):
        return False
    later = Delivery.objects.filter(
        round=found.round, deprecated_id=found.instance_id, member=found.member_id,
        sender=found.sender_id, state__in=(receiving.COUNTED, receiving.REPLACED),
    )  # fmt: skip
    return later.exclude(pk=found.pk).exists()


def _checked(reading: Reading, told: Told, by: User | None) -> Checked:
    """Return the answers that can be; others set the delivery aside, unless a person decided."""
    found = checked(reading.instrument, told.answers)
    if by is None and found.faults:
        raise Aside(receiving.FAULTY, "; ".join(f"{f.question}: {f.message}" for f in found.faults))
    if by is None and told.consent is None:
        raise Aside(receiving.FAULTY, "Kesediaan menjawab tidak tercatat.")
    return found


def _earlier(
    found: Delivery, member: SampleMember, by: User | None, now: datetime
) -> Submission | None:
    """Return the answers that this delivery corrects; a draft goes, its answers are kept."""
    earlier = Submission.objects.filter(member=member).first()
    if earlier is None:
        return None
    if earlier.state == Submission.State.DRAFT:
        _keep_draft(earlier, member, now)
        earlier.delete()
        return None
    if by is None:
        _check_correction(found, earlier)
    Delivery.objects.filter(submission=earlier, state=receiving.COUNTED).exclude(
        pk=found.pk
    ).update(state=receiving.REPLACED)
    return earlier


def _keep_draft(draft: Submission, member: SampleMember, now: datetime) -> None:
    """Keep what somebody had typed at the desk, when another way was quicker."""
    if not draft.answers:
        return
    content = receiving.written(member.business.public_id, draft.answers, draft.has_consent)
    Delivery.objects.get_or_create(
        round=member.round,
        instance_id=f"uuid:{draft.instance_id}",
        content_hash=receiving.hash_of(content),
        defaults={
            "source": receiving.DESK, "content": content, "sender_id": draft.started_by_id,
            "state": receiving.REPLACED, "member": member, "received_at": now, "worked_at": now,
        },
    )  # fmt: skip


def _check_correction(found: Delivery, earlier: Submission) -> None:
    """Let only the sender of the corrected instance correct it; else two answers stand here."""
    corrected = Delivery.objects.filter(
        submission=earlier, state=receiving.COUNTED, instance_id=found.deprecated_id
    ).first()
    if not found.deprecated_id or corrected is None:
        raise Aside(receiving.TWICE)
    if corrected.sender_id != found.sender_id:
        raise Aside(receiving.OTHER_SENDER)


def _write(
    found: Delivery,
    told: Told,
    checks: Checked,
    reading: Reading,
    earlier: Submission | None,
    now: datetime,
) -> None:
    """Write the questionnaire with its score, or a revision of the one that stands."""
    member = found.member
    if member is None:
        raise Aside(receiving.NOT_DRAWN)
    row = earlier or Submission(member=member, business=member.business, round=found.round)
    row.instance_id = _identity(found, row)
    row.region_id, row.instrument = found.round.region_id, found.round.instrument
    row.mode, row.has_consent, row.answers = Submission.Mode.SURVEY, True, checks.answers
    row.consent_version = told.consent_version
    row.started_by, row.started_at = _asker(found), _began(told, now)
    row.changed_at = now
    row.save()
    if earlier is not None:
        Answer.objects.filter(submission=row).delete()
        Score.objects.filter(submission=row).delete()
    score = finish(row, reading, found.sender or found.helper, _outcome(reading, row), now=now)
    found.submission, found.index_gap = row, gap_of(told.index, score.index)
    if found.index_gap is not None and abs(found.index_gap) > receiving.NOTED_GAP:
        log.warning("delivery %s: index differs by %s", found.pk, found.index_gap)


def _asker(found: Delivery) -> User | None:
    """Return who held the interview: of one on paper whoever is named there, not who typed it."""
    return found.helper if found.source == receiving.SHEET else found.sender or found.helper


def _outcome(reading: Reading, row: Submission) -> tuple[str, str]:
    """Return what became of the member: also a broken-off interview is an answer."""
    try:
        return outcome_of(reading, row.answers, partly=True)
    except Refusal:
        return TOO_LITTLE


def _identity(found: Delivery, row: Submission) -> uuid.UUID:
    """Return the UUID of an instance; one that is none, or is taken elsewhere, gets ours."""
    try:
        told = uuid.UUID(found.instance_id.removeprefix("uuid:"))
    except ValueError:
        told = None
    if told is not None:
        others = Submission.objects.filter(instance_id=told).exclude(pk=row.pk)
        if not others.exists():
            return told
    return uuid.uuid5(NAMESPACE, f"{found.round_id}/{found.instance_id}")


def _began(told: Told, now: datetime) -> datetime:
    """Return when the interview began; a clock that cannot be right is not believed."""
    if told.began is None or not now - OLDEST <= told.began <= now:
        return now
    return told.began
