"""Tracked links and what is counted of them, campaigns and what they cost."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from lampit.basics.refusal import Refusal
from lampit.outside import journals
from lampit.shops import actions, queries
from lampit.shops.actions import promotion as acting
from lampit.shops.models import Campaign, LinkBatch, LinkDay, Product, Spend, TrackedLink
from lampit.shops.rules import promotion
from tests.factories import NOW, maker, member, product

pytestmark = pytest.mark.django_db
PHONE = "Mozilla/5.0 (Linux; Android 8.1.0; Redmi 5A) Chrome/120.0.0.0 Mobile Safari/537.36"
DAY = date(2026, 11, 25)


@pytest.fixture(autouse=True)
def _own_journal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(acting, "clicks_folder", lambda: tmp_path / "klik")


def _link(good: Product | None = None, channel: str = "WA") -> TrackedLink:
    of = good.maker if good else maker("63.08")
    return actions.tracked_link(of, good, channel, None, NOW)


def _get(address: str, **headers: str) -> Any:
    return Client(headers={"user-agent": PHONE, **headers}).get(address)


def test_one_link_for_each_good_channel_and_campaign() -> None:
    """Asked again, the same link comes back; another channel or campaign has its own."""
    good = product("63.08")
    first = _link(good)
    assert _link(good).pk == first.pk
    campaign = actions.begin_campaign(_keeper(good), good.maker, "Pameran", DAY, None, NOW)
    others = [
        _link(good, "IG"),
        actions.tracked_link(good.maker, good, "WA", campaign, NOW),
        actions.tracked_link(good.maker, None, "WA", None, NOW),
    ]
    assert len({first.code, *(link.code for link in others)}) == 4
    assert queries.links_for(good.maker, good, None) == {"WA": first.code, "IG": others[0].code}
    with pytest.raises(Refusal) as refused:
        _link(good, "KORAN")
    assert refused.value.code == "channel"


def _keeper(good: Product) -> Any:
    account = member("maker", "63.08")
    good.maker.account = account
    good.maker.save()
    return account


def test_a_link_leads_to_its_good_and_is_counted_without_cookies() -> None:
    """302 to the page with the code behind it; nothing is set, a minute later it is counted."""
    good = product("63.08")
    link = _link(good)
    answer = _get(f"/x/{link.code}")
    assert (answer.status_code, answer["Location"]) == (302, f"/produk/{good.slug}/?x={link.code}")
    assert not answer.cookies
    assert answer["Cache-Control"] == "no-store"
    _get(f"/x/{link.code.upper()}).")
    assert actions.count_clicks(NOW) == 2
    assert list(LinkDay.objects.values_list("link", "visits", "asks")) == [(link.pk, 2, 0)]
    assert actions.count_clicks(NOW) == 0


def test_programs_heads_and_unknown_codes_are_not_counted() -> None:
    """A preview gets its page and no count; HEAD neither; an unknown code is 404."""
    link = _link(product("63.08"))
    assert _get(f"/x/{link.code}", **{"user-agent": "WhatsApp/2.23.20.0 A"}).status_code == 302
    assert _get(f"/x/{link.code}", **{"sec-purpose": "prefetch"}).status_code == 302
    assert Client(headers={"user-agent": PHONE}).head(f"/x/{link.code}").status_code == 302
    assert _get("/x/bcdfgh").status_code == 404
    assert _get("/x/bukan-kode").status_code == 404
    assert Client().post(f"/x/{link.code}").status_code == 405
    assert actions.count_clicks(NOW) == 0


def test_following_asks_the_database_once(django_assert_num_queries: Any) -> None:
    """A click writes nothing to the database."""
    link = _link(product("63.08"))
    with django_assert_num_queries(1):
        _get(f"/x/{link.code}")


def test_a_printed_code_never_dies() -> None:
    """A hidden good leads to its shop, a closed shop to the market."""
    good = product("63.08")
    link = _link(good)
    Product.objects.update(state="disembunyikan")
    assert _get(f"/x/{link.code}")["Location"] == f"/lapak/{good.maker.slug}/?x={link.code}"
    good.maker.is_published = False
    good.maker.save()
    assert _get(f"/x/{link.code}")["Location"] == f"/?x={link.code}"


def test_the_language_travels_along() -> None:
    """A link for the world opens in English; other parameters stay behind."""
    good = product("63.08")
    link = _link(good)
    found = _get(f"/x/{link.code}?bahasa=en&utm_source=q")["Location"]
    assert found == f"/produk/{good.slug}/?x={link.code}&bahasa=en"
    assert _get(f"/x/{link.code}?bahasa=xx")["Location"] == f"/produk/{good.slug}/?x={link.code}"


def test_who_asks_in_the_chat_is_counted_apart() -> None:
    """The way to the chat, taken from a page that a link opened, is counted as asking."""
    good = product("63.08")
    good.maker.whatsapp = "+6281200000142"
    good.maker.save()
    link = _link(good)
    page = f"http://testserver/produk/{good.slug}/?x={link.code}"
    assert _get(f"/produk/{good.slug}/wa/", referer=page).status_code == 302
    _get(f"/lapak/{good.maker.slug}/wa/", referer=page)
    _get(f"/produk/{good.slug}/wa/", referer=f"http://lain.example/?x={link.code}")
    assert actions.count_clicks(NOW) == 2
    assert LinkDay.objects.get().asks == 2


def test_a_heap_is_counted_once_whoever_is_killed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Killed after the transaction and before the heap was dropped: not counted again."""
    link = _link(product("63.08"))
    for _ in range(3):
        actions.note_click(link.code, promotion.VISIT, DAY)
    with monkeypatch.context() as killed:
        killed.setattr(journals, "drop", lambda *_: None)
        assert actions.count_clicks(NOW) == 3
    assert actions.count_clicks(NOW) == 0
    assert LinkDay.objects.get().visits == 3
    assert journals.heaps(acting.clicks_folder()) == []


def test_a_heap_whose_count_fell_through_is_counted_later(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the database fails, the clicks wait."""
    link = _link(product("63.08"))
    actions.note_click(link.code, promotion.VISIT, DAY)
    with monkeypatch.context() as broken:
        broken.setattr(acting, "_count", lambda _clicks: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            actions.count_clicks(NOW)
    assert actions.count_clicks(NOW) == 1


def test_counts_add_up_over_days_and_odd_lines_do_no_harm() -> None:
    """Days are counted apart, later clicks add to earlier ones, rubbish is left out."""
    link = _link(product("63.08"))
    for day in (DAY, DAY, DAY + timedelta(days=1)):
        actions.note_click(link.code, promotion.VISIT, day)
    folder = acting.clicks_folder()
    odd = ("", "x", "bcdfgh 2026-11-25 v", f"{link.code} kemarin v", f"{link.code} 2026-11-25 z")
    for line in odd:
        journals.add(folder, line)
    assert actions.count_clicks(NOW) == 3
    actions.note_click(link.code, promotion.VISIT, DAY)
    actions.count_clicks(NOW)
    assert list(LinkDay.objects.values_list("day", "visits")) == [
        (DAY, 3), (DAY + timedelta(days=1), 1)
    ]  # fmt: skip
    assert LinkBatch.objects.count() == 2
    actions.count_clicks(NOW + timedelta(days=8))
    assert LinkBatch.objects.count() == 0


def test_a_full_disk_loses_a_count_and_not_a_buyer(monkeypatch: pytest.MonkeyPatch) -> None:
    """The page opens whatever happens to the count."""

    def full(*_: Any) -> None:
        raise OSError("disk full")

    good = product("63.08")
    link = _link(good)
    monkeypatch.setattr(journals, "add", full)
    assert _get(f"/x/{link.code}").status_code == 302


def test_a_campaign_and_what_it_cost() -> None:
    """Noted once however often it is sent; a slip is taken back and put in again."""
    good = product("63.08")
    keeper = _keeper(good)
    campaign = actions.begin_campaign(keeper, good.maker, " Pameran  Banjarbaru ", DAY, None, NOW)
    assert campaign.name == "Pameran Banjarbaru"
    told = promotion.check_spending("STAN", 750_000, DAY, today=DAY)
    spend = actions.note_spending(keeper, campaign, told, "kunci", NOW)
    actions.note_spending(keeper, campaign, told, "kunci", NOW)
    assert Spend.objects.count() == 1
    hours = promotion.check_spending("JAM", None, DAY, today=DAY, minutes=90, hourly_value=8_000)
    actions.note_spending(keeper, campaign, hours, "jam", NOW)
    assert _spent(campaign) == {
        "STAN": 750_000,
        "JAM": 12_000,
    }
    actions.take_back_spending(keeper, spend, NOW)
    assert _spent(campaign) == {"JAM": 12_000}
    actions.take_back_spending(keeper, spend, NOW)
    assert Spend.objects.get(pk=spend.pk).withdrawn_at is None


def _spent(campaign: Campaign) -> dict[str, int]:
    return queries.spending_of([campaign.pk])[campaign.pk].by_kind


def test_nobody_else_notes_in_a_shop() -> None:
    """Another maker, and staff of another kabupaten, are refused."""
    good = product("63.08")
    keeper = _keeper(good)
    campaign = actions.begin_campaign(keeper, good.maker, "Pameran", DAY, None, NOW)
    told = promotion.check_spending("STAN", 1, DAY, today=DAY)
    spend = actions.note_spending(keeper, campaign, told, "k", NOW)
    for other in (member("maker", "63.08"), member("staff", "63.09")):
        for deed in (
            lambda who: actions.begin_campaign(who, good.maker, "Lain", DAY, None, NOW),
            lambda who: actions.note_spending(who, campaign, told, "l", NOW),
            lambda who: actions.take_back_spending(who, spend, NOW),
        ):
            with pytest.raises(Refusal) as refused:
                deed(other)
            assert refused.value.code == "bukan_lapak_anda"
    for name, ended in (("…", None), ("Pameran " * 20, None), ("Pasar", DAY - timedelta(days=1))):
        with pytest.raises(Refusal):
            actions.begin_campaign(keeper, good.maker, name, DAY, ended, NOW)


def test_links_of_a_shop_are_told_with_their_clicks(django_assert_num_queries: Any) -> None:
    """Most opened first, one query however many there are; other shops are not in it."""
    good = product("63.08")
    links = [_link(good), _link(good, "IG"), _link(product("63.08"))]
    for link, times in zip(links, (1, 3, 5), strict=True):
        for _ in range(times):
            actions.note_click(link.code, promotion.VISIT, DAY)
    actions.count_clicks(NOW)
    with django_assert_num_queries(1):
        found = queries.links_of(good.maker, DAY, DAY)
    assert [(one.channel, one.clicks.visits, one.good) for one in found] == [
        ("IG", 3, good.name), ("WA", 1, good.name)
    ]  # fmt: skip
    assert queries.links_of(good.maker, DAY + timedelta(days=1), timezone.localdate()) == []
