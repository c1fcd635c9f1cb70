"""An import is one thing: checked, written, repeated, updated, taken back."""

import csv
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.db import IntegrityError, transaction

from lampit.basics.refusal import Refusal
from lampit.outside import vault
from lampit.people.models import AuditEntry, User
from lampit.registry.actions import edit_business, importing
from lampit.registry.actions.importing import running
from lampit.registry.actions.importing.creating import _look_up_places
from lampit.registry.actions.importing.planning import Planned, Planner
from lampit.registry.models import Business, Change, ImportRow, ImportRun, Mapping, Owner
from lampit.registry.queries import as_typed
from lampit.registry.rules.importing.columns import signature
from lampit.registry.rules.importing.record import SourceRow
from lampit.registry.rules.records import Told
from tests.factories import member
from tests.registry import messy

NOW = datetime(2026, 11, 24, 4, tzinfo=UTC)
HEAD = ["Nama Pemilik", "Nama Usaha", "NIK", "Desa", "Kecamatan", "Jenis Usaha", "HP", "Omzet"]
RINA = ["Rina", "Toko Rina", "6308054403900012", "Antasari", "Amuntai Tengah", "tikar",
        "081251110001", "1.500.000"]  # fmt: skip
BASUNI = ["Basuni", "UD Basuni", "6308051203800013", "Banyu Hirang", "Amuntai Selatan", "lampit",
          "081251110002", "2 jt"]  # fmt: skip
TES = ["tes", "tes", "", "Antasari", "Amuntai Tengah", "tes", "", ""]

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def home(tmp_path: Path, settings: object) -> Path:
    """Give each test its own folder of uploads, and the places of HSU."""
    settings.LAMPIT_HOME = tmp_path  # type: ignore[attr-defined]  # pytest-django's wrapper
    messy.load_places()
    return tmp_path


def opened(folder: Path, *rows: list[str], owner: User | None = None, name: str = "d") -> ImportRun:
    """Return a run in draft for a list of rows."""
    path = folder / f"{name}.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=";").writerows([HEAD, *rows])
    return importing.open_run(owner, messy.HSU, path.name, path, now=NOW)


def done(folder: Path, *rows: list[str], owner: User | None = None) -> importing.Report:
    """Import rows at once and return the report."""
    return importing.start_run(opened(folder, *rows, owner=owner), now=NOW)


def test_a_list_becomes_businesses_and_owners(home: Path) -> None:
    """Values land in their columns; NIK and sales only sealed, found by index, with provenance."""
    report = done(home, RINA, BASUNI, TES)
    assert (report.counts["create"], report.counts["reject"]) == (2, 1)
    rina = Business.objects.select_related("owner").get(name="Toko Rina")
    assert rina.owner is not None
    assert (rina.village_id, rina.kbli, rina.phone) == ("63.08.05.1001", "16292", "+6281251110001")
    assert (rina.source, rina.sales_band, rina.status) == ("impor", 3, "aktif")
    assert rina.owner.nik_index == vault.blind_index("nik", RINA[2])
    where = f"registry_owner|{rina.owner.public_id}|nik"
    assert vault.decrypt(bytes(rina.owner.nik_sealed or b""), where) == RINA[2]
    change = Change.objects.get(entity="business", entity_id=rina.pk)
    assert (change.field, change.source, change.row) == ("registered", "impor", 2)
    assert ImportRow.objects.filter(action="reject", reason="test_row").count() == 1


def test_the_nik_is_nowhere_in_clear(home: Path) -> None:
    """Neither journal, change table nor search key repeats a NIK."""
    done(home, RINA, [*BASUNI[:2], "6308054403900012", *BASUNI[3:]])
    for model in (Business, Owner, Change, ImportRow, ImportRun):
        for row in model._default_manager.values():
            assert RINA[2] not in str(row)


def test_a_check_writes_nothing(home: Path) -> None:
    """The dry run tells what the import would do, and only the counts of the run change."""
    run = opened(home, RINA, BASUNI, TES)
    report = importing.check_run(run, now=NOW)
    assert (report.counts["create"], report.counts["reject"]) == (2, 1)
    assert not Business.objects.exists()
    assert not ImportRow.objects.exists()


def test_the_same_list_again_changes_nothing(home: Path) -> None:
    """Second time: created 0, updated 0, all unchanged, no row touched."""
    done(home, RINA, BASUNI)
    before = list(Business.objects.order_by("id").values())
    again = done(home, RINA, BASUNI)
    assert (again.counts["create"], again.counts["update"], again.counts["unchanged"]) == (0, 0, 2)
    assert list(Business.objects.order_by("id").values()) == before


def test_a_newer_list_updates_and_an_empty_cell_never_erases(home: Path) -> None:
    """A changed phone comes in; an emptied cell leaves what was known; fields have sources."""
    done(home, RINA, BASUNI)
    newer = [*RINA[:6], "081299998888", ""]
    report = done(home, newer, BASUNI)
    assert (report.counts["update"], report.counts["unchanged"]) == (1, 1)
    rina = Business.objects.get(name="Toko Rina")
    assert (rina.phone, rina.sales_band) == ("+6281299998888", 3)
    fields = Change.objects.filter(entity="business", entity_id=rina.pk).values_list("field")
    assert {name for (name,) in fields} == {"registered", "phone"}


def edit(person: User, business: Business, **changes: object) -> None:
    """Let a person edit a business as the page does."""
    typed = as_typed(business)
    told = Told(
        owner_name=business.owner.name if business.owner else "",
        village=str(business.village_id),
        **({"name": business.name, "phones": (business.phone,)} | changes),  # type: ignore[arg-type]
    )
    assert typed
    edit_business(person, business.public_id, told, based_on=business.version, now=NOW)


def test_what_a_person_edited_later_is_not_overwritten(home: Path) -> None:
    """The office's correction of the name survives the next list."""
    person = member("staff", messy.HSU)
    done(home, RINA)
    rina = Business.objects.select_related("owner").get()
    edit(person, rina, name="Toko Rina Jaya")
    done(home, [*RINA[:6], "081299998888", RINA[7]])
    rina.refresh_from_db()
    assert (rina.name, rina.phone) == ("Toko Rina Jaya", "+6281299998888")


def test_two_businesses_of_one_owner(home: Path) -> None:
    """One NIK, two businesses: one person, two records; the repeated row is no third."""
    second = [*RINA[:1], "Warung Rina", RINA[2], "Paliwara", RINA[4], "warung", *RINA[6:]]
    report = done(home, RINA, second, RINA)
    assert (report.counts["create"], report.counts["double"]) == (2, 1)
    assert Owner.objects.count() == 1


def test_undo_takes_back_what_the_run_did(home: Path) -> None:
    """Made records are withdrawn, changed fields are as before, the row is what it was."""
    done(home, RINA)
    before = Business.objects.values().get()
    report = done(home, [*RINA[:6], "081299998888", "3 jt"], BASUNI)
    assert (report.counts["update"], report.counts["create"]) == (1, 1)
    undone = importing.undo_run(ImportRun.objects.latest("id"), None, now=NOW)
    assert (undone.withdrawn, undone.restored, undone.kept) == (1, 1, [])
    after = Business.objects.values().get(withdrawn_at=None)
    moving = ("version", "updated_at")
    assert {k: v for k, v in after.items() if k not in moving} == {
        k: v for k, v in before.items() if k not in moving
    }
    with pytest.raises(Refusal) as refused:
        importing.undo_run(ImportRun.objects.get(undoes=None, state="undone"), None, now=NOW)
    assert refused.value.code == "import_undone"


def test_undo_leaves_and_lists_what_people_changed(home: Path) -> None:
    """A business that somebody edited since stays, and is named."""
    person = member("staff", messy.HSU)
    done(home, RINA, BASUNI)
    rina = Business.objects.select_related("owner").get(name="Toko Rina")
    edit(person, rina, name="Toko Rina Jaya")
    undone = importing.undo_run(ImportRun.objects.latest("id"), person, now=NOW)
    assert undone.withdrawn == 1
    assert [(kept.name, kept.reason) for kept in undone.kept] == [
        ("Toko Rina Jaya", "diubah orang")
    ]
    assert Business.objects.filter(withdrawn_at=None).count() == 1


def test_an_undone_list_can_come_again(home: Path) -> None:
    """Withdrawn records do not stand in the way; owners are found again by their NIK."""
    done(home, RINA, BASUNI)
    importing.undo_run(ImportRun.objects.latest("id"), None, now=NOW)
    assert done(home, RINA, BASUNI).counts["create"] == 2
    assert Owner.objects.filter(withdrawn_at=None).count() == 2


def test_two_imports_of_one_region(home: Path) -> None:
    """The second is refused and told who is importing; a left-behind one gives way."""
    first = opened(home, RINA, owner=member("staff", messy.HSU), name="satu")
    importing.queue_run(first, first.owner, back_url="/", now=NOW)
    second = opened(home, BASUNI, name="dua")
    with pytest.raises(Refusal, match="sedang berjalan oleh orang"):
        importing.start_run(second, now=NOW)
    ImportRun.objects.filter(pk=first.pk).update(job=None)
    assert importing.start_run(second, now=NOW + timedelta(hours=1)).counts["create"] == 1
    first.refresh_from_db()
    assert first.state == ImportRun.State.FAILED


def test_a_stopped_run_goes_on_where_it_was(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Blocks that are written stay written; the rest follows; owners stay one."""
    monkeypatch.setattr("lampit.registry.actions.importing.running.BLOCK", 2)
    rows = [[f"Orang {n}", f"Usaha {n}", *RINA[2:6], "", ""] for n in range(5)]
    rows = [[*row[:2], f"63080544039{n:02d}012"[:16], *row[3:]] for n, row in enumerate(rows, 10)]
    run = opened(home, *rows)
    report = importing.start_run(run, now=NOW, progress=lambda rows_done: rows_done < 4)
    assert not report.is_whole
    run.refresh_from_db()
    assert (run.next_chunk, Business.objects.count()) == (2, 4)
    # Another version may have larger blocks: the cursor means those with which the run began.
    monkeypatch.setattr("lampit.registry.actions.importing.running.BLOCK", 3)
    told = dict[int, bool]()
    importing.resume_run(run, now=NOW, progress=lambda rows: told.setdefault(rows, True))
    run.refresh_from_db()
    assert (run.state, Business.objects.count()) == (ImportRun.State.DONE, 5)
    assert list(told) == [2, 5]  # its job hears of it while only written blocks are recalled
    assert sorted(ImportRow.objects.values_list("row", flat=True)) == [2, 3, 4, 5, 6]


def test_a_cancelled_run_writes_no_further_block(home: Path) -> None:
    """Cancel ends a draft; a finished run is undone instead."""
    run = opened(home, RINA)
    importing.cancel_run(run, None, now=NOW)
    with pytest.raises(Refusal) as refused:
        importing.start_run(run, now=NOW)
    assert refused.value.code == "import_not_ready"
    done(home, BASUNI)
    with pytest.raises(Refusal) as refused:
        importing.cancel_run(ImportRun.objects.latest("id"), None, now=NOW)
    assert refused.value.code == "import_done"


def test_columns_are_remembered(home: Path) -> None:
    """What a person chose for a heading is used for the next file with the same heading."""
    run = opened(home, RINA)
    tables = importing.preview_tables(run, now=NOW).tables
    chosen = {g.header: g.field or None for g in tables[0].guesses} | {"Omzet": None}
    importing.remember_columns(run, {signature(HEAD): chosen}, keep=True, now=NOW)
    assert Mapping.objects.count() == 1
    again = opened(home, BASUNI)
    guesses = importing.preview_tables(again, now=NOW).tables[0].guesses
    assert [(g.header, g.field) for g in guesses if g.header == "Omzet"] == [("Omzet", "")]
    importing.start_run(again, now=NOW)
    assert Business.objects.get().sales_band is None


def test_each_run_is_in_the_audit_trail(home: Path) -> None:
    """Opening, finishing and undoing leave a link of the chain."""
    done(home, RINA)
    importing.undo_run(ImportRun.objects.get(), None, now=NOW)
    deeds = AuditEntry.objects.order_by("number").values_list("deed", flat=True)
    assert list(deeds) == ["import_opened", "import_done", "import_undone"]


def test_a_refused_file_leaves_nothing(home: Path) -> None:
    """A PDF is no run and no upload."""
    path = home / "daftar.xlsx"
    path.write_bytes(b"%PDF-1.7")
    with pytest.raises(Refusal):
        importing.open_run(None, messy.HSU, path.name, path, now=NOW)
    assert not ImportRun.objects.exists()
    assert not (home / "uploads").exists()


def test_the_list_of_rows_to_put_right(home: Path) -> None:
    """The office's own cells come back with the reason, as XLSX."""
    run = opened(home, RINA, [*BASUNI[:2], "123", *BASUNI[3:6], "=HYPERLINK(1)", ""], TES)
    target = home / "perbaiki.xlsx"
    assert importing.write_problems(run, target, NOW.date()) == 2
    page = openpyxl.load_workbook(target)["Perlu diperbaiki"]
    head = [cell.value for cell in page[1]]
    assert head == [*HEAD, "Baris asal", "Kolom", "Masalah", "Saran"]
    assert [page.cell(2, n).value for n in (3, 7, 9, 10)] == ["123", "=HYPERLINK(1)", 3, "NIK; HP"]
    assert page.cell(2, 7).data_type == "s"


def test_queries_do_not_grow_with_the_block(
    home: Path, django_assert_max_num_queries: object
) -> None:
    """Planning a block of new rows beside a filled register takes at most eighteen reads."""
    done(home, RINA)
    run = opened(home, BASUNI, TES, name="lain")
    with django_assert_max_num_queries(18):  # type: ignore[operator]  # a fixture
        importing.check_run(run, now=NOW)


def test_the_whole_messy_registry(home: Path) -> None:
    """404 businesses come in, 10 rows are rejected, and nothing of it comes twice."""
    path = messy.HERE / "messy_registry.xlsx"
    run = importing.open_run(None, messy.HSU, path.name, path, now=NOW)
    report = importing.start_run(run, now=NOW)
    assert (report.counts["create"], report.counts["reject"]) == (404, 10)
    again = importing.open_run(None, messy.HSU, path.name, path, now=NOW)
    second = importing.start_run(again, now=NOW)
    assert (second.counts["create"], second.counts["update"]) == (0, 0)
    assert json.dumps(second.columns)


def test_an_import_undone_in_between_does_not_hold_an_older_one(home: Path) -> None:
    """What a later list changed and gave back is no work of people: all is as before."""
    done(home, RINA)
    done(home, [*RINA[:6], "081299998888", "3 jt"])
    older, newer = ImportRun.objects.order_by("id")
    assert importing.undo_run(newer, None, now=NOW).kept == []
    undone = importing.undo_run(older, None, now=NOW)
    assert (undone.withdrawn, undone.kept) == (1, [])


def test_who_saves_while_a_list_is_written_wins(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The list was compared with the record before the edit: the field typed meanwhile stays."""
    person = member("staff", messy.HSU)
    done(home, RINA)
    plan = Planner.plan

    def plan_then_edit(self: Planner, rows: list[SourceRow]) -> list[Planned]:
        planned = plan(self, rows)
        edit(person, Business.objects.select_related("owner").get(), name="Toko Rina Jaya")
        return planned

    monkeypatch.setattr(Planner, "plan", plan_then_edit)
    report = done(home, ["Rina", "Toko Rinaa", *RINA[2:6], "081299998888", "3 jt"])
    now = Business.objects.get()
    assert (now.name, now.phone) == ("Toko Rina Jaya", "+6281299998888")
    assert report.counts["update"] == 1


def test_the_mark_of_a_row_needs_a_key(home: Path, settings: Any) -> None:
    """A stolen database gives no way to try NIK out: the mark is another under another key."""
    done(home, RINA)
    mark = Business.objects.get().fingerprint
    settings.LAMPIT_INDEX_KEY = "kunci lain"
    report = done(home, RINA)
    assert report.counts["unchanged"] == 0
    assert Business.objects.exclude(fingerprint=mark).exists()


def test_a_run_taken_up_again_tells_all_it_did(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Rows an earlier attempt made count as made, in a register that was not empty before too."""
    monkeypatch.setattr("lampit.registry.actions.importing.running.BLOCK", 1)
    done(home, ["Idah", "Kue Idah", "", *RINA[3:5], "kue", "081251110009", ""])
    run = opened(home, RINA, BASUNI)
    first = importing.start_run(run, now=NOW, progress=lambda _rows: False)
    assert not first.is_whole
    run.refresh_from_db()
    again = importing.resume_run(run, now=NOW)
    assert (again.counts["create"], again.counts["unchanged"]) == (2, 0)
    assert Business.objects.count() == 3


# What two runs draw or stamp each for itself.
DRAWN = {"id", "public_id", "run_id", "business_id", "owner_id", "entity_id", "at",
         "created_at", "updated_at"}  # fmt: skip


def _register() -> dict[str, list[dict[str, Any]]]:
    """Return all that an import wrote, but for numbers and what is drawn by chance."""
    models: tuple[Any, ...] = (Owner, Business, Change, ImportRow)
    return {m._meta.db_table: [*map(_opened, m.objects.order_by("pk"))] for m in models}


def _opened(row: Any) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for field in row._meta.concrete_fields:
        name, value = field.attname, getattr(row, field.attname)
        if name.endswith("_sealed") and value:
            where = f"{row._meta.db_table}|{row.public_id}|{name.removesuffix('_sealed')}"
            value = vault.decrypt(bytes(value), where)
        if name not in DRAWN:
            found[name] = value
    return found


def test_a_long_list_into_an_empty_region_writes_what_a_short_one_does(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rows that travel without their record, in blocks, write the same as rows read here."""
    written = []
    for long in (10**9, 0):
        monkeypatch.setattr(running, "LONG_FILE", long)
        with transaction.atomic():
            run = importing.open_run(
                None, messy.HSU, "d.csv", messy.HERE / "messy_registry.csv", now=NOW
            )
            report = importing.start_run(run, now=NOW)
            written.append((_register(), report.counts, report.problems, report.columns))
            transaction.set_rollback(True)
    assert written[0] == written[1]
    assert len(written[0][0]["registry_business"]) > 350


def test_a_place_that_is_gone_stops_the_block(home: Path) -> None:
    """A village removed while a run reads is found out before the block is written."""
    with pytest.raises(IntegrityError, match="place"):
        _look_up_places([["63.08.05"], ["63.08.05.9999", None]])
    _look_up_places([["63.08.05"], ["63.08.05.1001", None]])
