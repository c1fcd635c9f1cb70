"""The desk decides: about reports, goods that wait for a look, reviews that are held."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from lampit.basics.refusal import Refusal
from lampit.people.actions import audit
from lampit.people.models import User
from lampit.shops import actions as shops
from lampit.shops.models import Pledge
from lampit.trust.actions.noticing import check_judge, give, note
from lampit.trust.models import Notice, Report, Review
from lampit.trust.queries.alike import same_thing
from lampit.trust.rules import notices as rules
from lampit.trust.rules import reports, reviews

# Which reason of a notice an answer of the check-list comes to; the others are `dilarang`.
REASON_OF = {"merek": "motif", "motif": "motif", "belum": "lain"}


def decide(
    actor: User,
    report: Report,
    decision: str,
    words: str,
    at: datetime,
    *,
    until: date | None = None,
    together: bool = False,
) -> Report:
    """Answer a report: nothing, a change by a day, a take-down, or a closing to be confirmed.

    `together`: the other open reports about the same thing get the same answer.

    Raises:
        Refusal: `bukan_wilayah`, `putusan_pilih`, `sudah_diputus`, `bukan_barang` when a shop is
            to be taken down like a good, those of `rules.check_words` and `rules.check_until`.
    """
    check_judge(actor, report.region_id)
    if decision not in reports.DECISIONS:
        raise Refusal("putusan_pilih", "Pilih putusannya.")
    words = rules.check_words(words)
    if decision == reports.DOWN and report.kind == reports.SHOP:
        raise Refusal("bukan_barang", "Seluruh lapak hanya dapat ditutup, oleh dua orang.")
    if decision == reports.CHANGE and report.kind == reports.REVIEW:
        raise Refusal("ulasan_ubah", "Ulasan tidak dapat diubah orang lain: turunkan atau biarkan.")
    if decision == reports.CHANGE:
        until = rules.check_until(until, timezone.localdate(at))
    state = reports.ASKED if decision == reports.CHANGE else reports.CLOSED
    with transaction.atomic():
        fresh = Report.objects.filter(pk=report.pk, state=reports.NEW)
        if not fresh.update(
            state=state, decision=decision, words=words, decided_by=actor, decided_at=at
        ):
            raise Refusal("sudah_diputus", "Laporan ini sudah diputus. Muat ulang halaman.")
        _carry_out(actor, report, decision, words, at, until)
        if together:
            same_thing(report).update(
                state=reports.CLOSED, decision=decision, words=words, decided_by=actor,
                decided_at=at,
            )  # fmt: skip
    report.refresh_from_db()
    return report


def _carry_out(
    actor: User, report: Report, decision: str, words: str, at: datetime, until: date | None
) -> None:
    if decision == reports.NOTHING:
        audit(
            actor, "pasar.tanpa_tindakan",
            subject_kind="product" if report.product_id else "maker",
            subject_id=report.product_id or report.maker_id,
            reason=words[:255], region=report.region_id, at=at,
        )  # fmt: skip
        return
    kind = {reports.CHANGE: rules.CHANGE, reports.DOWN: rules.DOWN, reports.CLOSE: rules.CLOSE}
    whole = decision == reports.CLOSE
    give(
        actor, kind[decision], report.maker, at, reason=report.reason, words=words,
        product=None if whole else report.product, review=None if whole else report.review,
        until=until if decision == reports.CHANGE else None, report=report,
    )  # fmt: skip


def confirm_closing(actor: User, notice: Notice, agrees: bool, words: str, at: datetime) -> Notice:
    """Close a whole shop, or not, as the second person.

    Raises:
        Refusal: `bukan_wilayah`, `orang_sama`, `tidak_berlaku`, those of `rules.check_words`.
    """
    check_judge(actor, notice.region_id)
    rules.check_other(actor.pk, notice.by_id)
    words = rules.check_words(words)
    with transaction.atomic():
        proposed = Notice.objects.filter(pk=notice.pk, state=rules.PROPOSED)
        ended = {} if agrees else {"ended_by": actor, "ended_at": at, "ended_words": words}
        if not proposed.update(
            state=rules.STANDING if agrees else rules.DECLINED,
            second_by=actor,
            second_at=at,
            **ended,
        ):
            raise Refusal("tidak_berlaku", "Usul ini sudah dijawab. Muat ulang halaman.")
        if agrees:
            shops.bar_shop(notice.maker)
        note(actor, "pasar.tutup_setuju" if agrees else "pasar.tutup_tolak", notice, words, at)
    notice.refresh_from_db()
    return notice


def judge_pledge(actor: User, kept: Pledge, allowed: bool, words: str, at: datetime) -> None:
    """Let a waiting good go on sale, or take it down with a notice that can be appealed.

    Raises:
        Refusal: those of `shops.actions.look` and of `rules.check_words`.
    """
    if not allowed:
        words = rules.check_words(words)
    with transaction.atomic():
        product = shops.look(actor, kept, allowed, words, at)
        if not allowed:
            first = next(iter(kept.reasons), "lain")
            give(
                actor, rules.DOWN, product.maker, at, words=words,
                reason=REASON_OF.get(first, "dilarang"), product=product, pledge=kept,
            )  # fmt: skip


def judge_review(
    actor: User, review: Review, at: datetime, *, text: bool, photo: bool, words: str = ""
) -> None:
    """Show a held review or take it down; its photo is shown only when it was allowed.

    Raises:
        Refusal: `bukan_wilayah`, `sudah_dilihat`, those of `rules.check_words` for a no.
    """
    check_judge(actor, review.maker.region_id)
    if not text:
        words = rules.check_words(words)
    with transaction.atomic():
        waiting = Review.objects.filter(
            pk=review.pk, state__in=(reviews.HELD, reviews.SHOWN), looked_at=None
        )
        if not waiting.update(
            state=reviews.SHOWN, photo_allowed=text and photo, looked_by=actor, looked_at=at
        ):
            raise Refusal("sudah_dilihat", "Ulasan ini sudah dilihat. Muat ulang halaman.")
        review.refresh_from_db()
        if not text:
            give(
                actor, rules.DOWN, review.maker, at, reason="lain", words=words,
                product=review.product, review=review,
            )  # fmt: skip
