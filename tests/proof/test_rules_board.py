"""Boards rolled up: totals add up, gaps stay gaps, small boards stay hidden."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lampit.proof.rules.board import INDEX, INDICATORS, NATION, REGISTERED, Raw, roll_up
from lampit.science.survey.disclosure import Sum, derivable

DAY = date(2026, 11, 1)


def surveyed(registered: int, index: float, answered: int = 200, quality: str = "ok") -> Raw:
    """Return a board with a finished survey."""
    return Raw(
        registered, registered * 3 // 2, registered * 3, registered // 4, DAY, answered + 20,
        answered, index, index - 3, index + 3, quality, DAY,
    )  # fmt: skip


def test_a_board_keeps_its_own_index_and_interval() -> None:
    """One board in its province: the province says the same, for one board."""
    found = roll_up({"63.08": surveyed(2000, 34)})
    for code in ("63.08", "63", NATION):
        figure = {f.indicator: f for f in found[code]}[INDEX]
        assert (figure.value, figure.low, figure.high, figure.n) == (34, 31, 37, 200)
        assert figure.boards == 1


def test_a_combined_index_says_for_how_many_boards() -> None:
    """Two of three boards have an index: the province's is theirs, weighted by size."""
    found = roll_up(
        {
            "63.01": surveyed(300, 40),
            "63.02": surveyed(100, 20),
            "63.03": Raw(500, 100, 1500, 50, DAY),
        }
    )
    figure = {f.indicator: f for f in found["63"]}[INDEX]
    assert figure.value == 35
    assert figure.boards == 2
    assert figure.low is not None
    assert figure.low < 35
    alone = {f.indicator: f for f in found["63.03"]}[INDEX]
    assert (alone.value, alone.quality) == (None, "suppressed")


def test_few_answers_keep_the_index_at_home() -> None:
    """29 answers give no figure outside the board; n is told."""
    figure = {f.indicator: f for f in roll_up({"63.08": surveyed(900, 50, answered=29)})["63.08"]}
    assert (figure[INDEX].value, figure[INDEX].n) == (None, 29)


def test_unknown_boards_are_not_zero() -> None:
    """Nothing known, nothing told: no board, no province, no nation."""
    assert roll_up({}) == {}
    assert set(roll_up({"11.01": Raw(5)})) == {"11.01", "11", NATION}


@given(
    st.dictionaries(
        st.tuples(st.integers(11, 14), st.integers(1, 5)).map(lambda p: f"{p[0]}.{p[1]:02}"),
        st.one_of(st.integers(0, 4), st.integers(0, 90)),
        max_size=12,
    )
)
def test_hidden_boards_cannot_be_subtracted(sizes: dict[str, int]) -> None:
    """What is published of registered counts gives no hidden board away; totals add up."""
    found = roll_up({code: Raw(size, size, size * 3) for code, size in sizes.items()})
    shown = {code: figures[0] for code, figures in found.items()}
    hidden = {code for code, figure in shown.items() if figure.hidden}
    assert {code for code, size in sizes.items() if 0 < size < 3} <= hidden
    provinces: dict[str, list[str]] = {}
    for code in sizes:
        provinces.setdefault(code[:2], []).append(code)
    sums = [Sum(province, tuple(codes)) for province, codes in provinces.items()]
    sums.append(Sum(NATION, tuple(provinces)))
    assert derivable(hidden, sums) == set()
    if sizes and not shown[NATION].hidden:
        assert shown[NATION].value == sum(sizes.values())
    for code in hidden:
        assert [(f.n, f.value) for f in found[code] if f.hidden] == [(0, None)] * 3


def test_every_indicator_is_there() -> None:
    """Each region has each indicator once, registered first."""
    figures = roll_up({"63.08": surveyed(2000, 34)})["63.08"]
    assert tuple(f.indicator for f in figures) == INDICATORS
    assert figures[0].indicator == REGISTERED
    assert figures[1].value == pytest.approx(0.5)
