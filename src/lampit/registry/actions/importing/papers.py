"""Papers that a list tells: noted with its businesses as told and unchecked, taken back with it.

They are noted when all rows are written: the file is read once more for the columns of papers
alone, so that no list without them pays for it. What is known already is not noted twice, so a
run that was killed notes the rest. A number that another owner's business has is asked about.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from itertools import islice
from typing import Any, NamedTuple

from django.db import transaction
from django.utils import timezone

from lampit.people.models import User
from lampit.places import queries as places
from lampit.registry.actions.importing.sourcing import raw_rows
from lampit.registry.actions.importing.writing import beat
from lampit.registry.actions.papers import line_of
from lampit.registry.models import Business, Change, ImportRow, ImportRun, Permit
from lampit.registry.queries import importing as queries
from lampit.registry.rules import permits
from lampit.registry.rules.importing import merging, papers
from lampit.registry.rules.importing.papers import Paper, PaperRow
from lampit.registry.rules.importing.tables import Table

BLOCK = 500
PAPER, SHEET = "paper", "surat"  # in the journal of an undo: a paper went with it
Key = tuple[int, str, str]  # business, kind, number


class Wish(NamedTuple):
    """A paper for a business, and where in the list it stands."""

    business: int
    owner: int | None
    paper: Paper
    sheet: str
    row: int

    @property
    def key(self) -> Key:
        """Return what is unique of a paper."""
        return self.business, self.paper.kind, self.paper.number


def note_papers(run: ImportRun, tables: Sequence[Table], *, now: datetime) -> tuple[int, int]:
    """Note the papers of the rows that a run wrote or knew.

    Returns how many papers of this run there are now, and how many rows are asked about.
    """
    if not papers.are_told(tables):
        return 0, 0
    asked, rows = 0, papers.rows_of(raw_rows(run), tables)
    while block := list(islice(rows, BLOCK)):
        asked += _note(run, block, now)
        beat(run)
    return Permit.objects.filter(run=run).count(), asked


def _note(run: ImportRun, block: list[PaperRow], now: datetime) -> int:
    with transaction.atomic():
        places.held(run.region_id)
        wishes = _wishes(run, block)
        known, elsewhere = _known(wishes), _elsewhere(run, wishes)
        new: dict[Key, Wish] = {}
        for wish in wishes:
            if wish.key in elsewhere or wish.key in new or not _is_new(wish, known):
                continue
            new[wish.key] = wish
            known.add(wish.key)
        _write(run, list(new.values()), now)
        return _ask(run, [wish for wish in wishes if wish.key in elsewhere])


def _wishes(run: ImportRun, block: list[PaperRow]) -> list[Wish]:
    """Return what the rows of a block tell of living businesses of the kabupaten; few queries."""
    written = queries.written_rows(run, {(row.sheet, row.row) for row in block})
    told = [(row, *written.get((row.sheet[:60], row.row), (None, None, ""))[:1]) for row in block]
    ids = {business for _, business in told if business}
    here = Business.objects.filter(pk__in=ids, region_id=run.region_id, withdrawn_at=None)
    owners = dict(here.select_for_update(of=("self",)).order_by("pk").values_list("pk", "owner_id"))
    return [
        Wish(business, owners[business], paper, row.sheet, row.row)
        for row, business in told if business in owners for paper in row.papers
    ]  # fmt: skip


def _known(wishes: list[Wish]) -> set[Key]:
    ids = {wish.business for wish in wishes}
    rows = Permit.objects.filter(business__in=ids, kind__in=papers.KINDS)
    return set(rows.values_list("business_id", "kind", "number"))


def _is_new(wish: Wish, known: set[Key]) -> bool:
    """Say whether a paper is not known; that one is asked for is news only where there is none."""
    if wish.paper.number:
        return wish.key not in known
    return not any((business, kind) == wish.key[:2] for business, kind, _ in known)


def _elsewhere(run: ImportRun, wishes: list[Wish]) -> set[Key]:
    """Return the papers whose number a business of another owner has."""
    numbers = {wish.paper.number for wish in wishes if wish.paper.number}
    rows = Permit.objects.filter(
        kind__in=papers.KINDS, number__in=numbers, business__region_id=run.region_id,
        business__withdrawn_at=None,
    )  # fmt: skip
    holders: dict[tuple[str, str], set[tuple[int, int | None]]] = {}
    for kind, number, pk, owner in rows.values_list(
        "kind", "number", "business_id", "business__owner_id"
    ):
        holders.setdefault((kind, number), set()).add((pk, owner))
    found = set()
    for wish in wishes:
        if not wish.paper.number:
            continue
        there = holders.setdefault((wish.paper.kind, wish.paper.number), set())
        if any(pk != wish.business and owner != wish.owner for pk, owner in there):
            found.add(wish.key)
        else:
            there.add((wish.business, wish.owner))
    return found


def _write(run: ImportRun, new: list[Wish], now: datetime) -> None:
    today = timezone.localdate(now)
    made = [
        Permit(
            business_id=wish.business, kind=wish.paper.kind, number=wish.paper.number,
            status="berlaku" if wish.paper.number else "proses",
            valid_until=wish.paper.valid_until, proof=permits.SAID,
            proof_note=f"daftar {run.file_name}"[:80], proof_on=today, proof_by=run.owner, run=run,
        )
        for wish in new
    ]  # fmt: skip
    Permit.objects.bulk_create(made)
    Change.objects.bulk_create([
        Change(
            entity="business", entity_id=wish.business, field="permit", old="", new=line_of(permit),
            source=merging.SOURCE, run=run, row=wish.row, actor=run.owner, at=now,
        )
        for wish, permit in zip(new, made, strict=True)
    ])  # fmt: skip


def _ask(run: ImportRun, wishes: list[Wish]) -> int:
    """Note on the rows that a number is another's; return on how many that was not told yet."""
    done = 0
    for wish in wishes:
        rows = ImportRow.objects.filter(run=run, sheet=wish.sheet[:60], row=wish.row)
        row = rows.first()
        told = [wish.paper.kind, papers.ELSEWHERE]
        if row is not None and told not in row.problems:
            row.problems = [*row.problems, told]
            row.save(update_fields=["problems"])
            done += 1
    return done


def take_papers_back(run: ImportRun, undo: ImportRun, actor: User | None, now: datetime) -> None:
    """Take the papers that a run noted from its businesses; of an undo, bring them back.

    A paper that somebody changed since, or gave a certificate, is that person's and stays.
    """
    _bring_back(run, undo, actor, now)
    rows = Permit.objects.select_for_update(of=("self",)).filter(run=run, files=None)
    gone = list(rows.filter(business__region_id=run.region_id).order_by("pk"))
    ImportRow.objects.bulk_create([
        ImportRow(
            run=undo, sheet=SHEET, row=number, action=PAPER, business_id=permit.business_id,
            before={name: _packed(getattr(permit, name)) for name in KEPT},
        )
        for number, permit in enumerate(gone, start=1)
    ])  # fmt: skip
    _note_changes(undo, [(permit, line_of(permit), "") for permit in gone], actor, now)
    Permit.objects.filter(pk__in=[permit.pk for permit in gone]).delete()


KEPT = ("kind", "number", "status", "valid_until", "proof", "proof_note", "proof_on", "proof_by_id")
DAYS = ("valid_until", "proof_on")


def _bring_back(run: ImportRun, undo: ImportRun, actor: User | None, now: datetime) -> None:
    """Note again what an undo took, but for what is there already or whose business is gone."""
    rows = list(run.rows.filter(action=PAPER).exclude(before=None).order_by("row"))
    ids = {row.business_id for row in rows if row.business_id}
    here = Business.objects.filter(pk__in=ids, region_id=run.region_id)
    living = set(here.values_list("pk", flat=True))
    there = set(
        Permit.objects.filter(business__in=living).values_list("business_id", "kind", "number")
    )
    told = [(row.business_id, _unpacked(row.before or {})) for row in rows]
    back = [
        Permit(business_id=pk, run=undo, **paper)
        for pk, paper in told
        if pk in living and (pk, paper["kind"], paper["number"]) not in there
    ]
    Permit.objects.bulk_create(back)
    _note_changes(undo, [(permit, "", line_of(permit)) for permit in back], actor, now)


def _note_changes(
    undo: ImportRun, told: Iterable[tuple[Permit, str, str]], actor: User | None, now: datetime
) -> None:
    Change.objects.bulk_create([
        Change(
            entity="business", entity_id=permit.business_id, field="permit", old=old, new=new,
            source="urung", run=undo, actor=actor, at=now,
        )
        for permit, old, new in told
    ])  # fmt: skip


def _packed(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value


def _unpacked(before: dict[str, Any]) -> dict[str, Any]:
    return {
        name: date.fromisoformat(value) if name in DAYS and value else value
        for name, value in before.items()
    }
