"""An erased person is in no journal of others, and in no list that waits to be fetched."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from lampit.basics.refusal import Refusal
from lampit.people.models import User
from lampit.registry import actions
from lampit.registry.actions import requesting
from lampit.registry.actions.erasing import erase_person
from lampit.registry.models import Business, Change, ExportRequest, MergeEvent
from lampit.registry.queries.personal import records_of
from lampit.registry.rules.asking import Asked
from lampit.registry.rules.bits import Bits
from lampit.registry.rules.exporting import Wanted
from tests.factories import member
from tests.registry.lookalikes import office, record
from tests.registry.told import NIK, NOW

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(minutes=5)
HERS: dict[str, Any] = {
    "owner_name": "Zubaidah Qalbi", "name": "Anyaman Xanthia", "phones": ("+6281211112222",),
    "address": "Gang Rahasia 7",
}  # fmt: skip
SIGNS = ("Zubaidah", "Xanthia", "1211112222", "Rahasia")


def erase(business: Business) -> None:
    """Erase the owner of a business, as the head does."""
    business = Business.objects.select_related("owner").get(pk=business.pk)
    assert business.owner is not None
    erase_person(member("head", "63.08"), records_of(business.owner), now=LATER)


def told() -> list[tuple[str, str, str]]:
    """Return the lines of the journal that still tell of her."""
    rows = Change.objects.values_list("field", "old", "new")
    return [row for row in rows if any(sign in row[1] + row[2] for sign in SIGNS)]


def test_a_merge_with_somebody_else_that_was_parted_tells_nothing_of_her() -> None:
    """The other's record showed her telephone and address for a while; its journal repeats them."""
    staff = office()
    hers = record(staff, **HERS)
    other = record(staff, owner_name="Rusmini", name="Warung R", nik=NIK, address="")
    event = actions.merge(staff, [hers.pk, other.pk], now=NOW, reason="memang satu usaha")
    assert event.golden_id == other.pk
    actions.unmerge(staff, event.pk, now=LATER)
    edited = Change.objects.filter(entity_id=other.pk).exclude(source__in=("gabung", "pisah"))
    before = list(edited.values_list("pk", "old", "new"))
    assert told()
    erase(hers)
    assert not told()
    assert list(edited.values_list("pk", "old", "new")) == before


def test_a_merge_made_meanwhile_and_taken_back_tells_nothing_of_her() -> None:
    """It put aside what the other's record showed then: her telephone."""
    staff = office()
    hers = record(staff, **HERS)
    other = record(staff, owner_name="Rusmini", name="Warung R", nik=NIK, address="")
    third = record(staff, owner_name="Rusmini", name="Warung R 2", phones=("+6281233334444",))
    first = actions.merge(staff, [hers.pk, other.pk], now=NOW, reason="memang satu usaha")
    second = actions.merge(staff, [other.pk, third.pk], now=NOW, reason="memang satu usaha")
    actions.unmerge(staff, second.pk, now=LATER)
    actions.unmerge(staff, first.pk, now=LATER)
    kept = MergeEvent.objects.filter(golden=other)
    assert any(sign in str(list(kept.values("written"))) for sign in SIGNS)
    erase(hers)
    assert not any(sign in str(list(kept.values("written"))) for sign in SIGNS)


def test_owners_called_one_person_and_parted_tell_nothing_of_her() -> None:
    """The other showed her name and telephone while both passed for one person."""
    staff = office()
    hers, other = record(staff, **HERS), record(staff, owner_name="Rusmini", name="Warung R")
    ids = [hers.owner_id or 0, other.owner_id or 0]
    event = actions.merge_owners(
        staff, ids, now=NOW, reason="memang satu orang", choices={"owner_name": ids[0]}
    )
    actions.part_owners(staff, event.pk, now=LATER)
    assert told()
    erase(hers)
    assert not told()


@pytest.fixture
def asked(settings: Settings, tmp_path: Path) -> ExportRequest:
    """Return an allowed request for a list with names and telephones."""
    settings.LAMPIT_HOME = tmp_path
    staff = office()
    wanted = Wanted("csv", ("owner", "name", "phone"), "undangan pelatihan")
    request = requesting.ask_for_export(staff, wanted, Asked(), 3, now=NOW)
    ExportRequest.objects.filter(pk=request.pk).update(state="disetujui")
    request.refresh_from_db()
    return request


def written(request: ExportRequest, *ids: int) -> None:
    """Write the file of a request with some businesses in it."""

    def write(path: Path, _mark: object) -> Bits:
        path.write_text("Zubaidah Qalbi", "utf-8")
        found = Bits()
        for one in ids:
            found.add(one)
        return found

    requesting.write_export(request, write, now=NOW)


def test_a_list_that_waits_to_be_fetched_ends_with_her(
    asked: ExportRequest, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    """Its file goes; a list without her stays."""
    staff: User = asked.asker
    hers, other = record(staff, **HERS), record(staff, owner_name="Rusmini", name="Warung R")
    written(asked, hers.pk, other.pk)
    path = requesting.path_of(asked)
    assert path.exists()
    with django_capture_on_commit_callbacks(execute=True):
        erase(other)
    asked.refresh_from_db()
    assert asked.state == "lewat"
    assert not path.exists()
    with pytest.raises(Refusal):
        requesting.fetch_export(staff, asked, now=LATER)


def test_a_list_without_her_stays(
    asked: ExportRequest, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    """Nobody has to ask again for what does not tell of her."""
    staff: User = asked.asker
    hers, other = record(staff, **HERS), record(staff, owner_name="Rusmini", name="Warung R")
    written(asked, other.pk)
    with django_capture_on_commit_callbacks(execute=True):
        erase(hers)
    asked.refresh_from_db()
    assert requesting.fetch_export(staff, asked, now=LATER).exists()


def test_a_list_in_the_making_does_not_outlive_her(asked: ExportRequest) -> None:
    """She was erased while it was written: it is not given out, and the asker reads why."""
    hers = record(asked.asker, **HERS)
    erase(hers)
    with pytest.raises(Refusal) as refused:
        written(asked, hers.pk)
    assert refused.value.code == "list_changed"
    assert not requesting.path_of(asked).exists()
