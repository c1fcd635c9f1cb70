"""Reviews: once per received line, answered once, withdrawn, held, erased."""

from datetime import timedelta
from pathlib import Path

import pytest
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from lampit.basics.refusal import Refusal
from lampit.orders.models import Order, Part
from lampit.shops import actions as shops
from lampit.trust import access, actions, queries
from lampit.trust.models import Answering, Review
from tests.factories import NOON, member
from tests.orders.things import NOW, account_of, goods, order, shop
from tests.shops.test_actions_photos import content
from tests.trust.things import HSU, bought, review, reviewed

pytestmark = pytest.mark.django_db
GIVEN = [5, 4, 5]


def refused(act: object) -> str:
    """Return the code with which something is refused."""
    with pytest.raises(Refusal) as told:
        act()  # type: ignore[operator]
    return told.value.code


def test_only_what_was_received_once() -> None:
    """Sent is not received; a second review of the same line is refused."""
    for state in ("DIKIRIM", "DIBAYAR", "DIBATALKAN"):
        line = bought(state=state)
        code = refused(lambda line=line: actions.write_review(line, GIVEN, "", "inisial", NOON))
        assert code == "belum_diterima"
    line = bought()
    made = actions.write_review(line, GIVEN, "Rapi sekali.", "inisial", NOON)
    assert (made.name, made.state, made.product) == ("D.", "TAMPIL", line.variant.product)
    code = refused(lambda: actions.write_review(line, GIVEN, "Lagi.", "inisial", NOON))
    assert code == "sudah_diulas"
    assert Review.objects.count() == 1


def test_texts_with_numbers_wait_and_photos_too() -> None:
    """Nobody reads a held one; the photo shows only when it was allowed."""
    made = actions.write_review(bought(), GIVEN, "WA 081234567890", "nama", NOON, photo="a" * 64)
    assert (made.state, made.held_for) == ("DITAHAN", "telepon")
    assert not access.public_reviews().exists()
    staff = member("staff", HSU)
    assert queries.reviews_to_look_at(access.judged_reviews(staff)).get() == made
    assert not access.judged_reviews(member("staff", "63.09")).exists()
    actions.judge_review(staff, made, NOON, text=True, photo=False)
    shown = access.public_reviews().get()
    assert queries.review_photos([shown]) == []
    assert refused(lambda: actions.judge_review(staff, made, NOON, text=True, photo=True)) == (
        "sudah_dilihat"
    )
    fine = actions.write_review(bought(), GIVEN, "", "tanpa", NOON, photo="b" * 64)
    assert fine.state == "TAMPIL"
    assert queries.review_photos([fine]) == []
    actions.judge_review(staff, fine, NOON, text=True, photo=True)
    assert queries.review_photos([fine]) == ["b" * 64]


def test_the_maker_answers_once() -> None:
    """For a day she may mend it; nobody else answers; no numbers in it."""
    made = review()
    keeper = account_of(made.maker)
    assert refused(lambda: actions.answer_review(member("maker", HSU), made, "Halo", NOON)) == (
        "bukan_lapak_anda"
    )
    assert refused(lambda: actions.answer_review(keeper, made, " ", NOON)) == "jawaban_kosong"
    number = "Hubungi 081234567890"
    assert refused(lambda: actions.answer_review(keeper, made, number, NOON)) == "jawaban_nomor"
    actions.answer_review(keeper, made, "Terima kasih.", NOON)
    actions.answer_review(keeper, made, "Terima kasih banyak.", NOON + timedelta(hours=23))
    late = NOON + timedelta(hours=25)
    assert refused(lambda: actions.answer_review(keeper, made, "Lagi.", late)) == "jawaban_lewat"


def test_a_name_that_is_a_number_waits_too() -> None:
    """Whoever is called like a link or a number is looked at before everybody reads it."""
    line = bought()
    Order.objects.filter(pk=line.part.order_id).update(buyer_name="wa.me/6281234567890 Budi")
    line.part.order.refresh_from_db()
    assert actions.write_review(line, GIVEN, "Bagus", "nama", NOON).state == "DITAHAN"


def test_a_withdrawn_review_leaves_nothing_to_read() -> None:
    """Words, name, photo and answer go; the average forgets it."""
    good = reviewed(5)
    assert queries.average_of(access.reviews_of_good(good.pk)).tenths == 47
    gone = Review.objects.first()
    assert gone is not None
    actions.withdraw_review(gone, NOON)
    gone.refresh_from_db()
    assert (gone.text, gone.name, gone.state) == ("", "", "DITARIK")
    told = queries.average_of(access.reviews_of_good(good.pk))
    assert (told.n, told.tenths) == (4, None)
    assert refused(lambda: actions.withdraw_review(gone, NOON)) == "sudah_ditarik"


def test_erasing_a_buyer_takes_her_reviews_along() -> None:
    """And erasing a maker her answers."""
    made = review(text="Bagus", name="Dewi", answer="Terima kasih")
    order_of = Order.objects.filter(pk=made.line.part.order_id)
    assert actions.erase_maker_answers([made.maker.business_id]) == {"answers": 1}
    assert actions.erase_buyer_reviews(order_of, now=NOON) == {"reviews": 1}
    made.refresh_from_db()
    assert (made.text, made.name, made.answer) == ("", "", "")
    assert not access.public_reviews().exists()


def test_answering_is_reckoned_once_a_day() -> None:
    """Five orders answered in an hour: one row; the same day costs nothing more."""
    keeper = shop()
    for _ in range(5):
        part = order({goods(keeper): 1}).parts.get()
        Part.objects.filter(pk=part.pk).update(state="SELESAI")
        part.moves.create(
            from_state="MENUNGGU_BAYAR", to_state="DIBAYAR", actor="maker",
            at=NOW + timedelta(minutes=50),
        )  # fmt: skip
    assert actions.reckon_answering(NOON) == 1
    row = Answering.objects.get()
    assert (row.n, row.hours, row.finished) == (5, 1, 5)
    assert actions.reckon_answering(NOON + timedelta(hours=2)) == 0
    assert actions.reckon_answering(NOON + timedelta(days=1)) == 0
    assert queries.answering_of(keeper.pk) is not None


def test_the_photo_of_a_review_goes_with_it(
    settings: Settings,
    tmp_path: Path,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    """Taken back or erased, its files are gone from their address; one that another shows stays."""
    settings.MEDIA_ROOT, settings.ORIGINALS_ROOT = tmp_path / "media", tmp_path / "asli"
    photos = [shops.keep_photo(content(colour)).digest for colour in ("teal", "plum", "navy")]
    first, second, third = (review(photo=photo) for photo in photos)
    review(photo=photos[2])
    with django_capture_on_commit_callbacks(execute=True):
        actions.withdraw_review(first, NOON)
        for one in (second, third):
            actions.erase_buyer_reviews(Order.objects.filter(pk=one.line.part.order_id), now=NOON)
    left = {path.name[:64] for path in tmp_path.rglob("*.jpg")}
    assert left == {photos[2]}
