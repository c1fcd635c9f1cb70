"""Commands that bring office lists in and take them back."""

import argparse
import json
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from django.utils import timezone

from lampit.basics.commandline import DONE, PROBLEMS, Command, Outcome, Say, WrongUse
from lampit.basics.refusal import Refusal
from lampit.outside import spreadsheets
from lampit.places import queries as places
from lampit.registry.actions import importing
from lampit.registry.actions.linking import queue_search_after
from lampit.registry.models import ImportRun
from lampit.registry.queries import importing as queries
from lampit.registry.rules.importing.mapping import check as check_mapping
from lampit.registry.rules.importing.passing import REASONS, named

ASKED_EVERY = 1.0  # seconds between two looks at whose turn it is


def _import_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, help="daftar usaha: XLSX, XLS, ODS atau CSV")
    parser.add_argument("--region", required=True, help="kode kabupaten, misalnya 63.08")
    parser.add_argument("--mapping", type=Path, help="berkas pasangan kolom (JSON)")
    parser.add_argument("--dry-run", action="store_true", help="periksa saja, tidak menyimpan")
    parser.add_argument("--report", type=Path, help="tulis yang perlu diperbaiki (XLSX)")
    parser.add_argument("--cleaned", type=Path, help="tulis hasil tiap baris (CSV)")


def import_businesses(options: argparse.Namespace, say: Say) -> Outcome:
    """Import a list, or only check it; tell counts, columns and the first problems."""
    began = time.perf_counter()
    _check(options)
    run = _run_for(options)
    with ExitStack() as stack:
        seen = None
        if options.cleaned:
            file = stack.enter_context(options.cleaned.open("w", encoding="utf-8", newline=""))
            seen = importing.CleanedFile(file).add
        report = _perform(run, options, say, seen)
    if options.report:
        run.counts = report.counts  # this run was written by another instance, or is a check
        importing.write_problems(run, options.report, timezone.localdate())
    data = _data(run, report, time.perf_counter() - began)
    lines = [*_lines(data, report.counts["double"]), *_passed_lines(run, report)]
    is_fine = data["rows"] and not data["rejected"]
    return Outcome(data, lines, DONE if is_fine else PROBLEMS)


def _check(options: argparse.Namespace) -> None:
    region = places.region(options.region)
    if region is None or region.level != 2:
        raise WrongUse("region_unknown", f"Kode kabupaten {options.region} tidak dikenal.")
    try:
        spreadsheets.sniff(options.file)
    except Refusal as refusal:
        raise WrongUse(refusal.code, refusal.message) from refusal
    for target in (options.report, options.cleaned):
        if target and not target.absolute().parent.is_dir():
            raise WrongUse("folder_missing", f"Folder untuk {target} tidak ada.")


def _mapping(options: argparse.Namespace) -> dict[str, Any]:
    if not options.mapping:
        return {}
    try:
        found = json.loads(options.mapping.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise WrongUse("mapping_unreadable", "Berkas --mapping tidak terbaca.") from error
    if not isinstance(found, dict):
        raise WrongUse("mapping_unreadable", "Berkas --mapping harus berisi satu objek JSON.")
    try:
        check_mapping(found, timezone.localdate())
    except Refusal as refusal:
        raise WrongUse(refusal.code, refusal.message) from refusal
    return found


def _run_for(options: argparse.Namespace) -> ImportRun:
    """Return a new run, the broken-off run of the same file, or an unsaved one for a check."""
    mapping = _mapping(options)
    if options.dry_run:
        return importing.draft_run(options.region, options.file, mapping)
    now = timezone.now()
    opened = importing.open_run(None, options.region, options.file.name, options.file, now=now)
    return importing.take_up(opened, mapping, now=now)


def _perform(
    run: ImportRun, options: argparse.Namespace, say: Say, seen: Callable[[Any], None] | None
) -> importing.Report:
    def progress(done: int) -> bool:
        if done % 10_000 < 1_000:
            say(f"{done} baris")
        return True

    now = timezone.now()
    try:
        if options.dry_run:
            return importing.check_run(run, now=now, seen=seen, keep=False)
        report = _in_turn(run, progress, say, seen)
        if not report.is_whole:
            raise Refusal(
                "import_stopped",
                "Impor ini dibatalkan, atau sedang ditulis perintah lain. Periksa di Impor.",
            )
        if left := report.gave_way:
            say(
                f"Impor {left.pk} ({left.file_name}) terhenti di tengah dan dilepas. Lanjutkan "
                f"dengan mengimpor berkas itu lagi, atau tarik: lampit undo-import {left.pk}"
            )
        queue_search_after(run, report, None, now=now)
        return report
    except Refusal as refusal:
        if refusal.code.startswith(("file_", "mapping_")):
            raise WrongUse(refusal.code, refusal.message) from refusal
        raise


def _in_turn(
    run: ImportRun, progress: Callable[[int], bool], say: Say,
    seen: Callable[[Any], None] | None,
) -> importing.Report:  # fmt: skip
    """Write a run when it is its turn; whoever waits behind it is started afterwards."""
    told: set[int] = set()

    def wait(ahead: ImportRun) -> None:
        if ahead.pk not in told:
            told.add(ahead.pk)
            say(f"Menunggu impor {ahead.pk} ({ahead.file_name}). Berhenti: Ctrl+C.")
        time.sleep(ASKED_EVERY)

    try:
        return importing.start_run(run, now=timezone.now(), progress=progress, seen=seen, wait=wait)
    except KeyboardInterrupt:
        _leave_line(run)
        raise
    finally:
        importing.start_next(run.region_id, now=timezone.now())


def _leave_line(run: ImportRun) -> None:
    """Take a run out of the line when the person who waits with it stops the command."""
    run.refresh_from_db()
    if run.state == ImportRun.State.WAITING:
        importing.cancel_run(run, None, now=timezone.now())


def _data(run: ImportRun, report: importing.Report, seconds: float) -> dict[str, Any]:
    counts = report.counts
    return {
        "run": run.pk,
        "rows": counts["rows"],
        "created": counts["create"],
        "updated": counts["update"],
        # A row whose business an earlier row of the file told already changes nothing either.
        "unchanged": counts["unchanged"] + counts["double"],
        "rejected": counts["reject"],
        "suspected_duplicates": counts["suspected"],
        "seconds": round(seconds, 3),
        "columns": {
            header: field if field != "number" else None
            for header, field in ((h, f or None) for h, f in report.columns.items())
        },
        "problems": [problem.as_data() for problem in report.problems[:100]],
    }


def _lines(data: dict[str, Any], doubled: int) -> list[str]:
    same = f"{data['unchanged'] - doubled} sama, "
    same += f"{doubled} ganda dalam berkas, " if doubled else ""
    head = f"Impor {data['run']}: " if data["run"] else "Pemeriksaan: "
    return [
        (
            f"{head}{data['rows']} baris: {data['created']} usaha baru, "
            f"{data['updated']} diperbarui, {same}{data['rejected']} ditolak, "
            f"{data['suspected_duplicates']} mungkin sudah ada."
        )
    ]


def _passed_lines(run: ImportRun, report: importing.Report) -> list[str]:
    """Return the rows that are no record, so that nobody has to count what is missing."""
    if run.corrects_id is not None:
        return []
    passed = sum(one.many for one in report.passed)
    total = report.counts["rows"] + passed
    return [
        f"Berkas ini {total} baris: {report.counts['rows']} baris usaha dan {passed} dilewati.",
        *(
            f"  {one.sheet}: {one.many} baris ({named(one.rows, one.many)}). "
            f"{REASONS[one.reason]}"
            for one in report.passed
        ),
    ]  # fmt: skip


def _undo_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("run", type=int, help="nomor impor")


def undo_import(options: argparse.Namespace, _say: Say) -> Outcome:
    """Take an import back; what people changed since stays and is listed."""
    run = queries.run_with(options.run)
    if run is None:
        raise WrongUse("import_unknown", f"Impor {options.run} tidak ada.")
    try:
        done = importing.undo_run(run, None, now=timezone.now())
    finally:
        importing.start_next(run.region_id, now=timezone.now())
    kept = [
        {"business": k.public_id, "name": k.name, "field": k.field, "reason": k.reason}
        for k in done.kept
    ]
    data = {
        "run": run.pk, "withdrawn": done.withdrawn, "restored": done.restored,
        "returned": done.returned, "kept": kept, "undo": done.number,
    }  # fmt: skip
    lines = [
        (
            f"Impor {run.pk} diurungkan: {done.withdrawn} usaha ditarik, "
            f"{done.restored} dikembalikan, {len(kept)} dibiarkan karena sudah diubah orang. "
            f"Batal mengurungkan: lampit undo-import {done.number}"
        ),
        *(f"  {k['business']} {k['name']} {k['field']}" for k in kept),
    ]
    return Outcome(data, lines, PROBLEMS if kept else DONE)


def cancel_import(options: argparse.Namespace, _say: Say) -> Outcome:
    """Stop an import that is running or was left; what it wrote stays until it is undone."""
    run = queries.run_with(options.run)
    if run is None:
        raise WrongUse("import_unknown", f"Impor {options.run} tidak ada.")
    importing.cancel_run(run, None, now=timezone.now())
    importing.start_next(run.region_id, now=timezone.now())
    told = f"Impor {run.pk} dibatalkan. Tarik yang sudah masuk dengan: lampit undo-import {run.pk}"
    return Outcome({"run": run.pk, "file": run.file_name}, [told], DONE)


COMMANDS = [
    Command(
        "import-businesses",
        "Memasukkan daftar usaha dari berkas kantor.",
        "lampit import-businesses data-umkm.xlsx --region 63.08 --report perbaiki.xlsx",
        _import_arguments,
        import_businesses,
    ),
    Command(
        "cancel-import",
        "Menghentikan satu impor yang sedang berjalan.",
        "lampit cancel-import 12",
        _undo_arguments,
        cancel_import,
    ),
    Command(
        "undo-import",
        "Mengurungkan satu impor.",
        "lampit undo-import 12",
        _undo_arguments,
        undo_import,
    ),
]
