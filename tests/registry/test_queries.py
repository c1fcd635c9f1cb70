"""Lists, search, frames and counts of the registry: what is found, and with how many queries."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db.models import QuerySet
from pytest_django import DjangoAssertNumQueries

from lampit.outside import vault
from lampit.places.queries import two_below
from lampit.registry import access, queries
from lampit.registry.models import Business
from lampit.registry.queries import Asked
from lampit.registry.rules import search
from lampit.registry.rules.seeing import Sight
from lampit.registry.rules.size import size_group
from tests.factories import business, member, owner, region

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 25)


def known(name: str, who: str, **values: Any) -> Business:
    """Return a business of HSU that can be found by name, owner and telephone."""
    phone = values.get("phone", "")
    return business(
        "63.08",
        name=name,
        owner=owner("63.08", name=who, nik_index=values.pop("nik_index", "")),
        search_key=search.key(name, who, phone),
        district=region("63.08.08", "Haur Gading"),
        **values,
    )


def hsu() -> QuerySet[Business]:
    """Return what staff of HSU see."""
    return access.visible_businesses(member("staff", "63.08"))


def found(**asked: str) -> set[str]:
    """Return the names that the list shows for what is asked."""
    rows = queries.filtered(hsu(), Asked(**asked), TODAY, below=two_below("63.08"))
    return set(rows.values_list("name", flat=True))


def test_search_by_sound_slip_and_order_of_words() -> None:
    """Spelling classes, one typing slip and swapped words find the same business."""
    known("Tikar Fitriani", "Muhammad Noor")
    known("Mebel Hasan", "Hasan")
    for text in ("vitriani", "M. Nur tikar", "Fitirani", "FITRIANI tikar", "mhd noor"):
        assert found(text=text) == {"Tikar Fitriani"}, text
    assert found(text="zzzz") == set()
    assert found(text="  ") == {"Tikar Fitriani", "Mebel Hasan"}


def test_search_by_numbers() -> None:
    """A NIK only whole, a telephone from four digits on, written with 0 or 62."""
    nik = "6308055203690007"
    known("Purun", "Siti", phone="+6289012345678", nik_index=vault.blind_index("nik", nik))
    for text in ("5678", "0890-1234", "+62 890 1234", nik, "6308.05.520369.0007"):
        assert found(text=text) == {"Purun"}, text
    for text in ("567", nik[:15], "6308055203690008"):
        assert found(text=text) == set(), text


def test_search_by_village() -> None:
    """The name of a village finds whoever is in it, beside names that hold the same word."""
    here, there = region("63.08.08.2010", "Palimbangan"), region("63.09.01.2001", "Palimbangan")
    known("Tikar Fitriani", "Noor", village=here)
    known("Toko Palimbangan", "Hasan")
    known("Mebel", "Aida", village=there)
    assert found(text="palimbangan") == {"Tikar Fitriani", "Toko Palimbangan"}
    assert found(text="palimbangan", sector="jasa") == set()


def test_filters() -> None:
    """Each filter keeps what it names and nothing else."""
    known("Satu", "A", sector="kriya", nib="1" * 13, is_online=True, confirmed_on=TODAY)
    known("Dua", "B", sector="jasa", status="tutup", is_online=False)
    known("Tiga", "C", status="", confirmed_on=TODAY - timedelta(days=2000))
    assert found(sector="kriya") == found(nib="ya") == found(online="ya") == {"Satu"}
    assert found(nib="tidak") == {"Dua", "Tiga"}
    assert found(online="tidak") == found(status="tutup") == {"Dua"}
    assert found(status="belum_dipastikan") == {"Tiga"}
    assert found(band="segar") == {"Satu"}
    assert found(band="belum") == {"Dua"}
    assert found(band="basi") == {"Tiga"}
    assert found(subdistrict="63.08.01") == set()
    assert found(band="nonsens") == {"Satu", "Dua", "Tiga"}
    assert Asked(order="nama").is_filtered is False


def test_orders_are_stable_and_unknown_counts_as_smallest() -> None:
    """By name, by confirmation with the unconfirmed first, and newest first by default."""
    known("B", "x", confirmed_on=TODAY)
    known("A", "x")
    known("C", "x", confirmed_on=TODAY - timedelta(days=9))
    for order, names in (
        ("nama", "ABC"),
        ("-nama", "CBA"),
        ("dipastikan", "ACB"),
        ("-dipastikan", "BCA"),
        ("", "CAB"),
        ("ngawur", "CAB"),
    ):
        found_ids = queries.chosen(hsu(), Asked(), TODAY, regions=["63.08"])
        rows = queries.page(hsu(), found_ids, order, TODAY).object_list
        assert "".join(row.name for row in rows) == names, order


def test_a_profile_takes_few_queries(django_assert_max_num_queries: Any) -> None:
    """Facts, origin, owner, papers, groups and numbers of partners in at most nine queries."""
    made = known("Satu", "A", kbli="16292", sales_band=3)
    with django_assert_max_num_queries(9):
        view = queries.profile(made, TODAY, Sight("staff"))
    facts = {f.label: f.text for s in view.sections for f in s.facts}
    assert facts["Penjualan sebulan"] == "Rp1 juta sampai di bawah Rp2,5 juta"
    assert facts["NIB"] == ""
    assert view.owner is not None
    assert view.owner.nik_masked == ""


def test_the_frame_knows_the_size_of_who_told_a_sum() -> None:
    """A list told seven workers and not who: no business of unknown size."""
    business("63.08", workers_total=7)
    business("63.08", workers_total=7, workers_male=1)
    known, told = (row.size for row in queries.frame("63.08", TODAY))
    assert (known, told) == (size_group(7), size_group(1))
    assert known != size_group(None)


def test_the_frame_holds_what_can_be_drawn(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    """Closed, moved and withdrawn businesses are out; strata are told; one query."""
    kept = known("Satu", "A", sector="kriya", workers_male=1, workers_female=2)
    known("Dua", "B", status="tutup")
    known("Tiga", "C", withdrawn_at=datetime(2026, 1, 1, tzinfo=UTC))
    business("63.09", name="Tabalong")
    with django_assert_num_queries(1):
        rows = queries.frame("63.08", TODAY)
    assert rows == [queries.FrameRow(kept.pk, "63.08", "63.08.08", "", "kriya", "2-4")]
    assert len(queries.frame("63")) == 2


def test_counts_for_dashboards(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    """Counts by stratum and band, by kabupaten, by month and by start; one query each."""
    known("Satu", "A", sector="kriya", confirmed_on=TODAY, started_on=date(2020, 1, 1),
          started_precision="year", phone="+628")  # fmt: skip
    known("Dua", "B", sector="kriya", started_on=date(2020, 5, 1), started_precision="month")
    known("Tiga", "C", status="tutup")
    with django_assert_num_queries(1):
        rows = queries.analysis_rows("63.08", TODAY)
    assert queries.CountRow("63.08.08", "kriya", "aktif", "segar", 1) in rows
    assert sum(row.count for row in rows) == 3
    with django_assert_num_queries(1):
        counts = queries.counts()
    assert [(c.region, c.businesses, c.running) for c in counts] == [("63.08", 3, 2)]
    with django_assert_num_queries(2):
        starts = queries.starts_of("63.08")
    assert sorted(starts, key=str) == [(2020, 5, 1), (2020, None, 1)]
    with django_assert_num_queries(1):
        months = queries.registered_by_month("63.08", date(2026, 10, 9), TODAY)
    assert months == [(date(2026, 10, 1), 0), (date(2026, 11, 1), 3)]
