"""No withheld cell, and no group too small to show, can be reckoned from what is shown."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lampit.registry.rules import disclosing
from lampit.registry.rules.disclosing import FEWEST, Tree, withheld

SIZES = st.one_of(st.integers(0, 6), st.integers(0, 60))


@st.composite
def trees(draw: st.DrawFn) -> Tree:
    """Return a kabupaten of a few kecamatan with villages, and businesses without a village."""
    sizes, parts = {}, {}
    total, heads = draw(st.integers(0, 3)), []
    for number in range(draw(st.integers(0, 4))):
        head = f"k{number}"
        below = [f"{head}.{n}" for n in range(draw(st.integers(0, 4)))]
        for one in below:
            sizes[one] = draw(SIZES)
        sizes[head] = sum(sizes[one] for one in below) + draw(st.integers(0, 3))
        parts[head] = below
        heads.append(head)
        total += sizes[head]
    return Tree(sizes | {"kab": total}, parts | {"kab": heads})


def atoms_of(tree: Tree) -> dict[str, set[str]]:
    """Return place → the smallest groups it is the sum of: villages, and who has none."""
    found: dict[str, set[str]] = {}

    def walk(place: str) -> set[str]:
        below = tree.parts.get(place, ())
        inside: set[str] = set().union(*(walk(one) for one in below)) if below else set()
        without = tree.sizes[place] - sum(tree.sizes[one] for one in below)
        found[place] = inside | ({f"{place}/"} if without else set())
        return found[place]

    walk("kab")
    return found


def reduced(rows: list[list[Fraction]]) -> list[list[Fraction]]:
    """Return the independent rows of a matrix in echelon form."""
    done: list[list[Fraction]] = []
    for left in rows:
        row = left
        for one in done:
            lead = next(n for n, value in enumerate(one) if value)
            if row[lead]:
                share = row[lead] / one[lead]
                row = [a - share * b for a, b in zip(row, one, strict=True)]
        if any(row):
            done.append(row)
    return done


def is_reckoned(asked: set[str], shown: list[set[str]], names: list[str]) -> bool:
    """Say whether the sum over some atoms follows from the sums that are shown."""
    rows = [[Fraction(name in one) for name in names] for one in [*shown, asked]]
    return len(reduced(rows)) == len(reduced(rows[:-1]))


@given(trees())
def test_no_withheld_cell_can_be_reckoned(tree: Tree) -> None:
    """Linear algebra over the atoms: a withheld place never follows from the shown ones."""
    hidden = withheld(tree, "kab")
    atoms = atoms_of(tree)
    names = sorted(atoms["kab"])
    shown = [atoms[place] for place in atoms if place not in hidden]
    for place in hidden:
        assert not is_reckoned(atoms[place], shown, names), place
    for place, size in tree.sizes.items():
        assert place in hidden or size == 0 or size >= FEWEST


@given(trees())
def test_what_is_left_over_is_never_few(tree: Tree) -> None:
    """A shown place less its shown parts leaves nobody, or a group large enough to show."""
    hidden = withheld(tree, "kab")
    for place, below in tree.parts.items():
        if place not in hidden:
            shown = sum(tree.sizes[one] for one in below if one not in hidden)
            left = tree.sizes[place] - shown
            assert left == 0 or left >= FEWEST


@given(trees())
def test_below_a_withheld_place_all_is_withheld(tree: Tree) -> None:
    """Else its villages would add up to it."""
    hidden = withheld(tree, "kab")
    for place, below in tree.parts.items():
        if place in hidden:
            assert {one for one in below if tree.sizes[one]} <= hidden


def test_villages_of_1_and_2_take_a_third_with_them() -> None:
    """The reported case: three businesses would be the kecamatan less what is shown."""
    tree = Tree({"k": 40, "a": 1, "b": 2, "c": 7, "d": 30}, {"k": ["a", "b", "c", "d"]})
    assert withheld(tree, "k") == {"a", "b", "c"}
    assert withheld(Tree({"k": 4, "a": 4}, {"k": ["a"]}), "k") == {"k", "a"}
    assert withheld(Tree({"k": 43, "c": 10, "d": 30}, {"k": ["c", "d"]}), "k") == {"c"}
    assert withheld(Tree({"k": 40, "c": 10, "d": 30}, {"k": ["c", "d"]}), "k") == set()


def test_without_the_second_step_the_property_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: hiding small cells alone lets three businesses be reckoned."""
    monkeypatch.setattr(
        disclosing,
        "_hidden_among",
        lambda tree, _place, inside: {one for one in inside if tree.sizes[one] < FEWEST},
    )
    tree = Tree({"k": 40, "a": 3, "d": 37}, {"k": ["a", "d"]})
    assert withheld(tree, "k") == {"a"}
    shown = [{"a", "d"}, {"d"}]
    assert is_reckoned({"a"}, shown, ["a", "d"])
