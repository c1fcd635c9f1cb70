"""The copy of everything about a person: asked for, made by a job, fetched, deleted in time."""

import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from secrets import token_hex

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.template.loader import render_to_string
from django.utils import timezone

from lampit.basics.dossier import Section, plain
from lampit.basics.refusal import Refusal
from lampit.outside.archives import Content, write_zip
from lampit.people.actions import audit, start_job
from lampit.people.models import Job, User
from lampit.privacy import access
from lampit.privacy.models import Copy, Erasure, Request
from lampit.privacy.queries import dossier, reading
from lampit.privacy.queries.requests import who
from lampit.privacy.rules.retention import COPY_KEPT, COPY_KEPT_AFTER_FETCH

JOB = "privacy_copy"
STYLE = """
body{font:1rem/1.5 system-ui,sans-serif;max-width:60rem;margin:1.5rem auto;padding:0 1rem;
 color:#1b1b1b;background:#fff}
h1{font-size:1.6rem;line-height:1.2;margin:0 0 .5rem}
h2{font-size:1.2rem;line-height:1.3;margin:2.5rem 0 .5rem;padding-top:.75rem;
 border-top:2px solid #0b5d57}
h3{font-size:1rem;margin:1.25rem 0 .25rem}
a{color:#0b5d57}
.note{background:#fff4d6;border-left:4px solid #b07a00;padding:.5rem .75rem}
.muted{color:#555;font-size:.9rem}
dl{display:grid;grid-template-columns:minmax(7rem,13rem) 1fr;margin:.25rem 0}
dt,dd{padding:.3rem 0;border-top:1px solid #ddd;margin:0;overflow-wrap:anywhere}
dt{color:#555;padding-right:.75rem}
table{border-collapse:collapse;width:100%;font-size:.9rem}
th,td{border-top:1px solid #ddd;padding:.35rem .5rem .35rem 0;text-align:left;
 vertical-align:top;overflow-wrap:anywhere}
td p{margin:0}
.gallery{display:grid;grid-template-columns:repeat(auto-fill,minmax(8rem,1fr));gap:.75rem;
 list-style:none;padding:0}
img{width:100%;height:auto;border-radius:4px}
@media (max-width:40rem){
 table,tbody,tr,td{display:block;width:auto}
 thead{position:absolute;clip-path:inset(50%)}
 tr{border-top:1px solid #bbb;padding:.5rem 0}
 td{border:0;padding:.1rem 0;display:grid;grid-template-columns:minmax(6rem,9rem) 1fr}
 td::before{content:attr(data-th);color:#555;padding-right:.5rem}
 td.none{display:none}
}
@media print{h2{break-after:avoid}tr,dl{break-inside:avoid}}
""".lstrip()


def folder() -> Path:
    """Return where copies lie: in the instance's home, never below what the web server sees."""
    return Path(settings.LAMPIT_HOME) / "private" / "copies"


def ask_copy(actor: User | None, request: Request, *, back_url: str, now: datetime) -> Copy:
    """Put the copy of a request in the queue of long jobs; one that waits already comes back.

    Raises:
        Refusal: `not_allowed`, `erased`.
    """
    if actor is not None and not _may(actor, request):
        raise Refusal("not_allowed", "Salinan ini bukan untuk Anda.")
    with transaction.atomic():
        Request.objects.select_for_update(no_key=True).get(pk=request.pk)
        if Erasure.objects.filter(request=request).exclude(done_at=None).exists():
            raise Refusal("erased", "Datanya sudah dihapus, jadi tidak ada yang disalin.")
        _drop(_unmade(Copy.objects.filter(request=request), now), now)
        waiting = Copy.objects.filter(request=request, fetched_at=None, deleted_at=None).first()
        if waiting is not None:
            return waiting
        # Named before it is made: whatever becomes of the job, its file is known and deleted.
        copy = Copy.objects.create(request=request, name=_fresh_name(request), asked_at=now)
        copy.job = start_job(
            actor, JOB, {"copy": copy.pk}, now=now, region=request.region_id, back_url=back_url
        )
        copy.save(update_fields=["job"])
    return copy


def make_copy(copy: Copy, *, now: datetime, progress: Callable[[str], None]) -> Copy:
    """Write the file of a copy: a page to read, the same for programs, and the pictures.

    A killed job starts again and replaces what it began. Who was erased meanwhile has no file.
    """
    request = copy.request
    sections: list[Section] = []
    for found in dossier.sections(request):
        sections.append(reading.in_order(found))
        progress(found.title)
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
    if not copy.name:  # asked for before copies were named then
        copy.name = _fresh_name(request)
        copy.save(update_fields=["name"])
    path = folder() / copy.name
    copy.digest, copy.size = write_zip(path, told)
    copy.made_at = now
    wanted = Copy.objects.filter(pk=copy.pk, deleted_at=None)
    if not wanted.update(digest=copy.digest, size=copy.size, made_at=now):
        path.unlink(missing_ok=True)
        raise Refusal("copy_gone", "Data ini sudah dihapus, jadi salinannya tidak dibuat.")
    return copy


def _fresh_name(request: Request) -> str:
    return f"{request.number}-{token_hex(8)}.zip"


def fetch(actor: User | None, copy: Copy, *, now: datetime) -> Path:
    """Return the file of a copy; again within an hour of the first time: a download may break off.

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
        here = Copy.objects.filter(pk=copy.pk, deleted_at=None)
        first = here.filter(fetched_at=None).update(fetched_at=now, fetched_by=actor)
        if not first and not here.filter(fetched_at__gt=now - COPY_KEPT_AFTER_FETCH).exists():
            raise Refusal("copy_gone", "Salinan ini sudah diambil. Minta salinan baru kalau perlu.")
        audit(
            actor, "copy_fetched", subject_kind="request", subject_id=copy.request.number,
            region=copy.request.region_id, at=now,
        )  # fmt: skip
    return folder() / copy.name


def delete_copies(now: datetime) -> int:
    """Delete the files that were fetched, or that nobody fetched in a week; return how many.

    What a job that fell left of one goes, too: nobody waits for it any more.
    """
    old = Copy.objects.filter(deleted_at=None, fetched_at__lte=now - COPY_KEPT_AFTER_FETCH)
    unread = Copy.objects.filter(deleted_at=None, fetched_at=None, made_at__lte=now - COPY_KEPT)
    return _drop(old | unread, now) + _drop(_unmade(Copy.objects.all(), now), now)


def _unmade(copies: QuerySet[Copy], now: datetime) -> QuerySet[Copy]:
    """Return those of some copies that will never be made: their job fell, or never came."""
    ended = Q(job__state__in=(Job.State.FAILED, Job.State.CANCELLED))
    never = ended | Q(asked_at__lte=now - COPY_KEPT)
    return copies.filter(never, made_at=None, deleted_at=None)


def _drop(copies: QuerySet[Copy], now: datetime) -> int:
    found = dict(copies.values_list("pk", "name")[:500])
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
    request: Request, sections: list[Section], files: list[tuple[str, Content]], now: datetime
) -> dict[str, object]:
    beside = reading.enclosed(files)
    return {
        "request": request,
        "who": who(request),
        "parts": reading.parts(sections, beside),
        "nothing": reading.nothing_in(sections),
        "pictures": [file for file in beside if file.is_picture],
        "papers": [file for file in beside if not file.is_picture],
        "file_count": len(beside),
        "made_at": timezone.localtime(now),
        "zone": timezone.localtime(now).tzname(),
    }
