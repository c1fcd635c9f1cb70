"""Reviews: written once per line of an order, answered once, withdrawn by who wrote them."""

from collections.abc import Sequence
from datetime import datetime

from django.db import IntegrityError, transaction

from lampit.basics.refusal import Refusal
from lampit.orders.models import Line
from lampit.people.actions import audit
from lampit.people.models import User
from lampit.shops import access as shops
from lampit.shops.rules import texts
from lampit.trust.actions.forgetting import forget_photos
from lampit.trust.models import Review
from lampit.trust.rules import reviews as rules


def write_review(
    line: Line,
    given: Sequence[int | None],
    text: str,
    how: str,
    at: datetime,
    *,
    photo: str = "",
) -> Review:
    """Keep the review of a received line; texts with numbers or links wait for a look.

    Raises:
        Refusal: `belum_diterima`, `nilai_kosong`, `nama_pilih`, `sudah_diulas`.
    """
    rules.check_received(line.part.state if line.state == Line.State.AKTIF else "")
    answers = rules.check_answers(given)
    text = texts.cleaned_lines(text)[: rules.LONGEST_TEXT]
    name = texts.cleaned(rules.shown_name(line.part.order.buyer_name, how))
    held = rules.held_for(f"{name} {text}")  # a name may be a number or a link too
    try:
        with transaction.atomic():
            return Review.objects.create(
                line=line,
                product_id=line.variant.product_id,
                maker_id=line.part.maker_id,
                as_pictured=answers.as_pictured,
                tidy=answers.tidy,
                arrived_well=answers.arrived_well,
                text=text,
                name=name,
                photo=photo,
                written_at=at,
                state=rules.HELD if held else rules.SHOWN,
                held_for=",".join(held),
            )
    except IntegrityError as error:
        raise Refusal("sudah_diulas", "Barang ini sudah Anda ulas.") from error


def withdraw_review(review: Review, at: datetime) -> None:
    """Take a review back: it is gone for readers, and so are its words, name and photo.

    Raises:
        Refusal: `sudah_ditarik`.
    """
    standing = Review.objects.filter(pk=review.pk).exclude(state=rules.WITHDRAWN)
    with transaction.atomic():
        photos = set(standing.values_list("photo", flat=True))
        if not standing.update(
            state=rules.WITHDRAWN, text="", name="", photo="", answer="", looked_at=at
        ):
            raise Refusal("sudah_ditarik", "Ulasan ini sudah Anda tarik.")
        transaction.on_commit(lambda: forget_photos(photos))


def answer_review(actor: User, review: Review, text: str, at: datetime) -> Review:
    """Keep the one answer of a maker; for a day she may mend it.

    Raises:
        Refusal: `bukan_lapak_anda`, `jawaban_kosong`, `jawaban_lewat`, `jawaban_nomor`.
    """
    if not shops.may_keep(actor, review.maker):
        raise Refusal("bukan_lapak_anda", "Lapak ini bukan milik Anda atau di luar wilayah Anda.")
    text = texts.cleaned_lines(text)[: rules.LONGEST_TEXT]
    if not text:
        raise Refusal("jawaban_kosong", "Tulis jawabannya.")
    if rules.held_for(text):
        raise Refusal(
            "jawaban_nomor", "Jangan menulis nomor HP atau tautan. Pembeli punya tombol WhatsApp."
        )
    if not rules.may_edit_answer(review.answered_at, at):
        raise Refusal("jawaban_lewat", "Jawaban hanya dapat diubah dalam satu hari.")
    with transaction.atomic():
        Review.objects.filter(pk=review.pk).update(
            answer=text, answered_at=review.answered_at or at, answer_changed_at=at
        )
        if shops.is_helping(actor, review.maker):
            audit(
                actor, "ulasan.jawab", subject_kind="maker", subject_id=review.maker_id,
                reason=f"membantu lapak {review.maker.slug}", region=review.maker.region_id, at=at,
            )  # fmt: skip
    review.refresh_from_db()
    return review
