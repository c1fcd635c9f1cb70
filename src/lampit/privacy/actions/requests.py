"""Requests come in, are taken in hand, and are answered or refused with a letter."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from lampit.basics.refusal import Refusal
from lampit.orders.models import Order
from lampit.people.access import region_of
from lampit.people.actions import audit
from lampit.people.models import User
from lampit.places import queries as places
from lampit.privacy import access
from lampit.privacy.actions._numbers import LETTERS, REQUESTS, next_number
from lampit.privacy.actions._outcomes import (
    NOTHING,
    WHOLLY,
    Correction,
    Deletion,
    keep_correction,
    keep_deletion,
)
from lampit.privacy.models import Request
from lampit.privacy.rules import clock
from lampit.privacy.rules import requests as rules
from lampit.registry.models import Owner

KABUPATEN_LENGTH = 5


@dataclass(frozen=True, slots=True)
class About:
    """Whose data a request is about: exactly one of the three, in the office that answers."""

    region: str
    owner: Owner | None = None
    account: User | None = None
    order: Order | None = None


def ask(actor: User, kind: str, wish: str, *, owner: Owner | None, now: datetime) -> Request:
    """Take a request of a person about herself: about her record, else about her account.

    The same wish pressed twice is one request: the one that waits comes back.

    Raises:
        Refusal: `not_yours`, `kind_unknown`, `no_office`, `wish_missing`, `already_asked`.
    """
    if owner is not None and not access.own_owners(actor).filter(pk=owner.pk).exists():
        raise Refusal("not_yours", "Data ini bukan milik Anda.")
    region = owner.region_id if owner else region_of(actor)[:KABUPATEN_LENGTH]
    if len(region) != KABUPATEN_LENGTH:
        raise Refusal("no_office", "Akun ini tidak terhubung ke satu kabupaten atau kota.")
    about = About(region, owner, None if owner else actor)
    with transaction.atomic():
        _one_at_a_time(about)
        waiting = Request.objects.filter(
            owner=about.owner, account=about.account, order=None, kind=kind, wish=_wish(wish),
            state__in=rules.OPEN,
        ).first()  # fmt: skip
        if waiting is not None:
            return waiting
        _refuse_twice(about, kind, wish)
        return _enter(
            actor, about, kind, wish, channel="layar", identity="masuk dengan akun", now=now
        )


def ask_as_buyer(order: Order, kind: str, wish: str, *, now: datetime) -> Request:
    """Take a request of the buyer of an order, who holds its unguessable address.

    Raises:
        Refusal: `kind_unknown`, `wish_missing`, `already_asked` (one open request of a kind per
            order).
    """
    part = order.parts.select_related("maker").order_by("number").first()
    if part is None:
        raise Refusal("no_office", "Pesanan ini tidak terhubung ke satu kabupaten atau kota.")
    about = About(part.maker.region_id, order=order)
    with transaction.atomic():
        _one_at_a_time(about)
        if Request.objects.filter(order=order, kind=kind, state__in=rules.OPEN).exists():
            raise Refusal(
                "already_asked", "Permintaan yang sama sudah masuk dan sedang dikerjakan."
            )
        return _enter(
            None, about, kind, wish, channel="pesanan", identity="tautan pesanan", now=now
        )


def object_to_register(actor: User, owner: Owner, *, is_owner: bool, now: datetime) -> Request:
    """Take the no of an owner to being registered as a request to end it, with its clock.

    An open one of this kind stands: nobody is answered twice. The caller has checked who speaks.
    """
    about = About(owner.region_id, owner)
    with transaction.atomic():
        _one_at_a_time(about)
        rows = Request.objects.filter(owner=owner, kind=rules.END, state__in=rules.OPEN)
        known = rows.order_by("pk").first()
        if known is not None:
            return known
        channel, identity = ("layar", "masuk dengan akun") if is_owner else ("meja", "buku izin")
        wish = "Tidak mengizinkan: Data saya dicatat oleh dinas."
        return _enter(actor, about, rules.END, wish, channel=channel, identity=identity, now=now)


def _one_at_a_time(about: About) -> None:
    """Hold whom a request is about until the transaction ends: two presses at once take turns."""
    for row in (about.owner, about.account, about.order):
        if row is not None:
            type(row)._default_manager.select_for_update(no_key=True).get(pk=row.pk)


def _wish(text: str) -> str:
    return text.strip()[: rules.LONGEST_WISH]


def enter(
    actor: User,
    about: About,
    kind: str,
    wish: str,
    *,
    channel: str,
    identity: str,
    received_at: datetime,
    now: datetime,
) -> Request:
    """Write down a request that came to the desk; the clock runs from the receipt.

    Raises:
        Refusal: `not_allowed`, `kind_unknown`, `channel_unknown`, `identity_missing`,
            `received_later`, `wish_missing`, `already_asked`.
    """
    if not access.may_answer(actor) or not access.reaches_office(actor, about.region):
        raise Refusal("not_allowed", "Permintaan dicatat oleh petugas dinas di wilayahnya.")
    if channel not in rules.DESK_CHANNELS:
        raise Refusal("channel_unknown", "Pilih bagaimana permintaan itu datang.")
    if received_at > now:
        raise Refusal("received_later", "Waktu diterima belum tiba. Periksa tanggal dan jamnya.")
    told = rules.check_identity(identity)
    with transaction.atomic():
        _one_at_a_time(about)
        _refuse_twice(about, kind, wish)
        return _enter(
            actor, about, kind, wish, channel=channel, identity=told, now=now,
            received_at=received_at,
        )  # fmt: skip


def take(actor: User, request: Request, *, now: datetime) -> None:
    """Take a request in hand, so that others see who works on it.

    Raises:
        Refusal: `not_allowed`, `request_closed`.
    """
    with transaction.atomic():
        found = locked(actor, request)
        found.state, found.taken_by = rules.WORK, actor
        found.save(update_fields=["state", "taken_by"])
        note(actor, "request_taken", found, now)


def answer(
    actor: User, request: Request, words: str, *, now: datetime, correction: Correction = NOTHING,
    deletion: Deletion = WHOLLY,
) -> Request:  # fmt: skip
    """Answer a request with a letter; the clock stops here.

    A request to delete is answered only where something is gone: the person, or the parts that
    are named. With a part goes what journals repeat of it, so that nothing brings it back.

    Raises:
        Refusal: `not_allowed`, `request_closed`, `words_missing`; of a correction
            `outcome_missing`, `changes_missing` (only changes of hers since the receipt count);
            of a request to delete `nothing_deleted`.
    """
    return _close(actor, request, rules.DONE, words, "", now, correction, deletion)


def refuse(actor: User, request: Request, ground: str, words: str, *, now: datetime) -> Request:
    """Refuse a request on a lawful ground, with a letter; only the head may.

    Raises:
        Refusal: `not_allowed`, `request_closed`, `ground_unknown`, `words_missing`.
    """
    if not access.may_refuse(actor):
        raise Refusal("not_allowed", "Penolakan hanya ditandatangani kepala dinas.")
    return _close(actor, request, rules.REFUSED, words, rules.check_ground(ground), now)


def _refuse_twice(about: About, kind: str, wish: str) -> None:
    """Refuse what the same person asks already; the caller holds whom it is about."""
    rows = Request.objects.filter(
        owner=about.owner, account=about.account, order=about.order, kind=kind,
        state__in=rules.OPEN,
    )  # fmt: skip
    wishes = rows.values_list("wish", flat=True)[:100]
    if any(rules.is_same(kind, _wish(wish), kind, known) for known in wishes):
        raise Refusal("already_asked", "Permintaan yang sama sudah masuk dan sedang dikerjakan.")


def _enter(
    actor: User | None, about: About, kind: str, wish: str, *, channel: str, identity: str,
    now: datetime, received_at: datetime | None = None,
) -> Request:  # fmt: skip
    received = received_at or now
    year = timezone.localtime(received).year
    told = rules.check_wish(rules.check_kind(kind), wish)
    with transaction.atomic():
        made = Request.objects.create(
            number=rules.number(year, next_number(about.region, REQUESTS, year)),
            region_id=about.region,
            owner=about.owner,
            account=about.account,
            order=about.order,
            kind=kind,
            channel=channel,
            wish=_wish(told),
            identity=identity[:200],
            received_at=received,
            due_at=clock.due_at(received),
            entered_by=actor,
        )
        note(actor, "request_entered", made, now)
    return made


def locked(actor: User, request: Request) -> Request:
    """Return an open request of one's office, locked.

    Raises:
        Refusal: `not_allowed`, `request_closed`.
    """
    rows = access.visible_requests(actor).select_for_update(of=("self",))
    found = rows.filter(pk=request.pk).first()
    if found is None or not access.may_answer(actor):
        raise Refusal("not_allowed", "Permintaan ini dijawab oleh dinas di wilayahnya.")
    rules.check_open(found.state)
    return found


def _close(
    actor: User, request: Request, state: str, words: str, ground: str, now: datetime,
    correction: Correction = NOTHING, deletion: Deletion = WHOLLY,
) -> Request:  # fmt: skip
    told = rules.check_words(words)
    with transaction.atomic():
        if request.kind == rules.DELETE:
            places.held(request.region_id)  # as an erasure does, and before the request as well
        found = locked(actor, request)
        if state == rules.DONE:
            keep_correction(found, correction)
            told = keep_deletion(actor, found, deletion, told, now)
        year = timezone.localtime(now).year
        found.state, found.ground, found.answer = state, ground, told
        found.answered_at, found.answered_by = now, actor
        found.letter = rules.letter(year, next_number(found.region_id, LETTERS, year))
        found.save()
        note(actor, "request_refused" if ground else "request_answered", found, now)
    return found


def note(actor: User | None, deed: str, request: Request, now: datetime) -> None:
    """Write a deed about a request into the audit trail."""
    audit(
        actor,
        deed,
        subject_kind="request",
        subject_id=request.number,
        fields=[request.kind],
        reason=request.ground,
        region=request.region_id,
        at=now,
    )
