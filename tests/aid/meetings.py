"""Two drafts of one list that are brought in at one moment; words are ids as text."""

from lampit.aid import actions
from lampit.aid.models import Grant, ListRun
from lampit.people.models import User
from tests.factories import NOW


def bring_in(staff: str, run: str, *_: str) -> None:
    """Bring the first draft in."""
    found, person = ListRun.objects.get(pk=run), User.objects.get(pk=staff)
    actions.import_list(person, found.pk, found.columns, status="given", source="", now=NOW)


def bring_in_other(staff: str, _run: str, other: str) -> None:
    """Bring the second draft in."""
    bring_in(staff, other)


def grants(*_: str) -> int:
    """Return how many grants there are."""
    return Grant.objects.count()
