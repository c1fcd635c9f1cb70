"""The queue of requests with their clocks, one request, and how many press."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext

from lampit.orders.models import Order
from lampit.privacy.models import Copy, Request
from lampit.privacy.rules import clock
from lampit.privacy.rules import requests as rules
from lampit.registry.rules.changes import SECRET_FIELDS
from lampit.registry.rules.removals import label_of
from lampit.registry.rules.words import field_label
from lampit.web.paging import Page, page_of
from lampit.web.tallies import Tally

ORDER_NUMBER = "LMP-"


@dataclass(frozen=True, slots=True)
class Row:
    """A request in the queue."""

    request: Request
    kind: str
    who: str
    clock: clock.Clock
    tag: str
    is_open: bool = True
    is_proposed: bool = False

    @property
    def corrected(self) -> "list[Corrected]":
        """Return what the answer to a correction names as changed; no query."""
        return corrected_of(self.request)

    @property
    def deleted(self) -> "list[Deleted]":
        """Return what the answer to a request to delete names as gone; no query."""
        return deleted_of(self.request)


TAGS = {
    clock.CALM: "info", clock.WARN: "warn", clock.URGENT: "bad", clock.LATE: "bad",
    clock.STOPPED: "ok",
}  # fmt: skip
OWN_TAGS = {rules.REFUSED: "bad", rules.WITHDRAWN: "straw"}


def queue(
    requests: QuerySet[Request], asked_page: str | None, now: datetime, *, closed: bool = False
) -> Page[Row]:
    """Return one page of the queue, due first (answered ones: newest first); one query."""
    rows = requests.select_related("owner", "account", "order", "taken_by", "erasure")
    if closed:
        rows = rows.exclude(state__in=rules.OPEN).order_by("-answered_at", "-id")
    else:
        rows = rows.filter(state__in=rules.OPEN).order_by("due_at", "id")
    found = page_of(rows, asked_page)
    told = [row_of(r, now, is_proposed=_waits(r)) for r in found.object_list]
    return Page(told, found.number, found.size, found.more)


def newest(requests: QuerySet[Request], asked_page: str | None, now: datetime) -> Page[Row]:
    """Return one page of requests, newest first: as the person sees her own; one query."""
    rows = requests.select_related("owner", "account", "order").order_by("-received_at", "-id")
    found = page_of(rows, asked_page, size=10)
    return Page([row_of(r, now) for r in found.object_list], found.number, found.size, found.more)


def _waits(request: Request) -> bool:
    """Say whether an open request's erasure waits for the head; no query for one of the queue."""
    erasure = getattr(request, "erasure", None)
    return request.state in rules.OPEN and erasure is not None and erasure.done_at is None


def row_of(request: Request, now: datetime, *, is_proposed: bool = False) -> Row:
    """Return a loaded request with its clock; no query."""
    ticking = clock.clock(request.due_at, now, request.answered_at)
    kind = gettext(rules.SHORT_KINDS[request.kind])
    tag = OWN_TAGS.get(request.state) or TAGS[ticking.state]
    is_open = request.state in rules.OPEN
    return Row(request, kind, who(request), ticking, tag, is_open, is_proposed)


def who(request: Request) -> str:
    """Return who asks: name of owner, account or buyer."""
    if request.owner is not None:
        return request.owner.name or gettext("(sudah dihapus)")
    if request.account is not None:
        return request.account.get_full_name() or request.account.username
    return request.order.buyer_name if request.order else ""


@dataclass(frozen=True, slots=True)
class Corrected:
    """A change that an answer names: the label untranslated, so that a letter is in one language.

    `business` is in whose history change number `change` stands; empty where it cannot be opened.
    """

    change: int
    business: str
    label: str
    old: str
    new: str
    at: datetime
    is_secret: bool


def corrected_of(request: Request) -> list[Corrected]:
    """Return what an answer to a correction names as changed; no query."""
    return [
        Corrected(
            row["change"], row["business"], field_label(row["field"]), row["old"], row["new"],
            datetime.fromisoformat(row["at"]), row["field"] in SECRET_FIELDS,
        )
        for row in request.corrected
    ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Deleted:
    """A part that an answer names as gone: the label untranslated, so a letter is in one language.

    `place` is the business it stood at, empty where it was about the person; `by` a user name.
    """

    label: str
    place: str
    at: datetime
    by: str


def deleted_of(request: Request) -> list[Deleted]:
    """Return what the answer to a request to delete names; no query."""
    return [
        Deleted(label_of(row["kind"], row["what"]), row["place"],
                datetime.fromisoformat(row["at"]), row["by"])
        for row in request.deleted
    ]  # fmt: skip


def request_at(requests: QuerySet[Request], number: int) -> Request | None:
    """Return one of `requests` with all that its page shows, None outside them; one query."""
    rows = requests.select_related(
        "owner__account", "account", "order", "region", "taken_by", "answered_by", "entered_by"
    )
    return rows.filter(pk=number).first()


def copies_of(request: Request) -> list[Copy]:
    """Return the copies made for a request, newest first, at most ten; one query."""
    return list(Copy.objects.filter(request=request).select_related("job", "fetched_by")[:10])


def copy_with(number: int) -> Copy | None:
    """Return a copy with its request; one query."""
    found = Copy.objects.select_related("request__owner__account", "request__account")
    return found.filter(pk=number).first()


def copy_at(copies: QuerySet[Copy], number: int) -> Copy | None:
    """Return one of `copies`, None outside them; one query."""
    return copies.select_related("request").filter(pk=number).first()


@dataclass(frozen=True, slots=True)
class Pressing:
    """How many open requests an office has, and how many press."""

    open: int
    warned: int
    urgent: int


def pressing(region: str, now: datetime) -> Pressing:
    """Return how many requests of an office are open, warned and urgent or late; one query."""
    return Pressing(**pressing_tallied(region, now).alone())


def pressing_tallied(region: str, now: datetime) -> Tally:
    """Return what `Pressing` holds, to be counted together with others; no query yet."""
    warned, urgent = now + clock.WARN_BEFORE, now + clock.ESCALATE_BEFORE
    return Tally(Request.objects.filter(region_id=region, state__in=rules.OPEN), {
        "open": Count("pk"),
        "warned": Count("pk", filter=Q(due_at__gt=urgent, due_at__lte=warned)),
        "urgent": Count("pk", filter=Q(due_at__lte=urgent)),
    })  # fmt: skip


def waiting_copies(requests: QuerySet[Request]) -> list[Copy]:
    """Return the copies that are made or can be fetched, newest first, at most ten; one query.

    One that was fetched stays for the hour in which it can be fetched again.
    """
    rows = copies_for(requests).filter(deleted_at=None)
    return list(rows.select_related("request", "job")[:10])


def copies_for(requests: QuerySet[Request]) -> QuerySet[Copy]:
    """Return the copies of some requests; no query yet."""
    return Copy.objects.filter(request__in=requests.order_by().values("pk"))


def order_named(number: str, region: str) -> Order | None:
    """Return the order of a number as buyers read it (`LMP-2611-000123`), in a kabupaten."""
    told = number.strip().upper()
    last = told.rpartition("-")[2]
    if not told.startswith(ORDER_NUMBER) or not last.isascii() or not last.isdigit():
        return None
    rows = Order.objects.filter(pk=int(last[:12]), parts__maker__region_id=region)
    found = rows.first()
    return found if found is not None and found.number == told else None


def open_like(about: QuerySet[Request], kind: str) -> Request | None:
    """Return the newest open request of a kind among some; one query."""
    rows = about.filter(kind=kind, state__in=rules.OPEN)
    return rows.order_by("-pk").first()


def open_of_order(order: Order) -> QuerySet[Request]:
    """Return what the buyer of an order has asked; no query yet."""
    return Request.objects.filter(order=order)


def has_open_request(business_ids: Collection[int]) -> bool:
    """Say whether an owner of these businesses waits for an answer of an office; one query."""
    asked = Request.objects.filter(owner__businesses__in=business_ids, state__in=rules.OPEN)
    return asked.exists()
