"""A maker's weeks: taken in order, never over, given back; told and closed by her."""

from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

import pytest
from django.test import Client

from lampit.basics.refusal import Refusal
from lampit.shops.actions import capacity as actions
from lampit.shops.models import Capacity, CapacityHold, Maker, Variant
from lampit.shops.queries import capacity as reads
from tests.factories import maker, member, product

pytestmark = pytest.mark.django_db
HSU = "63.08"
TODAY = date(2026, 12, 8)  # a Tuesday
NOW = datetime(2026, 12, 8, 3, tzinfo=UTC)
W50, W51, W52 = (date(2026, 12, 7) + timedelta(weeks=n) for n in range(3))


def shop(weekly: int | None = 5) -> Maker:
    """Return a shop with its account and a usual week."""
    return maker(HSU, member("maker", HSU), weekly_slots=weekly)


def made(of: Maker, days: int = 3, each: int = 1) -> Variant:
    """Return a variant of a good made to order."""
    variant = product(of, stock=None, days=days).variants.get()
    variant.slots_each = each
    variant.save()
    return variant


def take(variant: Variant, quantity: int, ref: str) -> date:
    """Take weeks for one line and return the day promised."""
    return actions.take_capacity([(variant.pk, quantity)], "uji", ref, TODAY, NOW)[variant.pk]


def used() -> dict[date, tuple[int, int]]:
    """Return (used, slots) by week."""
    return {row.week: (row.used, row.slots) for row in Capacity.objects.order_by("week")}


def test_weeks_fill_up_one_after_the_other() -> None:
    """Five a week: the sixth piece is promised for the next week's end; large goods take more."""
    own = shop()
    small, large = made(own), made(own, each=4)
    assert take(small, 3, "a") == W50 + timedelta(days=6)
    assert take(large, 1, "b") == W51 + timedelta(days=6)
    assert take(small, 2, "c") == W50 + timedelta(days=6)
    assert take(small, 7, "d") == W52 + timedelta(weeks=1, days=6), "1 + 5 + 1"
    assert used()[W50] == (5, 5)
    assert reads.capacity_differences() == []


def test_closed_weeks_are_passed_over_and_promises_in_them_stay() -> None:
    """Harvest: nothing new, what was taken is still made; the page says why."""
    own = shop()
    assert own.account is not None
    variant = made(own)
    take(variant, 2, "a")
    assert actions.close_weeks(own.account, own, TODAY, W51, "panen", NOW) == 2
    assert used() == {W50: (2, 2), W51: (0, 0)}
    assert take(variant, 1, "b") == W52 + timedelta(days=6)
    rows = reads.weeks_of(own, TODAY)
    assert [row.is_closed for row in rows[:3]] == [True, True, False]
    assert rows[0].note == "panen"
    with pytest.raises(Refusal):
        actions.set_week(own.account, own, W50, 1, NOW)
    actions.set_week(own.account, own, W50, 4, NOW)
    assert take(variant, 2, "c") == W50 + timedelta(days=6)


def test_a_full_year_is_refused_and_nothing_is_taken() -> None:
    """52 weeks of one piece hold 52 pieces, not 53; one week too small for a piece holds none."""
    own = shop(1)
    variant = made(own)
    with pytest.raises(Refusal) as refusal:
        take(variant, 53, "a")
    assert refusal.value.code == "jadwal_penuh"
    assert not CapacityHold.objects.exists()
    assert all(one == (0, 1) for one in used().values())
    take(variant, 52, "b")
    with pytest.raises(Refusal):
        take(made(shop(3), each=4), 1, "c")


def test_giving_back_frees_the_weeks_once() -> None:
    """Twice given back is once; taken anew under the same reference it is held again."""
    own = shop()
    variant = made(own)
    take(variant, 7, "a")
    assert actions.give_back_capacity("uji", "a") == 2
    assert actions.give_back_capacity("uji", "a") == 0
    assert {one for one, _slots in used().values()} == {0}
    take(variant, 6, "a")
    assert used()[W50][0] == 5
    assert reads.capacity_differences() == []


def test_without_a_told_limit_the_days_of_making_hold() -> None:
    """No limit: ready after the days of making; a limit told later counts what was promised."""
    own = shop(None)
    assert own.account is not None
    variant = made(own)
    assert take(variant, 40, "a") == TODAY + timedelta(days=3)
    actions.set_weekly(own.account, own, 5, TODAY, NOW)
    assert take(variant, 1, "b") == W51 + timedelta(days=6)
    assert used()[W50] == (40, 40)
    actions.set_weekly(own.account, own, 8, TODAY, NOW)
    assert used()[W51] == (1, 8)


def test_what_lies_ready_takes_no_weeks() -> None:
    """Goods from the shelf are passed over."""
    variant = product(shop()).variants.get()
    assert actions.take_capacity([(variant.pk, 2)], "uji", "a", TODAY, NOW) == {}


@pytest.mark.parametrize("seed", range(4))
def test_random_takers_never_overfill_a_week(seed: int) -> None:
    """Random takes, returns, closings and openings: used = promised, never over the slots."""
    dice = Random(seed)
    own = shop(6)
    assert own.account is not None
    variants = [made(own, days=dice.randint(1, 12), each=n) for n in (1, 2, 4)]
    for step in range(40):
        what = dice.randint(0, 4)
        try:
            if what <= 2:
                take(dice.choice(variants), dice.randint(1, 9), str(step))
            elif what == 3:
                actions.give_back_capacity("uji", str(dice.randint(0, step)))
            else:
                week = W50 + timedelta(weeks=dice.randint(0, 5))
                actions.set_week(own.account, own, week, dice.randint(0, 9), NOW)
        except Refusal:
            pass
        assert reads.capacity_differences() == []
    assert all(one <= slots for one, slots in used().values())


def test_only_her_own_weeks(client: Client) -> None:
    """Another maker changes nothing; the page saves, refuses in words, keeps what was typed."""
    own, other = shop(), shop()
    assert own.account is not None
    assert other.account is not None
    with pytest.raises(Refusal):
        actions.set_weekly(other.account, own, 9, TODAY, NOW)
    client.force_login(own.account)
    assert client.get("/saya/jadwal/").status_code == 200
    assert client.post("/saya/jadwal/", {"bagian": "biasa", "weekly": "9"}).status_code == 302
    own.refresh_from_db()
    assert own.weekly_slots == 9
    told: dict[str, Any] = {"bagian": "tutup", "first": "2026-12-20", "last": "2026-12-01"}
    wrong = client.post("/saya/jadwal/", told)
    assert wrong.status_code == 422
    assert "2026-12-20" in wrong.content.decode()
    odd = client.post("/saya/jadwal/", {"bagian": "minggu", "week": "2026-W99", "slots": "1"})
    assert odd.status_code == 422
