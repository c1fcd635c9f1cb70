"""Files that nobody took further go after a month; what was begun stays."""

import os
from datetime import timedelta
from pathlib import Path

import pytest
from pytest_django import Settings

from lampit.registry.actions.drafts import KEPT, drop_drafts
from lampit.registry.actions.importing.holding import uploads
from lampit.registry.models import FieldListing, ImportRun
from tests.factories import NOW, member, region

pytestmark = [pytest.mark.django_db, pytest.mark.database]
CODE = "63.08"


def run(name: str, state: str) -> ImportRun:
    """Return an import of a month ago with its file."""
    (uploads() / name).write_text("x")
    return ImportRun.objects.create(
        region=region(CODE), owner=member("staff", CODE), file_name=f"{name}.xlsx", path=name,
        digest=name * 32, state=state, created_at=NOW - KEPT - timedelta(minutes=1),
    )  # fmt: skip


def test_drafts_go_after_a_month(tmp_path: Path, settings: Settings) -> None:
    """The import is told as cancelled, a listing of which nothing came is gone; others stay."""
    settings.LAMPIT_HOME = tmp_path
    draft, failed = run("a", "draft"), run("b", "failed")
    (uploads() / "c").write_text("x")
    told = {"region": region(CODE), "listed_on": NOW.date(), "path": "c"}
    FieldListing.objects.create(name="lama", made_at=NOW - KEPT - timedelta(minutes=1), **told)
    FieldListing.objects.create(name="baru", made_at=NOW, **told | {"path": "d"})
    assert drop_drafts(NOW - timedelta(days=2)) == 0
    assert drop_drafts(NOW) == 2
    draft.refresh_from_db()
    failed.refresh_from_db()
    assert (draft.state, draft.path, failed.path) == ("cancelled", "", "b")
    assert sorted(path.name for path in uploads().iterdir()) == ["b"]
    assert FieldListing.objects.get().name == "baru"
    assert drop_drafts(NOW) == 0


def test_what_a_killed_upload_left_goes_after_a_day(tmp_path: Path, settings: Settings) -> None:
    """A list is full of NIK; what nobody knows of would lie there for ever."""
    settings.LAMPIT_HOME = tmp_path
    for name, age in (("lama.part", 25), ("baru.part", 1), ("daftar.xlsx", 999)):
        (uploads() / name).write_text("x")
        then = (NOW - timedelta(hours=age)).timestamp()
        os.utime(uploads() / name, (then, then))
    assert drop_drafts(NOW) == 1
    assert sorted(path.name for path in uploads().iterdir()) == ["baru.part", "daftar.xlsx"]
