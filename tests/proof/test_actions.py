"""Published figures: written whole, replaced whole, unknown stays out."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from lampit.measure.queries import RoundFigure
from lampit.measure.rules.wording import Shown
from lampit.proof.actions import refresh_due, refresh_figures
from lampit.proof.models import Figure
from tests.factories import business, region

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 25, 2, tzinfo=UTC)
DAY = date(2026, 11, 25)


def figure(code: str, indicator: str) -> Figure:
    """Return the newest figure of a region ("" is the nation)."""
    return Figure.objects.filter(region_id=code or None, indicator=indicator).latest("period")


def surveyed(code: str, value: float | None, n: int = 200) -> RoundFigure:
    """Return what a finished round of a board says."""
    low, high = (value - 3, value + 3) if value is not None else (None, None)
    quality = "ok" if value is not None else "suppressed"
    shown = Shown("Indeks digital", "index", n, value, low, high, quality, "")
    return RoundFigure(code, "2026-1", date(2026, 11, 1), n, n + 40, n / (n + 40), shown, shown)


def test_counts_roll_up_and_unknown_boards_stay_out() -> None:
    """HSU 5 and Tabalong 4 make 9 in the province and the nation; Banjar has no row."""
    region("63.03")
    for code, count in (("63.08", 5), ("63.09", 4)):
        for _ in range(count):
            business(code)
    told = refresh_figures("", DAY, now=NOW)
    assert (told.boards, told.hidden) == (2, 0)
    assert [figure(c, "registered").value for c in ("63.08", "63.09", "63", "")] == [5, 4, 9, 9]
    assert not Figure.objects.filter(region_id="63.03").exists()
    assert figure("63.08", "index").value is None
    assert figure("63.08", "index").quality == "suppressed"


def test_a_small_board_is_hidden_with_a_cover() -> None:
    """Two businesses in one board: neither it nor its neighbour is told, the total is."""
    for code, count in (("63.08", 5), ("63.09", 2), ("63.07", 9)):
        for _ in range(count):
            business(code)
    told = refresh_figures("", DAY, now=NOW)
    assert [figure(c, "registered").hidden for c in ("63.07", "63.08", "63.09")] == [
        False,
        True,
        True,
    ]
    assert (figure("63.09", "registered").n, figure("63.09", "complete").value) == (0, None)
    assert figure("63", "registered").value == 16
    assert told.hidden == 6


def test_refreshing_twice_replaces_and_keeps_days_apart(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The same day is replaced; another day is a new period; withdrawn businesses do not count."""
    shops = [business("63.08") for _ in range(5)]
    refresh_figures("", DAY, now=NOW)
    first = Figure.objects.count()
    shops[0].withdrawn_at = NOW
    shops[0].save()
    refresh_figures("", DAY, now=NOW)
    assert Figure.objects.count() == first
    assert figure("63.08", "registered").value == 4
    refresh_figures("", DAY + timedelta(days=1), now=NOW)
    assert Figure.objects.values("period").distinct().count() == 2


def test_other_boards_keep_their_survey(monkeypatch: pytest.MonkeyPatch) -> None:
    """Refreshing HSU alone takes over what Tabalong's survey said, and combines both."""
    for code in ("63.08", "63.09"):
        for _ in range(5):
            business(code)
    where = "lampit.proof.queries.boards.round_figures"
    monkeypatch.setattr(where, lambda _: [surveyed("63.08", 30), surveyed("63.09", 40)])
    refresh_figures("", DAY, now=NOW)
    monkeypatch.setattr(where, lambda _: [surveyed("63.08", 32)])
    refresh_figures("63.08", DAY + timedelta(days=1), now=NOW)
    assert [figure(c, "index").value for c in ("63.08", "63.09", "63", "")] == [32, 40, 36, 36]
    combined = figure("63", "index")
    assert combined.low is not None
    assert 33 < combined.low < 36
    assert (combined.boards, combined.n, combined.method) == (2, 400, "survey_combined")
    assert figure("63.09", "response").n == 240


def test_the_response_rate_leaves_closed_businesses_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """100 drawn, 20 of them closed, 60 answered: 75 %, as on the page of the round; not 60 %."""
    for code in ("63.08", "63.09"):
        business(code)
    first = replace(surveyed("63.08", 30, n=60), drawn=100, response_rate=0.75)
    second = replace(surveyed("63.09", 30, n=20), drawn=50, response_rate=0.5)
    where = "lampit.proof.queries.boards.round_figures"
    monkeypatch.setattr(where, lambda _: [first, second])
    refresh_figures("", DAY, now=NOW)
    assert (figure("63.08", "response").value, figure("63.08", "response").n) == (0.75, 100)
    assert figure("63", "response").value == pytest.approx(80 / 120)


def test_few_answers_do_not_leave_the_board(monkeypatch: pytest.MonkeyPatch) -> None:
    """29 answers: n is told, the index is not."""
    for _ in range(5):
        business("63.08")
    where = "lampit.proof.queries.boards.round_figures"
    monkeypatch.setattr(where, lambda _: [surveyed("63.08", 50, n=29)])
    refresh_figures("", DAY, now=NOW)
    assert (figure("63.08", "index").value, figure("63.08", "index").n) == (None, 29)


def test_the_clock_publishes_once_a_local_day() -> None:
    """00.30 in Amuntai is a new day although it is still yesterday in UTC."""
    for _ in range(3):
        business("63.08")
    evening = datetime(2026, 11, 24, 15, 30, tzinfo=UTC)  # 23.30 WITA
    assert [refresh_due(evening + timedelta(hours=h)) for h in (0, 0, 1, 1)] == [1, 0, 1, 0]
    periods = Figure.objects.order_by("period").values_list("period", flat=True).distinct()
    assert list(periods) == [date(2026, 11, 24), date(2026, 11, 25)]


def test_old_days_are_thinned_out_to_months() -> None:
    """After a month only the first of a month stays."""
    for _ in range(3):
        business("63.08")
    for day in (date(2026, 9, 1), date(2026, 9, 15), date(2026, 11, 20), DAY):
        refresh_figures("", day, now=NOW)
    kept = set(Figure.objects.values_list("period", flat=True))
    assert kept == {date(2026, 9, 1), date(2026, 11, 20), DAY}
