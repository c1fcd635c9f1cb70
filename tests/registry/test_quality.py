"""Completeness and freshness by place and month: counted in the database, read from months."""

import csv
import io
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from lampit.registry import actions
from lampit.registry.models import Pair, QualitySnapshot
from lampit.registry.queries import quality as reads
from lampit.registry.queries import starts_of
from lampit.registry.rules import quality as rules
from lampit.registry.rules.quality import Counts
from tests.factories import business, member, owner, region
from tests.registry.told import NOW

TODAY = date(2026, 11, 25)
VILLAGE, OTHER = "63.08.01.2003", "63.08.01.2004"


def village(code: str = VILLAGE) -> dict[str, object]:
    """Return where a business lies."""
    return {"village": region(code), "district": region(code[:8])}


def test_scores_are_means_and_unknown_without_businesses() -> None:
    """Seven scored fields; 18 months; nobody there is no score, not zero."""
    counts = Counts(10, 8, {"segar": 2, "cukup": 2, "basi": 4}, {}, dict.fromkeys(rules.SCORED, 4))
    assert counts.completeness_share == 0.5
    assert counts.fresh_share == 0.5
    assert (Counts(3, 0).completeness_share, Counts(3, 0).fresh_share) == (None, None)
    both = rules.added([counts, counts])
    assert (both.framed, both.bands["basi"], both.completeness_share) == (16, 8, 0.5)


def test_doubles_are_estimated_only_on_enough_answers() -> None:
    """Waiting × precision with Wilson's ends; below twenty decisions nothing is said."""
    assert rules.estimated_doubles(100, 10, 9).value is None
    told = rules.estimated_doubles(100, 80, 20)
    assert told.value == pytest.approx(80)
    assert told.low is not None
    assert told.high is not None
    assert 70 < told.low < 80 < told.high < 88
    sure = rules.estimated_doubles(50, 30, 0)
    assert sure.value == 50
    assert sure.low is not None
    assert 40 < sure.low < 50


@pytest.mark.django_db
def test_counting_is_one_query_and_adds_up(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    """Village, kecamatan and kabupaten; closed ones are records but not in the shares."""
    for number in range(6):
        business(
            "63.08", **village(), confirmed_on=TODAY - timedelta(days=number),
            phone="+6289000000001", kbli="16291", owner=owner("63.08"),
        )  # fmt: skip
    business("63.08", **village(OTHER), status="tutup", phone="+6289000000001")
    business("63.08", name="tanpa desa")
    business("63.09")
    with django_assert_num_queries(2 if connection.vendor == "postgresql" else 1):
        counted = reads.counted("63.08", TODAY)
    found = counted.places
    assert set(found) == {"63.08", "63.08.01", VILLAGE, OTHER}
    assert (found["63.08"].businesses, found["63.08"].framed) == (8, 7)
    assert (found[OTHER].businesses, found[OTHER].framed) == (1, 0)
    assert found[VILLAGE].filled["kbli"] == 6
    assert found[VILLAGE].completeness_share == pytest.approx(4 / 7)
    assert found["63.08"].bands == {"segar": 6, "cukup": 0, "lama": 0, "basi": 0, "belum": 1}
    assert found["63.08"].statuses["tutup"] == 1
    assert counted.starts == [(None, None, 7)]


@pytest.mark.django_db
def test_the_clock_counts_once_a_day_and_keeps_past_months(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    """Again the same day: nothing, two small queries; next day: anew; next month: a new row."""
    business("63.08", **village())
    business("63.09")
    assert actions.count_due(NOW) == 2
    with django_assert_num_queries(2):
        assert actions.count_due(NOW + timedelta(hours=2)) == 0
    business("63.08", **village())
    assert actions.count_due(NOW + timedelta(days=1)) == 2
    assert QualitySnapshot.objects.get(place_id=VILLAGE).framed == 2
    business("63.08", started_on=date(2024, 3, 1), started_precision="month")
    assert starts_of("63.08") == [(None, None, 2)], "as counted that day"
    actions.count_quality("63.08", now=NOW + timedelta(days=1))
    assert sorted(starts_of("63.08"), key=str) == [(2024, 3, 1), (None, None, 2)]
    assert starts_of("63.07") == []
    business("63.08", **village())
    actions.count_due(NOW + timedelta(days=20))
    rows = QualitySnapshot.objects.filter(place_id=VILLAGE).order_by("month")
    assert list(rows.values_list("month", "framed")) == [
        (date(2026, 11, 1), 2),
        (date(2026, 12, 1), 3),
    ]


@pytest.mark.django_db
def test_the_page_and_its_file(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    """Scores, places, months, method; withheld cells in page and file; a neighbour sees his own."""
    staff = member("staff", "63.08")
    for _ in range(8):
        business("63.08", **village(), confirmed_on=TODAY, owner=owner("63.08"))
    for _ in range(3):
        business("63.08", **village(OTHER))
    for _ in range(3):  # with the two below five have no village: enough not to be told apart
        business("63.08")
    Pair.objects.create(
        region_id="63.08", left=business("63.08"), right=business("63.08"), probability=0.9,
        model="uji", found_at=NOW,
    )  # fmt: skip
    client.force_login(staff)
    assert "Belum dihitung" in client.get("/balai/mutu/").content.decode()
    assert client.post("/balai/mutu/hitung/").status_code == 302
    actions.seed_quality("63.08", 3, now=timezone.now())
    with django_assert_max_num_queries(14):
        page = client.get("/balai/mutu/").content.decode()
    assert 'data-page="registry.quality"' in page
    assert "Cara menghitung" in page
    assert "baru 0 diperiksa" in page
    assert "data contoh" in page
    below = client.get("/balai/mutu/?kecamatan=63.08.01").content.decode()
    assert below.count("terlalu sedikit") == 4
    assert client.get("/balai/mutu/?kecamatan=63.09.01").status_code == 404
    file = client.get("/balai/mutu/unduh.csv").content.decode("utf-8-sig")
    lines = list(csv.DictReader(io.StringIO(file), delimiter=";"))
    small = [line for line in lines if line["kode"] == OTHER]
    assert len(small) == 4
    assert all(line["kelengkapan"] == "" for line in small)
    whole = next(line for line in lines if line["kode"] == "63.08")
    assert float(whole["dipastikan_18_bulan"]) == pytest.approx(8 / 16, abs=1e-4)
    client.force_login(member("staff", "63.09"))
    assert "Belum dihitung" in client.get("/balai/mutu/").content.decode()
    for role in ("mentor", "enumerator", "maker"):
        client.force_login(member(role, "63.08"))
        assert client.get("/balai/mutu/").status_code == 403


@pytest.mark.django_db
def test_province_and_nation_see_sums_and_what_is_withheld(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    """Kabupaten of the province, provinces of the nation; a small one takes another along."""
    for code, many in (("63.08", 9), ("63.09", 3), ("63.10", 30), ("62.71", 7)):
        region(code)
        for _ in range(many):
            business(code)
        actions.count_quality(code, now=timezone.now())
    region("63.11", "Kabupaten Balangan")
    client.force_login(member("province", "63"))
    with django_assert_max_num_queries(14):
        page = client.get("/balai/mutu/").content.decode()
    assert page.count("terlalu sedikit") == 4  # two kabupaten, both shares
    assert "belum diketahui" in page
    assert "62.71" not in page
    assert client.get("/balai/mutu/unduh.csv").status_code == 403
    client.force_login(member("nation", None))
    whole = client.get("/balai/mutu/").content.decode()
    assert 'data-value="49"' in whole
    assert "?provinsi=63" in whole
    assert client.get("/balai/mutu/?provinsi=63").content.decode().count("terlalu sedikit") == 4
    assert client.get("/balai/mutu/?provinsi=99").status_code == 404
