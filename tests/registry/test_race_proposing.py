"""A correction from the field meets an edit of the desk at one moment: neither is lost silently."""

from pathlib import Path

import pytest

from lampit.people.models import User
from lampit.registry import actions
from lampit.registry.models import Business
from tests.meeting import Met, meet
from tests.registry.lookalikes import office
from tests.registry.meetings import NOW
from tests.registry.told import told

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race]
HERE, ACTIONS = "tests.registry.test_race_proposing:", "lampit.registry.actions."


def propose(actor: str, *_: str) -> str:
    """Propose a name as a phone that saw the business as it was registered."""
    one = Business.objects.get()
    told_now = actions.Proposal({"name": "Usulan"}, {"name": told().name}, None)
    used = actions.use_proposed(User.objects.get(pk=actor), one.public_id, told_now, now=NOW)
    return "waits" if used.waits else "used"


def look(*_: str) -> list[str]:
    """Return the name that stands, and every name that the journal knows."""
    from lampit.registry.models import Change

    names = Change.objects.filter(field="name").order_by("id").values_list("new", flat=True)
    return [Business.objects.get().name, *names]


def met(first: str, second: str, at: str, folder: Path) -> Met:
    """Let a proposal and an edit of the desk meet."""
    staff = office()
    actions.register_business(staff, told(), now=NOW)
    return meet(first, second, staff.pk, at=ACTIONS + at, look=HERE + "look", folder=folder)


def test_the_desk_is_told_when_a_proposal_came_first(tmp_path: Path) -> None:
    """The edit was begun on the version before: both names are shown, nothing is overwritten."""
    found = met(HERE + "propose", "tests.registry.meetings:rename", "proposing._judged", tmp_path)
    assert found == ("used", "changed_meanwhile", ["Usulan", "Usulan"])


def test_a_proposal_waits_when_the_desk_came_first(tmp_path: Path) -> None:
    """It is judged by what the desk has written, not by what stood there when it came."""
    at = "businesses._settled"
    found = met("tests.registry.meetings:rename", HERE + "propose", at, tmp_path)
    assert found == ("ok", "waits", ["Nama Baru", "Nama Baru"])
