"""What buyers answered and what promotion cost, for the office: sums that tell of nobody."""

from datetime import UTC, date, datetime, timedelta
from itertools import combinations
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from lampit.desk.actions.freezing import freeze_months
from lampit.desk.models import PromotionMonth
from lampit.desk.queries.promotion import Spending
from lampit.desk.rules import cells
from lampit.desk.rules.months import due_months
from lampit.orders.models import Order, Part
from lampit.registry.actions import record_consent
from lampit.registry.models import Owner
from lampit.registry.rules.consents import BY_CODE, PROMOTION
from lampit.shops import actions
from lampit.shops.models import Campaign, Maker
from lampit.shops.rules import promotion
from tests.factories import NOW, business, maker, member, owner, sale
from tests.orders.things import STATIC, goods, order

HSU = "63.08"
SPENT = date(2026, 9, 20)
LATER = datetime(2026, 10, 11, 4, tzinfo=UTC)  # ten days after the end of that month
KINDS = ["IKLAN", "STAN", "ANGKUT", "JAM"]
AMOUNTS = st.dictionaries(st.integers(1, 6), st.integers(1, 100), max_size=6)


@given(st.dictionaries(st.sampled_from(KINDS), AMOUNTS))
def test_nobody_follows_from_what_is_said(parts: dict[str, dict[int, int]]) -> None:
    """Any sum that follows from what is said stands on three owners, none above 70 % of it."""
    held = cells.withheld(parts)
    whole = cells.together(parts.values())
    assert (held is None) == (not cells.may_tell(whole))
    if held is None:
        return
    told = [part for part in parts if parts[part] and part not in held]
    for size in range(len(told) + 1):
        for some in combinations(told, size):
            left = cells.together(parts[p] for p in parts if p not in some)
            assert not left or cells.may_tell(left)
            assert not some or cells.may_tell(cells.together(parts[p] for p in some))
    assert len(held) != 1
    if all(cells.may_tell(part) for part in parts.values() if part):
        assert not held


def test_a_month_is_due_ten_days_after_its_end() -> None:
    """Not before; also over the turn of a year."""
    assert due_months(date(2026, 12, 10), 1) == [date(2026, 10, 1)]
    assert due_months(date(2026, 12, 11), 2) == [date(2026, 11, 1), date(2026, 10, 1)]
    assert due_months(date(2027, 1, 11), 1) == [date(2026, 12, 1)]


def _shop(code: str = HSU, *, agrees: bool = True, person: Owner | None = None) -> Maker:
    account = member("maker", code)
    person = person or owner(code)
    made = maker(code, account, business=business(code, owner=person), qris=STATIC)
    if agrees:
        _say(made, is_given=True)
    return made


def _say(of: Maker, *, is_given: bool) -> None:
    assert of.account is not None
    assert of.business.owner is not None
    record_consent(
        of.account, of.business.owner, PROMOTION, is_given, words=BY_CODE[PROMOTION].words,
        channel="layar", now=NOW, is_owner=True,
    )  # fmt: skip


def _spend(of: Maker, kind: str, amount: int) -> Campaign:
    assert of.account is not None
    campaign = actions.begin_campaign(of.account, of, "Pameran", SPENT, None, NOW)
    spent = promotion.check_spending(
        kind, amount, SPENT, today=SPENT, minutes=60, hourly_value=amount
    )
    actions.note_spending(of.account, campaign, spent, kind, NOW)
    return campaign


def _page(role: str = "head", code: str = HSU, query: str = "") -> Any:
    client = Client()
    client.force_login(member(role, code))
    return client.get(f"/balai/kanal/{query}")


def _frozen() -> Spending:
    """Sum the month and return what the page tells of it."""
    assert freeze_months(LATER) >= 1
    found = _page(query="?bulan=2026-09").context["spending"]
    assert isinstance(found, Spending)
    return found


def _by_link(of: Maker, campaign: Campaign) -> None:
    link = actions.tracked_link(of, None, "POSTER", campaign, NOW)
    made = order({goods(of): 1})
    line = made.parts.get().lines.get()
    sale(of.business, SPENT, 50_000, channel="LAPAK", source="ORDER",
         promo_code=link.code, order_line=line)  # fmt: skip


@pytest.mark.django_db
def test_spending_is_summed_with_consent_over_three_owners() -> None:
    """Who said no, never answered or is elsewhere is in no sum; rupiah per order follows."""
    shops = [_shop() for _ in range(3)]
    for of in shops:
        _by_link(of, _spend(of, "STAN", 100_000))
    for other in (_shop(agrees=False), _shop("63.09")):
        _by_link(other, _spend(other, "STAN", 9_000_000))
    found = _frozen()
    assert (found.owners, found.money, found.hours, found.orders) == (3, 300_000, 0, 3)
    assert found.per_order == 100_000
    assert [(row.name, row.count) for row in found.rows] == [("Sewa stan", 300_000)]
    page = _page(query="?bulan=2026-09").content.decode()
    assert "9.000.000" not in page
    assert "tidak berubah" in page


@pytest.mark.django_db
def test_a_month_once_summed_tells_nobody_by_a_difference() -> None:
    """Notes, a withdrawn yes and a new one come too late; before its ten days nothing is told."""
    shops = [_shop() for _ in range(4)]
    for of in shops[:3]:
        _spend(of, "STAN", 100_000)
    assert freeze_months(LATER - timedelta(days=1)) == 0
    assert _page().context["spending"] is None
    before = _frozen()
    _spend(shops[3], "STAN", 55_000)
    _say(shops[0], is_given=False)
    assert freeze_months(LATER + timedelta(days=3)) == 0
    assert _page(query="?bulan=2026-09").context["spending"] == before
    assert PromotionMonth.objects.get(region=HSU).facts["money"] == 300_000


@pytest.mark.django_db
def test_a_month_without_notes_is_over_too(django_assert_num_queries: Any) -> None:
    """What is noted after its ten days counts nowhere, and nothing is summed again each minute."""
    assert freeze_months(LATER) == 0
    with django_assert_num_queries(1):
        assert freeze_months(LATER) == 0
    for of in [_shop() for _ in range(3)]:
        _spend(of, "STAN", 100_000)
    assert freeze_months(LATER) == 0
    assert _page(query="?bulan=2026-09").context["spending"] is None


@pytest.mark.django_db
def test_owners_are_counted_and_none_may_dominate() -> None:
    """Two shops of one person and one more are two owners; nor is one with four fifths told."""
    person = owner(HSU)
    for of in (_shop(person=person), _shop(person=person), _shop()):
        _spend(of, "STAN", 100_000)
    for amount in (800_000, 100_000, 100_000):
        _spend(_shop("63.09"), "STAN", amount)
    assert freeze_months(LATER) == 2
    assert [
        row.facts["owners"]
        for row in PromotionMonth.objects.filter(month=SPENT.replace(day=1))
        if row.region_id
    ] == [None, None]
    page = _page(query="?bulan=2026-09").content.decode()
    assert "Belum ada bulan dengan cukup pemilik" in page
    assert "300.000" not in page


@pytest.mark.django_db
def test_kinds_and_orders_of_few_shops_are_withheld() -> None:
    """One shop's fare is not said, nor what would give it away; nor orders of two shops."""
    shops = [_shop() for _ in range(4)]
    campaign = [_spend(of, "STAN", 100_000) for of in shops][-1]
    for of in shops[:3]:
        _spend(of, "IKLAN", 50_000)
    _spend(shops[0], "ANGKUT", 77_000)
    _spend(shops[3], "JAM", 8_000)
    _by_link(shops[3], campaign)
    found = _frozen()
    assert {row.name: row.count for row in found.rows} == {
        "Iklan": None, "Sewa stan": 400_000, "Ongkos jalan dan angkut": None, "Waktu sendiri": None,
    }  # fmt: skip
    assert (found.money, found.is_apart, found.hours) == (635_000, False, 0)
    assert (found.orders, found.per_order, found.per_order_with_hours) == (None, None, None)
    page = _page(query="?bulan=2026-09").content.decode()
    assert "77.000" not in page
    assert "8.000<" not in page


@pytest.mark.django_db
def test_answers_are_counted_over_three_shops(django_assert_max_num_queries: Any) -> None:
    """By answer, of orders that are sales; an answer heard in two shops only is withheld."""
    shops = [_shop(agrees=False) for _ in range(3)]
    for place, of in enumerate(shops):
        for answer in ("PAMERAN", "", *(["IG"] if place else [])):
            made = order({goods(of): 1})
            now = timezone.now() - timedelta(days=1)
            Order.objects.filter(pk=made.pk).update(heard_from=answer, placed_at=now)
            Part.objects.filter(order=made).update(state="DIBAYAR")
    lapsed = order({goods(shops[0]): 1})
    Order.objects.filter(pk=lapsed.pk).update(heard_from="PAMERAN", placed_at=timezone.now())
    rows = [(row.name, row.count) for row in _page().context["answers"]]
    assert rows == [("Instagram", None), ("Pameran atau bazar", 3), ("Tidak menjawab", 3)]
    client = Client()
    client.force_login(member("head", HSU))
    with django_assert_max_num_queries(17):
        client.get("/balai/kanal/")


@pytest.mark.django_db
def test_a_maker_reads_whether_she_is_summed() -> None:
    """On her page of promotion, with the way to the consent."""
    of = _shop()
    client = Client()
    client.force_login(of.account)  # type: ignore[arg-type]  # made with one
    page = client.get("/saya/promosi/").content.decode()
    assert 'data-summed="ya"' in page
    assert "/saya/data/izin/#izin-biaya_promosi" in page
    _say(of, is_given=False)
    assert 'data-summed="tidak"' in client.get("/saya/promosi/").content.decode()
