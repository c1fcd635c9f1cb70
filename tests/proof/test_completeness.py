"""Completeness is told once: the boards tell what the register's own page tells, of one count."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.template.loader import render_to_string
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from lampit.proof.actions import refresh_figures
from lampit.proof.models import Figure
from lampit.proof.queries.boards import register_counts
from lampit.proof.rules.board import COMPLETE, FRESH, REGISTERED, Raw, roll_up
from lampit.registry.actions import count_quality
from lampit.registry.queries.quality import standing
from lampit.registry.rules.quality import FIELDS, SCORED
from tests.factories import business, member, owner, region

NOW = datetime(2026, 11, 25, 2, tzinfo=UTC)
DAY = timezone.localdate(NOW)
database = pytest.mark.django_db
# As the sentence that explains it names the scored fields.
SAID = {
    "owner": "nama pemilik", "village": "desa", "phone": "nomor HP", "nik": "NIK", "kbli": "KBLI",
    "started": "mulai usaha", "workers": "pekerja",
}  # fmt: skip


def told(code: str, indicator: str = COMPLETE) -> Figure:
    """Return the newest figure of a region ("" is the nation)."""
    return Figure.objects.filter(region_id=code or None, indicator=indicator).latest("period")


def register(code: str, count: int, **values: Any) -> None:
    """Write alike businesses into a kabupaten, and a closed one that no share is about."""
    for _ in range(count):
        business(code, **({"village": region(f"{code}.01.2001"), "kbli": "16291"} | values))
    business(code, status="tutup")


@database
def test_both_pages_tell_the_same_figure(client: Client) -> None:
    """Of the same businesses and the same count, with its n and day."""
    register("63.08", 6, owner=owner("63.08"), workers_total=3)
    count_quality("63.08", now=NOW)
    refresh_figures("", DAY, now=NOW + timedelta(hours=3))
    own, figure = standing("63.08"), told("63.08")
    assert own is not None
    assert figure.value == pytest.approx(own.counts.completeness_share)
    assert figure.value == pytest.approx(4 / 7)
    assert (figure.n, figure.updated_on) == (6, DAY)
    assert told("63.08", REGISTERED).n == 7
    client.force_login(member("staff", "63.08"))
    assert 'data-value="0.5714' in client.get("/balai/mutu/").content.decode()
    page = client.get("/nasional/63.08/").content.decode()
    assert 'data-value="0.5714' in page
    assert "dari 6 usaha yang mungkin masih berjalan, dihitung 25 November 2026" in page


@database
def test_boards_add_up_by_their_businesses_and_the_oldest_count_dates_them() -> None:
    """Six of four fields and three of two are a province of nine; freshness as well."""
    register("63.08", 6, owner=owner("63.08"), workers_total=3, confirmed_on=DAY)
    register("63.09", 3)
    count_quality("63.08", now=NOW)
    count_quality("63.09", now=NOW - timedelta(days=1))
    refresh_figures("", DAY, now=NOW)
    whole = told("63")
    assert whole.value == pytest.approx((6 * 4 + 3 * 2) / (9 * 7))
    assert (whole.n, whole.boards, whole.updated_on) == (9, 2, DAY - timedelta(days=1))
    fresh = told("63", FRESH)
    assert fresh.value == pytest.approx(6 / 9)
    assert fresh.n == 9


@database
def test_what_was_not_counted_is_unknown() -> None:
    """A register is told of at once, its completeness from its first count on."""
    register("63.08", 6)
    refresh_figures("", DAY, now=NOW)
    assert (told("63.08", REGISTERED).n, told("63.08").value, told("63.08").n) == (7, None, 0)
    assert told("63.08").updated_on is None


@database
def test_the_boards_read_counts_and_not_the_register(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    """Two groupings and the stored counts, however many kabupaten; months before are not read."""
    for code in ("63.08", "63.09"):
        register(code, 4)
        count_quality(code, now=NOW - timedelta(days=40))
        register(code, 4, owner=owner(code))
        count_quality(code, now=NOW)
    with django_assert_num_queries(3):
        found = register_counts()
    assert {(raw.framed, raw.filled, raw.counted_on) for raw in found.values()} == {(8, 20, DAY)}


def test_a_share_of_one_or_two_is_kept_back_though_the_register_is_larger() -> None:
    """Nine registered and two that may still run: the count is told, the shares are not."""
    boards = {
        "63.08": Raw(9, 4, 14, 1, DAY, framed=2), "63.09": Raw(9, 40, 63, 5, DAY, framed=9),
        "63.07": Raw(8, 40, 56, 5, DAY, framed=8),
    }  # fmt: skip
    found = {f.indicator: f for f in roll_up(boards)["63.08"]}
    assert not found[REGISTERED].hidden
    assert (found[COMPLETE].hidden, found[COMPLETE].value, found[FRESH].n) == (True, None, 0)


def test_the_sentence_names_each_scored_field_and_no_other() -> None:
    """Negative control: a field that is scored, or no longer, must be said."""
    said = render_to_string("registry/_complete_means.html").partition("NIB")[0]
    assert set(SAID) == set(SCORED) < set(FIELDS)
    assert [name for name, words in SAID.items() if words not in said] == []
