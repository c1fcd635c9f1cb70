"""Reads of regions and maps."""

import csv
import gzip

import pytest
from pytest_django import DjangoAssertNumQueries

from lampit.places import actions, queries


@pytest.mark.django_db
def test_tree_and_search(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    """Children, villages with their kecamatan, and names found by a part; one query each."""
    actions.load_regions(only="63.08")
    with django_assert_num_queries(1):
        assert len(queries.children("63.08")) == 10
    with django_assert_num_queries(1):
        villages = queries.villages_of("63.08")
        assert {v.parent.name for v in villages if v.parent} >= {"Haur Gading", "Paminggir"}
    assert len(villages) == 219
    with django_assert_num_queries(1):
        twins = queries.search("murung sari", within="63.08")
    assert [r.code for r in twins] == ["63.08.04.2030", "63.08.05.1002"]
    assert queries.search("  ") == []
    assert queries.region("63.99") is None
    assert [r.code for r in queries.children("")] == ["63"]
    assert queries.place_line("63.08.01.2003") == "Sungai Namang, Danau Panggang"


def test_maps_are_complete() -> None:
    """38 provinces, 514 districts, 10 sub-districts and 219 villages are drawn."""
    counts = {which: len(queries.boundaries(which)["features"]) for which in queries.MAPS}
    assert counts == {"province": 38, "kabkota": 514, "hsu_kecamatan": 10, "hsu_desa": 219}
    assert len(queries.boundaries("kabkota", "63")["features"]) == 13
    assert queries.has_map("63.08")
    assert not queries.has_map("63.09")
    names = {f["properties"]["name"] for f in queries.boundaries("hsu_desa")["features"]}
    assert "Rantau Karau Tengah" in names


def test_points_are_known() -> None:
    """Every district has a point inside it."""
    assert len(queries.centroids()) == 781
    assert queries.centroids()["63.08"][0] < 0


def test_every_province_has_the_name_of_the_list() -> None:
    """All 38 by their code, from any region inside; nothing for a code of no province."""
    with gzip.open(queries.DATA / "regions_all.csv.gz", "rt", encoding="utf-8") as file:
        listed = {r["code"]: r["name"] for r in csv.DictReader(file) if len(r["code"]) == 2}
    assert len(listed) == 38
    assert {code: queries.province_name(f"{code}.01.02") for code in listed} == listed
    assert queries.province_name("00.01") == ""
