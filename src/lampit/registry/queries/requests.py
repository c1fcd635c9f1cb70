"""Reads of long lists that somebody asked for. Bounded."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext

from lampit.basics.texts import gettext_noop
from lampit.registry.models import ExportRequest
from lampit.registry.queries.exporting.columns import BY_CODE
from lampit.registry.rules.exporting import NAMED, opened_of, wanted_of
from lampit.web.paging import Page, page_of

TAGS = {"menunggu": "warn", "disetujui": "info", "siap": "good", "ditolak": "bad", "gagal": "bad"}
OPENED = {"nik": "NIK", "phone": "HP/WA", "birth": gettext_noop("tanggal lahir")}


@dataclass(frozen=True, slots=True)
class Told:
    """A request as its page shows it."""

    request: ExportRequest
    kind: str
    purpose: str
    title: str
    columns: list[str]
    opened: list[str]
    tag: str


def waiting_exports(requests: QuerySet[ExportRequest], asker: int, now: datetime) -> int:
    """Return how many requests of others wait for an answer; one query."""
    return exports_waiting(requests, asker, now).count()


def exports_waiting(
    requests: QuerySet[ExportRequest], asker: int, now: datetime
) -> QuerySet[ExportRequest]:
    """Return the requests of others that wait for an answer; no query yet."""
    waiting = requests.filter(state=ExportRequest.State.WAITING, expires_at__gt=now)
    return waiting.exclude(asker=asker)


def request_page(requests: QuerySet[ExportRequest], asked: str | None) -> Page[Told]:
    """Return one page of requests, newest first; one query."""
    found = page_of(requests.select_related("asker", "decider", "region"), asked)
    return Page(told_of(found.object_list), found.number, found.size, found.more)


def request_with(number: int) -> ExportRequest | None:
    """Return a request by its number, None when there is none; one query."""
    return ExportRequest.objects.filter(pk=number).select_related("asker__acting").first()


def find_request(requests: QuerySet[ExportRequest], number: int) -> Told | None:
    """Return one of `requests` with its people, None when it is not among them; one query."""
    found = requests.filter(pk=number).select_related("asker", "decider", "region", "job").first()
    return told_of([found])[0] if found else None


def told_of(requests: Sequence[ExportRequest]) -> list[Told]:
    """Return requests in words; no query."""
    told = []
    for request in requests:
        wanted = wanted_of(request.wanted)
        labels = {code: column.title for code, column in BY_CODE.items()}
        labels |= request.wanted.get("labels", {})
        columns = [gettext(labels[code]) for code in wanted.columns if code in labels]
        opened = [gettext(OPENED[name]) for name in opened_of(wanted)]
        kind, tag = gettext(NAMED[wanted.kind]), TAGS.get(request.state, "")
        title = request.wanted.get("title") or gettext("Daftar usaha")
        told.append(Told(request, kind, wanted.purpose, title, columns, opened, tag))
    return told
