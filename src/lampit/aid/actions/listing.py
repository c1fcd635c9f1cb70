"""Lists of recipients from other offices: opened, read into grants, taken back as a whole."""

import hashlib
import secrets
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from lampit.aid import access
from lampit.aid.actions._finding import note_all, one_at_a_time
from lampit.aid.actions.granting import fresh_id, put_business
from lampit.aid.models import Grant, ListRun
from lampit.aid.queries import lists as queries
from lampit.aid.queries.matching import businesses_of, named_in, owners_by_nik
from lampit.aid.rules import grants, lists
from lampit.basics.refusal import Refusal
from lampit.national import names
from lampit.outside import spreadsheets, vault
from lampit.people.actions import audit, start_job
from lampit.people.models import Job, User
from lampit.registry.queries.importing import gazetteer

PROBLEMS_KEPT = 100
STATES = (grants.PLANNED, grants.GIVEN)
JOB = "aid_list"
LIVE_JOBS = (Job.State.WAITING, Job.State.RUNNING)
BLOCK = 500
FILE_KEPT, DRAFT_KEPT = timedelta(days=365), timedelta(days=30)
DROPPED_AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class _Read:
    """A row of the list with what it takes to find its person."""

    number: int
    row: lists.Row
    nik_index: str
    name_key: str
    village: str


def open_list(
    actor: User, programme_id: int, file_name: str, chunks: Iterable[bytes], *, now: datetime
) -> ListRun:
    """Keep a sent list, guess its columns and return the run; nothing is granted yet.

    Raises:
        Refusal: `programme_unknown`, `list_heading`, `list_twice`, or what the reader refuses.
    """
    programme = access.kept_programmes(actor).filter(pk=programme_id).first()
    if programme is None:
        raise Refusal("programme_unknown", "Program ini tidak ada di wilayah Anda.")
    folder = Path(settings.LAMPIT_HOME) / "uploads"
    folder.mkdir(exist_ok=True, mode=0o700)
    draft = folder / f"bantuan-{secrets.token_hex(12)}"
    digest = hashlib.sha256()
    try:
        with draft.open("wb") as file:
            draft.chmod(0o600)
            for chunk in chunks:
                digest.update(chunk)
                file.write(chunk)
        shown = queries.preview(draft)
        if shown is None:
            raise Refusal(
                "list_heading", "Baris judul tidak ditemukan. Beri judul kolom: nama, NIK, desa."
            )
        _refuse_twice(programme.pk, digest.hexdigest())
    except Refusal:
        draft.unlink(missing_ok=True)
        raise
    return ListRun.objects.create(
        programme=programme,
        file_name=Path(file_name).name[:200],
        path=draft.name,
        digest=digest.hexdigest(),
        columns=shown.guessed,
        created_by=actor,
        created_at=now,
    )


def _refuse_twice(programme: int, digest: str, but: int = 0) -> None:
    """Refuse a list of which another run is in, or half in."""
    same = ListRun.objects.filter(programme=programme, digest=digest, undone_at=None)
    if same.exclude(done_at=None, begun_at=None).exclude(pk=but).exists():
        raise Refusal("list_twice", "Daftar ini sudah dimasukkan ke program ini.")


def import_list(
    actor: User, run_id: int, columns: Sequence[str], *, status: str, source: str, now: datetime
) -> ListRun:
    """Make a grant of every recipient of a list, matched and compared, and return the run.

    A long list is brought in by a job, which can be watched, stopped and taken up again.

    Raises:
        Refusal: `list_unknown`, `list_done`, `list_running`, `list_twice`, `list_name`,
            `list_status`.
    """
    if "name" not in columns:
        raise Refusal("list_name", "Pilih kolom mana yang berisi nama penerima.")
    if status not in STATES:
        raise Refusal("list_status", "Pilih: baru direncanakan, atau sudah diberikan.")
    with transaction.atomic():
        run = _held(actor, run_id)
        check_idle(run)
        one_at_a_time(run.programme.region_id)  # before looking: the list may stand in two drafts
        _refuse_twice(run.programme_id, run.digest, but=run.pk)
        if run.begun_at is None:  # what is half in goes on as it began
            run.columns, run.source = list(columns), source[:120]
            run.status, run.begun_at = status, now
        is_long = sum(1 for _ in islice(_rows(run), lists.AT_ONCE + 1)) > lists.AT_ONCE
        run.job = _job(actor, run, now) if is_long else None
        run.save()
    return run if is_long else bring_in(run, now=now)


def resume_list(actor: User, run_id: int, *, now: datetime) -> ListRun:
    """Go on with a list that stopped half way.

    Raises:
        Refusal: `list_unknown`, `list_done`, `list_running`, `list_not_begun`, `list_gone`.
    """
    with transaction.atomic():
        run = _held(actor, run_id)
        check_idle(run)
        if not run.path:
            raise Refusal("list_gone", "Berkasnya sudah dihapus. Urungkan, lalu kirim lagi.")
        if run.begun_at is None:
            raise Refusal("list_not_begun", "Cocokkan dulu kolomnya.")
        run.job = _job(actor, run, now)
        run.save(update_fields=["job"])
    return run


def check_idle(run: ListRun) -> None:
    """Refuse a list that is in, taken back, or being brought in.

    Raises:
        Refusal: `list_done` or `list_running`.
    """
    if run.done_at is not None or run.undone_at is not None:
        raise Refusal("list_done", "Daftar ini sudah dimasukkan.")
    if run.job is not None and run.job.state in LIVE_JOBS:
        raise Refusal("list_running", "Daftar ini sedang dimasukkan. Tunggu, atau hentikan dulu.")


def _job(actor: User, run: ListRun, now: datetime) -> Job:
    return start_job(
        actor, JOB, {"run": run.pk}, now=now, region=run.programme.region_id,
        back_url=reverse("aid:list_run", args=[run.pk]),
    )  # fmt: skip


def bring_in(
    run: ListRun, *, now: datetime, say: Callable[[int], bool] = lambda _done: True
) -> ListRun:
    """Bring a begun list in from where it is, block by block, and return the run.

    Grants and cursor of a block stand or fall together: killed and started again nothing is
    doubled and nothing left out.

    Args:
        run: begun by `import_list`.
        now: the moment of the grants.
        say: told how many rows are in; False stops after the block.
    """
    places = {name: place for place, name in enumerate(run.columns) if name in lists.FIELDS}
    begun = run.cursor
    rows = (row for row in _rows(run) if row[0] > begun)
    while block := list(islice(rows, BLOCK)):
        with transaction.atomic():
            held = ListRun.objects.select_for_update(of=("self",)).select_related("programme")
            run = held.get(pk=run.pk)
            if run.undone_at is not None or run.cursor >= block[-1][0]:
                return run  # somebody else was quicker
            _write(run, block, places, now)
        if not say(int(run.counts["rows"])):
            return run
    return _close(run, now)


def _write(
    run: ListRun, block: Sequence[tuple[int, list[object]]], places: Mapping[str, int],
    now: datetime,
) -> None:  # fmt: skip
    one_at_a_time(run.programme.region_id)
    problems: list[list[object]] = run.counts.pop("problems", [])
    counts = Counter(run.counts)
    made = _matched(run, _read(run, block, places, counts, problems), counts)
    for grant in made:
        grant.status, grant.source, grant.created_at = run.status, run.source, now
        grant.created_by_id = run.created_by_id
    Grant.objects.bulk_create(made, batch_size=200)
    numbers = [number for number, _cells in block]
    loaded = run.grants.filter(row__range=(numbers[0], numbers[-1]))
    loaded = loaded.select_related("programme", "business__owner", "owner")
    counts["overlaps"] += note_all(loaded.order_by("pk"), now)
    run.counts, run.cursor = {**counts, "problems": problems}, numbers[-1]
    run.save(update_fields=["counts", "cursor"])


def _close(run: ListRun, now: datetime) -> ListRun:
    with transaction.atomic():
        closed = ListRun.objects.filter(pk=run.pk, done_at=None, undone_at=None)
        if closed.update(done_at=now):
            audit(
                run.created_by, "aid_list_imported", subject_kind="aid.programme",
                subject_id=run.programme_id, fields=["nik"], reason=run.file_name,
                region=run.programme.region_id, at=now,
            )  # fmt: skip
    run.refresh_from_db()
    return run


def _held(actor: User, run_id: int) -> ListRun:
    rows = access.visible_runs(actor).select_for_update(of=("self",))
    run = rows.select_related("programme", "job").filter(pk=run_id).first()
    if run is None:
        raise Refusal("list_unknown", "Daftar ini tidak ada di wilayah Anda.")
    return run


def count_rows(run: ListRun) -> int:
    """Return how many recipients a list has.

    Raises:
        Refusal: `list_long`.
    """
    found = sum(1 for _ in islice(_rows(run), lists.LONGEST + 1))
    if found > lists.LONGEST:
        raise Refusal(
            "list_long", f"Paling banyak {lists.LONGEST} penerima sekali. Bagi daftarnya."
        )
    return found


def _rows(run: ListRun) -> Iterator[tuple[int, list[object]]]:
    """Yield number and cells of the recipients below the heading of the list's sheet."""
    path = queries.list_path(run)
    shown = queries.preview(path)
    if shown is None:
        return
    for sheet, number, cells in spreadsheets.rows(path, "daftar"):
        below = sheet == shown.sheet and number > shown.heading_row
        if below and lists.is_recipient(cells):
            yield number, list(cells)


def _read(
    run: ListRun, block: Sequence[tuple[int, list[object]]], places: Mapping[str, int],
    counts: Counter[str], problems: list[list[object]],
) -> list[_Read]:  # fmt: skip
    known = gazetteer(run.programme.region_id)
    found = []
    for number, cells in block:
        row = lists.read_row(cells, places)
        counts["rows"] += 1
        kept = row.problems[: PROBLEMS_KEPT - len(problems)]
        problems.extend([number, said] for said in kept)
        if not row.name:
            counts["nameless"] += 1
            continue
        place = known.find(row.village, row.district)
        index = vault.blind_index("nik", row.nik) if row.nik else ""
        found.append(_Read(number, row, index, names.strict_key(row.name), place.village))
    return found


def _matched(run: ListRun, read: list[_Read], counts: Counter[str]) -> list[Grant]:
    """Return unsaved grants: matched by NIK; by name and village only as a question."""
    region = run.programme.region_id
    owners = owners_by_nik(region, [one.nik_index for one in read])
    own = businesses_of({owner.pk for owner in owners.values()})
    asked = named_in(region, {(one.name_key, one.village) for one in read if one.village})
    made = []
    for one in read:
        grant = _unmatched(run, one)
        owner = owners.get(one.nik_index) if one.nik_index else None
        if owner is not None:
            grant.owner, grant.match = owner, Grant.Match.NIK
            if len(own.get(owner.pk, [])) == 1:
                put_business(grant, own[owner.pk][0], Grant.Match.NIK)
                grant.owner = owner
        elif (one.name_key, one.village) in asked:
            grant.match = Grant.Match.ASKED
        counts[grant.match] += 1
        made.append(grant)
    return made


def _unmatched(run: ListRun, one: _Read) -> Grant:
    row = one.row
    return Grant(
        public_id=fresh_id(),
        programme_id=run.programme_id,
        region_id=run.programme.region_id,
        name=row.name,
        nik_index=one.nik_index,
        kk_index=vault.blind_index("kk", row.kk) if row.kk else "",
        village_id=one.village or None,
        village_told=row.village,
        rt=row.rt,
        address=row.address,
        phone=row.phone,
        amount=row.amount,
        goods=row.goods,
        match=Grant.Match.NONE,
        run=run,
        row=one.number,
    )


def undo_list(actor: User, run_id: int, *, now: datetime) -> tuple[int, int]:
    """Take back the grants of a list that nobody touched; return (taken back, kept).

    Its file goes at once: what was taken back is not looked up any more.

    Raises:
        Refusal: `list_unknown`, `list_not_done`, `list_running`.
    """
    with transaction.atomic():
        run = _held(actor, run_id)
        if not run.is_begun or run.undone_at is not None:
            raise Refusal("list_not_done", "Daftar ini belum dimasukkan, atau sudah diurungkan.")
        if run.done_at is None:
            check_idle(run)
        one_at_a_time(run.programme.region_id)
        untouched = run.grants.filter(decided_by=None).exclude(match=Grant.Match.CHOSEN)
        untouched = untouched.exclude(overlaps__decided_by__isnull=False)
        untouched = untouched.exclude(overlapped_by__decided_by__isnull=False)
        ids = list(untouched.values_list("pk", flat=True))
        kept = run.grants.count() - len(ids)
        for start in range(0, len(ids), BLOCK):
            Grant.objects.filter(pk__in=ids[start : start + BLOCK]).delete()
        run.undone_at = now
        run.save(update_fields=["undone_at"])
        drop_file(run)
        audit(
            actor, "aid_list_undone", subject_kind="aid.programme", subject_id=run.programme_id,
            reason=f"{len(ids)} diurungkan, {kept} tetap", region=run.programme.region_id,
            at=timezone.localtime(now),
        )  # fmt: skip
    return len(ids), kept


def drop_file(run: ListRun) -> None:
    """Delete the file of a list; digest, counts and grants stay. In the caller's transaction."""
    path = queries.list_path(run) if run.path else None
    ListRun.objects.filter(pk=run.pk).update(path="")
    if path is not None:
        transaction.on_commit(lambda: path.unlink(missing_ok=True))


def drop_old_files(now: datetime) -> int:
    """Delete the files of lists that are in for a year, or were sent and never brought in."""
    old = Q(done_at__lt=now - FILE_KEPT) | Q(done_at=None, created_at__lt=now - DRAFT_KEPT)
    runs = ListRun.objects.filter(old).exclude(path="").exclude(job__state__in=LIVE_JOBS)
    found = list(runs.order_by("pk")[:DROPPED_AT_ONCE])
    for run in found:
        with transaction.atomic():
            drop_file(run)
    return len(found)
