"""Takes a run back: what it made is withdrawn, what it changed is restored, people's work stays."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Exists, F, OuterRef

from lampit.basics.refusal import Refusal
from lampit.people.actions import audit
from lampit.people.models import User
from lampit.registry.actions.importing.holding import is_left
from lampit.registry.actions.importing.planning import CREATE, UPDATE
from lampit.registry.actions.importing.runs import UNDOING, fail_run, still_running
from lampit.registry.actions.importing.writing import packed, unpacked
from lampit.registry.models import Business, Change, ImportRow, ImportRun, Owner, Pair
from lampit.registry.rules.importing import merging

BLOCK = 500
SOURCE = "urung"
MOST_KEPT = 500
START = {"below": 0, "withdrawn": 0, "restored": 0, "kept": [], "all_kept": 0}


@dataclass(frozen=True, slots=True)
class Kept:
    """Something that people changed since and that stays as it is."""

    public_id: str
    name: str
    field: str
    reason: str


@dataclass
class Undone:
    """What an undo did."""

    withdrawn: int = 0
    restored: int = 0
    kept: list[Kept] = field(default_factory=list)


def undo_run(run: ImportRun, actor: User | None, *, now: datetime) -> Undone:
    """Take a run back and return what was withdrawn, restored and kept.

    Block by block, newest rows first; how far it is stands on the run and moves with each block.
    So an undo that fell goes on where it was, and two at once do each block once: whoever comes
    to the end closes the run, the other is refused.

    Raises:
        Refusal: `import_never_ran`, `import_undone`, or `import_running`.
    """
    if not run.rows.exists():
        raise Refusal("import_never_ran", "Impor ini belum memasukkan apa pun.")
    kept: list[Kept] = []
    while True:
        with transaction.atomic():
            locked = _locked(run, now)
            walk = {**START, **locked.counts.get(UNDOING, {})}
            rows = locked.rows.filter(action__in=(CREATE, UPDATE)).order_by("-pk")
            if walk["below"]:
                rows = rows.filter(pk__lt=walk["below"])
            block = list(rows[:BLOCK])
            if not block:
                _close(locked, walk, actor, now)
                break
            done = Undone()
            _undo_block(locked, block, done, actor, now)
            _move_on(locked, walk, done, block[-1].pk)
        kept += done.kept
    run.refresh_from_db()
    if walk["all_kept"] != len(kept):  # others did blocks too
        kept = [Kept(*told) for told in walk["kept"]]
    return Undone(walk["withdrawn"], walk["restored"], kept)


def _locked(run: ImportRun, now: datetime) -> ImportRun:
    """Return the run locked for one block, when it may be undone."""
    # Of itself only: PostgreSQL locks no row that an outer join may leave empty.
    locked = ImportRun.objects.select_for_update().get(pk=run.pk)
    if locked.state == ImportRun.State.UNDONE:
        raise Refusal("import_undone", "Impor ini sudah diurungkan.")
    if locked.state == ImportRun.State.RUNNING:
        if not is_left(locked, now):
            raise still_running(locked)
        fail_run(locked, "terhenti", now=now)
        locked.refresh_from_db()
    return locked


def _move_on(run: ImportRun, walk: dict[str, Any], done: Undone, below: int) -> None:
    """Write on the run what a block undid and where the next one begins."""
    told = [[k.public_id, k.name, k.field, k.reason] for k in done.kept]
    walk = {
        "below": below,
        "withdrawn": walk["withdrawn"] + done.withdrawn,
        "restored": walk["restored"] + done.restored,
        "kept": (walk["kept"] + told)[:MOST_KEPT],
        "all_kept": walk["all_kept"] + len(told),
    }
    ImportRun.objects.filter(pk=run.pk).update(counts={**run.counts, UNDOING: walk})


def _close(run: ImportRun, walk: dict[str, Any], actor: User | None, now: datetime) -> None:
    counts = {name: value for name, value in run.counts.items() if name != UNDOING}
    counts |= {name: walk[name] for name in ("withdrawn", "restored")}
    counts["kept"] = [told[:3] for told in walk["kept"]]
    ImportRun.objects.filter(pk=run.pk).update(
        state=ImportRun.State.UNDONE, undone_at=now, counts=counts
    )
    audit(
        actor, "import_undone", subject_kind="import", subject_id=run.pk,
        region=run.region_id, at=now,
    )  # fmt: skip


def _undo_block(
    run: ImportRun, rows: list[ImportRow], done: Undone, actor: User | None, now: datetime
) -> None:
    made = [row for row in rows if row.action == CREATE]
    _withdraw(run, made, done, now)
    for row in rows:
        if row.action == UPDATE and row.before:
            parts = (
                _restore(row.before.get("business"), Business, row.business_id, done, now),
                _restore(row.before.get("owner"), Owner, row.owner_id, done, now),
            )
            done.restored += any(parts)
    Change.objects.bulk_create(
        [
            Change(
                entity="business", entity_id=row.business_id or 0, field="undone", source=SOURCE,
                run=run, row=row.row, actor=actor, at=now,
            )
            for row in rows
        ]
    )  # fmt: skip


def _withdraw(run: ImportRun, made: list[ImportRow], done: Undone, now: datetime) -> None:
    """Withdraw the businesses nobody touched since; their public ids stay taken."""
    ids = [row.business_id for row in made if row.business_id]
    touched = _touched(run, ids, [row.owner_id for row in made if row.owner_id])
    owners = {row.business_id: row.owner_id for row in made}
    present = Business.objects.filter(pk__in=ids, withdrawn_at=None)
    for pk, public_id, name in present.values_list("pk", "public_id", "name"):
        reason = touched.get(("business", pk)) or touched.get(("owner", owners.get(pk) or 0))
        if reason:
            done.kept.append(Kept(public_id, name, "", reason))
    free = [pk for pk in ids if ("business", pk) not in touched
            and ("owner", owners.get(pk) or 0) not in touched]  # fmt: skip
    done.withdrawn += present.filter(pk__in=free).update(
        withdrawn_at=now, updated_at=now, version=F("version") + 1
    )
    owned = {owners[pk] or 0 for pk in free}
    alone = owned - {pk for name, pk in touched if name == "owner"}
    _withdraw_owners(alone, now)


def _withdraw_owners(owner_ids: Collection[int], now: datetime) -> None:
    """Withdraw the owners who have no business left and no account: no search finds them."""
    left = Business.objects.filter(owner=OuterRef("pk"), withdrawn_at=None)
    Owner.objects.filter(~Exists(left), pk__in=owner_ids, withdrawn_at=None, account=None).update(
        withdrawn_at=now, updated_at=now, version=F("version") + 1
    )


def _touched(run: ImportRun, ids: list[int], owner_ids: list[int]) -> dict[tuple[str, int], str]:
    """Return the records that people changed or other rooms lean on, with the reason."""
    found: dict[tuple[str, int], str] = {}
    # What an import changed that was itself taken back is as it was before.
    others = Change.objects.exclude(run=run).exclude(run__state=ImportRun.State.UNDONE)
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
) -> bool:  # fmt: skip
    """Put back the fields that still hold what the run wrote; list the others; tell if any."""
    if not before or pk is None:
        return False
    rows = model._default_manager.select_for_update().filter(pk=pk)
    present = rows.values("public_id", "name", *before).first()
    if present is None:
        return False
    back: dict[str, Any] = {}
    for name, (old, new) in before.items():
        now_there = packed(present[name])
        if now_there == new:
            back[name] = unpacked(old)
        elif now_there != old and name not in merging.DERIVED:
            done.kept.append(Kept(present["public_id"], present["name"], name, "diubah orang"))
    if set(back) - merging.DERIVED:
        model._default_manager.filter(pk=pk).update(
            **back, version=F("version") + 1, updated_at=now
        )
        return True
    return False
