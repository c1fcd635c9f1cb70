"""Notices: given, answered, made sharper, ended. What buyers see changes with them."""

from datetime import date, datetime

from django.db import IntegrityError, transaction

from lampit.basics.refusal import Refusal
from lampit.people.actions import audit
from lampit.people.models import User
from lampit.shops import access as shops_access
from lampit.shops import actions as shops
from lampit.shops.models import Maker, Pledge, Product
from lampit.trust import access
from lampit.trust.models import Notice, Report, Review
from lampit.trust.rules import notices as rules
from lampit.trust.rules import reports, reviews

SAID = {rules.CHANGE: "ubah", rules.DOWN: "turun", rules.CLOSE: "tutup"}


def check_judge(actor: User, region: str) -> None:
    """Refuse somebody who does not decide in this kabupaten.

    Raises:
        Refusal: `bukan_wilayah`.
    """
    if not access.judges_in(actor, region):
        raise Refusal("bukan_wilayah", "Ini di luar wilayah Anda.")


def give(
    actor: User,
    kind: str,
    maker: Maker,
    at: datetime,
    *,
    reason: str,
    words: str,
    product: Product | None = None,
    review: Review | None = None,
    until: date | None = None,
    report: Report | None = None,
    pledge: Pledge | None = None,
    is_demo: bool = False,
) -> Notice:
    """Write a notice and do what it says, in the caller's transaction; its caller checked who.

    Raises:
        Refusal: `sudah_turun` while the same already stands.
    """
    before = ""
    if kind == rules.DOWN and review is not None:
        before = review.state
        Review.objects.filter(pk=review.pk).update(state=reviews.REMOVED)
    elif kind == rules.DOWN and product is not None:
        before = shops.take_down(product)
    try:
        with transaction.atomic():
            made = Notice.objects.create(
                region_id=maker.region_id,
                maker=maker,
                product=product,
                review=review,
                report=report,
                pledge=pledge,
                kind=kind,
                reason=reason,
                words=words,
                until=until,
                state=rules.PROPOSED if kind == rules.CLOSE else rules.STANDING,
                before=before,
                by=actor,
                at=at,
                is_demo=is_demo,
            )
    except IntegrityError as error:
        raise Refusal("sudah_turun", "Ini sudah diturunkan atau diusulkan ditutup.") from error
    note(actor, f"pasar.{SAID[kind]}", made, words, at)
    return made


def note(actor: User, deed: str, notice: Notice, words: str, at: datetime) -> None:
    """Write a deed about a notice into the audit trail."""
    audit(
        actor,
        deed,
        subject_kind="product" if notice.product_id else "maker",
        subject_id=notice.product_id or notice.maker_id,
        reason=words[:255],
        region=notice.region_id,
        at=at,
    )


def say_fixed(actor: User, notice: Notice, words: str, at: datetime) -> None:
    """Note that the maker mended what a notice asked for; the office looks again.

    Raises:
        Refusal: `bukan_lapak_anda`, `tidak_berlaku`.
    """
    if not shops_access.may_keep(actor, notice.maker):
        raise Refusal("bukan_lapak_anda", "Lapak ini bukan milik Anda atau di luar wilayah Anda.")
    standing = Notice.objects.filter(pk=notice.pk, state=rules.STANDING, review=None)
    written = standing.exclude(kind=rules.CLOSE).update(
        state=rules.FIXED, fixed_note=" ".join(words.split())[: rules.LONGEST_WORDS], fixed_at=at
    )
    if not written:
        raise Refusal("tidak_berlaku", "Keputusan ini sudah tidak berlaku.")


def end_notice(actor: User, notice: Notice, words: str, at: datetime) -> Notice:
    """Lift a notice: its thing goes back to what it was; the history stays.

    Raises:
        Refusal: `bukan_wilayah`, `tidak_berlaku`, those of `rules.check_words`.
    """
    check_judge(actor, notice.region_id)
    words = rules.check_words(words)
    with transaction.atomic():
        written = Notice.objects.filter(pk=notice.pk, state__in=(rules.STANDING, rules.FIXED))
        if not written.update(state=rules.ENDED, ended_by=actor, ended_at=at, ended_words=words):
            raise Refusal("tidak_berlaku", "Keputusan ini sudah tidak berlaku.")
        _undo(actor, notice, words, at)
        _close_report(notice)
        note(actor, "pasar.cabut", notice, words, at)
    notice.refresh_from_db()
    return notice


def _undo(actor: User, notice: Notice, words: str, at: datetime) -> None:
    if notice.kind == rules.CLOSE:
        shops.open_barred_shop(notice.maker)
    elif notice.kind == rules.DOWN and notice.review is not None:
        state = notice.before or reviews.SHOWN
        Review.objects.filter(pk=notice.review.pk, state=reviews.REMOVED).update(state=state)
    elif notice.kind == rules.DOWN and notice.product is not None:
        if notice.pledge is not None:
            shops.allow_after_all(actor, notice.pledge, words, at)
        shops.bring_back(notice.product, notice.before, at)


def _close_report(notice: Notice) -> None:
    """Close the report behind a notice once nothing is asked of the maker any more."""
    if notice.report_id and notice.kind == rules.CHANGE:
        Report.objects.filter(pk=notice.report_id or 0).update(state=reports.CLOSED)


def escalate(actor: User, notice: Notice, words: str, at: datetime) -> Notice:
    """Take down what was not changed in time, or not well enough; return the new notice.

    Raises:
        Refusal: `bukan_wilayah`, `tidak_berlaku`, `bukan_barang` for a whole shop, those of
            `rules.check_words`.
    """
    check_judge(actor, notice.region_id)
    words = rules.check_words(words)
    if notice.product is None:
        raise Refusal("bukan_barang", "Seluruh lapak hanya ditutup lewat laporan, oleh dua orang.")
    with transaction.atomic():
        open_ = Notice.objects.filter(
            pk=notice.pk, kind=rules.CHANGE, state__in=(rules.STANDING, rules.FIXED)
        )
        if not open_.update(state=rules.ENDED, ended_by=actor, ended_at=at, ended_words=words):
            raise Refusal("tidak_berlaku", "Keputusan ini sudah tidak berlaku.")
        _close_report(notice)
        return give(
            actor, rules.DOWN, notice.maker, at, reason=notice.reason, words=words,
            product=notice.product, report=notice.report,
        )  # fmt: skip
