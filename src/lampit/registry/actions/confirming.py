"""Asks whether a business is still there, by chat link or paper sheet, and takes the answer."""

import base64
import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from lampit.basics.refusal import Refusal
from lampit.national.phone import chat_address
from lampit.outside import vault
from lampit.people.actions import audit
from lampit.people.models import User
from lampit.places import queries as places
from lampit.registry import access
from lampit.registry.actions.states import Ended, confirm_business, report_end
from lampit.registry.models import Business, ConfirmLink, ConfirmSheet
from lampit.registry.queries import silent
from lampit.registry.queries.messages import sent_this_week
from lampit.registry.queries.reached import reaches_nobody
from lampit.registry.rules import alive

CODE_BYTES = 16
Address = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Moved:
    """Where a business moved to, as its owner says."""

    is_near: bool = False
    place: str = ""


def ask_by_chat(
    actor: User, public_id: str, office: str, *, address: Address, now: datetime
) -> str:
    """Make a link for one business and return the wa.me address that carries it.

    Reading the number is noted. An earlier open link of the business stays valid.

    Args:
        actor: who presses.
        public_id: the business, in reach of who asks.
        office: how the office calls itself in the message.
        address: gives the whole address of a code.
        now: the moment.

    Raises:
        Refusal: `not_found`, `no_whatsapp`, `too_late_in_day`, `asked_enough`.
    """
    business = _askable(actor, public_id)
    number = silent.whatsapp_number(business)
    if not number:
        raise Refusal(
            "no_whatsapp",
            "Usaha ini belum punya nomor WhatsApp, atau pemiliknya belum mengizinkan pesan.",
        )
    with transaction.atomic():
        Business.objects.select_for_update().get(pk=business.pk)
        alive.check_asking(timezone.localtime(now).time(), sent_this_week(business, now))
        link, code = _new_link(business, alive.WHATSAPP, actor, now)
        link.phone_mark = vault.blind_index("phone", number)
        link.save()
        audit(
            actor, "ask_alive", subject_kind="business", subject_id=business.public_id,
            fields=["phone"], region=business.region_id, at=now,
        )  # fmt: skip
    name = silent.public_name(business)
    days = alive.OPEN_DAYS[alive.WHATSAPP]
    return chat_address(number, alive.message(name, office, address(code), days))


def take_back_question(actor: User, public_id: str, *, now: datetime) -> None:
    """Take back a question for which WhatsApp was opened but that was not sent.

    It counts no longer as asked, and its link opens nothing. Only by the one who opened it,
    within a day, and while nobody has answered.

    Raises:
        Refusal: `not_found` or `not_asked`.
    """
    business = _askable(actor, public_id)
    with transaction.atomic():
        rows = ConfirmLink.objects.select_for_update().filter(
            business=business, channel=alive.WHATSAPP, answered_at=None, undelivered_at=None,
            made_by=actor, made_at__gt=now - alive.TAKEN_BACK_WITHIN,
        )  # fmt: skip
        link = rows.first()
        if link is None:
            raise Refusal("not_asked", "Tidak ada pertanyaan Anda sejak kemarin di usaha ini.")
        link.delete()
        audit(
            actor, "ask_not_sent", subject_kind="business", subject_id=business.public_id,
            region=business.region_id, at=now,
        )  # fmt: skip


def note_undelivered(actor: User, public_id: str, *, now: datetime) -> bool:
    """Note that the last chat message did not arrive; return whether the number is dead now.

    Raises:
        Refusal: `not_found` or `not_asked`.
    """
    business = _askable(actor, public_id)
    with transaction.atomic():
        link = (
            ConfirmLink.objects.select_for_update()
            .filter(
                business=business, channel=alive.WHATSAPP, answered_at=None, undelivered_at=None
            )
            .first()
        )
        if link is None:
            raise Refusal("not_asked", "Usaha ini belum ditanya lewat WhatsApp.")
        link.undelivered_at = link.expires_at = now
        link.save(update_fields=["undelivered_at", "expires_at"])
    return reaches_nobody(business, link.phone_mark)


def make_sheet(
    actor: User, *, village: str = "", mentor_id: int | None = None, now: datetime
) -> ConfirmSheet:
    """Put the twenty longest silent businesses of a village or a mentor on a sheet; return it.

    Businesses that stand on an open sheet are not asked a second time.

    Raises:
        Refusal: `sheet_for_whom` or `nobody_silent`.
    """
    if not village and mentor_id is None:
        raise Refusal("sheet_for_whom", "Pilih dulu desa atau pendampingnya, lalu buat lembar.")
    today = timezone.localdate(now)
    rows = access.askable_businesses(actor)
    rows = rows.filter(village_id=village) if village else rows.filter(mentor_id=mentor_id)
    region = rows.values_list("region_id", flat=True).first()
    with transaction.atomic():
        places.held(region or "")  # two presses choose in turn: nobody stands on two sheets
        chosen = silent.for_sheet(rows, today, now)
        if not chosen:
            raise Refusal("nobody_silent", "Tidak ada usaha yang perlu ditanya di sini bulan ini.")
        sheet = ConfirmSheet.objects.create(
            region_id=chosen[0].region_id,
            village_id=village or None,
            mentor_id=None if village else mentor_id,
            month=alive.sheet_month(today),
            made_by=actor,
            made_at=now,
        )
        links = [_new_link(one, alive.SHEET, actor, now)[0] for one in chosen]
        for link in links:
            link.sheet = sheet
        ConfirmLink.objects.bulk_create(links)
        audit(
            actor, "confirm_sheet", subject_kind="list", subject_id=str(sheet.pk),
            fields=["name", "owner"], region=sheet.region_id, at=now,
        )  # fmt: skip
    return sheet


def answer_row(actor: User, sheet_id: int, link_id: int, answer: str, *, now: datetime) -> None:
    """Enter what stands on a row of a sheet; doing it again with another answer is refused.

    Raises:
        Refusal: `not_found`, `answer_unknown`, `link_used`, `gone_away`.
    """
    with transaction.atomic():
        sheet = access.visible_sheets(actor).filter(pk=sheet_id).first()
        link = (
            ConfirmLink.objects.select_for_update(of=("self",))
            .select_related("business")
            .filter(sheet=sheet, pk=link_id)
            .first()
            if sheet
            else None
        )
        if sheet is None or link is None:
            raise Refusal("not_found", "Lembar ini tidak ada di wilayah Anda.")
        alive.check_answer(answer, alive.SHEET_ANSWERS)
        # A sheet that comes back late is still news: only a second answer is refused.
        alive.check_open(now + timedelta(1), link.answered_at, now)
        business = link.business
        if business.region_id != sheet.region_id or business.withdrawn_at is not None:
            raise Refusal(
                "gone_away", "Usaha ini tidak ada lagi di daftar dinas Anda. Lewati baris ini."
            )
        _take(link, answer, _sheet_kind(sheet), actor, Moved(), now)


def answer_link(code: str, answer: str, moved: Moved, *, now: datetime) -> ConfirmLink:
    """Take the answer of who holds a link, once; return the link.

    Raises:
        Refusal: `link_unknown`, `link_used`, `link_expired`, `answer_unknown`.
    """
    alive.check_answer(answer)
    with transaction.atomic():
        link = (
            ConfirmLink.objects.select_for_update(of=("self",))
            .select_related("business", "sheet")
            .filter(digest=digest_of(code))
            .first()
        )
        if link is None:
            raise Refusal("link_unknown", "Tautan ini tidak dikenal.")
        alive.check_open(link.expires_at, link.answered_at, now)
        kind = _sheet_kind(link.sheet) if link.sheet else alive.OWNER
        _take(link, answer, kind, None, moved, now)
    return link


def code_of(link: ConfirmLink) -> str:
    """Return the code of a link again, for printing; it is not kept anywhere."""
    made = salted_hmac("lampit.confirm", link.nonce, algorithm="sha256").digest()[:CODE_BYTES]
    return base64.b32encode(made).decode().rstrip("=").lower()


def digest_of(code: str) -> str:
    """Return what is kept of a code."""
    return hashlib.sha256(code.encode()).hexdigest()


def _askable(actor: User, public_id: str) -> Business:
    rows = access.askable_businesses(actor).select_related("owner", "village")
    business = rows.filter(public_id=public_id).first()
    if business is None:
        raise Refusal("not_found", "Usaha ini tidak ada di wilayah Anda.")
    return business


def _new_link(
    business: Business, channel: str, actor: User, now: datetime
) -> tuple[ConfirmLink, str]:
    """Return an unsaved link and its code."""
    link = ConfirmLink(
        business=business,
        channel=channel,
        nonce=secrets.token_hex(16),
        made_by=actor,
        made_at=now,
        expires_at=now + timedelta(days=alive.OPEN_DAYS[channel]),
    )
    code = code_of(link)
    link.digest = digest_of(code)
    return link, code


def _sheet_kind(sheet: ConfirmSheet) -> str:
    return alive.VILLAGE if sheet.village_id else alive.MENTOR


def _take(
    link: ConfirmLink, answer: str, kind: str, actor: User | None, moved: Moved, now: datetime
) -> None:
    """Write an answer on its link and let the business know."""
    link.answer, link.answered_at, link.answered_by = answer, now, actor
    link.save(update_fields=["answer", "answered_at", "answered_by"])
    business, today = link.business, timezone.localdate(now)
    if answer == alive.NOT_ME:
        return  # says something of the number, nothing of the business
    if answer == alive.CLOSED:
        report_end(business, Ended(answer, kind, today), actor=actor, now=now)
    elif answer == alive.MOVED:
        what = alive.MOVED_NEAR if moved.is_near else alive.MOVED
        told = Ended(what, kind, today, to_place=moved.place)
        report_end(business, told, actor=actor, now=now)
    else:
        status = alive.PAUSED if answer == alive.PAUSED else ""
        confirm_business(business, kind, now, actor, status)
