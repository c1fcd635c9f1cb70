"""Benefits from real rows: planted effects are found, and survey answers carry their weights."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest

from lampit.measure.models import Answer, Instrument, Round, SampleMember, Submission
from lampit.measure.queries.instruments import published_files
from lampit.orders.models import Sale
from lampit.proof.actions import refresh_figures
from lampit.proof.queries import benefits, latest_figures, sources
from lampit.proof.rules import jobs, panel
from lampit.proof.rules.verdict import Verdict
from lampit.registry.models import Business
from tests.factories import NOW, business, maker, product, region, sale

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 24)
Counter = Callable[..., AbstractContextManager[Any]]


def traded(shop: Business, before: int, after: int) -> None:
    """Enter sales in both windows, and the same as before in the months before them."""
    spans = panel.windows(DAY)
    amounts = [(spans.earlier, before), (spans.before, before), (spans.after, after)]
    rows = [
        sale(shop, panel.first_day(month) + timedelta(days=4), amount, contact="direct")
        for months, amount in amounts
        for month in months
    ]
    assert len(rows) == 9


def district(treated: int, control: int, gain: int) -> None:
    """Make businesses over six villages: those with a shop since January gain more."""
    villages = [region(f"63.08.01.200{n}") for n in range(1, 7)]
    opened = datetime.combine(date(2026, 1, 10), time(4), UTC)
    for number in range(treated + control):
        shop = business("63.08", village=villages[number % 6])
        base = 1_000_000 + number * 10_000
        traded(shop, base, base + 50_000 + (gain if number < treated else 0) + number % 5 * 1_000)
        if number < treated:
            product(maker("63.08", business=shop), published_at=opened)


def test_a_planted_gain_is_found_in_the_ledger(django_assert_max_num_queries: Counter) -> None:
    """+300,000 a month for shops of January: found with an interval, proven; few queries."""
    district(12, 12, 300_000)
    with django_assert_max_num_queries(12):
        found = benefits("63.08", DAY)
    effect = found.sales.effect
    assert effect.value == pytest.approx(300_000, abs=3_000)
    assert (effect.treated, effect.controls, effect.clusters) == (12, 12, 6)
    assert found.sales.is_parallel
    assert found.sales_verdict is Verdict.PROVEN


def test_three_a_side_are_shown_without_an_interval() -> None:
    """The difference stands, the verdict is that it is too few."""
    district(3, 3, 300_000)
    found = benefits("63.08", DAY)
    assert found.sales.effect.value == pytest.approx(300_000, abs=5_000)
    assert found.sales.effect.low is None
    assert found.sales_verdict is Verdict.TOO_FEW


def test_a_chat_sale_is_no_joining_but_a_shop_order_is() -> None:
    """WhatsApp sales were there before; the first order of the shop counts."""
    chat, ordered = business("63.08"), business("63.08")
    sale(chat, DAY, 10_000, channel="WA")
    sale(ordered, DAY, 10_000, channel="LAPAK")
    assert sources.onboarded("63.08") == {ordered.pk: DAY}


def test_reversed_sales_and_other_sizes_prove_nothing() -> None:
    """A taken back sale is not sold; a proof that ran out before the sale is no reference."""
    good = product("63.08", price=80_000, reference_price=100_000, reference_until=DAY)
    shop = good.maker.business
    kept = sale(shop, DAY, 80_000, product=good)
    wrong = sale(shop, DAY, 80_000, product=good)
    Sale.objects.create(
        business=shop, product=good, occurred_on=DAY, channel="WA", contact="online", quantity=-1,
        goods=-80_000, net=-80_000, source="MANUAL", client_uuid="0" * 32, entered_at=NOW,
        reverses=wrong,
    )  # fmt: skip
    later = sale(shop, DAY + timedelta(days=1), 80_000, product=good)
    lines = sources.sold_lines("63.08", DAY + timedelta(days=1))
    assert [(line.paid, line.reference) for line in lines] == [
        (later.goods, None),
        (kept.goods, 100_000),
    ]


def surveyed(count: int, *, answered: int) -> None:
    """Make a published round of `count` drawn businesses, a tenth each, with one worker more."""
    place = region("63.08")
    instrument = Instrument.objects.create(
        code="uji", version="1", definition=published_files().definition,
        next_steps=published_files().next_steps, fingerprint="", published_at=NOW,
        state="terbit",
    )  # fmt: skip
    found = Round.objects.create(
        region=place, name="2026-1", instrument=instrument, state="terbit", reference_on=DAY,
        wanted_count=count, opened_at=NOW, recommendation="uji",
    )  # fmt: skip
    for number in range(count):
        shop = business("63.08")
        member = SampleMember.objects.create(
            round=found, business=shop, subdistrict=f"63.08.0{number % 2 + 1}", sector="kriya",
            stratum_size=count * 5, probability=0.1, order=number,
            disposition="selesai" if number < answered else "menolak",
        )  # fmt: skip
        if number < answered:
            told = Submission.objects.create(
                instance_id=f"{number:032x}", business=shop, region=place, round=found,
                member=member, instrument=instrument, mode="survei", state="final",
                started_at=NOW, changed_at=NOW, submitted_at=NOW,
            )  # fmt: skip
            Answer.objects.create(
                submission=told, workers_now=3 + number // 2 % 2, workers_before=2,
                promotion_spend=10_000,
            )  # fmt: skip


def test_net_jobs_use_the_weights_of_the_survey() -> None:
    """Forty drawn at one in ten, all answered: the sum of gains times ten, with an interval."""
    surveyed(40, answered=40)
    net = jobs.net_jobs(sources.workers(sources.survey_sample("63.08", DAY)))
    assert net.n == 40
    assert net.value == pytest.approx(10 * (40 + 20))
    assert net.low is not None
    assert net.low < 600 < (net.high or 0)
    found = benefits("63.08", DAY)
    assert found.jobs_verdict is Verdict.PERHAPS
    assert found.spend.value == pytest.approx(10_000)


def test_refusals_leave_their_weight_to_those_who_answered() -> None:
    """Half of them refused: n is the answers, the estimate stays that of the whole."""
    surveyed(40, answered=20)
    net = jobs.net_jobs(sources.workers(sources.survey_sample("63.08", DAY)))
    assert net.n == 20
    assert net.value == pytest.approx(600)


def test_what_is_not_published_stays_with_the_office() -> None:
    """A closed round may still change: no jobs on a page that province and nation read."""
    surveyed(40, answered=40)
    Round.objects.update(state="tutup")
    found = benefits("63.08", DAY)
    assert (found.jobs.n, found.spend.n) == (0, 0)


def test_a_month_of_one_seller_is_told_nowhere() -> None:
    """Neither in the board nor, by subtraction, in the province; counts and big boards are."""
    month = date(2026, 10, 5)
    for code, amounts in (("63.08", (50_000, 60_000, 70_000)), ("63.09", (999_000,))):
        for amount in amounts:
            sale(business(code), month, amount, contact="direct")
    told = {
        code: [(m.direct, m.online, m.business_count) for m in benefits(code, DAY).months]
        for code in ("63.08", "63.09", "63", "")
    }
    assert told == {
        "63.08": [(180_000, 0, 3)],
        "63.09": [(None, 0, 1)],
        "63": [(None, 0, 4)],
        "": [(None, 0, 4)],
    }


def test_hidden_boards_do_not_come_out_by_their_young_businesses() -> None:
    """Two businesses, and the neighbour that covers them: no count of starts for either."""
    for code, count in (("63.08", 6), ("63.09", 2), ("63.07", 12)):
        for _ in range(count):
            business(code, started_on=date(2025, 1, 1), started_precision="month")
    refresh_figures("", DAY, now=NOW)
    shown = {c: benefits(c, DAY).young for c in ("63.07", "63.08", "63.09", "63")}
    assert [young.hidden for young in shown.values()] == [False, True, True, False]
    assert shown["63.08"].known == 0
    assert shown["63"].known == 20


def test_a_region_without_anything_has_no_figures() -> None:
    """Empty tables: no value anywhere, verdicts say too few."""
    found = benefits("63.08", DAY)
    assert found.sales.effect.value is None
    assert (found.saving.goods.value, found.jobs.value, found.spend.value) == (None, None, None)
    verdicts = {
        found.sales_verdict, found.saving_verdict, found.jobs_verdict, found.promotion_verdict,
    }  # fmt: skip
    assert verdicts == {Verdict.TOO_FEW}
    assert found.months == []
    assert latest_figures(DAY) == {}
