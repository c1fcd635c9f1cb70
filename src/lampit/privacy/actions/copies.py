"""The copy of everything about a person: asked for, made by a job, fetched once, deleted."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from secrets import token_hex

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone

from lampit.basics.dossier import Section, plain, spoken
from lampit.basics.refusal import Refusal
from lampit.outside.archives import Content, write_zip
from lampit.people.actions import audit, start_job
from lampit.people.models import User
from lampit.privacy import access
from lampit.privacy.models import Copy, Request
from lampit.privacy.queries import dossier

JOB = "privacy_copy"
KEPT = timedelta(days=7)
KEPT_AFTER_FETCH = timedelta(hours=1)
STYLE = (
    "body{font:16px/1.5 sans-serif;max-width:70rem;margin:2rem auto;padding:0 1rem}"
    "table{border-collapse:collapse;width:100%;font-size:14px}"
    "th,td{border:1px solid #bbb;padding:.3rem .5rem;text-align:left;vertical-align:top}"
    "td{overflow-wrap:anywhere}"
)


def folder() -> Path:
    """Return where copies lie: in the instance's home, never below what the web server sees."""
    return Path(settings.LAMPIT_HOME) / "private" / "copies"


def ask_copy(actor: User | None, request: Request, *, back_url: str, now: datetime) -> Copy:
    """Put the copy of a request in the queue of long jobs; one that waits already comes back.

    Raises:
        Refusal: `not_allowed`.
    """
    if actor is not None and not _may(actor, request):
        raise Refusal("not_allowed", "Salinan ini bukan untuk Anda.")
    with transaction.atomic():
        Request.objects.select_for_update(no_key=True).get(pk=request.pk)
        waiting = Copy.objects.filter(request=request, fetched_at=None, deleted_at=None).first()
        if waiting is not None:
            return waiting
        copy = Copy.objects.create(request=request, asked_at=now)
        copy.job = start_job(
            actor, JOB, {"copy": copy.pk}, now=now, region=request.region_id, back_url=back_url
        )
        copy.save(update_fields=["job"])
    return copy


def make_copy(copy: Copy, *, now: datetime, progress: Callable[[str], None]) -> Copy:
    """Write the file of a copy: a page to read, the same for programs, and the pictures.

    A killed job starts again and replaces what it began.
    """
    request = copy.request
    sections: list[Section] = []
    for found in dossier.sections(request):
        sections.append(found)
        progress(found.title)
    name = copy.name or f"{request.number}-{token_hex(8)}.zip"
    pictures = dossier.files(request)
    page = render_to_string("privacy/dossier.html", _page(request, sections, pictures, now))
    data = {
        "number": request.number,
        "made_at": now.isoformat(),
        "sections": [_machine(section) for section in sections],
        "files": [inside for inside, _name in pictures],
    }
    told: list[tuple[str, Content]] = [
        ("baca-saya.html", page.encode()),
        ("gaya.css", STYLE.encode()),
        ("data.json", json.dumps(data, ensure_ascii=False, indent=1).encode()),
        *pictures,
    ]
    copy.name = name
    copy.digest, copy.size = write_zip(folder() / name, told)
    copy.made_at = now
    copy.save(update_fields=["name", "digest", "size", "made_at"])
    return copy


def fetch(actor: User | None, copy: Copy, *, now: datetime) -> Path:
    """Return the file of a copy, once; its address answers no second time.

    Args:
        actor: who fetches it; None is the buyer who holds the address of the order.
        copy: a copy that exists for the actor.
        now: when.

    Raises:
        Refusal: `not_allowed`, `copy_not_made`, `copy_gone`.
    """
    if actor is not None and not _may(actor, copy.request):
        raise Refusal("not_allowed", "Salinan ini bukan untuk Anda.")
    if copy.made_at is None:
        raise Refusal("copy_not_made", "Salinannya masih dibuat. Tunggu sebentar.")
    with transaction.atomic():
        free = Copy.objects.filter(pk=copy.pk, fetched_at=None, deleted_at=None)
        if not free.update(fetched_at=now, fetched_by=actor):
            raise Refusal("copy_gone", "Salinan ini sudah diambil. Minta salinan baru kalau perlu.")
        audit(
            actor, "copy_fetched", subject_kind="request", subject_id=copy.request.number,
            region=copy.request.region_id, at=now,
        )  # fmt: skip
    return folder() / copy.name


def delete_copies(now: datetime) -> int:
    """Delete the files that were fetched, or that nobody fetched in a week; return how many."""
    old = Copy.objects.filter(deleted_at=None, fetched_at__lte=now - KEPT_AFTER_FETCH)
    unread = Copy.objects.filter(deleted_at=None, fetched_at=None, made_at__lte=now - KEPT)
    found = dict((old | unread).values_list("pk", "name")[:500])
    for name in found.values():
        if name:
            (folder() / name).unlink(missing_ok=True)
    return Copy.objects.filter(pk__in=found).update(deleted_at=now)


def _may(actor: User, request: Request) -> bool:
    return (
        access.own_requests(actor).filter(pk=request.pk).exists()
        or access.visible_requests(actor).filter(pk=request.pk).exists()
    )


def _machine(section: Section) -> dict[str, object]:
    codes = [code for code, _title in section.columns]
    return {
        "code": section.code,
        "title": section.title,
        "columns": dict(section.columns),
        "rows": [dict(zip(codes, map(plain, row), strict=True)) for row in section.rows],
    }


def _page(
    request: Request, sections: list[Section], pictures: list[tuple[str, Content]], now: datetime
) -> dict[str, object]:
    shown = [
        (s.title, [title for _code, title in s.columns], [[*map(spoken, row)] for row in s.rows])
        for s in sections
    ]
    return {
        "request": request,
        "sections": shown,
        "pictures": [inside for inside, _name in pictures],
        "made_at": timezone.localtime(now),
    }
