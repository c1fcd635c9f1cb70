"""Long lists leave the house by two people: one asks, another agrees, a job writes the file."""

from collections.abc import Callable
from dataclasses import asdict, replace
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse

from lampit.basics.refusal import Refusal
from lampit.people.access import region_of
from lampit.people.actions import audit, start_job
from lampit.people.models import User
from lampit.places import queries as places
from lampit.registry import access
from lampit.registry.actions.exporting import Mark, check_export, note_export, note_taken
from lampit.registry.actions.listed import note_left
from lampit.registry.models import Business, ExportRequest
from lampit.registry.rules import exporting
from lampit.registry.rules.asking import Asked
from lampit.registry.rules.bits import Bits
from lampit.registry.rules.records import ERASED, check_reason

JOB = exporting.BUSINESSES
ENDED_AT_ONCE = 500
# An erasure bears the moment it began, and is through a little later.
ERASED_WITHIN = timedelta(minutes=10)
State = ExportRequest.State


def folder() -> Path:
    """Return where lists wait to be fetched, readable by this account only."""
    found = Path(settings.LAMPIT_HOME) / "exports"
    found.mkdir(mode=0o700, parents=True, exist_ok=True)
    return found


def path_of(request: ExportRequest) -> Path:
    """Return where the file of a request is."""
    return folder() / f"{request.number}.{request.wanted['kind']}"


def ask_for_export(
    actor: User, wanted: exporting.Wanted, asked: Asked, rows: int, *, now: datetime
) -> ExportRequest:
    """Ask a second person to let a long list out and return the request.

    Raises:
        Refusal: as `actions.exporting.note_export`.
    """
    purpose = check_export(actor, wanted)
    told = replace(wanted, purpose=purpose)
    with transaction.atomic():
        request = ExportRequest.objects.create(
            region_id=region_of(actor) or None,
            asker=actor,
            wanted=told.kept(),
            asked=asdict(asked),
            rows=rows,
            asked_at=now,
            expires_at=now + exporting.WAITS,
        )
        _note(actor, "export_asked", request, now, reason=purpose)
    return request


def ask_for_list(
    actor: User, leaving: exporting.Leaving, rows: int, purpose: str, *, now: datetime
) -> ExportRequest:
    """Ask a second person to let a list of another room out; that room has asked its own door.

    Raises:
        Refusal: `reason_missing`.
    """
    told = check_reason(purpose)
    with transaction.atomic():
        request = ExportRequest.objects.create(
            region_id=region_of(actor) or None,
            asker=actor,
            wanted=leaving.kept(told),
            asked=dict(leaving.about),
            writer=leaving.writer,
            rows=rows,
            asked_at=now,
            expires_at=now + exporting.WAITS,
        )
        _note(actor, "export_asked", request, now, reason=told)
    return request


def allow_export(actor: User, number: int, *, now: datetime) -> ExportRequest:
    """Agree to a request of somebody else; a job then writes the file.

    Raises:
        Refusal: `not_found`, or one of `rules.exporting.check_decision`.
    """
    with transaction.atomic():
        request = _answered(actor, number, State.ALLOWED, now)
        request.job = start_job(
            request.asker, request.writer, {"request": request.pk}, now=now,
            region=request.region_id or "",
            back_url=reverse("registry:export_request", args=[request.pk]),
        )  # fmt: skip
        request.save()
        _note(actor, "export_allowed", request, now)
    return request


def deny_export(actor: User, number: int, reason: str, *, now: datetime) -> ExportRequest:
    """Say no to a request of somebody else, with the reason that the asker reads.

    Raises:
        Refusal: as `allow_export`, or `reason_missing`.
    """
    if not reason.strip():
        raise Refusal("reason_missing", "Tulis alasan menolak, supaya peminta mengerti.")
    with transaction.atomic():
        request = _answered(actor, number, State.DENIED, now)
        request.reason = " ".join(reason.split())[:200]
        request.save()
        _note(actor, "export_denied", request, now, reason=request.reason)
    return request


def write_export(
    request: ExportRequest, write: Callable[[Path, Mark], Bits], *, now: datetime
) -> None:
    """Write the file of an allowed request and make it ready; a second start begins anew.

    Args:
        request: allowed.
        write: writes the file to a path with its mark and returns who stands in it.
        now: the moment of the mark.

    Raises:
        Refusal: `not_allowed` when the asker has lost the right meanwhile, `list_changed` when
            somebody was erased who may stand in it.
    """
    wanted = exporting.wanted_of(request.wanted)
    if request.number:
        drop_file(request)  # of a start that was killed
    mark = _marked(request, wanted, now)
    request.number = mark.number
    ExportRequest.objects.filter(pk=request.pk).update(number=mark.number)
    path, partial = path_of(request), _partial_of(request)
    try:
        found = write(partial, mark)
    except BaseException:
        partial.unlink(missing_ok=True)
        raise
    partial.replace(path)
    with transaction.atomic():
        places.held(request.region_id or "")  # an erasure ends before, or finds the file
        is_old = _has_erased(request.region_id, now - ERASED_WITHIN)
        # Only the latest start gives its file: what no row names would lie there for ever.
        mine = ExportRequest.objects.filter(pk=request.pk, state=State.ALLOWED, number=mark.number)
        is_mine = not is_old and mine.update(
            state=State.READY, rows=found.count if request.writer == JOB else request.rows,
            expires_at=now + exporting.KEPT,
        )  # fmt: skip
        if is_mine and wanted.kind != "geojson" and found.count:
            note_left(request.asker, mark.number, mark.subject, found, now=now)
    if not is_mine:
        path.unlink(missing_ok=True)
    if is_old:
        raise Refusal(
            "list_changed", "Ada pemilik yang datanya dihapus selagi daftar ini dibuat. Minta lagi."
        )


def _has_erased(region: str | None, since: datetime) -> bool:
    """Say whether somebody was erased since a moment, in a kabupaten or anywhere; one query."""
    rows = Business.objects.filter(updated_at__gte=since, owner__nik_status=ERASED)
    return (rows.filter(region=region) if region else rows).exists()


def _marked(request: ExportRequest, wanted: exporting.Wanted, now: datetime) -> Mark:
    """Return the mark of a file that is written now, after noting it."""
    if request.writer == JOB:
        return note_export(request.asker, wanted, request.rows, now=now)
    kept = request.wanted
    leaving = exporting.Leaving(
        request.writer, kept["title"], kept["file"], request.asked, kept["labels"], wanted.kind,
        wanted.opened,
    )  # fmt: skip
    return note_taken(request.asker, leaving, request.rows, wanted.purpose, now=now)


def _partial_of(request: ExportRequest) -> Path:
    return path_of(request).with_suffix(".baru")


def drop_file(request: ExportRequest) -> None:
    """Take away the file of a request, finished or begun."""
    for path in (path_of(request), _partial_of(request)):
        path.unlink(missing_ok=True)


def fail_export(request: ExportRequest) -> None:
    """Note that the file could not be written."""
    ExportRequest.objects.filter(pk=request.pk, state=State.ALLOWED).update(state=State.FAILED)


def fetch_export(actor: User, request: ExportRequest, *, now: datetime) -> Path:
    """Note that the asker takes the file, and return where it is.

    Raises:
        Refusal: `not_found` when it is somebody else's, not ready, or over.
    """
    path = path_of(request)
    is_there = request.state == State.READY and now < request.expires_at and path.exists()
    if request.asker_id != actor.pk or not is_there:
        raise Refusal("not_found", "Berkas ini tidak ada atau sudah lewat waktunya. Minta lagi.")
    _note(actor, "export_fetched", request, now)
    return path


def end_exports(now: datetime) -> int:
    """End the requests whose time is over, take their files away, and return how many."""
    over = _over(now).order_by("pk").values_list("pk", flat=True)
    return sum(_end(number, now) for number in list(over[:ENDED_AT_ONCE]))


def _over(now: datetime) -> QuerySet[ExportRequest]:
    return ExportRequest.objects.filter(expires_at__lte=now, state__in=(State.WAITING, State.READY))


def _end(number: int, now: datetime) -> bool:
    """End one request, unless somebody answered it meanwhile: asked again behind its lock."""
    with transaction.atomic():
        request = _over(now).select_for_update().filter(pk=number).first()
        if request is None:
            return False
        request.state = State.OVER
        request.save(update_fields=["state"])
        if request.number:
            drop_file(request)
    return True


def _answered(actor: User, number: int, state: State, now: datetime) -> ExportRequest:
    """Return a request, locked and answered; two who answer at once do it once."""
    if not access.has_answer_right(actor):
        raise Refusal("not_allowed", "Hanya kepala dinas yang dapat menjawab permintaan ini.")
    rows = access.visible_exports(actor).select_for_update(of=("self",))
    request = rows.filter(pk=number).first()
    if request is None:
        raise Refusal("not_found", "Permintaan ini tidak ada di wilayah Anda.")
    exporting.check_decision(request.state, request.expires_at, request.asker_id, actor.pk, now)
    request.state, request.decider, request.decided_at = state, actor, now
    return request


def _note(
    actor: User, deed: str, request: ExportRequest, now: datetime, *, reason: str = ""
) -> None:
    audit(
        actor, deed, subject_kind="list",
        subject_id=f"{request.pk} {request.wanted['kind']} {request.rows} baris",
        fields=request.wanted["columns"], reason=reason or request.wanted["purpose"],
        region=request.region_id or "", at=now,
    )  # fmt: skip
