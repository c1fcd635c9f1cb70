"""The demo: the whole loop is filled, marked as invented, repeatable, and never over real data."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.utils import timezone

from lampit.aid.models import Grant
from lampit.basics.refusal import Refusal
from lampit.desk import actions
from lampit.desk.actions import demo
from lampit.measure.access import askable_members
from lampit.measure.models import Score
from lampit.measure.queries.results import latest_answer, round_figures
from lampit.orders.models import Part, Sale
from lampit.orders.queries import checks
from lampit.people.models import User
from lampit.people.queries.auditing import first_break
from lampit.places.actions import load_regions
from lampit.registry.models import Business, Owner, Pair
from lampit.shops.models import Maker
from lampit.trades.actions import load_trades
from tests.factories import business

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 25, 3, tzinfo=UTC)


def _say(_text: str) -> None:
    """Keep quiet."""


def test_demo_fills_every_station(
    monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Any
) -> None:
    """Businesses, shops, ledger, orders in many states, a round, visits; all checks hold."""
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setattr(demo, "BOARDS", {"63.09": (60, 30)})
    monkeypatch.setattr("lampit.desk.actions._demo_rooms.WANTED", 40)
    monkeypatch.setattr("lampit.desk.actions._demo_rooms.UNSURE_FROM", 1)
    load_regions(only="63")
    load_trades()
    built = actions.build_demo("63.08", 150, 7, now=NOW, say=_say)
    assert built.counts["businesses"] == Business.objects.filter(region_id="63.08").count() == 150
    assert not Business.objects.filter(is_demo=False).exists()
    assert Maker.objects.count() == 20
    assert built.counts["papers_of_list"] >= 1
    unaided = Grant.objects.get(status="refused")
    assert unaided.programme.is_demo
    assert unaided.programme.objections_until is not None
    assert unaided.overlaps.get(state="refused").decided_by is not None
    unsure = Pair.objects.filter(state="ragu")
    assert built.counts["unsure_pairs"] == unsure.count() == 1, "the list of the unsure is seen"
    assert Score.objects.count() >= 50
    assert Sale.objects.count() > 1_000
    assert Part.objects.values("state").distinct().count() >= 8
    assert Owner.objects.get(account__username="perajin").name == "Siti Rahmah"
    assert User.objects.count() == len(demo.ACCOUNTS)
    answer = latest_answer("63.08", timezone.localdate(NOW))
    assert answer is not None
    assert answer.round_name == "2026-1", "the published round stays the district's answer"
    assert [figure.round_name for figure in round_figures()] == ["2026-1", "2026-1"]
    enumerator = User.objects.get(username="pendata")
    left = askable_members(enumerator).filter(round__state="lapangan", disposition="")
    assert left.count() >= 10, "field work is to be seen"
    assert all(check.ok for check in checks())
    assert first_break() is None
    with pytest.raises(Refusal) as refused:
        actions.build_demo("63.08", 150, 7, now=NOW, say=_say)
    assert refused.value.code == "demo_exists"


def test_demo_is_never_built_over_real_data() -> None:
    """One real business is enough to refuse."""
    business("63.08", is_demo=False)
    with pytest.raises(Refusal) as refused:
        actions.build_demo("63.08", 150, 7, now=NOW, say=_say)
    assert refused.value.code == "holds_real_data"


@pytest.mark.parametrize(
    ("region", "count", "code"),
    [
        ("99.99", 100, "region_unknown"),
        ("63.08", 10, "businesses_range"),
        ("63.08", 1_000_001, "businesses_range"),
    ],
)
def test_impossible_demos_are_refused(region: str, count: int, code: str) -> None:
    """An unknown district or a silly size ends with one sentence."""
    load_regions(only="63.08")
    with pytest.raises(Refusal) as refused:
        actions.build_demo(region, count, 1, now=NOW, say=_say)
    assert refused.value.code == code
