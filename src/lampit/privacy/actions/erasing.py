"""Erases a person: proposed after a dry run, confirmed by the head, never taken back."""

import json
from collections import Counter
from collections.abc import Collection
from datetime import date, datetime, timedelta

from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone, translation

from lampit.aid.actions import erase_owner
from lampit.basics.refusal import Refusal
from lampit.coaching.actions.erasing import erase_visits
from lampit.measure.actions.erasing import erase_drafts
from lampit.orders.actions.erasing import erase_buyer, erase_maker
from lampit.orders.models import Order
from lampit.orders.queries.personal import orders_of
from lampit.outside import vault
from lampit.people.actions import audit
from lampit.people.actions.erasing import erase_account
from lampit.people.models import User
from lampit.places import queries as places
from lampit.privacy import access
from lampit.privacy.actions.copies import folder
from lampit.privacy.actions.requests import answer
from lampit.privacy.models import Copy, Erasure, Request, Retained
from lampit.privacy.models.erasures import addressee_place, place_of
from lampit.privacy.queries import erasures
from lampit.privacy.queries.dossier import records_of
from lampit.privacy.rules import requests as rules
from lampit.privacy.rules.retention import ADDRESSEE_KEPT
from lampit.registry.actions.dropping import drop_lists
from lampit.registry.actions.erasing import erase_person
from lampit.registry.models import Owner
from lampit.shops.actions.erasing import erase_shops
from lampit.trust.actions import erase_buyer_reviews, erase_maker_answers

# PP 80/2019 art. 25: data of customers and confirmations are kept for five years.
CUSTOMER_KEPT = timedelta(days=5 * 365 + 2)


def propose(actor: User, request: Request, *, now: datetime) -> Erasure:
    """Propose to erase the person of a request, after the dry run was looked at.

    Raises:
        Refusal: `not_allowed`, `request_closed`, `not_to_erase`.
    """
    with transaction.atomic():
        found = _open(actor, request)
        made, is_new = Erasure.objects.get_or_create(
            request=found, defaults={"proposed_by": actor, "proposed_at": now}
        )
        if is_new:
            _note(actor, "erasure_proposed", found, now)
            fresh = Request.objects.filter(pk=found.pk, state=rules.NEW)
            fresh.update(state=rules.WORK, taken_by=actor)
    return made


def confirm(actor: User, request: Request, *, now: datetime) -> Erasure:
    """Erase the person of a request: the head confirms what somebody else proposed.

    One transaction over all rooms: all of it goes or nothing does. Files go after it. The request
    is answered in it, with a letter that says what went and what stays; name and address for that
    letter are sealed apart for a week.

    Raises:
        Refusal: `not_allowed`, `request_closed`, `not_to_erase`, `not_proposed`, `same_person`,
            `orders_open`, `import_running`, `list_waiting`.
    """
    _overwrite_freed()
    lists = erasures.lists_of(request)  # files are read before anything is locked
    with transaction.atomic():
        _hold(request)
        found = _open(actor, request)
        if not access.may_refuse(actor):
            raise Refusal("not_allowed", "Penghapusan hanya ditetapkan kepala dinas di wilayahnya.")
        row = Erasure.objects.select_for_update().filter(request=found, done_at=None).first()
        if row is None:
            raise Refusal("not_proposed", "Belum ada usulan penghapusan untuk permintaan ini.")
        if row.proposed_by_id == actor.pk:
            raise Refusal("same_person", "Yang menetapkan harus orang lain daripada pengusul.")
        with translation.override("id"):  # the letter is hers, whatever the head's screen speaks
            words = erasures.answer_words(erasures.plan(found, lists))
        told = json.dumps(erasures.addressee_of(found))
        row.addressee = vault.encrypt(told, addressee_place(found.pk))
        row.addressee_until = timezone.localdate(now + ADDRESSEE_KEPT)
        dropped = drop_lists(actor, lists, now=now)
        row.counts = dict(_erase(actor, found, now)) | {"dropped": dropped}
        row.confirmed_by, row.done_at = actor, now
        row.save()
        _note(actor, "erasure_done", found, now)
        answer(actor, found, words, now=now)
    return row


def open_addressee(actor: User, request: Request, *, now: datetime) -> tuple[str, str]:
    """Return name and address for the letter of an erasure; both empty when the term is over.

    The opening is in the audit trail.

    Raises:
        Refusal: `not_allowed`.
    """
    if not access.visible_requests(actor).filter(pk=request.pk).exists():
        raise Refusal("not_allowed", "Permintaan ini dijawab oleh dinas di wilayahnya.")
    row = Erasure.objects.filter(request=request).exclude(addressee=None).first()
    if row is None or row.addressee is None:
        return "", ""
    name, address = json.loads(vault.decrypt(bytes(row.addressee), row.place))
    _note(actor, "erasure_letter_opened", request, now)
    return name, address


def drop_addressees(now: datetime) -> int:
    """Drop name and address of letters of erasure whose term is over; return how many."""
    over = Erasure.objects.filter(addressee_until__lt=timezone.localdate(now))
    return over.update(addressee=None, addressee_until=None)


def drop_retained(now: datetime) -> int:
    """Drop the sealed identities of buyers whose term is over; return how many."""
    return Retained.objects.filter(until__lt=timezone.localdate(now)).delete()[0]


def _open(actor: User, request: Request) -> Request:
    """Return an open request to erase, locked: nobody answers it meanwhile."""
    rows = access.visible_requests(actor).select_for_update(of=("self",))
    found = rows.filter(pk=request.pk).first()
    if found is None:
        raise Refusal("not_allowed", "Permintaan ini dijawab oleh dinas di wilayahnya.")
    rules.check_open(found.state)
    if found.kind != rules.DELETE:
        raise Refusal("not_to_erase", "Yang diminta bukan penghapusan.")
    return found


def _hold(request: Request) -> None:
    """Lock what an erasure writes and others may hold: kabupaten first, then requests by number.

    Before looking what she has: no merge or import may spread her to another record now. And two
    erasures of one person, asked for twice, come one after the other instead of waiting for each
    other.
    """
    here = {request.region_id, request.owner.region_id if request.owner else request.region_id}
    for code in sorted(here):
        places.held(code)
    owners = records_of(request).owner_ids
    mine = _requests_of(request, owners, erasures.accounts_of(request, owners))
    rows = Request.objects.filter(pk__in=mine).order_by("pk")
    list(rows.select_for_update(of=("self",)).values_list("pk"))


def _erase(actor: User, request: Request, now: datetime) -> Counter[str]:
    """Take the person out of every room, the one who knows her last."""
    records = records_of(request)
    accounts = erasures.accounts_of(request, records.owner_ids)
    bought = erasures.bought_by(request, accounts)
    mine = Request.objects.filter(pk__in=_requests_of(request, records.owner_ids, accounts))
    today = timezone.localdate(now)
    done: Counter[str] = Counter()
    _retain(bought, today)
    done += erase_buyer_reviews(bought, now=now)
    done += erase_buyer(bought, accounts[0] if accounts else None, now=now)
    for other in accounts[1:]:
        done += erase_buyer_reviews(orders_of(other), now=now)
        done += erase_buyer(orders_of(other), other, now=now)
    if request.owner is not None:
        done += erase_maker(records.business_ids)
        done += erase_maker_answers(records.business_ids)
        done += erase_shops(records.business_ids)
        done += erase_visits(records.business_ids, today=today)
        done["drafts"] = erase_drafts(records.business_ids)
        for owner in Owner.objects.filter(pk__in=records.owner_ids):
            done["aid"] += erase_owner(actor, owner, now=now)
        done += erase_person(actor, records, now=now)
    for one in accounts:
        erase_account(one)
        done["accounts"] += 1
    mine.update(wish="", identity="", question="", corrected=[], deleted=[])
    copies = Copy.objects.filter(request__in=mine, deleted_at=None)
    names = list(copies.values_list("name", flat=True))
    copies.update(deleted_at=now)
    transaction.on_commit(lambda: _delete_files(names))
    return done


def _requests_of(
    request: Request, owners: Collection[int], accounts: Collection[User]
) -> list[int]:
    """Return all requests of the person, under each of her records: their words go with her."""
    rows = Request.objects.filter(pk=request.pk)
    if request.owner_id:
        rows |= Request.objects.filter(owner__in=owners)
    if accounts:
        rows |= Request.objects.filter(account__in=accounts)
    if request.order_id:
        rows |= Request.objects.filter(order=request.order_id)
    return list(rows.values_list("pk", flat=True))


def _retain(bought: QuerySet[Order], today: date) -> None:
    """Seal name and telephone of a buyer apart, for as long as the law has them kept."""
    rows = []
    for order in bought.exclude(buyer_name=""):
        until = timezone.localdate(order.placed_at) + CUSTOMER_KEPT
        if until > today:
            told = json.dumps([order.buyer_name, order.buyer_phone])
            sealed = vault.encrypt(told, place_of(order.pk))
            rows.append(Retained(order=order, sealed=sealed, until=until))
    Retained.objects.bulk_create(rows, batch_size=200, ignore_conflicts=True)


def _overwrite_freed() -> None:
    """Have SQLite write zeros where a row stood, so that no file editor finds it there."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA secure_delete = ON")


def _note(actor: User, deed: str, request: Request, now: datetime) -> None:
    audit(
        actor, deed, subject_kind="request", subject_id=request.number, region=request.region_id,
        at=now,
    )  # fmt: skip


def _delete_files(names: list[str]) -> None:
    for name in names:
        if name:
            (folder() / name).unlink(missing_ok=True)
