"""Whatever stands in a DESIGN file, the answer is figures or a refusal, never a fault."""

import itertools
import json
from typing import Any

import pytest

from lampit.basics.refusal import Refusal
from lampit.science.survey import carry_out, make_table

JUNK: list[Any] = [
    None, True, False, 0, 1, -1, 1.5, 1e308, "", "x", "y", [], ["y"], ["nope"], [1], [None],
    [["y"]], {}, {"a": 1}, {"y": {}}, "é\u202e", "y" * 500, [True], ["y", "y"], [0.5, "a"],
    [-1], [2], float("nan"), float("inf"),
]  # fmt: skip
TABLE = make_table(
    ["y", "w", "kec", "desa", "n", "z"],
    [[str(i % 5), "2", "ab"[i % 2], f"v{i % 4}", "40", str(i)] for i in range(20)],
)
BASE: dict[str, Any] = {
    "weights": "w", "strata": ["kec"], "clusters": ["desa"], "fpc": ["n"], "lonely_psu": "fail",
    "statistics": [{"kind": "mean", "variable": "y"}],
}  # fmt: skip
KINDS = ("mean", "total", "proportion", "ratio", "quantile")
METHODS = ("raking", "greg", "exponential", "given", "poststrat")


def descriptions() -> list[dict[str, Any]]:
    """Return thousands of broken descriptions: every key with every kind of junk."""
    keys = [*BASE, "data", "conf", "compat", "calibrate", "replicates", "pps"]
    found = [BASE | {key: junk} for key, junk in itertools.product(keys, JUNK)]
    asked = (
        "kind",
        "variable",
        "denominator",
        "by",
        "q",
        "value",
        "level",
        "ci",
        "ci_method",
        "na",
    )
    for kind, key, junk in itertools.product(KINDS, asked, JUNK):
        one = {"kind": kind, "variable": "y", "denominator": "z"}
        found.append(BASE | {"statistics": [one | {key: junk}]})
    for method, junk in itertools.product(METHODS, JUNK):
        step = {"method": method, "margins": {"kec": {"a": 30, "b": 30}}}
        found += [
            BASE | {"calibrate": [step | {key: junk}]}
            for key in ("method", "margins", "bounds", "base")
        ]
        found.append(BASE | {"calibrate": [step | {"margins": {"kec": {"a": junk, "b": 3}}}]})
        found.append(BASE | {"calibrate": [step | {"margins": {"y": junk}}]})
    for key, junk in itertools.product(("kind", "count", "seed"), JUNK):
        found.append(BASE | {"replicates": {"kind": "bootstrap", "count": 5, key: junk}})
    return found


def test_no_description_breaks_the_program() -> None:
    """Each gives JSON without infinities, or a refusal with a code and a sentence."""
    refusals: list[Refusal] = []
    for described in descriptions():
        try:
            found = carry_out(TABLE, described)
        except Refusal as refusal:
            refusals.append(refusal)
        else:
            json.dumps([e.as_contract() for e in found], allow_nan=False)
    assert len(refusals) > 500
    assert all(refusal.code and refusal.message for refusal in refusals)


@pytest.mark.parametrize("cell", ["1_000", "١٢", "1e999", "inf", "-inf", "1e200", "12,5", "0x1f"])
def test_what_is_no_plain_number_is_told_with_its_row(cell: str) -> None:
    """Python would read some of these as numbers; people did not write numbers."""
    table = make_table(["y"], [["1"], [cell], ["3"]])
    with pytest.raises(Refusal, match="2") as refused:
        carry_out(table, {"statistics": [{"kind": "mean", "variable": "y"}]})
    assert refused.value.code == "column_not_numeric"


def test_a_population_without_end_is_drawn_with_replacement() -> None:
    """Infinity in the fpc of a stratum: the same error as without an fpc."""
    rows = [[str(i * i % 11), "inf", "40"] for i in range(12)]
    table = make_table(["y", "endless", "w"], rows)
    base = {"weights": "w", "statistics": [{"kind": "mean", "variable": "y"}]}
    plain, endless = (carry_out(table, base | more)[0] for more in ({}, {"fpc": ["endless"]}))
    assert plain.se == endless.se


def test_cells_beyond_the_last_column_are_refused() -> None:
    """A stray separator would shift a row; blanks at its end do not matter."""
    assert make_table(["a", "b"], [["1", "2", "", ""], ["3"]]).columns["b"] == ["2", ""]
    with pytest.raises(Refusal, match="2") as refused:
        make_table(["a", "b"], [["1", "2"], ["1", "2", "3"]])
    assert refused.value.code == "row_too_long"


def test_missing_denominators_fail_too() -> None:
    """`na` fail is about both columns of a ratio."""
    table = make_table(["y", "x"], [["1", "2"], ["2", ""], ["3", "4"]])
    asked = {"kind": "ratio", "variable": "y", "denominator": "x", "na": "fail"}
    with pytest.raises(Refusal, match="x") as refused:
        carry_out(table, {"statistics": [asked]})
    assert refused.value.code == "answers_missing"
