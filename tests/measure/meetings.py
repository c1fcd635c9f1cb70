"""What happens to a survey in one moment; words are ids as text (tests.meeting)."""

from datetime import timedelta

from django.conf import settings
from django.db import transaction

from lampit.measure import actions
from lampit.measure.actions.counting import count_waiting
from lampit.measure.actions.deciding import DECLINE, USE, decide
from lampit.measure.actions.erasing import erase_drafts
from lampit.measure.actions.photos import sweep_photos
from lampit.measure.models import (
    Attachment,
    Delivery,
    ReserveUnit,
    Revision,
    Round,
    SampleMember,
    Submission,
)
from lampit.measure.rules import receiving
from lampit.outside import kept
from lampit.people.models import User
from lampit.registry.actions.erasing import erase_person
from lampit.registry.models import Owner
from lampit.registry.queries.personal import records_of
from tests.measure.deliveries import content
from tests.measure.fieldwork import NOW

PHOTO = b"her shop"


def erase(_person: str, _member: str, owner: str, *_: str) -> None:
    """Take somebody out of surveys and register, as the office does in one transaction."""
    with transaction.atomic():
        records = records_of(Owner.objects.get(pk=owner))
        erase_drafts(records.business_ids)
        erase_person(None, records, now=NOW)


def send(person: str, member: str, _owner: str, instance: str, *_: str) -> str:
    """Send an interview with a photo."""
    one = SampleMember.objects.select_related("business").get(pk=member)
    photo = kept.keep("foto.jpg", [PHOTO], settings.ANSWERS_ROOT, most=99)
    receipt = actions.receive_submission(
        User.objects.get(pk=person), one.round_id, instance, content=content(one),
        source=receiving.APP, files=[photo], now=NOW,
    )  # fmt: skip
    return receipt.outcome


def count(*_: str) -> None:
    """Let the clock count."""
    count_waiting(NOW)


def sweep(*_: str) -> str:
    """Let the clock sweep photos that nobody names."""
    return str(sweep_photos(NOW + timedelta(days=2)))


def left(_person: str, member: str, *_: str) -> list[object]:
    """Return what is left of a business: bytes of contents, photos, files, answers."""
    rows = Delivery.objects.filter(member=int(member))
    files = list(settings.ANSWERS_ROOT.glob("[0-9a-f][0-9a-f]/*"))
    return [
        sum(len(bytes(row.content)) > 0 for row in rows),
        Attachment.objects.filter(delivery__member=int(member)).count(),
        len(files),
        Submission.objects.filter(member=int(member)).count(),
    ]


def use(person: str, member: str, *_: str) -> None:
    """Decide to use what waits."""
    _decide(person, member, USE)


def decline(_person: str, member: str, _owner: str, _instance: str, other: str, *_: str) -> None:
    """Decide not to use what waits, as somebody else."""
    _decide(other, member, DECLINE)


def _decide(person: str, member: str, verdict: str) -> None:
    found = Delivery.objects.filter(member=int(member), state=receiving.QUARANTINED).latest("pk")
    decide(User.objects.get(pk=person), found.round_id, found.pk, verdict, "dilihat lagi", now=NOW)


def decided(_person: str, member: str, *_: str) -> list[object]:
    """Return the states of what came of a business, and whose word counts."""
    rows = Delivery.objects.filter(member=int(member)).order_by("pk")
    return [list(rows.values_list("state", flat=True)), rows.exclude(decided_by=None).count()]


def move(_person: str, found: str, wanted: str, *_: str) -> None:
    """Move a round on."""
    actions.move_round(None, int(found), wanted, now=NOW)


def use_late(person: str, found: str, *_: str) -> None:
    """Decide to use what came late."""
    row = Delivery.objects.filter(round=int(found), state=receiving.QUARANTINED).earliest("pk")
    decide(User.objects.get(pk=person), int(found), row.pk, USE, "dilihat lagi", now=NOW)


def send_one(person: str, found: str, _wanted: str, member: str, *_: str) -> str:
    """Send an interview; return what became of it."""
    one = SampleMember.objects.select_related("business").get(pk=member)
    receipt = actions.receive_submission(
        User.objects.get(pk=person), int(found), "uuid:race", content=content(one),
        source=receiving.APP, now=NOW,
    )  # fmt: skip
    return receipt.state


def draw_again(_person: str, found: str, *_: str) -> None:
    """Draw the sample."""
    actions.draw(None, int(found), seed=7, now=NOW)


def release(person: str, found: str, *_: str) -> str:
    """Release the reserve."""
    return str(actions.release_reserve(User.objects.get(pk=person), int(found), now=NOW))


def correct(person: str, found: str, *_: str) -> None:
    """Process a published round once more."""
    actions.revise(User.objects.get(pk=person), int(found), "jawaban diperbaiki", now=NOW)


def answered(_person: str, found: str, *_: str) -> list[object]:
    """Return state of a round, answers that count, and answers of its newest revision."""
    row = Round.objects.get(pk=found)
    done = Revision.objects.filter(round=row).order_by("-number").first()
    final = Submission.objects.filter(round=row, state="final").count()
    return [row.state, final, done.answer_count if done else None]


def drawn_rows(_person: str, found: str, *_: str) -> list[int]:
    """Return how many businesses stand in a sample, how many times, and reserves released."""
    rows = SampleMember.objects.filter(round=int(found))
    released = ReserveUnit.objects.filter(round=int(found)).exclude(member=None)
    return [rows.count(), rows.values("business").distinct().count(), released.count()]


def revisions(_person: str, found: str, *_: str) -> list[list[object]]:
    """Return numbers and states of the revisions of a round."""
    rows = Revision.objects.filter(round=int(found)).order_by("number")
    return [list(row) for row in rows.values_list("number", "state")]
