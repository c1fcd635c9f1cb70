"""What buyers answered and what promotion cost, for the office: sums of three shops and more."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from lampit.desk.queries.promotion import Spending
from lampit.desk.rules import cells
from lampit.orders.models import Order, Part
from lampit.registry.actions import record_consent
from lampit.registry.rules.consents import BY_CODE, PROMOTION
from lampit.shops import actions
from lampit.shops.models import Campaign, Maker
from lampit.shops.rules import promotion
from tests.factories import NOW, business, maker, member, owner, sale
from tests.orders.things import STATIC, goods, order

HSU = "63.08"
KINDS = ["IKLAN", "STAN", "ANGKUT", "JAM"]


@given(st.dictionaries(st.sampled_from(KINDS), st.frozensets(st.integers(1, 6), max_size=6)))
def test_no_few_shops_follow_from_what_is_said(behind: dict[str, frozenset[int]]) -> None:
    """Parts that are said stand on three shops, and so does the rest of the whole sum."""
    held = cells.withheld(behind)
    told = [part for part in behind if behind[part] and part not in held]
    assert all(len(behind[part]) >= cells.LEAST for part in told)
    rest = [behind[part] for part in held]
    everybody = frozenset().union(*behind.values()) if behind else frozenset()
    if rest and len(everybody) >= cells.LEAST:
        assert len(frozenset().union(*rest)) >= cells.LEAST
        assert len(rest) > 1 or not told
    if all(len(shops) >= cells.LEAST for shops in behind.values() if shops):
        assert not held


def _shop(code: str = HSU, *, agrees: bool = True) -> Maker:
    account = member("maker", code)
    person = owner(code)
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
    today = timezone.localdate()
    campaign = actions.begin_campaign(of.account, of, "Pameran", today, None, NOW)
    spent = promotion.check_spending(
        kind, amount, today, today=today, minutes=60, hourly_value=amount
    )
    actions.note_spending(of.account, campaign, spent, kind, NOW)
    return campaign


def _page(role: str = "head", code: str = HSU) -> Any:
    client = Client()
    client.force_login(member(role, code))
    return client.get("/balai/kanal/")


def _by_link(of: Maker, campaign: Campaign) -> None:
    link = actions.tracked_link(of, None, "POSTER", campaign, NOW)
    made = order({goods(of): 1})
    line = made.parts.get().lines.get()
    sale(of.business, timezone.localdate(), 50_000, channel="LAPAK", source="ORDER",
         promo_code=link.code, order_line=line)  # fmt: skip


@pytest.mark.django_db
def test_spending_is_summed_with_consent_over_three_shops() -> None:
    """Who said no, never answered or is elsewhere is in no sum; rupiah per order follows."""
    shops = [_shop() for _ in range(3)]
    for of in shops:
        _by_link(of, _spend(of, "STAN", 100_000))
    for other in (_shop(agrees=False), _shop("63.09")):
        _by_link(other, _spend(other, "STAN", 9_000_000))
    found = _page().context["spending"]
    assert (found.shops, found.money, found.hours, found.orders) == (3, 300_000, 0, 3)
    assert found.per_order == 100_000
    assert [(row.name, row.count) for row in found.kinds] == [("Sewa stan", 300_000)]
    assert "9.000.000" not in _page().content.decode()
    _say(shops[0], is_given=False)
    page = _page()
    assert page.context["spending"] == Spending()
    assert "Belum ada tiga lapak" in page.content.decode()


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
    found = _page().context["spending"]
    assert {row.name: row.count for row in found.kinds} == {
        "Iklan": None, "Sewa stan": 400_000, "Ongkos jalan dan angkut": None, "Waktu sendiri": None,
    }  # fmt: skip
    assert (found.money, found.is_apart, found.hours) == (635_000, False, 0)
    assert (found.orders, found.per_order, found.per_order_with_hours) == (None, None, None)
    page = _page().content.decode()
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
