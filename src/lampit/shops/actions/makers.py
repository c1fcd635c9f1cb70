"""Shops themselves: opened for a business, described, their QRIS changed with care."""

from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from lampit.basics.refusal import Refusal
from lampit.basics.texts import gettext_noop
from lampit.national import phone
from lampit.national.qris import PASTE_DIRT, Qris
from lampit.people.actions import audit
from lampit.people.models import User
from lampit.registry.access import confirm_kind_of
from lampit.registry.actions import Ended, confirm_business, hold_answers, report_end
from lampit.registry.models import Business, Owner
from lampit.registry.queries import last_answer, may_use
from lampit.registry.queries.persons import same_as
from lampit.registry.rules.consents import MARKET
from lampit.shops import access
from lampit.shops.actions._guard import check_keeper, note_help
from lampit.shops.actions.finding import index_goods_of
from lampit.shops.actions.papers import forget_after, words_of
from lampit.shops.models import Maker
from lampit.shops.rules import paycode, texts

# What a maker may say of her business, and the state it gives; empty: it runs.
OPEN_STATES = {"masih": "", "tutup_sementara": "tutup_sementara"}


@dataclass(frozen=True, slots=True)
class Profile:
    """What buyers read about a shop."""

    name: str
    person: str = ""
    story: str = ""
    whatsapp: str = ""
    shows_phone: bool = False
    since_year: int | None = None
    photo: str = ""


def open_shop(business: Business, account: User | None, profile: Profile, at: datetime) -> Maker:
    """Open the shop of a business and return it; the shop it already has comes back unchanged.

    Buyers see it once its owner has agreed to be shown (`registry.queries.may_use`).
    """
    name = texts.check_name(profile.name)
    for is_last in (False, True):
        try:
            with transaction.atomic():
                hold_answers(business.owner_id)
                return Maker.objects.create(
                    business=business,
                    account=account,
                    region_id=business.region_id,
                    place_id=business.village_id or business.district_id or business.region_id,
                    slug=free_maker_slug(name, business.pk),
                    is_published=may_use(business.owner_id, MARKET),
                    created_at=at,
                    **_fields(profile, name),
                )
        except IntegrityError:
            # Its shop is there already; or another took the address word at this very moment.
            found = Maker.objects.filter(business=business).first()
            if found is not None:
                return found
            if is_last:
                raise
    raise AssertionError("the last try returns or raises")


ASK_NAME = gettext_noop("Tulis nama lapaknya.")


def describe_shop(actor: User, maker: Maker, profile: Profile, at: datetime) -> Maker:
    """Write the description of a shop; its goods are found under the new name at once.

    Raises:
        Refusal: `bukan_lapak_anda`, `nama_kosong`, `nomor_wa_salah`, `hanya_pemilik_wa`.
    """
    check_keeper(actor, maker)
    name = texts.check_name(profile.name, ASK_NAME)
    fields = _fields(profile, name)
    number = (fields["whatsapp"], fields["shows_phone"])
    # Where buyers write, they are told where to pay; and showing a number is its owner's yes.
    if number != (maker.whatsapp, maker.shows_phone) and not access.may_change_money(actor, maker):
        raise Refusal("hanya_pemilik_wa", "Nomor WhatsApp hanya diganti oleh pemilik lapak.")
    with transaction.atomic():
        Maker.objects.filter(pk=maker.pk).update(**fields)
        maker.refresh_from_db()
        index_goods_of(maker.pk)
        note_help(actor, maker, "lapak.ubah", ("maker", maker.pk), at)
    return maker


def say_open(actor: User, maker: Maker, answer: str, at: datetime) -> None:
    """Note what a maker says of her business: `masih`, `tutup_sementara` or `tutup`.

    The shop stays as it is: closing a business needs a second word (`report_end`).

    Raises:
        Refusal: `bukan_lapak_anda` or `answer_unknown`.
    """
    check_keeper(actor, maker)
    kind = confirm_kind_of(actor) if access.is_helping(actor, maker) else "owner"
    with transaction.atomic():
        if answer == "tutup":
            told = Ended("tutup", kind, timezone.localdate(at), "kata pemilik di lapaknya")
            report_end(maker.business, told, actor=actor, now=at)
        elif answer in OPEN_STATES:
            confirm_business(maker.business, kind, at, actor, OPEN_STATES[answer])
        else:
            raise Refusal("answer_unknown", "Pilih salah satu jawaban.")
        note_help(actor, maker, "usaha.masih_buka", ("maker", maker.pk), at)


def set_published(actor: User, maker: Maker, is_published: bool, at: datetime) -> None:
    """Open or close a shop to buyers.

    Raises:
        Refusal: `bukan_lapak_anda`, `izin_belum_ada` when its owner has not agreed to be shown,
            `lapak_ditutup` while the office has closed it.
    """
    check_keeper(actor, maker)
    shop = Maker.objects.filter(pk=maker.pk)
    with transaction.atomic():
        hold_answers(maker.business.owner_id)
        # What holds now decides: the office may have closed it since the page was made.
        written = (shop.filter(is_barred=False) if is_published else shop).update(
            is_published=is_published
        )
        if not written:
            raise Refusal(
                "lapak_ditutup",
                "Lapak ini ditutup dinas. Baca alasannya; keberatan dapat diajukan.",
            )
        if is_published and not may_use(maker.business.owner_id, MARKET):
            raise Refusal("izin_belum_ada", "Pemilik belum mengizinkan lapaknya tampil di Pasar.")
        if not is_published:
            forget_after(words_of(shop))
        deed = "lapak.buka" if is_published else "lapak.tutup"
        note_help(actor, maker, deed, ("maker", maker.pk), at)


def follow_consent(owner: Owner, is_given: bool) -> int:
    """Open or close the shops of an owner as he just said, and return how many changed."""
    hers = same_as(owner.pk)
    shops = Maker.objects.filter(
        business__owner__in=hers, is_published=not is_given, is_barred=False
    )
    if not is_given:
        forget_after(words_of(shops))
    return shops.update(is_published=is_given)


def close_without_consent(_now: datetime) -> int:
    """Close the open shops whose owner does not agree to be shown, however that came about.

    A withdrawal closes them at once; this catches a business that got another owner. A yes of
    this very moment is waited for and read anew.
    """
    open_ = Maker.objects.filter(is_published=True, business__owner__isnull=False)
    told = open_.annotate(answer=last_answer(MARKET, "business__owner")).order_by("pk")
    rows = told.values_list("pk", "business__owner", "answer")
    found = [(pk, owner) for pk, owner, yes in rows if yes is not True]
    return sum(_close_now(pk, owner) for pk, owner in found)


def _close_now(maker: int, owner: int) -> int:
    """Close one shop, if its owner still does not agree."""
    with transaction.atomic():
        hold_answers(owner)
        if may_use(owner, MARKET):
            return 0
        shop = Maker.objects.filter(pk=maker, is_published=True, business__owner=owner)
        forget_after(words_of(shop))
        return shop.update(is_published=False)


def set_qris(
    actor: User, maker: Maker, payload: str, at: datetime, *, confirmed: bool = False
) -> Qris:
    """Keep the static QRIS of a shop; every change is audited, a swap needs a second yes.

    Raises:
        Refusal: `bukan_lapak_anda`, `hanya_pemilik`, `qris_salah`, `already_dynamic`,
            `qris_beda` when NMID or name differ from the earlier code and the change is not
            confirmed.
    """
    check_keeper(actor, maker)
    if not access.may_change_money(actor, maker):
        raise Refusal("hanya_pemilik", "QRIS hanya diganti oleh pemilik lapak.")
    code = paycode.read_static(payload)
    with transaction.atomic():
        # What is there now, not what was there when the page was made: somebody may swap too.
        rows = Maker.objects.select_for_update(no_key=True).filter(pk=maker.pk)
        there, clean = rows.values_list("qris", flat=True).get(), payload.strip(PASTE_DIRT)
        if there == clean:
            return code  # sent once more: nothing was swapped, so nobody is warned
        before = paycode.kept(there)
        paycode.check_swap(before, code, confirmed=confirmed)
        Maker.objects.filter(pk=maker.pk).update(qris=clean, qris_changed_at=at)
        audit(
            actor,
            "qris.ganti" if before else "qris.pasang",
            subject_kind="maker",
            subject_id=maker.pk,
            fields=["qris"],
            region=maker.region_id,
            at=at,
        )
    maker.refresh_from_db()
    return code


def _fields(profile: Profile, name: str) -> dict[str, object]:
    number = profile.whatsapp.strip()
    if number:
        try:
            number = phone.normalise(number)
        except phone.PhoneError as error:
            raise Refusal("nomor_wa_salah", error.message) from error
        if not number:
            raise Refusal("nomor_wa_salah", "Nomor ini belum benar. Contoh: 0812-0000-4567.")
    return {
        "name": name,
        "person": texts.cleaned(profile.person)[:120],
        "story": texts.cleaned_lines(profile.story),
        "whatsapp": number,
        "shows_phone": profile.shows_phone,
        "since_year": profile.since_year,
        "photo": profile.photo,
    }


def free_maker_slug(name: str, number: int) -> str:
    """Return an address word for a shop that no other has."""
    base = texts.slug(name, f"lapak-{number}")
    taken = Maker.objects.filter(Q(slug=base)).exists()
    return f"{base}-{number}" if taken else base
