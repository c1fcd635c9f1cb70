"""Papers of a long list go block by block: few queries each, and an undo that fell goes on."""

from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lampit.people.models import User
from lampit.registry.actions import importing
from lampit.registry.actions.importing import papers, undoing
from lampit.registry.actions.importing.runs import UNDOING
from lampit.registry.actions.importing.sourcing import raw_rows
from lampit.registry.models import Business, ImportRun, Permit
from tests.factories import NOW, member
from tests.registry import messy
from tests.registry.test_import_papers import brought_in, kept

pytestmark = [pytest.mark.django_db, pytest.mark.database]
MANY = 7


@pytest.fixture
def staff(tmp_path: Path, settings: Any) -> User:
    """Return a staff member of an office that knows its places."""
    settings.LAMPIT_HOME = tmp_path
    messy.load_places()
    return member("staff", messy.HSU)


def rows(many: int, number: int | None = None) -> list[str]:
    """Return rows of different people, each with a number of its own, or all with one."""
    return [
        f"Orang {n};Usaha {n};Antasari;Amuntai Tengah;08125222{n:04d};"
        f"20363080100{n if number is None else number:02d}29;"
        for n in range(many)
    ]


class FellError(Exception):
    """The process of an undo ends."""


def test_an_undo_that_fell_among_the_papers_goes_on(
    staff: User, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Blocks that went stay gone; taken up again, the rest follows, and its undo brings all."""
    run = brought_in(tmp_path, *rows(MANY))
    before = kept()
    assert len(before) == MANY
    monkeypatch.setattr(papers, "BLOCK", 2)
    whole, told = papers.take_papers_back, []

    def falls(*args: Any) -> int | None:
        told.append(args[2])
        if len(told) == 3:
            raise FellError
        return whole(*args)

    monkeypatch.setattr(undoing, "take_papers_back", falls)
    with pytest.raises(FellError):
        importing.undo_run(run, staff, now=NOW)
    assert (Permit.objects.count(), Business.objects.filter(withdrawn_at=None).count()) == (3, MANY)
    undone = importing.undo_run(ImportRun.objects.get(pk=run.pk), staff, now=NOW)
    assert told[3] == told[2] != 0  # it goes on where it fell
    assert (undone.withdrawn, kept()) == (MANY, [])
    importing.undo_run(ImportRun.objects.get(pk=undone.number), staff, now=NOW)
    assert kept() == before


def test_a_block_of_papers_is_taken_back_with_few_queries(staff: User, tmp_path: Path) -> None:
    """As many queries for three papers as for twelve, and no paper stays."""
    counted = []
    for name, many in (("tiga", 3), ("banyak", 12)):
        run = brought_in(tmp_path, *rows(many), name=name)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            importing.undo_run(run, staff, now=NOW)
        counted.append(len(queries))
        assert kept() == []
    assert counted[0] == counted[1]


def test_numbers_of_others_are_asked_about_with_few_queries(staff: User, tmp_path: Path) -> None:
    """One number under three rows or under twelve: the journal is asked and written at once."""
    counted = []
    for name, many in (("tiga", 3), ("banyak", 12)):
        run = brought_in(tmp_path, *rows(many, number=1), name=name)
        assert run.counts["problem:surat_usaha_lain"] == many - 1
        Permit.objects.filter(run=run).delete()
        run.rows.update(problems=[])
        lists = importing.lists_of(run.region_id, run.mapping, run.file_name, NOW.date())
        list(lists.rows(raw_rows(run)))
        with CaptureQueriesContext(connection) as queries:
            assert papers.note_papers(run, lists.tables, now=NOW) == (1, many - 1)
        counted.append(len(queries))
        importing.undo_run(run, staff, now=NOW)
    assert counted[0] == counted[1]


def test_an_undo_that_an_earlier_version_left_half_done_takes_no_papers_again(
    staff: User, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its first block took them: what somebody threw away meanwhile is not brought back again."""
    run = brought_in(tmp_path, *rows(MANY))
    first = importing.undo_run(run, staff, now=NOW)
    redo = ImportRun.objects.get(pk=first.number)
    monkeypatch.setattr(undoing, "BLOCK", 3)
    whole, done = undoing._undo_block, list[str]()

    def falls(*args: Any) -> None:
        if len(done) == 1:
            raise FellError
        done.append("block")
        whole(*args)

    monkeypatch.setattr(undoing, "_undo_block", falls)
    with pytest.raises(FellError):
        importing.undo_run(redo, staff, now=NOW)
    assert Permit.objects.count() == MANY
    redo.refresh_from_db()
    walk = redo.counts[UNDOING]
    assert walk.pop("papers") is None
    ImportRun.objects.filter(pk=redo.pk).update(counts=redo.counts)  # as it was kept before
    Permit.objects.first().delete()  # type: ignore[union-attr]  # by somebody at the desk
    monkeypatch.setattr(undoing, "_undo_block", whole)
    redo.refresh_from_db()
    importing.undo_run(redo, staff, now=NOW)
    assert Permit.objects.count() == MANY - 1
    assert Business.objects.filter(withdrawn_at=None).count() == MANY
