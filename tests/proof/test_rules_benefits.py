"""The four benefits: equal to the hand calculations, silent where nothing is known."""

import math
from datetime import date
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lampit.proof.rules import jobs, panel, promotion, saving
from lampit.proof.rules.verdict import Verdict, judge
from lampit.science.survey import make_design
from lampit.shops.rules import prices

TODAY = date(2026, 11, 24)
Row = tuple[float, str, int | None, int]


def told(rows: list[Row], fpc: float | None = None) -> jobs.Panel:
    """Return a panel of (weight, stratum, workers now, a year ago)."""
    weights, strata, now, before = zip(*rows, strict=True)
    design = make_design(
        len(rows), weights=weights, strata=[strata], lonely="adjust",
        fpc=[[fpc] * len(rows)] if fpc else (),
    )  # fmt: skip
    return jobs.Panel(design, np.array(now, dtype=float), np.array(before, dtype=float))


def test_reference_calculation_one_saving_and_tension() -> None:
    """Domain 15, 1: P05 saves 18.9 %, 7.0 % landed; the artisan's share goes 48.6 to 81.1 %."""
    sold = saving.Sold(seller=1, units=1, paid=150_000, reference=185_000, shipping=22_000)
    assert sold.saving is not None
    assert sold.landed_saving is not None
    assert round(float(sold.saving) * 100, 1) == 18.9
    assert round(float(sold.landed_saving) * 100, 1) == 7.0
    assert round(float(saving.artisan_share(90_000, 185_000)) * 100, 1) == 48.6
    assert round(float(saving.artisan_share(150_000, 185_000)) * 100, 1) == 81.1
    place = prices.position(150_000, 78_000, 185_000)
    assert (place.code, place.low, place.high) == ("pas", 138_750, 164_650)
    assert prices.position(35_000, 34_000, 40_000).code == "tanpa_ruang"


def test_reference_calculation_two_as_histories() -> None:
    """Domain 15, 2: from ledgers of six businesses, +466.67 shown and "too few"."""
    spans = panel.windows(TODAY)
    treated = [(2000, 2600), (1000, 1500), (3000, 3300)]
    control = [(2100, 2200), (900, 900), (2400, 2300)]
    histories = [
        panel.History(i, f"63.08.0{i}", date(2026, 2, 1) if i < 3 else None, sales)
        for i, (before, after) in enumerate([*treated, *control])
        for sales in [dict.fromkeys(spans.before, before) | dict.fromkeys(spans.after, after)]
    ]
    found = panel.compare(histories, TODAY)
    assert found.effect.value == pytest.approx(466.6667, abs=1e-3)
    assert (found.effect.treated, found.effect.controls) == (3, 3)
    assert judge(found.effect.low, found.effect.high, compared=True) is Verdict.TOO_FEW


def test_reference_calculation_three_jobs_and_cost_per_order() -> None:
    """Domain 15, 3: net +10 jobs; 25,000 and 22,500 per order; 9 unattributed shown apart."""
    rows = zip((10, 10, 20, 20), (2, 3, 1, 4), (3, 3, 2, 3), strict=True)
    found = jobs.net_jobs(told([(w, "s", now, before) for w, before, now in rows]))
    assert (found.value, found.n, found.low) == (10, 4, None)
    ads = promotion.Channel("iklan", (300_000,), 12)
    fair = promotion.Channel("pameran", (750_000, 150_000), 40)
    costs = promotion.promotion([ads, fair], unattributed=9)
    assert [(c.name, c.cost_per_order) for c in costs.channels] == [
        ("pameran", 22_500),
        ("iklan", 25_000),
    ]
    assert (costs.attributed, costs.unattributed, costs.is_comparable) == (52, 9, True)


@pytest.mark.parametrize(
    ("paid", "name"),
    [
        (100_001, saving.DEARER),
        (100_000, saving.UNDER_11),
        (89_001, saving.UNDER_11),
        (89_000, saving.WITHIN),
        (75_000, saving.WITHIN),
        (74_999, saving.OVER_25),
    ],
)
def test_bands_have_hard_edges(paid: int, name: str) -> None:
    """10.999 % is not 11 %, and 25.001 % is not 25 %: nothing is rounded into the band."""
    assert saving.band(saving.Sold(1, 1, paid, 100_000).saving) == name


def test_goods_without_evidence_are_unknown_and_not_zero() -> None:
    """Units without a reference are counted apart and do not move the shares."""
    lines = [saving.Sold(1, 3, 240_000, 100_000), saving.Sold(2, 5, 400_000, None)]
    found = saving.distribution(lines)
    assert found.units[saving.NO_EVIDENCE] == 5
    assert found.share(saving.WITHIN) == 1.0
    assert found.no_evidence_share == 5 / 8
    assert found.goods.value == pytest.approx(0.2)
    assert found.goods.low is None
    assert found.landed.value is None
    nothing = saving.distribution([])
    assert (nothing.share(saving.WITHIN), nothing.goods.value) == (None, None)


@given(
    st.lists(
        st.tuples(st.integers(1, 20), st.integers(1, 10**6), st.integers(1, 10**6)), max_size=30
    )
)
def test_every_unit_is_in_one_band(rows: list[tuple[int, int, int]]) -> None:
    """Units are neither lost nor doubled, and shares over the bands make one."""
    lines = [saving.Sold(i % 4, u, p * u, r) for i, (u, p, r) in enumerate(rows)]
    found = saving.distribution(lines)
    assert found.all_units == sum(u for u, _, _ in rows)
    if found.known_units:
        assert sum(found.share(b) or 0 for b in saving.BANDS[:-1]) == pytest.approx(1)


def test_middle_saving_has_an_interval_over_many_sellers() -> None:
    """Forty lines of eight sellers around 18 %: the interval holds 18 and excludes zero."""
    lines = [saving.Sold(i % 8, 2, 2 * (78_000 + 200 * i), 100_000, 4_000) for i in range(40)]
    middle = saving.distribution(lines).goods
    assert middle.value is not None
    assert middle.value == pytest.approx(0.18)
    assert middle.low is not None
    assert middle.high is not None
    assert 0.13 < middle.low <= middle.value <= middle.high < 0.22
    assert judge(middle.low, middle.high, compared=True) is Verdict.PROVEN


@pytest.mark.parametrize(
    ("year", "month", "expected"),
    [
        (2023, 6, jobs.NEW),
        (2023, 5, jobs.OLD),
        (2023, None, jobs.PERHAPS),
        (2024, None, jobs.NEW),
        (2022, None, jobs.OLD),
        (None, None, jobs.UNKNOWN),
    ],
)
def test_newness_is_never_silent(year: int | None, month: int | None, expected: str) -> None:
    """Domain 15: 41 months new, 42 not; only the year stands in both bounds."""
    assert jobs.newness(year, month, TODAY) == expected


def test_young_businesses_have_a_low_and_a_high_bound() -> None:
    """Unknown starts are in neither bound and told apart."""
    found = jobs.young([(2023, 6, 2), (2023, None, 3), (2010, 1, 5), (None, None, 7)], TODAY)
    assert (found.low, found.high, found.known, found.unknown) == (2, 5, 10, 7)
    assert found.per_thousand(found.low) == 200
    assert jobs.young([], TODAY).per_thousand(0) is None


def test_net_jobs_interval_needs_answers() -> None:
    """Twelve answers in two strata give an interval around the weighted sum; none gives none."""
    found = jobs.net_jobs(told([(5, "ab"[i % 2], 2 + i % 3, 2) for i in range(12)]))
    assert found.value == 60
    assert found.low is not None
    assert found.high is not None
    assert found.low < 60 < found.high
    assert jobs.net_jobs(None).value is None
    few = jobs.publishable(jobs.net_jobs(told([(5, "a", 3, 2)] * 9)))
    assert (few.value, few.now, few.n) == (None, None, 9)


def test_net_jobs_know_the_finite_population_and_the_silent() -> None:
    """Two strata of 4 of 8: by hand Σ N²(1 - n/N)·s²/n; who did not tell stays in the design."""
    rows: list[Row] = [(2, "a", 3, 2), (2, "a", 2, 2), (2, "a", 5, 2), (2, "a", 2, 2)]
    rows += [(2, "b", 2, 2), (2, "b", 3, 2), (2, "b", None, 2), (2, "b", 4, 2)]
    found = jobs.net_jobs(told(rows, fpc=8.0), fewest=1)
    assert (found.value, found.n) == (2 * (1 + 3 + 1 + 2), 7)
    spread = np.var([1, 0, 3, 0], ddof=1) + np.var([0, 1, 0, 2], ddof=1)
    assert found.se == pytest.approx(math.sqrt(64 * 0.5 / 4 * spread))


def test_one_or_two_businesses_are_never_a_mean() -> None:
    """Two shops against five, or one that sells nearly all: counts stay, no amount is told."""
    spans = panel.windows(TODAY)

    def seller(i: int, joined: bool, amount: int, board: str = "63.08") -> panel.History:
        sales = dict.fromkeys((*spans.before, *spans.after), amount)
        return panel.History(i, f"d{i}", date(2026, 2, 1) if joined else None, sales, board)

    few = panel.compare([seller(i, i < 2, 100) for i in range(7)], TODAY)
    assert (few.effect.treated, few.effect.controls) == (2, 5)
    assert (few.effect.value, few.effect.treated_before, few.relative.value) == (None, None, None)
    one = panel.compare([seller(i, i < 3, 10_000 if i == 0 else 1) for i in range(7)], TODAY)
    assert one.effect.control_before is None
    # The province must not tell what its one small board does not.
    big = [seller(i, i < 4, 100) for i in range(9)]
    assert panel.compare(big, TODAY).effect.value == 0
    small = [seller(20, joined=True, amount=100, board="63.09")]
    assert panel.compare([*big, *small], TODAY).effect.value is None


def test_one_or_two_sellers_hide_the_units() -> None:
    """Units times the price on the shelf would be what a single maker sold."""
    lines = [saving.Sold(1, 3, 240_000, 100_000), saving.Sold(2, 5, 400_000, None)]
    hidden = saving.publishable(saving.distribution(lines))
    assert (hidden.hidden, hidden.all_units, hidden.goods.value) == (True, 0, None)
    shown = saving.publishable(saving.distribution([*lines, saving.Sold(3, 1, 90_000, 100_000)]))
    assert (shown.hidden, shown.all_units) == (False, 9)


def test_unknown_spend_gives_no_cost() -> None:
    """A spend with one unknown part, or no orders, is not a cost of zero."""
    assert promotion.Channel("a", (100, None), 5).cost_per_order is None
    assert promotion.Channel("a", (), 5).cost_per_order is None
    assert promotion.Channel("a", (100,), 0).cost_per_order is None
    assert promotion.promotion([], 0).attributed_share is None


def test_windows_are_the_same_months_a_year_apart() -> None:
    """At 24 November 2026: Aug-Oct 2026 against Aug-Oct 2025, and May-Jul 2025 before that."""
    spans = panel.windows(TODAY)
    assert [panel.first_day(m) for m in (spans.after.start, spans.after.stop)] == [
        date(2026, 8, 1),
        date(2026, 11, 1),
    ]
    assert panel.first_day(spans.before.start) == date(2025, 8, 1)
    assert (spans.first_on, spans.until_on) == (date(2025, 5, 1), date(2026, 11, 1))


@pytest.mark.parametrize(
    ("onboarded", "group"),
    [
        (None, False),
        (date(2026, 11, 2), False),
        (date(2026, 9, 1), None),
        (date(2026, 7, 31), True),
        (date(2025, 11, 1), True),
        (date(2025, 10, 31), None),
    ],
)
def test_groups_are_by_time_of_onboarding(onboarded: date | None, group: bool | None) -> None:
    """Just onboarded and long onboarded businesses are in neither group."""
    assert panel.group_of(onboarded, panel.windows(TODAY)) is group


def test_no_entries_is_unknown_not_zero_sales() -> None:
    """A business without ledger entries in a window is left out and counted as unknown."""
    silent = panel.History(1, "v", None, {})
    found = panel.compare([silent], TODAY)
    assert (found.unknown_sales, found.effect.value, found.relative_ends) == (1, None, None)
    assert found.is_parallel


def test_planted_gain_is_found_and_trend_breaks_the_proof() -> None:
    """Thirty a side: +30 % is found; when the groups already drifted, it is only "mungkin"."""
    spans = panel.windows(TODAY)

    def history(i: int, drift: int) -> panel.History:
        treated = i % 2 == 0
        base = 1_000_000 + 1_000 * (i * 37 % 50)
        start = base - (drift if treated else 0)
        after = base * 13 // 10 if treated else base
        sales = dict.fromkeys(spans.earlier, start) | dict.fromkeys(spans.before, base)
        came = date(2026, 1, 5) if treated else None
        return panel.History(i, f"desa {i % 12}", came, sales | dict.fromkeys(spans.after, after))

    honest = panel.compare([history(i, 0) for i in range(60)], TODAY)
    assert honest.relative_ends is not None
    assert honest.relative_ends[0] == pytest.approx(0.3, abs=0.01)
    assert honest.is_parallel
    drifting = panel.compare([history(i, 200_000) for i in range(60)], TODAY)
    assert not drifting.is_parallel
    effect = drifting.effect
    assert judge(effect.low, effect.high, compared=True, parallel=False) is Verdict.PERHAPS


def test_verdict_follows_the_interval() -> None:
    """Zero inside is "tidak terlihat", also with a comparison; without one it is "mungkin"."""
    assert judge(-1, 2, compared=True) is Verdict.UNSEEN
    assert judge(1, 2, compared=True) is Verdict.PROVEN
    assert judge(1, 2, compared=False) is Verdict.PERHAPS
    assert judge(None, None, compared=True) is Verdict.TOO_FEW
    assert saving.band(Fraction(0)) == saving.UNDER_11
