"""Takes a run back: what it made is withdrawn, what it changed is restored, people's work stays.

An undo is itself a run with a journal; taking it back brings what it took away.
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Exists, F, OuterRef
from django.utils import timezone

from lampit.basics.refusal import Refusal
from lampit.people.actions import audit
from lampit.people.models import User
from lampit.places import queries as places
from lampit.registry.actions._sealed_journal import is_still
from lampit.registry.actions.importing.following import follow_run
from lampit.registry.actions.importing.holding import is_left
from lampit.registry.actions.importing.papers import take_papers_back
from lampit.registry.actions.importing.planning import CREATE, UPDATE
from lampit.registry.actions.importing.runs import UNDOING, fail_run, still_running
from lampit.registry.actions.importing.stamping import Clock
from lampit.registry.actions.importing.writing import packed, unpacked
from lampit.registry.models import Business, Change, ImportRow, ImportRun, Owner, Pair
from lampit.registry.queries import importing as queries
from lampit.registry.rules.importing import merging
from lampit.registry.rules.provenance import CORRECTED

BLOCK = 500
SOURCE = "urung"
MOST_KEPT = 2_000
TOLD = ("withdrawn", "restored", "returned")
# `papers` is how far the papers are taken back, None when all are; `below` is the same of rows.
START = {"below": 0, "papers": 0, **dict.fromkeys(TOLD, 0), "kept": [], "all_kept": 0}
WITHDRAW = "withdraw"  # in the journal of an undo: a business went with it
UNDONE_FIELD = "undone"
WAS = "was"  # in the counts of an undone run: the state to which a redo returns it


@dataclass(frozen=True, slots=True)
class Kept:
    """Something that people changed since and that stays as it is."""

    public_id: str
    name: str
    field: str
    reason: str


@dataclass
class Undone:
    """What an undo did: businesses withdrawn and brought back, records restored, what stayed."""

    withdrawn: int = 0
    restored: int = 0
    kept: list[Kept] = field(default_factory=list)
    returned: int = 0
    number: int = 0
    journal: list[ImportRow] = field(default_factory=list)


def undo_run(run: ImportRun, actor: User | None, *, now: datetime) -> Undone:
    """Take a run back and return what was withdrawn, restored, brought back and kept.

    `number` of the answer is the undo as a run: taking that back brings the first one again.

    Block by block, newest rows first; how far it is stands on the run and moves with each block.
    So an undo that fell goes on where it was, and two at once do each block once: whoever comes
    to the end closes the run, the other is refused.

    Raises:
        Refusal: `import_never_ran`, `import_undone`, or `import_running`.
    """
    if not run.rows.exists():
        raise Refusal("import_never_ran", "Impor ini belum memasukkan apa pun.")
    kept: list[Kept] = []
    clock = Clock(now)
    while True:
        with transaction.atomic():
            locked = _locked(run, now)
            walk = _walk_of(locked)
            at = clock.stamp()
            undo = _undo_of(locked, walk, actor, at)
            if walk["papers"] is not None:
                walk["papers"] = take_papers_back(locked, undo, walk["papers"], actor, at)
                _keep(locked, walk)
                continue
            rows = locked.rows.filter(action__in=(CREATE, UPDATE, WITHDRAW)).order_by("-pk")
            if walk["below"]:
                rows = rows.filter(pk__lt=walk["below"])
            block = list(rows[:BLOCK])
            if not block:
                _close(locked, undo, walk, actor, at)
                break
            done = Undone(number=undo.pk)
            _hold(block)
            _undo_block(locked, block, done, actor, at)
            _move_on(locked, walk, done, block[-1].pk)
        kept += done.kept
    follow_run(undo, now=clock.stamp())
    run.refresh_from_db()
    if walk["all_kept"] != len(kept):  # others did blocks too
        kept = [Kept(*told) for told in walk["kept"]]
    return Undone(**{name: walk[name] for name in TOLD}, number=undo.pk, kept=kept)


def _walk_of(run: ImportRun) -> dict[str, Any]:
    """Return how far the undo of a run is.

    One that a version before papers went block by block left half done had taken all of them back
    with its first rows: they are not taken, or brought, a second time.
    """
    kept = run.counts.get(UNDOING, {})
    walk = {**START, **kept}
    if kept.get("below") and "papers" not in kept:
        walk["papers"] = None
    return walk


def _undo_of(run: ImportRun, walk: dict[str, Any], actor: User | None, now: datetime) -> ImportRun:
    """Return the run that is the undo of a locked run, made when it begins."""
    if "undo" not in walk:
        undo = ImportRun.objects.create(
            region_id=run.region_id, owner=actor, undoes=run, file_name=run.file_name,
            path="", digest=run.digest, state=ImportRun.State.FAILED, created_at=now,
        )  # fmt: skip
        walk["undo"] = undo.pk
        return undo
    return ImportRun.objects.get(pk=walk["undo"])


def _locked(run: ImportRun, now: datetime) -> ImportRun:
    """Return the run locked for one block, when it may be undone."""
    places.held(run.region_id)  # first, as everywhere: no list begins while a block is undone
    # Of itself only: PostgreSQL locks no row that an outer join may leave empty.
    locked = ImportRun.objects.select_for_update().get(pk=run.pk)
    if locked.state == ImportRun.State.UNDONE:
        raise Refusal("import_undone", "Impor ini sudah diurungkan.")
    if locked.state == ImportRun.State.RUNNING:
        if not is_left(locked, now):
            raise still_running(locked)
        fail_run(locked, "terhenti", now=now)
        locked.refresh_from_db()
    other = queries.running_in(run.region_id)
    if other is not None and not is_left(other, now):
        raise still_running(other)
    return locked


def _hold(block: list[ImportRow]) -> None:
    """Lock the records of a block, businesses first: who edits one has done so, or waits."""
    for model, pks in (
        (Business, {row.business_id for row in block if row.business_id}),
        (Owner, {row.owner_id for row in block if row.owner_id}),
    ):
        rows = model._default_manager.select_for_update().filter(pk__in=pks)
        list(rows.order_by("pk").values_list("pk"))


def _move_on(run: ImportRun, walk: dict[str, Any], done: Undone, below: int) -> None:
    """Write on the run what a block undid and where the next one begins."""
    told = [[k.public_id, k.name, k.field, k.reason] for k in done.kept]
    walk = {
        "below": below,
        "papers": None,
        "undo": walk["undo"],
        **{name: walk[name] + getattr(done, name) for name in TOLD},
        "kept": (walk["kept"] + told)[:MOST_KEPT],
        "all_kept": walk["all_kept"] + len(told),
    }
    _keep(run, walk)


def _keep(run: ImportRun, walk: dict[str, Any]) -> None:
    """Write on the run how far its undo is."""
    ImportRun.objects.filter(pk=run.pk).update(
        counts={**run.counts, UNDOING: walk}, beat_at=timezone.now()
    )


def _close(
    run: ImportRun, undo: ImportRun, walk: dict[str, Any], actor: User | None, now: datetime
) -> None:
    """Close the undo; the run is undone, and what it had itself undone stands again."""
    run.counts = {name: value for name, value in run.counts.items() if name != UNDOING}
    run.counts |= {name: walk[name] for name in TOLD}
    run.counts["kept"] = [told[:3] for told in walk["kept"]]
    _turn(run, is_standing=False, now=now)
    counts = {**{name: walk[name] for name in TOLD}, "kept": run.counts["kept"]}
    ImportRun.objects.filter(pk=undo.pk).update(
        state=ImportRun.State.DONE, finished_at=now, counts=counts
    )
    audit(
        actor, "import_undone", subject_kind="import", subject_id=run.pk,
        region=run.region_id, at=now,
    )  # fmt: skip


def _turn(run: ImportRun, *, is_standing: bool, now: datetime) -> None:
    """Mark a run as standing or undone, and the run that it undoes as the opposite.

    A run that already is as it should be, by another way, keeps the state it had before.
    """
    is_undone = run.state == ImportRun.State.UNDONE
    if is_standing and is_undone:
        run.state, run.undone_at = run.counts.pop(WAS, ImportRun.State.DONE), None
    elif not is_standing and not is_undone:
        run.counts[WAS] = run.state
        run.state, run.undone_at = ImportRun.State.UNDONE, now
    run.save(update_fields=["state", "undone_at", "counts"])
    if run.undoes is not None:
        _turn(run.undoes, is_standing=not is_standing, now=now)


def _undo_block(
    run: ImportRun, rows: list[ImportRow], done: Undone, actor: User | None, now: datetime
) -> None:
    rows = _still_here(run, rows, done)
    _withdraw(run, [row for row in rows if row.action == CREATE], done, now)
    _bring_back(run, [row for row in rows if row.action == WITHDRAW], done, now)
    for row in rows:
        if row.action == UPDATE and row.before:
            back = {
                "business": _restore(
                    row.before.get("business"), Business, row.business_id, done, now
                ),
                "owner": _restore(row.before.get("owner"), Owner, row.owner_id, done, now),
            }
            back = {table: values for table, values in back.items() if values}
            done.restored += bool(back)
            if back:
                done.journal.append(_journalled(row, done.number, UPDATE, back))
    ImportRow.objects.bulk_create(done.journal)
    Change.objects.bulk_create(
        [
            Change(
                entity="business", entity_id=row.business_id or 0, field=UNDONE_FIELD,
                source=SOURCE, run_id=done.number, row=row.row, actor=actor, at=now,
            )
            for row in rows
        ]
    )  # fmt: skip


def _still_here(run: ImportRun, rows: list[ImportRow], done: Undone) -> list[ImportRow]:
    """Return the rows whose business is still of this kabupaten; what moved away stays."""
    ids = [row.business_id for row in rows if row.business_id]
    away = Business.objects.filter(pk__in=ids).exclude(region_id=run.region_id)
    gone = dict(away.values_list("pk", "public_id"))
    done.kept += [
        Kept(public_id, "", "", "pindah ke kabupaten lain") for public_id in gone.values()
    ]
    return [row for row in rows if row.business_id not in gone]


def _journalled(
    row: ImportRow, undo: int, action: str, before: dict[str, Any] | None = None
) -> ImportRow:
    """Return the line of an undo's journal for a line of the run that it undoes."""
    return ImportRow(
        run_id=undo, sheet=row.sheet, row=row.row, action=action, business_id=row.business_id,
        owner_id=row.owner_id, before=before,
    )  # fmt: skip


def _withdraw(run: ImportRun, made: list[ImportRow], done: Undone, now: datetime) -> None:
    """Withdraw the businesses nobody touched since; their public ids stay taken."""
    ids = [row.business_id for row in made if row.business_id]
    touched = _touched(run, ids, [row.owner_id for row in made if row.owner_id])
    owners = {row.business_id: row.owner_id for row in made}
    present = Business.objects.filter(pk__in=ids, withdrawn_at=None)
    free = set()
    for pk, public_id, name in present.values_list("pk", "public_id", "name"):
        reason = touched.get(("business", pk)) or touched.get(("owner", owners.get(pk) or 0))
        if reason:
            done.kept.append(Kept(public_id, name, "", reason))
        else:
            free.add(pk)
    done.withdrawn += present.filter(pk__in=free).update(
        withdrawn_at=now, updated_at=now, version=F("version") + 1
    )
    done.journal += [
        _journalled(row, done.number, WITHDRAW) for row in made if row.business_id in free
    ]
    owned = {owners[pk] or 0 for pk in free}
    alone = owned - {pk for name, pk in touched if name == "owner"}
    _withdraw_owners(alone, now)


def _bring_back(run: ImportRun, gone: list[ImportRow], done: Undone, now: datetime) -> None:
    """Bring back the businesses that an undo withdrew, but for those listed again since."""
    ids = [row.business_id for row in gone if row.business_id]
    away = Business.objects.filter(pk__in=ids, withdrawn_at__isnull=False)
    marks = dict(away.exclude(fingerprint="").values_list("pk", "fingerprint"))
    living = Business.objects.filter(region_id=run.region_id, withdrawn_at=None)
    again = set(living.filter(fingerprint__in=marks.values()).values_list("fingerprint", flat=True))
    back = set()
    for pk, public_id, name in away.values_list("pk", "public_id", "name"):
        if marks.get(pk) in again:
            done.kept.append(Kept(public_id, name, "", "sudah didaftar lagi"))
        else:
            back.add(pk)
    owners = {row.owner_id for row in gone if row.business_id in back and row.owner_id}
    done.returned += away.filter(pk__in=back).update(
        withdrawn_at=None, updated_at=now, version=F("version") + 1
    )
    Owner.objects.filter(pk__in=owners, withdrawn_at__isnull=False).update(
        withdrawn_at=None, updated_at=now, version=F("version") + 1
    )
    done.journal += [
        _journalled(row, done.number, CREATE) for row in gone if row.business_id in back
    ]


def _withdraw_owners(owner_ids: Collection[int], now: datetime) -> None:
    """Withdraw the owners who have no business left and no account: no search finds them."""
    left = Business.objects.filter(owner=OuterRef("pk"), withdrawn_at=None)
    Owner.objects.filter(~Exists(left), pk__in=owner_ids, withdrawn_at=None, account=None).update(
        withdrawn_at=now, updated_at=now, version=F("version") + 1
    )


def _lineage(run: ImportRun) -> list[int]:
    """Return the numbers of a run, of what it undoes, and so on: their changes are its own."""
    found = [run.pk]
    while run.undoes is not None:
        run = run.undoes
        found.append(run.pk)
    return found


def _touched(run: ImportRun, ids: list[int], owner_ids: list[int]) -> dict[tuple[str, int], str]:
    """Return the records that people changed or other rooms lean on, with the reason."""
    found: dict[tuple[str, int], str] = {}
    # What an import changed that was itself taken back is as it was before.
    lineage = _lineage(run)
    others = Change.objects.exclude(run_id__in=lineage)
    others = others.exclude(run__fills__in=lineage)  # a column of the same list, read later
    others = others.exclude(run__undoes__in=lineage)  # papers that this undo takes first
    others = others.exclude(field="permit", run__undoes__state=ImportRun.State.UNDONE)
    others = others.exclude(run__state=ImportRun.State.UNDONE)
    others = others.exclude(field=UNDONE_FIELD).exclude(source=CORRECTED)
    for entity, wanted in (("business", ids), ("owner", owner_ids)):
        changed = others.filter(entity=entity, entity_id__in=wanted)
        for pk in changed.values_list("entity_id", flat=True).distinct():
            found[entity, pk] = "diubah orang"
    for model, wanted in ((Business, ids), (Owner, owner_ids)):
        name = model._meta.model_name or ""
        for relation in model._meta.related_objects:
            leaning: Any = relation.related_model
            if leaning in (Business, Owner, Change, Pair) or leaning._meta.app_label == "auth":
                continue
            column = relation.field.name
            rows = leaning._default_manager.filter(**{f"{column}__in": wanted})
            for pk in rows.values_list(f"{column}_id", flat=True).distinct():
                found[name, pk] = "sudah dipakai"
    return found


def _restore(
    before: dict[str, list[Any]] | None, model: type[Business] | type[Owner],
    pk: int | None, done: Undone, now: datetime,
) -> dict[str, list[Any]]:  # fmt: skip
    """Put back the fields that still hold what the run wrote and list the others.

    Returns column → [value there before, value put back], both packed; empty when none was.
    """
    if not before or pk is None:
        return {}
    rows = model._default_manager.select_for_update().filter(pk=pk)
    present = rows.values("public_id", "name", *before).first()
    if present is None:
        return {}
    back: dict[str, list[Any]] = {}
    whose = (str(model._meta.model_name), present["public_id"])
    for name, (old, new) in before.items():
        now_there = packed(present[name])
        if is_still(now_there, new, name, *whose):
            back[name] = [now_there, old]
        elif not is_still(now_there, old, name, *whose) and name not in merging.DERIVED:
            done.kept.append(Kept(present["public_id"], present["name"], name, "diubah orang"))
    if not set(back) - merging.DERIVED:
        return {}
    for name in merging.led(before, back):
        back[name] = [packed(present[name]), before[name][0]]
    values = {name: unpacked(old) for name, (_, old) in back.items()}
    model._default_manager.filter(pk=pk).update(**values, version=F("version") + 1, updated_at=now)
    return back
