"""Curation: two different people, nobody her own goods, a mark that ends by the day."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from lampit.basics.refusal import Refusal
from lampit.people.models import AuditEntry, User
from lampit.shops import queries
from lampit.shops.actions import (
    Found,
    ask_curation,
    curate,
    take_back_curation,
    withdraw_mark,
)
from lampit.shops.actions.seeding_curation import seed_demo_curation
from lampit.shops.models import Curation, CurationOpinion, CurationSheet, Product
from lampit.shops.queries.finding.wishes import rows_of
from lampit.shops.rules import curation as rules
from tests.factories import NOON, maker, member, product

pytestmark = pytest.mark.django_db
HSU = "63.08"
TODAY = NOON.date()
DAY = timedelta(days=1)


def found(verdict: str = "lolos", score: int = 4, **values: Any) -> Found:
    """Return what a curator typed, the same score everywhere."""
    usual: dict[str, Any] = {
        "verdict": verdict,
        "scores": {one.code: score for one in rules.CRITERIA},
        "words": "" if verdict == "lolos" else "Beri label dan rapikan tepinya.",
        "look_on": TODAY + 30 * DAY if verdict == "perbaikan" else None,
    }
    return Found(**usual | values)


@pytest.fixture
def siti() -> User:
    """Return a maker."""
    return member("maker", HSU)


@pytest.fixture
def good(siti: User) -> Product:
    """Return her good."""
    return product(maker(HSU, siti))


@pytest.fixture
def board() -> tuple[User, User]:
    """Return two curators: the board and the head, its daily chair."""
    return member("board", HSU), member("head", HSU)


def test_two_curators_give_a_mark_that_ends_by_the_day(
    siti: User, good: Product, board: tuple[User, User]
) -> None:
    """One is not enough; the mark is read by page and facet until its last day; all is audited."""
    sheet = ask_curation(siti, good, NOON)
    assert curate(board[0], sheet, found(), NOON).is_open
    assert queries.curation_of(good.pk, today=TODAY) is None
    assert curate(board[1], sheet, found(), NOON).state == "lolos"
    mark = queries.curation_of(good.pk, today=TODAY)
    assert mark is not None
    assert mark.until == rules.valid_until(TODAY)
    assert rows_of(Product.objects.all(), TODAY)[0].curated
    assert queries.curation_of(good.pk, today=mark.until) == mark
    assert queries.curation_of(good.pk, today=mark.until + DAY) is None
    assert not rows_of(Product.objects.all(), mark.until + DAY)[0].curated
    kept = AuditEntry.objects.filter(deed__startswith="kurasi").order_by("number")
    deeds = list(kept.values_list("deed", "reason"))
    assert deeds == [
        ("kurasi.nilai", "lolos"), ("kurasi.nilai", "lolos"), ("kurasi.putusan", "lolos"),
    ]  # fmt: skip


def test_one_person_is_not_two(siti: User, good: Product, board: tuple[User, User]) -> None:
    """The same curator is refused, and the database refuses her too."""
    sheet = ask_curation(siti, good, NOON)
    curate(board[0], sheet, found(), NOON)
    with pytest.raises(Refusal, match="kurator kedua"):
        curate(board[0], sheet, found(), NOON)
    first = CurationOpinion.objects.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        CurationOpinion.objects.create(
            sheet=sheet, curator=board[0], scores=first.scores, verdict="lolos", at=NOON
        )
    assert not Curation.objects.exists()


def test_the_more_careful_word_holds_and_says_when(
    siti: User, good: Product, board: tuple[User, User]
) -> None:
    """A repair has its day; the good may be proposed again, and its history stays."""
    sheet = ask_curation(siti, good, NOON)
    curate(board[0], sheet, found(), NOON)
    later = TODAY + 60 * DAY
    kept = curate(board[1], sheet, found("perbaikan", look_on=later), NOON)
    assert (kept.state, kept.look_on, kept.mark) == ("perbaikan", later, None)
    with pytest.raises(Refusal, match="sudah selesai"):
        curate(member("staff", HSU), kept, found(), NOON)
    again = ask_curation(siti, good, NOON + DAY)
    assert [one.pk for one in queries.sheets_of(good)] == [again.pk, sheet.pk]


def test_nobody_judges_her_own_or_another_kabupaten(good: Product) -> None:
    """Own goods, another office, other roles: no word is kept."""
    keeper_on_board = member("board", HSU)
    own = product(maker(HSU, keeper_on_board))
    sheet = ask_curation(keeper_on_board, own, NOON)
    with pytest.raises(Refusal, match="Barang sendiri"):
        curate(keeper_on_board, sheet, found(), NOON)
    for stranger in (member("board", "63.09"), member("mentor", HSU), member("province", "63")):
        with pytest.raises(Refusal, match="luar wilayah"):
            curate(stranger, sheet, found(), NOON)
    with pytest.raises(Refusal, match="bukan milik"):
        ask_curation(member("maker", HSU), good, NOON)
    assert not CurationOpinion.objects.exists()


def test_what_waits_or_holds_is_not_proposed_again(
    siti: User, good: Product, board: tuple[User, User]
) -> None:
    """One open sheet a good, none while a mark holds, none for a hidden good, ten of a shop."""
    sheet = ask_curation(siti, good, NOON)
    with pytest.raises(Refusal, match="sudah menunggu"):
        ask_curation(board[0], good, NOON)
    for curator in board:
        curate(curator, sheet, found(), NOON)
    with pytest.raises(Refusal, match="masih berlaku"):
        ask_curation(siti, good, NOON)
    hidden = product(good.maker, state="disembunyikan")
    with pytest.raises(Refusal, match="tidak dijual"):
        ask_curation(siti, hidden, NOON)
    for _ in range(rules.OPEN_AT_MOST):
        ask_curation(siti, product(good.maker), NOON)
    with pytest.raises(Refusal, match="banyak barang"):
        ask_curation(siti, product(good.maker), NOON)
    assert ask_curation(board[0], product(good.maker), NOON).by_office


def test_a_mark_is_withdrawn_with_words(
    siti: User, good: Product, board: tuple[User, User]
) -> None:
    """From that day on it is none, on the page and in the facet; twice is refused."""
    sheet = ask_curation(siti, good, NOON)
    for curator in board:
        sheet = curate(curator, sheet, found(), NOON)
    with pytest.raises(Refusal, match="Tulis alasannya"):
        withdraw_mark(board[0], sheet, "", NOON)
    mark = withdraw_mark(board[0], sheet, "Bahannya diganti plastik.", NOON)
    assert mark.withdrawn_words == "Bahannya diganti plastik."
    assert queries.curation_of(good.pk, today=TODAY) is None
    assert not rows_of(Product.objects.all(), TODAY)[0].curated
    with pytest.raises(Refusal, match="tidak berlaku"):
        withdraw_mark(board[0], sheet, "Bahannya diganti plastik.", NOON)


def test_a_proposal_is_taken_back(siti: User, good: Product) -> None:
    """By its keeper; then it can be made anew."""
    sheet = ask_curation(siti, good, NOON)
    with pytest.raises(Refusal):
        take_back_curation(member("maker", HSU), sheet, NOON)
    take_back_curation(siti, sheet, NOON)
    assert CurationSheet.objects.get().state == "ditarik"
    with pytest.raises(Refusal, match="sudah selesai"):
        take_back_curation(siti, sheet, NOON)
    assert ask_curation(siti, good, NOON).is_open


def test_the_demo_has_marks_a_queue_and_advice(board: tuple[User, User]) -> None:
    """Every mark stands on a sheet with two curators."""
    shop = maker(HSU)
    for number in range(20):
        product(shop, name=f"Tikar {number}")
    counts = seed_demo_curation([shop], board, NOON)
    assert counts["curated"]
    assert counts["curation_waiting"]
    states = set(CurationSheet.objects.values_list("state", flat=True))
    assert states == {"menunggu", "lolos", "perbaikan", "belum"}
    marked = CurationSheet.objects.filter(state="lolos")
    assert all(one.mark and one.opinions.count() == 2 for one in marked)
