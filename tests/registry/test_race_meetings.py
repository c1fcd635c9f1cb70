"""Two who meet in one register: who comes between a look and a write is not overlooked.

SQLite lets one transaction write at a time and hides this; PostgreSQL does not.
"""

from pathlib import Path
from typing import Any

import pytest

from lampit.registry import actions
from lampit.registry.actions import importing
from lampit.registry.models import Business, ImportRun, MergeEvent
from tests.factories import business, member, region
from tests.meeting import Met, meet
from tests.registry import messy
from tests.registry.lookalikes import office, record
from tests.registry.meetings import NOW
from tests.registry.told import told

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race]
DEEDS, ACTIONS = "tests.registry.meetings:", "lampit.registry.actions."


def met(first: str, second: str, *words: object, at: str, folder: Path, look: str = "names") -> Met:
    """Let two deeds of the register meet."""
    return meet(DEEDS + first, DEEDS + second, *words, at=at, look=DEEDS + look, folder=folder)


@pytest.fixture
def path(tmp_path: Path, settings: Any) -> Path:
    """Return a list of one business, in the folder of an office that knows its places."""
    settings.LAMPIT_HOME = tmp_path
    messy.load_places()
    return listed(tmp_path, "Toko Rina")


def listed(folder: Path, name: str, phone: str = "081251110001") -> Path:
    """Return a list of Rina's business."""
    path = folder / f"{name}.csv"
    path.write_text(
        f"Nama Pemilik;Nama Usaha;Desa;Kecamatan;HP\nRina;{name};Antasari;Amuntai Tengah;{phone}\n"
    )
    return path


def brought_in(path: Path) -> ImportRun:
    """Import a list and return its run."""
    run = importing.open_run(None, messy.HSU, path.name, path, now=NOW)
    importing.start_run(run, now=NOW)
    return run


TWINS = "lampit.registry.queries.twins_of"


def test_two_presses_of_save_are_one_business(tmp_path: Path) -> None:
    """Both looked for look-alikes and saw none: the second is shown the first."""
    told()
    found = met("register", "register", office().pk, at=TWINS, folder=tmp_path)
    assert sorted(found[:2]) == ["maybe_known", "ok"]
    assert len(found.after) == 1


def test_two_presses_of_another_one_are_one_more_business(tmp_path: Path) -> None:
    """Who is sure is so of the look-alikes that were shown, not of one that came since."""
    staff = office()
    actions.register_business(staff, told(), now=NOW)
    found = met("register_as_other", "register_as_other", staff.pk, at=TWINS, folder=tmp_path)
    assert sorted(found[:2]) == ["maybe_known", "ok"]
    assert len(found.after) == 2


def test_who_is_edited_while_a_list_is_undone_stays(path: Path) -> None:
    """People's work stays, also that of this moment: either the edit or the undo comes first."""
    run = brought_in(path)
    found = met(
        "undo", "rename", office().pk, run.pk,
        at=f"{ACTIONS}importing.undoing._touched", folder=path.parent,
    )  # fmt: skip
    # The undo held the record before it looked: the edit finds a business that is gone.
    assert found in [Met("ok", "not_found", []), Met("ok", "ok", ["Nama Baru"])]


def test_a_list_and_the_redo_of_its_import_are_no_doubles(path: Path) -> None:
    """An undo is taken back while the same list comes again: each business is there once."""
    run = brought_in(path)
    undone = importing.undo_run(run, None, now=NOW)
    found = met(
        "undo", "bring_in", office().pk, undone.number, path,
        at=f"{ACTIONS}importing.undoing._bring_back", folder=path.parent,
    )  # fmt: skip
    assert found.after == ["Toko Rina"]
    assert found.second in ("import_running", "ok")


def test_the_redo_waits_while_a_list_comes_in(path: Path) -> None:
    """The list looked at the register before: what it makes would come back a second time."""
    run = brought_in(path)
    undone = importing.undo_run(run, None, now=NOW)
    found = met(
        "bring_in", "undo", office().pk, undone.number, path,
        at=f"{ACTIONS}importing.running.read_rows", folder=path.parent,
    )  # fmt: skip
    assert found == Met("ok", "import_running", ["Toko Rina"])


def test_a_row_whose_record_an_undo_took_away_is_new(path: Path) -> None:
    """The list would change a record that is gone when it is written: it is not lost with it."""
    run = brought_in(path)
    newer = listed(path.parent, "Toko Rina Baru")
    found = met(
        "bring_in", "withdraw", office().pk, run.pk, newer,
        at=f"{ACTIONS}importing.planning.Planner.plan", folder=path.parent,
    )  # fmt: skip
    assert found == Met("ok", "ok", ["Toko Rina Baru"])


def test_two_presses_of_make_a_sheet_ask_nobody_twice(tmp_path: Path) -> None:
    """Each of them chose from the silent: nobody stands on both sheets."""
    village = region("63.08.01.2003", "Sungai Namang")
    for _ in range(3):
        business("63.08", village=village)
    found = met(
        "make_sheet", "make_sheet", member("staff", "63.08").pk, village.code,
        at="lampit.registry.queries.silent.for_sheet", folder=tmp_path, look="asked",
    )  # fmt: skip
    assert found == Met("ok", "nobody_silent", [1, 1, 1])


def test_a_sign_of_life_and_a_parting_do_not_lock_each_other_out(tmp_path: Path) -> None:
    """An order of a member and the parting of its merge lock the records in one order."""
    staff = office()
    one, other = record(staff), record(staff, name="Anyaman Bunga")
    event = actions.merge(staff, [one.pk, other.pk], now=NOW)
    below = Business.objects.get(golden__isnull=False)
    assert MergeEvent.objects.count() == 1
    found = met(
        "sell", "part", staff.pk, below.pk, event.pk,
        at=f"{ACTIONS}states._void_reports", folder=tmp_path,
    )  # fmt: skip
    assert found[:2] == ("ok", "ok")
