"""One question at checkout, answered or not: on the order, and counted for its maker."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from lampit.orders.models import Order
from lampit.orders.rules import promoting
from lampit.shops import actions as shops
from lampit.shops.models import Variant
from lampit.shops.rules import promotion
from tests.factories import sale
from tests.orders.test_views_buying import filled, put
from tests.orders.things import NOW, account_of, goods, order

pytestmark = pytest.mark.django_db


def _ordered(client: Client, bag: Variant, **typed: str) -> Any:
    put(client, bag, 1)
    page = client.get("/pesan/").content.decode()
    return client.post("/pesan/", filled(page, bag, **typed))


def test_the_answer_stays_with_the_order(client: Client) -> None:
    """Answered or passed over, the order is placed; what nobody offers is told at its field."""
    bag = goods(stock=9)
    assert _ordered(client, bag, tahu="PAMERAN").status_code == 302
    assert _ordered(client, bag).status_code == 302
    assert list(Order.objects.order_by("pk").values_list("heard_from", flat=True)) == [
        "PAMERAN", ""
    ]  # fmt: skip
    refused = _ordered(client, bag, tahu="RAMALAN", catatan="untuk ibu")
    assert refused.status_code == 422
    assert "Pilih salah satu jawaban" in refused.content.decode()
    assert "untuk ibu" in refused.content.decode()


def _sold(bag: Variant, answer: str, rupiah: int, code: str = "", days: int = 0) -> None:
    made = order({bag: 1})
    Order.objects.filter(pk=made.pk).update(heard_from=answer)
    sale(
        bag.product.maker.business, timezone.localdate() - timedelta(days=days), rupiah,
        channel="LAPAK", source="ORDER", promo_code=code, order_line=made.parts.get().lines.get(),
    )  # fmt: skip


def test_each_order_counts_once_by_link_answer_or_as_unknown() -> None:
    """A link goes before an answer; answers count for a campaign on its days alone."""
    bag = goods(stock=50)
    keeper, today = account_of(bag.product.maker), timezone.localdate()
    begun = today - timedelta(days=3)
    campaign = shops.begin_campaign(
        keeper, bag.product.maker, "Pameran", begun, None, NOW, heard_as="PAMERAN"
    )
    fair = shops.tracked_link(bag.product.maker, None, "POSTER", campaign, NOW)
    _sold(bag, "PAMERAN", 60_000, fair.code)
    _sold(bag, "PAMERAN", 40_000)
    _sold(bag, "PAMERAN", 30_000, days=10)
    _sold(bag, "TEMAN", 20_000)
    _sold(bag, "", 10_000)
    spent = promotion.check_spending("STAN", 300_000, today, today=today)
    shops.note_spending(keeper, campaign, spent, "k", NOW)
    client = Client()
    client.force_login(keeper)
    page = client.get("/saya/promosi/")
    told = dict(page.context["answers"])
    assert told == {
        "Teman atau keluarga": promoting.Brought(0, 0, 1, 20_000),
        "Pameran atau bazar": promoting.Brought(0, 0, 2, 70_000),
    }
    assert dict(page.context["channels"])["Poster dan kartu (QR)"].orders == 1
    assert page.context["unattributed"] == promoting.Brought(0, 0, 1, 10_000)
    assert "menurut jawaban pembeli" in page.content.decode()
    whole = client.get(f"/saya/promosi/{campaign.pk}/")
    assert whole.context["cost"].per_order == 300_000
    assert whole.context["cost"].per_order_with_answers == 150_000
    assert 'data-answered="150000"' in whole.content.decode()


def test_a_campaign_takes_the_answer_it_counts_by_form(client: Client) -> None:
    """Chosen when it begins; an answer that is no promotion is not offered."""
    bag = goods()
    client.force_login(account_of(bag.product.maker))
    typed = {"name": "Pameran", "begun_on": timezone.localdate().isoformat()}
    wrong = client.post("/saya/promosi/baru/", {**typed, "heard_as": "TEMAN"})
    assert wrong.status_code == 422
    client.post("/saya/promosi/baru/", {**typed, "heard_as": "PAMERAN"})
    assert bag.product.maker.campaigns.get().heard_as == "PAMERAN"
