"""Reminders by WhatsApp: made ready by a person, answered by a signed link without signing in."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.signing import BadSignature, Signer
from django.db import transaction

from lampit.basics.refusal import Refusal
from lampit.national.phone import chat_address
from lampit.people.actions import audit
from lampit.people.models import User
from lampit.places.queries import zone_of
from lampit.registry.actions import confirm_business
from lampit.registry.queries import may_use
from lampit.registry.rules.consents import MESSAGES
from lampit.shops import access
from lampit.shops.actions._guard import check_keeper
from lampit.shops.actions.freshness import checked
from lampit.shops.actions.stock import count_stock
from lampit.shops.models import Maker, Product, Reminder, Stock
from lampit.shops.models.goods import ProductState
from lampit.shops.queries import freshness as reads
from lampit.shops.rules import reminding
from lampit.shops.rules.stock import READY_TO_SHIP

Address = Callable[[str], str]
_SIGNER = Signer(salt="lampit.shops.kabar", sep="~")
LINK_HOLDS = timedelta(days=reminding.LINK_DAYS)


@dataclass(frozen=True, slots=True)
class Letter:
    """The words of a reminder: names are placed, links made."""

    name: str
    goods: str
    still: str
    gone: str
    stop: str


def link_code(reminder: Reminder, deed: str) -> str:
    """Return the code of a link that does one deed for one reminder, signed."""
    return _SIGNER.sign(f"{reminder.pk}-{deed}")


def send_reminder(
    actor: User,
    maker: Maker,
    product: Product | None,
    *,
    address: Address,
    words: Callable[[Letter], str],
    now: datetime,
) -> str:
    """Note a reminder for one good, or for all, and return the wa.me address that carries it.

    Args:
        actor: who presses, a mentor or somebody of the office.
        maker: the shop, in reach of who presses.
        product: a good of it, None for all.
        address: gives the whole address of a code.
        words: writes the message.
        now: the moment.

    Raises:
        Refusal: `bukan_lapak_anda`, and those of `rules.reminding.check_reminder`.
    """
    check_keeper(actor, maker)
    if not access.helps_others(actor):
        raise Refusal("bukan_lapak_anda", "Pengingat dikirim oleh pendamping atau petugas.")
    with transaction.atomic():
        Maker.objects.select_for_update(no_key=True).get(pk=maker.pk)  # two helpers at once
        agrees = may_use(maker.business.owner_id, MESSAGES)
        limit = reads.weekly_limits([maker.region_id]).get(maker.region_id, reminding.WEEKLY)
        reminding.check_reminder(
            reads.reachable(maker, agrees=agrees, now=now, limit=limit),
            now.astimezone(zone_of(maker.region_id)),
        )
        sent = Reminder.objects.create(maker=maker, product=product, sent_by=actor, sent_at=now)
        audit(
            actor, "kabar.kirim", subject_kind="maker", subject_id=maker.pk, fields=["phone"],
            reason=f"pengingat barang {product.slug if product else 'semua'}",
            region=maker.region_id, at=now,
        )  # fmt: skip
    letter = Letter(
        name=maker.person or maker.name,
        goods=product.name if product else "",
        **{
            name: address(link_code(sent, deed))
            for name, deed in zip(("still", "gone", "stop"), reminding.DEEDS, strict=True)
        },
    )
    return chat_address(maker.whatsapp, words(letter))


@dataclass(frozen=True, slots=True)
class News:
    """What a link stands for."""

    reminder: Reminder
    deed: str
    is_over: bool


def read_link(code: str, now: datetime) -> News | None:
    """Return what a link stands for; None for a code that nobody signed; changes nothing."""
    try:
        number, deed = _SIGNER.unsign(code).split("-")
    except (BadSignature, ValueError):
        return None
    reminder = reads.kept_reminder(int(number)) if number.isdecimal() else None
    if reminder is None or deed not in reminding.DEEDS:
        return None
    return News(reminder, deed, is_over=now - reminder.sent_at > LINK_HOLDS)


def answer_link(code: str, now: datetime) -> News:
    """Do what a link says: confirm the goods, count them as gone, or stop the reminders.

    Raises:
        Refusal: `tautan_salah`, `tautan_lewat`.
    """
    news = read_link(code, now)
    if news is None:
        raise Refusal("tautan_salah", "Tautan ini tidak dikenal. Buka lagi dari pesan aslinya.")
    if news.is_over:
        raise Refusal("tautan_lewat", "Tautan ini sudah lewat 14 hari. Minta yang baru.")
    reminder, maker = news.reminder, news.reminder.maker
    with transaction.atomic():
        if news.deed == reminding.STOP:
            Maker.objects.filter(pk=maker.pk).update(reminders_stopped_at=now)
        else:
            _tell(reminder, gone=news.deed == reminding.GONE, now=now)
            confirm_business(maker.business, "owner", now, None)
        Reminder.objects.filter(pk=reminder.pk).update(answer=news.deed, answered_at=now)
        by = reminder.sent_by.username if reminder.sent_by else "-"
        audit(
            None, f"kabar.{news.deed}", subject_kind="maker", subject_id=maker.pk,
            reason=f"lewat tautan WhatsApp yang dikirim {by}", region=maker.region_id, at=now,
        )  # fmt: skip
    return news


def _tell(reminder: Reminder, *, gone: bool, now: datetime) -> None:
    """Confirm the good of a reminder, or all of the shop; `gone`: nothing is left to sell."""
    goods = Product.objects.filter(maker=reminder.maker, state=ProductState.LIVE)
    if reminder.product_id is not None:
        goods = goods.filter(pk=reminder.product_id)
    ids = list(goods.values_list("pk", flat=True))
    goods.update(**checked(reminder.maker.region_id, now))
    if not gone:
        return
    shelves = Stock.objects.filter(variant__product__in=ids, variant__kind=READY_TO_SHIP)
    for shelf in shelves.select_related("variant").order_by("pk"):
        count_stock(None, shelf.variant, shelf.reserved, now)
    # What is only made to order has no shelf to empty: it rests until she puts it back.
    made = Product.objects.filter(pk__in=ids).exclude(variants__kind=READY_TO_SHIP)
    made.update(state=ProductState.HIDDEN)


def set_reminders(actor: User, maker: Maker, *, wanted: bool, at: datetime) -> None:
    """Stop the reminders of a shop, or let them come again; she said so, or her helper heard it.

    Raises:
        Refusal: `bukan_lapak_anda`.
    """
    check_keeper(actor, maker)
    with transaction.atomic():
        stopped = None if wanted else at
        Maker.objects.filter(pk=maker.pk).update(reminders_stopped_at=stopped)
        audit(
            actor, "kabar.nyala" if wanted else "kabar.berhenti", subject_kind="maker",
            subject_id=maker.pk, region=maker.region_id, at=at,
        )  # fmt: skip
