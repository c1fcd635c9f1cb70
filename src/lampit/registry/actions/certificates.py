"""Certificate files of papers: checked, kept apart from the web, opened with a note."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction

from lampit.basics.refusal import Refusal
from lampit.outside import papers
from lampit.people.actions import audit
from lampit.people.models import User
from lampit.registry import access
from lampit.registry.actions._journal import note_changes
from lampit.registry.actions.papers import add_permit, held
from lampit.registry.models import Permit, PermitFile
from lampit.registry.rules.changes import FieldChange

MOST_FILES = 4


def note_permit(
    actor: User, public_id: str, kind: str, number: str, *, now: datetime, scan: bytes = b"",
    **told: Any,
) -> Permit:  # fmt: skip
    """Add a paper together with its certificate: both or neither; see `add_permit`.

    Raises:
        Refusal: what `add_permit` and `attach_file` refuse.
    """
    # Before the transaction: a file is read for seconds, and nobody else shall wait for it.
    checked = papers.check(scan) if scan else None
    with transaction.atomic():
        permit = add_permit(actor, public_id, kind, number, now=now, **told)
        if checked is not None:
            _attach(actor, permit.pk, checked, now)
    return permit


def attach_file(actor: User, permit_id: int, content: bytes, *, now: datetime) -> PermitFile:
    """Check a sent certificate, keep it with its paper and return it.

    Raises:
        Refusal: `paper_unknown`, `file_too_many`, `file_twice`, or what `papers.check` refuses.
    """
    if not access.changeable_permits(actor).filter(pk=permit_id).exists():
        raise Refusal("paper_unknown", "Surat ini sudah tidak ada.")
    return _attach(actor, permit_id, papers.check(content), now)


def _attach(actor: User, permit_id: int, scan: papers.PaperScan, now: datetime) -> PermitFile:
    name = papers.keep(scan, settings.PAPERS_ROOT)
    try:
        with transaction.atomic():
            permit = held(actor, permit_id)
            if permit.files.count() >= MOST_FILES:
                raise Refusal("file_too_many", f"Satu surat paling banyak {MOST_FILES} berkas.")
            file = PermitFile.objects.create(
                permit=permit,
                name=name,
                kind=scan.kind,
                size=len(scan.content),
                pages=scan.pages,
                digest=scan.digest,
                added_by=actor,
                added_at=now,
            )
            change = FieldChange("permit_file", "", f"{permit} {scan.kind}")
            source = access.paper_source_of(actor)
            note_changes(
                "business", permit.business_id, [change], source=source, actor=actor, at=now
            )
    except (IntegrityError, Refusal) as error:
        papers.drop(settings.PAPERS_ROOT, name)
        if isinstance(error, Refusal):
            raise
        raise Refusal("file_twice", "Berkas yang sama sudah ada pada surat ini.") from error
    return file


def open_file(actor: User, file_id: int, *, now: datetime, small: bool = False) -> PermitFile:
    """Return a certificate that the person may open; the opening of the whole one is noted.

    Raises:
        Refusal: `file_unknown`.
    """
    rows = access.visible_permit_files(actor).select_related("permit__business")
    file = rows.filter(pk=file_id).first()
    if file is None or (small and file.kind != "jpg"):
        raise Refusal("file_unknown", "Berkas ini tidak ada.")
    if not small:
        business = file.permit.business
        audit(
            actor,
            "read_certificate",
            subject_kind="business",
            subject_id=business.public_id,
            fields=[file.permit.kind],
            region=business.region_id,
            at=now,
        )
    return file


def remove_file(actor: User, file_id: int, *, now: datetime) -> int:
    """Take a certificate away for good and return the number of its paper.

    Raises:
        Refusal: `file_unknown`.
    """
    with transaction.atomic():
        rows = PermitFile.objects.filter(permit__in=access.changeable_permits(actor))
        file = rows.select_related("permit__business").filter(pk=file_id).first()
        if file is None:
            raise Refusal("file_unknown", "Berkas ini tidak ada.")
        permit, name = file.permit, file.name
        change = FieldChange("permit_file", f"{permit} {file.kind}", "")
        source = access.paper_source_of(actor)
        note_changes("business", permit.business_id, [change], source=source, actor=actor, at=now)
        file.delete()
    papers.drop(settings.PAPERS_ROOT, name)
    return permit.pk
