"""What happens to a file of answers in one moment; words are ids as text (tests.meeting)."""

from lampit.measure import actions
from lampit.measure.actions import answerfiles as deeds
from lampit.measure.models import AnswerFile, Revision, SampleMember, Submission
from lampit.measure.rules import states
from lampit.people.models import User
from tests.measure.fieldwork import NOW


def start(person: str, run: str, *_: str) -> str:
    """Bring the file in."""
    return deeds.start(User.objects.get(pk=person), int(run), now=NOW).state


def undone(person: str, run: str, *_: str) -> list[object]:
    """Return states of the rows and answers; then, undone, answers and results that are left."""
    found = AnswerFile.objects.get(pk=run)
    rows = list(found.rows.order_by("id").values_list("state", flat=True))
    told = Submission.objects.filter(round=found.round_id).count()
    deeds.start_undo(User.objects.get(pk=person), int(run), now=NOW)
    left = Submission.objects.filter(round=found.round_id).count()
    marked = SampleMember.objects.filter(round=found.round_id).exclude(disposition="")
    return [rows, told, left, marked.count()]


def undo(person: str, run: str, *_: str) -> str:
    """Undo the file."""
    return deeds.start_undo(User.objects.get(pk=person), int(run), now=NOW).state


def process(_person: str, run: str, *_: str) -> None:
    """Close the round of the file and process it."""
    found = AnswerFile.objects.get(pk=run).round_id
    for state in (states.CLOSED, states.PROCESSED):
        actions.move_round(None, found, state, now=NOW)


def figured(_person: str, run: str, *_: str) -> list[object]:
    """Return the state of the round, answers that count, and those that its figures know."""
    found = AnswerFile.objects.get(pk=run).round
    done = Revision.objects.filter(round=found).order_by("-number").first()
    final = Submission.objects.filter(round=found, state="final").count()
    return [found.state, final, done.answer_count if done else None]
