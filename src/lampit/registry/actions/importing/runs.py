"""Opens runs, remembers columns, cancels: everything about a run but its rows."""

import hashlib
import secrets
import shutil
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from uuid import uuid4

from django.db import IntegrityError, transaction
from django.utils import timezone

from lampit.basics.refusal import Refusal
from lampit.outside import spreadsheets
from lampit.people.actions import ask_cancel, audit, start_job
from lampit.people.models import Job, User
from lampit.registry.actions.importing.holding import is_left, uploads
from lampit.registry.actions.importing.sourcing import answers_now, run_corrected_by, size_of
from lampit.registry.models import ImportRun
from lampit.registry.models import Mapping as Memory
from lampit.registry.queries import importing as queries

CHECK_JOB = "import_check"
CHECKED_AT_ONCE = 1_500_000  # bytes: some 6,000 rows
UNDOING = "undo"  # in the counts of a run: how far its undo is
UNDO_SILENT_AFTER = timedelta(minutes=2)  # then an undo fell; it goes on when somebody wants it


def open_run(
    owner: User | None, region: str, file_name: str, source: Path, *, now: datetime
) -> ImportRun:
    """Keep the file under its hash and return a run in draft.

    A corrected report of an earlier run becomes a run that reads only the rows in it.

    Raises:
        Refusal: the file is refused (`file_…`); nothing is kept then. `correction_undone`.
    """
    kind = spreadsheets.sniff(source)
    corrected = run_corrected_by(source, region) if kind is not spreadsheets.Kind.CSV else None
    digest = _digest(source)
    kept = uploads() / f"{digest}.{kind.value}"
    if not kept.exists():
        # A name of its own: two may send the same file at once.
        draft = kept.with_suffix(f".{uuid4().hex}.part")
        shutil.copyfile(source, draft)
        draft.chmod(0o600)
        draft.replace(kept)
    with transaction.atomic():
        run = ImportRun.objects.create(
            region_id=region,
            corrects=corrected,
            mapping=corrected.mapping if corrected is not None else {},
            owner=owner,
            file_name=Path(file_name).name[:200],
            path=kept.name,
            digest=digest,
            created_at=now,
        )
        audit(
            owner, "import_opened", subject_kind="import", subject_id=run.pk, region=region, at=now
        )
    return run


def open_upload(
    owner: User, region: str, file_name: str, chunks: Iterable[bytes], *, now: datetime
) -> ImportRun:
    """Keep a file that comes in pieces and return a run in draft; see `open_run`.

    Raises:
        Refusal: `no_region` (a list belongs to one kabupaten) or what `open_run` refuses.
    """
    if len(region) != len("63.08"):
        raise Refusal("no_region", "Pilih dulu satu kabupaten atau kota di Akun.")
    draft = uploads() / f"{secrets.token_hex(8)}.part"
    try:
        with draft.open("wb") as file:
            for chunk in chunks:
                file.write(chunk)
        return open_run(owner, region, file_name, draft, now=now)
    finally:
        draft.unlink(missing_ok=True)


def draft_run(region: str, source: Path, mapping: dict[str, object]) -> ImportRun:
    """Return a run that is not kept: for a check of a file where it lies."""
    corrected = run_corrected_by(source, region)
    return ImportRun(
        region_id=region,
        file_name=source.name,
        path=str(source.absolute()),
        corrects=corrected,
        mapping=mapping or (corrected.mapping if corrected is not None else {}),
    )


def take_up(opened: ImportRun, mapping: dict[str, object], *, now: datetime) -> ImportRun:
    """Return the broken-off run of the same file in place of a run just opened, else that run.

    A run that a worker holds is never taken from it, nor one whose process lives.

    Raises:
        Refusal: `import_running`; the run just opened is gone then.
    """
    mapping = mapping or opened.mapping
    states = (ImportRun.State.WAITING, ImportRun.State.RUNNING, ImportRun.State.FAILED)
    broken = ImportRun.objects.filter(
        region_id=opened.region_id,
        digest=opened.digest,
        state__in=states,
        job=None,
        undoes=None,
        fills=None,
    )
    with transaction.atomic():
        earlier = broken.select_for_update().order_by("-id").first()
        same = earlier is not None and earlier.mapping == mapping
        if earlier is None or not same:
            opened.mapping = mapping
            opened.save(update_fields=["mapping"])
            return opened
        opened.delete()
    if earlier.state != ImportRun.State.FAILED and not is_left(earlier, now):
        raise still_running(earlier)
    return earlier


def remember_columns(
    run: ImportRun,
    chosen: Mapping[str, Mapping[str, str | None]],
    *,
    keep: bool,
    now: datetime,
    skipped: Collection[str] = (),
) -> None:
    """Put the columns a person chose on the run, and into the office's memory when asked.

    Args:
        run: a run in draft.
        chosen: signature of a heading → its columns; the same heading comes back with them.
        keep: remember them for the next file with the same heading.
        now: when.
        skipped: sheets that are not read.
    """
    run.mapping = {
        "version": 1,
        "tables": {mark: dict(found) for mark, found in chosen.items()},
        "headers": run.mapping.get("headers") or {},
        "skipped": sorted(skipped),
    }
    with transaction.atomic():
        run.save(update_fields=["mapping"])
        for mark, columns in chosen.items():
            if keep:
                Memory.objects.update_or_create(
                    region_id=run.region_id,
                    signature=mark,
                    defaults={"columns": dict(columns), "used_at": now},
                )


def point_heading(run: ImportRun, sheet: str, row: int) -> None:
    """Note that the heading of a sheet of a draft stands in another row than was found."""
    told = run.mapping.get("headers")
    headers = {**(told if isinstance(told, dict) else {}), sheet: row}
    run.mapping = {**run.mapping, "headers": headers}
    run.save(update_fields=["mapping"])


def queue_check(run: ImportRun, owner: User, *, back_url: str, now: datetime) -> Job:
    """Put the check of a long list in the queue of long jobs."""
    return start_job(
        owner, CHECK_JOB, {"run": run.pk}, region=run.region_id, back_url=back_url, now=now
    )


def is_long(run: ImportRun) -> bool:
    """Say whether the file of a run is too long to be checked while somebody waits."""
    return size_of(run) > CHECKED_AT_ONCE


def claim(run: ImportRun, *, now: datetime) -> ImportRun | None:
    """Take the region for a run, inside the caller's transaction, which holds the region.

    So two runs of one kabupaten ask in turn, not at once.

    Returns the run whose process is gone and that gave way to this one, None when there was none.

    Raises:
        Refusal: `import_running` names the run that is at work; `import_not_ready`.
    """
    check_ready(run)
    undone = undone_now(run.region_id)
    if undone is not None:
        told = f"Impor {undone.pk} ({undone.file_name}) sedang diurungkan. Tunggu sampai selesai."
        raise Refusal("import_running", told)
    other = queries.running_in(run.region_id)
    if other is not None and other.pk != run.pk:
        if not is_left(other, now):
            raise still_running(other)
        fail_run(other, "terhenti", now=now)
    run.state = ImportRun.State.RUNNING
    run.beat_at = now
    if run.answers is None:
        run.answers = answers_now(run)
    try:
        with transaction.atomic():
            run.save(update_fields=["state", "beat_at", "answers"])
    except IntegrityError as error:  # the database allows one in a kabupaten, whoever asks how
        taken = queries.running_in(run.region_id)
        raise (still_running(taken) if taken is not None else error) from error
    return other if other is not None and other.pk != run.pk else None


def check_ready(run: ImportRun) -> None:
    """Refuse to write a run that has ended.

    Raises:
        Refusal: `import_not_ready`.
    """
    state = ImportRun.State
    ready = (state.DRAFT, state.WAITING, state.FAILED, state.RUNNING)
    if run.state not in ready or run.undoes_id:
        raise Refusal("import_not_ready", "Impor ini sudah selesai. Unggah berkasnya lagi.")
    if UNDOING in run.counts:
        raise Refusal("import_not_ready", "Impor ini sedang diurungkan. Selesaikan dulu.")


def undone_now(region: str) -> ImportRun | None:
    """Return the run of a kabupaten whose undo is at work, None when none is."""
    return queries.undone_in(region, UNDOING, timezone.now() - UNDO_SILENT_AFTER)


def still_running(run: ImportRun) -> Refusal:
    """Return the refusal that names a run at work, or in line, and how to stop it at once."""
    who = run.owner.get_full_name() or run.owner.username if run.owner else "petugas lain"
    n, file, how = run.pk, run.file_name, f"lampit cancel-import {run.pk}"
    is_waiting = run.state == ImportRun.State.WAITING
    state = "menunggu giliran, dimasukkan" if is_waiting else "sedang berjalan"
    message = f"Impor {n} ({file}) {state} oleh {who}. Tunggu, atau batalkan di Impor ({how})."
    return Refusal("import_running", message)


def cancel_run(run: ImportRun, actor: User | None, *, now: datetime) -> None:
    """Stop a run: a draft ends at once, a running one after its present block."""
    with transaction.atomic():
        locked = ImportRun.objects.select_for_update().get(pk=run.pk)
        if locked.state in (ImportRun.State.DONE, ImportRun.State.UNDONE):
            raise Refusal("import_done", "Impor ini sudah selesai. Pakai Urungkan.")
        locked.state = ImportRun.State.CANCELLED
        locked.finished_at = now
        locked.save(update_fields=["state", "finished_at"])
        if locked.job_id:
            ask_cancel(Job.objects.get(pk=locked.job_id), now=now)
        audit(
            actor, "import_cancelled", subject_kind="import", subject_id=run.pk,
            region=run.region_id, at=now,
        )  # fmt: skip


def stop_run(run: ImportRun, *, now: datetime) -> None:
    """Close a run that was asked to stop; what it wrote stays until somebody undoes it."""
    ImportRun.objects.filter(pk=run.pk, state=ImportRun.State.RUNNING).update(
        state=ImportRun.State.CANCELLED, finished_at=now
    )


def fail_run(run: ImportRun, reason: str, *, now: datetime) -> None:
    """Note that a run broke off; it can be continued or undone."""
    counts = {**run.counts, "failed": reason[:200]}
    broken = (ImportRun.State.RUNNING, ImportRun.State.WAITING)
    ImportRun.objects.filter(pk=run.pk, state__in=broken).update(
        state=ImportRun.State.FAILED, counts=counts, finished_at=now
    )


def _digest(path: Path) -> str:
    found = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            found.update(block)
    return found.hexdigest()
