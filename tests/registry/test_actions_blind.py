"""A share of pairs is answered by two people blindly; answers move the bounds of the queue."""

from datetime import timedelta

import pytest
from django.test import Client
from pytest_django import Settings

from lampit.basics.refusal import Refusal
from lampit.registry import access, actions
from lampit.registry.actions.calibrating import calibrate
from lampit.registry.models import Calibration, Pair
from lampit.registry.queries import duplicates as queries
from lampit.registry.queries import precision
from lampit.registry.queries.merging import golden_of
from tests.factories import business, member, sale
from tests.registry.lookalikes import mark, office, pair_of, record
from tests.registry.told import NOW

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(minutes=11)


@pytest.fixture(autouse=True)
def all_are_drawn(settings: Settings) -> None:
    """Draw every pair."""
    settings.DOUBLE_SHARE = 1.0


def pair() -> Pair:
    """Return a waiting pair of two businesses."""
    staff = office()
    return pair_of(record(staff), record(staff, name="Lain"))


def answered(found: Pair) -> Pair:
    """Return a pair as it is stored now."""
    found.refresh_from_db()
    return found


def test_two_who_agree_settle_it(client: Client) -> None:
    """The first answer only waits; the second does not see it and carries it out."""
    found = pair()
    first, second = office(), office()
    actions.decide(first, found.pk, "beda", mark=mark(found), now=NOW)
    assert answered(found).state == Pair.State.NEW
    assert queries.next_pair(access.visible_pairs(first), first.pk, LATER) is None
    with pytest.raises(Refusal) as refused:
        actions.decide(first, found.pk, "beda", mark=mark(found), now=LATER)
    assert refused.value.code == "second_person"
    client.force_login(second)
    page = client.get(f"/balai/duplikat/{found.pk}/").content.decode()
    assert "sudah menjawab" not in page
    client.force_login(first)
    assert "Anda sudah menjawab" in client.get(f"/balai/duplikat/{found.pk}/").content.decode()
    actions.decide(second, found.pk, "beda", mark=mark(found), now=NOW)
    assert answered(found).state == Pair.State.DIFFERENT
    assert (found.first_answer, found.second_answer) == ("beda", "beda")


def test_two_who_agree_merge() -> None:
    """Also "the same" is carried out only by the second."""
    found = pair()
    assert actions.merge_pair(office(), found.pk, mark=mark(found), now=NOW) is None
    assert golden_of(found.right_id) == found.right_id
    assert actions.merge_pair(office(), found.pk, mark=mark(found), now=LATER) is not None
    assert golden_of(found.left_id) == golden_of(found.right_id)


def test_with_money_two_are_enough() -> None:
    """Where a sale hangs on it, the second blind answer is the second person's as well."""
    found = pair()
    sale(found.left, NOW.date(), 50_000)
    assert actions.merge_pair(office(), found.pk, mark=mark(found), now=NOW) is None
    assert actions.merge_pair(office(), found.pk, mark=mark(found), now=LATER) is not None


def test_where_they_differ_the_head_decides(client: Client) -> None:
    """Nothing happens until the head has looked; nobody else finds it in the queue."""
    found, head = pair(), member("head", "63.08")
    first, second, third = office(), office(), office()
    actions.decide(first, found.pk, "beda", mark=mark(found), now=NOW)
    assert actions.merge_pair(second, found.pk, mark=mark(found), now=NOW) is None
    assert answered(found).state == Pair.State.NEW
    for person in (first, second, third):
        pairs = access.visible_pairs(person)
        assert queries.next_pair(pairs, person.pk, LATER) is None
        with pytest.raises(Refusal) as refused:
            actions.decide(person, found.pk, "beda", mark=mark(found), now=LATER)
        assert refused.value.code == "for_head"
    client.force_login(head)
    page = client.get("/balai/duplikat/ketepatan/").content.decode()
    assert f"/balai/duplikat/{found.pk}/" in page
    client.force_login(third)
    page = client.get("/balai/duplikat/ketepatan/").content.decode()
    assert f"/balai/duplikat/{found.pk}/" not in page
    actions.decide(head, found.pk, "beda", mark=mark(found), now=LATER)
    assert answered(found).state == Pair.State.DIFFERENT
    told = precision.agreement(Pair.objects.all())
    assert (told.n, told.agreed) == (1, 0)


def test_a_waiting_answer_is_taken_back() -> None:
    """The first's and the second's alike: as if nobody had answered."""
    found = pair()
    first, second = office(), office()
    actions.decide(first, found.pk, "beda", mark=mark(found), now=NOW)
    actions.undo_last(first, now=LATER)
    assert (answered(found).is_double, found.first_reviewer_id, found.first_answer) == (
        False, None, "",
    )  # fmt: skip
    actions.decide(first, found.pk, "beda", mark=mark(found), now=NOW)
    actions.merge_pair(second, found.pk, mark=mark(found), now=LATER)
    with pytest.raises(Refusal):
        actions.undo_last(first, now=LATER)
    actions.undo_last(second, now=LATER)
    assert (answered(found).second_answer, found.first_answer) == ("", "beda")


def test_alone_in_an_office_nobody_waits_for_a_second() -> None:
    """Where only one person may decide, the answer counts at once."""
    staff = office("63.09")
    found = pair_of(business("63.09", name="A"), business("63.09", name="B"))
    actions.decide(staff, found.pk, "beda", mark=mark(found), now=NOW)
    assert answered(found).state == Pair.State.DIFFERENT


def test_a_first_answer_to_money_is_taken_back_too(settings: Settings) -> None:
    """The answer that waits for the second person of a pair with sales goes with "urungkan"."""
    settings.DOUBLE_SHARE = 0.0
    found, first = pair(), office()
    sale(found.left, NOW.date(), 50_000)
    assert actions.merge_pair(first, found.pk, mark=mark(found), now=NOW) is None
    assert answered(found).first_reviewer_id == first.pk
    actions.undo_last(first, now=LATER)
    assert answered(found).first_reviewer_id is None
    with pytest.raises(Refusal):
        actions.undo_last(first, now=LATER)


def test_answers_move_the_bounds_of_their_kabupaten_alone(client: Client) -> None:
    """Kept with how many, method and interval; the queue and the page of sure ones follow."""
    staff = office()
    waiting = pair_of(record(staff), record(staff), 0.975)
    far = pair_of(business("63.09"), business("63.09"), 0.975)
    for _ in range(250):
        Pair.objects.create(
            region_id="63.08", left=business("63.08"), right=business("63.08"), probability=0.98,
            model="uji", state="sama", reviewer=staff, decided_at=NOW, found_at=NOW,
        )  # fmt: skip
    assert queries.sure(Pair.objects.all()).count() == 0
    moved = calibrate("63.08", "uji-1", now=NOW)
    assert (moved.answers, moved.sure_from) == (250, 0.95)
    calibrate("63.08", "uji-1", now=LATER)
    assert Calibration.objects.count() == 1
    assert list(queries.sure(Pair.objects.all())) == [waiting]
    assert far not in queries.sure(Pair.objects.all())
    client.force_login(staff)
    page = client.get("/balai/duplikat/ketepatan/").content.decode()
    assert "250 jawaban orang" in page
    assert 'data-n="250"' in page


def test_the_number_of_waiting_pairs_is_asked_after_the_page(client: Client) -> None:
    """It stands beside the link, is empty where nothing waits, and is shut for other roles."""
    client.force_login(office())
    assert client.get("/balai/duplikat/jumlah/").content.decode().strip() == ""
    found = pair()
    assert found.pk
    told = client.get("/balai/duplikat/jumlah/")
    assert 'data-value="1"' in told.content.decode()
    assert "max-age=30" in told["Cache-Control"]
    assert 'hx-get="/balai/duplikat/jumlah/"' in client.get("/balai/duplikat/").content.decode()
    client.force_login(member("board", "63.08"))
    assert client.get("/balai/duplikat/jumlah/").status_code == 403
    client.force_login(office("63.09"))
    assert client.get("/balai/duplikat/jumlah/").content.decode().strip() == ""
