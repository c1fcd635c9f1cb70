"""Papers that a list tells: noted with its businesses as told and unchecked, taken back with it.

They are noted when all rows are written: the file is read once more for the columns of papers
alone, so that no list without them pays for it. What is known already is not noted twice, so a
run that was killed notes the rest. A number that another owner's business has is asked about.
A paper that was being asked for is filled by its number, as on the page of the business.
"""

from collections import defaultdict
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
from lampit.registry.rules.importing.papers import PAPER, Paper, PaperRow
from lampit.registry.rules.importing.tables import Table

BLOCK = 500
# How far an undo is with papers: lines of the journal count up from 0, papers down from here.
_TAKEN = -1
NO_ROW = 0  # in the journal: rows of lists count from 1, so none is in the way of a paper
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
        known, elsewhere, waiting = _known(wishes), _elsewhere(run, wishes), _waiting(wishes)
        new: dict[Key, Wish] = {}
        filled: list[tuple[Permit, Wish]] = []
        for wish in wishes:
            if wish.key in elsewhere or not _is_new(wish, known):
                continue
            known.add(wish.key)
            if wish.paper.number and wish.key[:2] in waiting:
                filled.append((waiting.pop(wish.key[:2]), wish))
                continue
            new.pop((*wish.key[:2], ""), None)  # a row above said that it is being asked for
            new[wish.key] = wish
        _write(run, list(new.values()), now)
        _fill(run, filled, now)
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


def _waiting(wishes: list[Wish]) -> dict[tuple[int, str], Permit]:
    """Return (business, kind) → the paper that is being asked for, locked."""
    ids = {wish.business for wish in wishes if wish.paper.number}
    rows = Permit.objects.select_for_update(of=("self",)).filter(business__in=ids, number="")
    asked = rows.filter(kind__in=papers.KINDS).order_by("pk")
    return {(permit.business_id, permit.kind): permit for permit in asked}


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
    made = [Permit(business_id=wish.business, kind=wish.paper.kind) for wish in new]
    for permit, wish in zip(made, new, strict=True):
        _put(permit, wish, run, now)
    Permit.objects.bulk_create(made)
    _note_told(run, [(wish, "", line_of(one)) for wish, one in zip(new, made, strict=True)], now)


def _fill(run: ImportRun, filled: list[tuple[Permit, Wish]], now: datetime) -> None:
    """Put the numbers of a list on papers that were being asked for; what they were is kept."""
    journal, told = [], []
    for permit, wish in filled:
        before, line, is_own = _form(permit), line_of(permit), permit.run_id == run.pk
        _put(permit, wish, run, now)
        told.append((wish, line, line_of(permit)))
        if not is_own:
            journal.append(_turned(run, permit, before))
    Permit.objects.bulk_update([permit for permit, _ in filled], FORM)
    ImportRow.objects.bulk_create(journal)
    _note_told(run, told, now)


def _put(permit: Permit, wish: Wish, run: ImportRun, now: datetime) -> None:
    """Put what a list tells on a paper: told and unchecked."""
    permit.number = wish.paper.number
    permit.status = "berlaku" if wish.paper.number else "proses"
    permit.valid_until = wish.paper.valid_until or permit.valid_until
    permit.proof, permit.proof_note = permits.SAID, f"daftar {run.file_name}"[:80]
    permit.proof_on, permit.proof_by, permit.run = timezone.localdate(now), run.owner, run


def _note_told(run: ImportRun, told: Iterable[tuple[Wish, str, str]], now: datetime) -> None:
    Change.objects.bulk_create([
        Change(
            entity="business", entity_id=wish.business, field="permit", old=old, new=new,
            source=merging.SOURCE, run=run, row=wish.row, actor=run.owner, at=now,
        )
        for wish, old, new in told
    ])  # fmt: skip


def _ask(run: ImportRun, wishes: list[Wish]) -> int:
    """Note on the rows that a number is another's; return how often that was not told yet."""
    done = 0
    asked = defaultdict[str, list[Wish]](list)
    for wish in wishes:
        asked[wish.sheet[:60]].append(wish)
    for sheet, some in asked.items():
        rows = ImportRow.objects.filter(run=run, sheet=sheet, row__in={wish.row for wish in some})
        of_row, changed = {row.row: row for row in rows}, dict[int, ImportRow]()
        for wish in some:
            row, told = of_row.get(wish.row), [wish.paper.kind, papers.ELSEWHERE]
            if row is not None and told not in row.problems:
                row.problems = [*row.problems, told]
                changed[row.row] = row
                done += 1
        ImportRow.objects.bulk_update(changed.values(), ["problems"], batch_size=BLOCK)
    return done


def take_papers_back(
    run: ImportRun, undo: ImportRun, after: int, actor: User | None, now: datetime
) -> int | None:
    """Take a block of the papers that a run noted from its businesses; of an undo, bring them back.

    One that was being asked for before is so again. A paper that somebody changed since, or gave
    a certificate, is that person's and stays.

    Args:
        run: locked, as the kabupaten is.
        undo: the run that is its undo.
        after: what the block before returned, 0 for the first.
        actor: who undoes.
        now: when.

    Returns where the next block goes on, None when all are done; a block takes some 20 queries.
    """
    if after >= 0:
        told = run.rows.filter(action=PAPER, pk__gt=after).exclude(before=None).order_by("pk")
        if rows := list(told[:BLOCK]):
            _tell_back(run, undo, rows, actor, now)
            return rows[-1].pk
        after = _TAKEN
    there = Permit.objects.select_for_update(of=("self",)).filter(run=run, pk__gt=_TAKEN - after)
    held = there.filter(files=None, business__region_id=run.region_id).order_by("pk")
    if block := list(held[:BLOCK]):
        _take_back(undo, block, actor, now)
        return _TAKEN - block[-1].pk
    return None


def _tell_back(
    run: ImportRun, undo: ImportRun, rows: list[ImportRow], actor: User | None, now: datetime
) -> None:
    """Bring back, or turn back, what lines of the journal tell of papers."""
    told = [(row.business_id, row.before or {}) for row in rows]
    _bring_back(run, undo, [one for one in told if TURNED not in one[1]], actor, now)
    _turn_back(run, undo, [form for _, form in told if TURNED in form], actor, now)


def _take_back(undo: ImportRun, gone: list[Permit], actor: User | None, now: datetime) -> None:
    """Take papers from their businesses, and keep in the journal what they were."""
    ImportRow.objects.bulk_create(
        [_journalled(undo, permit, {"kind": permit.kind, **_form(permit, KEPT)}) for permit in gone]
    )
    _note_changes(undo, [(permit, line_of(permit), "") for permit in gone], actor, now)
    Permit.objects.filter(pk__in=[permit.pk for permit in gone]).delete()


KEPT = (
    "number", "status", "issued_on", "valid_until", "proof", "proof_note", "proof_on",
    "proof_by_id",
)  # fmt: skip
DAYS = ("issued_on", "valid_until", "proof_on")
FORM = (*KEPT, "run_id")
TURNED = "paper"  # in the journal: the paper is the same, `old` is what it was before `new`


def _journalled(run: ImportRun, permit: Permit, before: dict[str, Any]) -> ImportRow:
    return ImportRow(
        run=run, sheet=f"surat {permit.pk}", row=NO_ROW, action=PAPER,
        business_id=permit.business_id, before=before,
    )  # fmt: skip


def _turned(run: ImportRun, permit: Permit, before: dict[str, Any]) -> ImportRow:
    """Return the line of the journal for a paper that has another form now."""
    told = {TURNED: permit.pk, "old": before, "new": _form(permit)}
    return _journalled(run, permit, told)


def _bring_back(
    run: ImportRun, undo: ImportRun, told: list[tuple[int | None, dict[str, Any]]],
    actor: User | None, now: datetime,
) -> None:  # fmt: skip
    """Note again what an undo took, but for what is there already or whose business is gone."""
    here = Business.objects.filter(pk__in={pk for pk, _ in told}, region_id=run.region_id)
    living = set(here.values_list("pk", flat=True))
    there = _keys(living)
    papers_told = [(pk, _unpacked(form)) for pk, form in told]
    back = [
        Permit(business_id=pk, run=undo, **paper)
        for pk, paper in papers_told
        if pk in living and (pk, paper["kind"], paper["number"]) not in there
    ]
    Permit.objects.bulk_create(back)
    _note_changes(undo, [(permit, "", line_of(permit)) for permit in back], actor, now)


def _turn_back(
    run: ImportRun, undo: ImportRun, told: list[dict[str, Any]], actor: User | None, now: datetime
) -> None:
    """Give papers back the form they had, where they still have the one that the run gave."""
    forms = {form[TURNED]: form for form in told}
    rows = Permit.objects.select_for_update(of=("self",)).filter(pk__in=forms)
    rows = rows.filter(business__region_id=run.region_id)
    held = list(rows.exclude(files__added_at__gt=run.created_at).order_by("pk"))
    there = _keys({permit.business_id for permit in held})
    changed, journal = [], []
    for permit in held:
        old, now_there = _unpacked(forms[permit.pk]["old"]), _form(permit)
        key = (permit.business_id, permit.kind, old["number"])
        if now_there != forms[permit.pk]["new"] or key in there:
            continue
        there.add(key)
        line = line_of(permit)
        for name, value in old.items():
            setattr(permit, name, value)
        changed.append((permit, line, line_of(permit)))
        journal.append(_turned(undo, permit, now_there))
    Permit.objects.bulk_update([permit for permit, _, _ in changed], FORM)
    ImportRow.objects.bulk_create(journal)
    _note_changes(undo, changed, actor, now)


def _keys(businesses: Iterable[int]) -> set[Key]:
    rows = Permit.objects.filter(business__in=businesses)
    return set(rows.values_list("business_id", "kind", "number"))


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


def _form(permit: Permit, names: Sequence[str] = FORM) -> dict[str, Any]:
    """Return what a paper says, as the journal keeps it."""
    told = ((name, getattr(permit, name)) for name in names)
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in told}


def _unpacked(before: dict[str, Any]) -> dict[str, Any]:
    return {
        name: date.fromisoformat(value) if name in DAYS and value else value
        for name, value in before.items()
    }
