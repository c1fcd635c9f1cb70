"""Who lacks a paper: nothing noted, ended or asked for; who has one or closed is not told."""

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from lampit.registry import access
from lampit.registry.actions.catalogue import catch_up
from lampit.registry.models import Business, Permit
from lampit.registry.queries import lacking
from lampit.registry.rules.asking import Asked
from tests.factories import business, member, region
from tests.registry.paperwork import CODE, TODAY, ending, made

pytestmark = pytest.mark.django_db
FOOD = {"sector": "kuliner"}


def names(kind: str, *, caught_up: bool = False) -> list[str]:
    """Return the names of who lacks a paper, as staff finds them."""
    if caught_up:
        catch_up()
    staff = member("staff", CODE)
    rows = access.visible_businesses(staff)
    found = lacking.lacking(
        rows, kind, Asked(sector="kuliner"), TODAY, regions=access.whole_regions(staff)
    )
    page = lacking.page(rows, found, kind, TODAY, region=CODE)
    assert page.total == len(page.object_list)
    return [f"{row.business.name} {row.state}" for row in page.object_list]


@pytest.mark.parametrize("caught_up", [False, True])
def test_who_lacks_halal(*, caught_up: bool) -> None:
    """Nothing, ended and in process are told apart; valid, closed and other sectors are not in."""
    made(name="Apam", **FOOD)
    ended = made(name="Bingka", **FOOD)
    ending(ended, -3, kind="halal", number="ID1")
    asked = made(name="Cincin", **FOOD)
    Permit.objects.create(business=asked, kind="halal", number="")
    has = made(name="Dodol", **FOOD)
    ending(has, 30, kind="halal", number="ID2")
    without_end = made(name="Emping", **FOOD)
    Permit.objects.create(business=without_end, kind="halal", number="ID3")
    made(name="Purun", sector="kriya")
    made(name="Tutup", sector="kuliner", status="tutup")
    other = made(name="Gula", **FOOD)
    ending(other, 30, kind="pirt", number="123456789012345")
    told = names("halal", caught_up=caught_up)
    assert told == ["Apam belum", "Bingka habis", "Cincin proses", "Gula belum"]


def test_a_paper_of_a_merged_record_is_one_of_its_business() -> None:
    """The certificate was noted at the record that is now part of another."""
    golden, part = made(name="Wadai", **FOOD), made(name="Wadai Acil", **FOOD)
    ending(part, 30, kind="halal", number="ID9")
    assert names("halal") == ["Wadai belum"]
    Business.objects.filter(pk=part.pk).update(golden=golden)
    assert names("halal") == []


def test_a_nib_in_the_data_counts() -> None:
    """A number in the register is a NIB, whether or not its paper was noted."""
    made(name="Apam", nib="1234567890123", **FOOD)
    made(name="Bingka", **FOOD)
    assert names("nib") == ["Bingka belum"]


def test_the_page_in_reach(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    """Food without halal first; a mentor sees his care, the neighbour nothing; few queries."""
    region("63.08.01", "Danau Panggang")
    shops = [made(name=f"Wadai {n:02d}", **FOOD) for n in range(30)]
    business("63.09", name="Asing", status="aktif", **FOOD)
    mentor = member("mentor", CODE)
    Business.objects.filter(pk=shops[0].pk).update(mentor=mentor)
    client.force_login(member("staff", CODE))
    with django_assert_max_num_queries(12):
        first = client.get("/balai/surat/belum/").content.decode()
    assert 'data-value="30"' in first
    assert "18 Oktober 2026" in first
    assert "Asing" not in first
    last = client.get(f"/balai/surat/belum/?setelah={shops[24].public_id}").content.decode()
    assert "Wadai 29" in last
    assert "Wadai 24" not in last
    assert 'data-value="0"' in client.get("/balai/surat/belum/?bidang=kriya").content.decode()
    nonsense = client.get("/balai/surat/belum/?jenis=xx&bidang=zz&kecamatan=%27")
    assert nonsense.status_code == 200
    client.force_login(mentor)
    own = client.get("/balai/surat/belum/").content.decode()
    assert "Wadai 00" in own
    assert "Wadai 01" not in own
