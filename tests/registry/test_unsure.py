"""Pairs that nobody knew are listed, come back when a record changed, and are answered anew."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from lampit.basics.refusal import Refusal
from lampit.people.models import AuditEntry, User
from lampit.registry import actions
from lampit.registry.actions import duplicates
from lampit.registry.actions.storing import FoundPair, store_pairs
from lampit.registry.models import Business, Pair
from lampit.registry.queries.merging import golden_of
from tests.factories import member
from tests.registry.lookalikes import mark, office, pair_of, record
from tests.registry.told import NOW, told

pytestmark = pytest.mark.django_db
PLACE = "/balai/duplikat/ragu/"
LATER = NOW + timedelta(minutes=5)


def _unsure(staff: User, reason: str = "", **values: str) -> Pair:
    """Return a pair to which a person answered that nobody knows."""
    pair = pair_of(record(staff, **values), record(staff, name="Lain"))
    return duplicates.decide(staff, pair.pk, "ragu", mark=mark(pair), now=NOW, reason=reason)


def _found_again(pair: Pair) -> Pair:
    found = FoundPair(pair.left_id, pair.right_id, 0.9)
    store_pairs(pair.region_id, [found], "uji-1", now=LATER)
    pair.refresh_from_db()
    return pair


def test_the_list_tells_who_did_not_know_when_and_why(client: Client) -> None:
    """It stands in no queue meanwhile; the neighbour sees none of it."""
    staff = office()
    pair = _unsure(staff, "tanya kepala desa", name="Salasiah")
    client.force_login(staff)
    page = client.get(PLACE).content.decode()
    assert 'data-page="registry.unsure_pairs"' in page
    for words in ("Salasiah", "tanya kepala desa", staff.username, f"/balai/duplikat/{pair.pk}/"):
        assert words in page
    assert "catatannya berubah sejak itu" not in page
    assert "Tidak ada pasangan yang menunggu" in client.get("/balai/duplikat/").content.decode()
    shown = client.get(f"/balai/duplikat/{pair.pk}/").content.decode()
    assert "tanya kepala desa" in shown
    assert f"/balai/duplikat/{pair.pk}/lagi/" in shown
    client.force_login(office("63.09"))
    assert "Salasiah" not in client.get(PLACE).content.decode()
    assert client.post(f"/balai/duplikat/{pair.pk}/lagi/").status_code == 404


def test_another_person_goes_on_from_the_list(client: Client) -> None:
    """The pair waits again, is held by who asked, and ends with the answer; the trail tells all."""
    staff, head = office(), member("head", "63.08")
    pair = _unsure(staff, "tanya kepala desa")
    client.force_login(head)
    answer = client.post(f"/balai/duplikat/{pair.pk}/lagi/")
    assert (answer.status_code, answer["Location"]) == (302, f"/balai/duplikat/{pair.pk}/")
    pair.refresh_from_db()
    assert (pair.state, pair.leased_by_id) == ("baru", head.pk)
    with pytest.raises(Refusal, match="sedang diperiksa"):
        duplicates.decide(staff, pair.pk, "beda", mark=mark(pair), now=timezone.now())
    merged = client.post(f"/balai/duplikat/{pair.pk}/gabung/", {"mark": mark(pair)})
    assert merged.status_code == 302
    assert golden_of(pair.left_id) == golden_of(pair.right_id)
    assert "Tidak ada yang ditandai" in client.get(PLACE).content.decode()
    told_of = AuditEntry.objects.filter(deed="decide_pair").order_by("number")
    assert [row.fields for row in told_of] == ["ragu", "baru", "sama"]


def test_asking_again_of_a_pair_that_was_answered_says_so(client: Client) -> None:
    """A page that was opened before does not take an answer back."""
    staff = office()
    pair = _unsure(staff)
    duplicates.ask_again(staff, pair.pk, now=LATER)
    duplicates.decide(staff, pair.pk, "beda", mark=mark(pair), now=LATER)
    client.force_login(staff)
    page = client.post(f"/balai/duplikat/{pair.pk}/lagi/", follow=True).content.decode()
    assert "tidak lagi ditandai belum tahu" in page
    pair.refresh_from_db()
    assert pair.state == "beda"


def test_a_changed_record_brings_the_pair_back(client: Client) -> None:
    """A search that finds it again asks again; without a change it stays on the list."""
    staff = office()
    pair = _unsure(staff)
    assert _found_again(pair).state == "ragu"
    one = Business.objects.get(pk=pair.left_id)
    actions.edit_business(
        staff, one.public_id, told(name="Nama Baru", nik="", phones=()), based_on=one.version,
        now=LATER,
    )  # fmt: skip
    client.force_login(staff)
    assert "catatannya berubah sejak itu" in client.get(PLACE).content.decode()
    assert _found_again(pair).state == "baru"
    assert "Tidak ada yang ditandai" in client.get(PLACE).content.decode()


def test_two_blind_answers_do_not_hide_a_pair_that_is_asked_about_again() -> None:
    """Both answers were to what nobody knew: the pair waits for anybody."""
    staff = office()
    pair = _unsure(staff)
    Pair.objects.filter(pk=pair.pk).update(
        is_double=True, first_answer="ragu", second_answer="ragu", first_reviewer=staff,
    )  # fmt: skip
    again = duplicates.ask_again(staff, pair.pk, now=LATER)
    again.refresh_from_db()
    assert (again.second_answer, again.first_reviewer_id, again.is_double) == ("", None, False)


def test_the_list_has_pages_and_no_query_a_row(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    """Thirty are two pages; merged and withdrawn records are not on it."""
    staff = office()
    rows = [record(staff, name=f"Usaha {n:02}") for n in range(31)]
    for other in rows[1:]:
        pair_of(rows[0], other)
    Pair.objects.update(state="ragu", reviewer=staff, decided_at=NOW)
    Business.objects.filter(pk=rows[30].pk).update(withdrawn_at=NOW)
    Business.objects.filter(pk=rows[29].pk).update(golden=rows[1])
    client.force_login(staff)
    client.get(PLACE)
    with django_assert_max_num_queries(8):
        page = client.get(PLACE).content.decode()
    assert page.count("/lagi/") == 25
    assert "1–25 dari 28" in page
    assert client.get(f"{PLACE}?hal=2").content.decode().count("/lagi/") == 3
