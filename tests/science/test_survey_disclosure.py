"""Hidden cells stay hidden: not by subtraction, not through margins, not through totals."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lampit.science.survey import disclosure
from lampit.science.survey.disclosure import Sum, derivable, disclose


def tree(boards: list[list[int]]) -> tuple[dict[str, int], list[Sum]]:
    """Return nation, provinces and boards as counts and equations."""
    counts: dict[str, int] = {}
    sums, provinces = [], []
    for p, province in enumerate(boards):
        parts = tuple(f"{p}.{b}" for b in range(len(province)))
        counts |= dict(zip(parts, province, strict=True)) | {f"{p}": sum(province)}
        sums.append(Sum(f"{p}", parts))
        provinces.append(f"{p}")
    counts["all"] = sum(counts[p] for p in provinces)
    return counts, [*sums, Sum("all", tuple(provinces))]


def grid(rows: list[list[int]]) -> tuple[dict[str, int], list[Sum]]:
    """Return a table with both margins and the grand total as counts and equations."""
    width = range(len(rows[0]))
    counts = {f"{r}/{c}": rows[r][c] for r in range(len(rows)) for c in width}
    counts |= {f"r{r}": sum(row) for r, row in enumerate(rows)}
    counts |= {f"c{c}": sum(row[c] for row in rows) for c in width}
    counts["all"] = sum(map(sum, rows))
    sums = [Sum(f"r{r}", tuple(f"{r}/{c}" for c in width)) for r in range(len(rows))]
    sums += [Sum(f"c{c}", tuple(f"{r}/{c}" for r in range(len(rows)))) for c in width]
    sums.append(Sum("all", tuple(f"r{r}" for r in range(len(rows)))))
    return counts, [*sums, Sum("all", tuple(f"c{c}" for c in width))]


def rank(matrix: list[list[Fraction]]) -> int:
    """Return the rank by plain exact elimination: an independent second opinion."""
    rows, found = [row[:] for row in matrix], 0
    for column in range(len(rows[0]) if rows else 0):
        pivot = next((i for i in range(found, len(rows)) if rows[i][column]), None)
        if pivot is None:
            continue
        rows[found], rows[pivot] = rows[pivot], rows[found]
        for i in range(len(rows)):
            if i != found and rows[i][column]:
                times = rows[i][column] / rows[found][column]
                rows[i] = [a - times * b for a, b in zip(rows[i], rows[found], strict=True)]
        found += 1
    return found


def solvable(hidden: frozenset[str], sums: list[Sum]) -> set[str]:
    """Return the hidden cells that an attacker with pencil and paper can work out."""
    keys = sorted(hidden)
    matrix = [
        [Fraction((k in s.parts) - (k == s.total)) for k in keys]
        for s in sums
        if hidden & set(s.cells)
    ]
    if not matrix:
        return set()
    whole = rank(matrix)
    return {
        key
        for i, key in enumerate(keys)
        if rank([*matrix, [Fraction(j == i) for j in range(len(keys))]]) == whole
    }


COUNTS = st.one_of(st.integers(0, 4), st.integers(0, 60))


@settings(max_examples=150, deadline=None)
@given(st.lists(st.lists(COUNTS, min_size=1, max_size=6), min_size=1, max_size=6))
def test_no_hidden_board_follows_from_its_province_or_nation(boards: list[list[int]]) -> None:
    """Nation, provinces, boards: every small cell is hidden and none can be subtracted out."""
    counts, sums = tree(boards)
    hidden = disclose(counts, sums)
    assert {k for k, v in counts.items() if 0 < v < 3} <= hidden
    assert solvable(hidden, sums) == set() == derivable(hidden, sums)


@settings(max_examples=120, deadline=None)
@given(
    st.integers(1, 4).flatmap(
        lambda width: st.lists(
            st.lists(COUNTS, min_size=width, max_size=width), min_size=1, max_size=4
        )
    )
)
def test_no_hidden_cell_follows_from_the_margins(rows: list[list[int]]) -> None:
    """Kecamatan by sector with both margins: elimination finds nothing either."""
    counts, sums = grid(rows)
    hidden = disclose(counts, sums)
    assert solvable(hidden, sums) == set()


def test_a_chain_through_several_margins_is_broken() -> None:
    """Two per line are hidden here, and still 0/0 = 4 follows from all of them together."""
    counts, sums = grid([[4, 0, 2], [1, 2, 3], [0, 0, 1]])
    hidden = disclose(counts, sums)
    assert solvable(hidden, sums) == set()


def test_without_the_cover_the_small_cell_is_given_away(monkeypatch: pytest.MonkeyPatch) -> None:
    """Negative control: hiding only the small cell lets province minus the rest tell it."""
    counts, sums = tree([[2, 40, 9], [30, 20]])
    monkeypatch.setattr(disclosure._Hiding, "covers", lambda *_: [])
    hidden = disclose(counts, sums)
    assert hidden == {"0.0"}
    assert solvable(hidden, sums) == {"0.0"}


def test_the_cheapest_cover_is_taken() -> None:
    """Of 40 and 9 the 9 is hidden beside the 2; the other province and the totals stay."""
    counts, sums = tree([[2, 40, 9], [30, 20]])
    assert disclose(counts, sums) == {"0.0", "0.2"}


def test_a_lone_board_hides_its_province_and_another() -> None:
    """A province with one small board: the province goes too, and a cover beside it."""
    counts, sums = tree([[1], [30, 20], [8, 9]])
    hidden = disclose(counts, sums)
    assert {"0", "0.0", "2"} <= hidden
    assert "all" not in hidden
    assert solvable(hidden, sums) == set()


def test_zero_and_large_are_shown_and_unknown_is_no_cell() -> None:
    """Nothing is hidden without need, and a total with an unknown part gives nothing away."""
    counts, sums = tree([[0, 40], [30, 3]])
    assert disclose(counts, sums) == frozenset()
    assert disclose({"a": 1, "p": 9}, [Sum("p", ("a", "b"))]) == {"a"}


def test_the_whole_country_takes_less_than_a_second() -> None:
    """514 boards in 38 provinces with many small ones end quickly and safely."""
    boards = [[(p * 7 + b * 5) % 23 for b in range(14 if p % 2 else 13)] for p in range(38)]
    counts, sums = tree(boards)
    assert derivable(disclose(counts, sums), sums) == set()


def test_dominance_and_small_shares() -> None:
    """One seller above 70 % of a total hides it; a share needs three businesses."""
    assert not disclosure.may_show_money(3, 100, 71)
    assert disclosure.may_show_money(3, 100, 70)
    assert not disclosure.may_show_money(2, 100, 50)
    assert not disclosure.may_show_money(0, 0, 0)
    assert [disclosure.may_show_share(n) for n in (0, 2, 3)] == [False, False, True]


def test_uncertain_cells_cover_and_nothing_is_hidden_in_vain() -> None:
    """A cell that is not told anyway covers a secret one; alone it may be worked out."""
    sums = [Sum("all", ("a", "b", "c"))]
    counts = {"a": 5, "b": 40, "c": 60, "all": 105}
    assert disclose(counts, sums, smallest=0, secret={"a"}) == {"a", "b"}
    assert disclose(counts, sums, smallest=0, secret={"a"}, untold={"c"}) == {"a", "c"}
    assert disclose(counts, sums, smallest=0, untold={"c"}) == {"c"}
    # "c" follows from its own parts, so it covers nothing: one more is hidden, and no total.
    told = [*sums, Sum("c", ("c1", "c2"))]
    more = counts | {"c1": 30, "c2": 30}
    assert disclose(more, told, smallest=0, secret={"a"}, untold={"c"}) == {"a", "b", "c"}
