"""Record linkage against registers whose truth is known; nothing is trained on that truth."""

import json
import math
from dataclasses import replace
from math import dist
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from lampit.basics.refusal import Refusal
from lampit.science import linkage
from lampit.science.linkage import blocks, evidence
from lampit.science.linkage.fields import village_points
from lampit.science.linkage.schema import Rule
from tests.science.linkage_data import febrl, febrl_schema, register, score, table
from tools import linkage_model

OWNER = {"owner": "Hj. Siti Aisyah", "nik": "6308054509690034", "phone": "0813-8279-8409"}


@pytest.fixture(scope="module")
def part() -> pa.Table:
    """Return every record of the simulated register whose village ends in 7."""
    records, _ = register()
    return records.filter(pc.ends_with(records["village_code"].fill_null("7"), "7"))


def pairs_of(found: linkage.Found) -> set[tuple[Any, Any]]:
    """Return the ids of the pairs."""
    return set(zip(found.pairs["left"].to_pylist(), found.pairs["right"].to_pylist(), strict=True))


def test_the_simulated_register() -> None:
    """F1 at the default threshold, and precision where a person confirms a whole page."""
    records, truth = register()
    found = linkage.find_pairs(records)
    assert score(found.pairs, truth).f1 >= 0.965
    assert score(found.pairs, truth, 0.95).f1 >= 0.953
    assert score(found.pairs, truth, 0.99).precision >= 0.999
    assert found.report["records"] == 24_436
    assert found.report["candidates"] < 10 * 24_436
    assert 0 < found.report["homonymy"] < 1
    assert 0 < found.report["name_variation"] < 1


@pytest.mark.parametrize(("number", "best"), [(1, 1.0), (3, 0.9984)])
def test_febrl_with_the_same_engine(number: int, best: float) -> None:
    """Other columns, described as data and trained on the file itself, reach Splink's best."""
    records, truth = febrl(number)
    model = linkage.train(records, febrl_schema(), linkage.DuckEngine())
    found = linkage.find_pairs(records, model=model)
    assert score(found.pairs, truth).f1 >= best - 0.001
    assert linkage.read_model(model.as_json()) == replace(model, told=febrl_schema())


def test_the_model_says_how_it_came_about() -> None:
    """The shipped model: no labels, at least three blockings, its evaluation beside it."""
    model = linkage.shipped()
    assert model.training["labels"] == 0
    assert sum("rule" in run for run in model.training["runs"]) >= 3
    assert model.told == linkage.shipped_schema()
    assert {row["file"] for row in model.evaluation} >= {"registry_sim_a", "febrl1", "febrl3"}


def test_without_the_evidence_of_names_the_answer_gets_worse() -> None:
    """Negative control: names that weigh nothing cost more than two points of F1."""
    records, truth = register()
    model = linkage.shipped()
    deaf = replace(model, u={**model.u, "owner": model.m["owner"]}, common={})
    found = linkage.find_pairs(records, model=deaf)
    assert score(found.pairs, truth).f1 < score(linkage.find_pairs(records).pairs, truth).f1 - 0.02


def test_row_order_and_threads_do_not_matter(part: pa.Table) -> None:
    """The same pairs, probabilities and words to the last bit."""
    order = np.random.default_rng(5).permutation(part.num_rows)
    one = linkage.find_pairs(part, engine=linkage.DuckEngine(threads=1))
    other = linkage.find_pairs(part.take(order), engine=linkage.DuckEngine(threads=4))
    assert one.pairs.equals(other.pairs)
    assert one.clusters.equals(other.clusters)


def test_evidence_adds_up(part: pa.Table) -> None:
    """The parts are the match weight exactly; the probability is 2^w/(1 + 2^w)."""
    found = linkage.find_pairs(part).pairs
    assert pc.all(pc.less(found["left"], found["right"])).as_py()
    for pair in found.to_pylist():
        tenths = sum(round(one["weight"] * 10) for one in pair["evidence"])
        assert tenths == round(pair["weight"] * 10)
        if pair["weight"] < 50:
            odds = 2 ** pair["weight"]
            assert math.isclose(pair["probability"], odds / (1 + odds), abs_tol=1e-12)
        told = [
            f"{one['field']} {one['level']}".strip()
            + " "
            + evidence.show(round(one["weight"] * 10))
            for one in pair["evidence"]
        ]
        assert pair["explanation"] == " · ".join(told)
        sizes = [abs(one["weight"]) for one in pair["evidence"][:-1]]
        assert sizes == sorted(sizes, reverse=True)
        assert told[-1].startswith("awal ")


def test_weights_are_written_as_people_write_them() -> None:
    """Sign, decimal comma, one decimal."""
    assert [evidence.show(n) for n in (184, -20, 0, 5)] == ["+18,4", "−2,0", "+0,0", "+0,5"]


def test_only_new_records_are_looked_for(part: pa.Table) -> None:
    """The incremental run finds what the full run finds about them, and nothing else."""
    full = linkage.find_pairs(part)
    new = part["id"].to_pylist()[::7]
    found = linkage.find_pairs(part, only=new, model=full.model)
    assert pairs_of(found) == {pair for pair in pairs_of(full) if set(pair) & set(new)}


def test_villages_close_by_are_told_and_those_without_a_map_are_not() -> None:
    """Two villages within 2 km are closer than two of one kecamatan; no map is no evidence."""
    nearest = {
        "sama": ("63.08.05.2007", "63.08.05.2007"),
        "berdekatan": ("63.08.01.2023", "63.08.10.2017"),
        "sekecamatan": ("63.08.01.2003", "63.08.01.2004"),
        "beda": ("63.08.01.2003", "63.08.05.2007"),
    }
    points = village_points()
    apart = {word: dist(points[a], points[b]) for word, (a, b) in nearest.items()}
    assert apart["berdekatan"] <= 2_000 < min(apart["sekecamatan"], apart["beda"])
    nearest |= {"sekecamatan ": ("63.01.01.2001", "63.01.01.2002"),
                "beda ": ("63.01.01.2001", "63.08.05.2007")}  # fmt: skip
    for word, villages in nearest.items():
        for order in (villages, villages[::-1]):
            rows = [OWNER | {"id": str(n), "village_code": v} for n, v in enumerate(order)]
            (pair,) = linkage.find_pairs(table(rows), threshold=0.001).pairs.to_pylist()
            assert {p["level"] for p in pair["evidence"] if p["field"] == "desa"} == {word.strip()}


def test_the_points_are_those_of_the_maps() -> None:
    """The file beside the model says what the places say; the tool that writes it says so too."""
    assert linkage_model.POINTS.read_text("utf-8") == linkage_model.points()


def test_one_owner_with_two_businesses_is_not_one_business() -> None:
    """Another trade under another name is another business; the same trade is a double."""
    here = OWNER | {"village_code": "63.08.05.2007"}
    rows = [
        here | {"id": "a", "name": "Anyaman Cahaya", "kbli": "16292"},
        here | {"id": "b", "name": "Warung Rezeki", "kbli": "56102"},
        here | {"id": "c", "name": "Anyaman Cahaya"},
    ]
    found = linkage.find_pairs(table(rows))
    assert ("a", "c") in pairs_of(found)
    assert ("a", "b") not in pairs_of(found)


def test_a_common_name_weighs_less_than_a_rare_one() -> None:
    """Being both called Siti Aisyah says little, where every tenth woman is called so."""
    rows = [
        {"id": f"{n:04}", "owner": "Siti Aisyah" if n % 10 < 1 else f"Galuh Ke{n // 2}",
         "village_code": f"63.08.05.2{n // 20:03}"}
        for n in range(4_000)
    ]  # fmt: skip
    found = linkage.find_pairs(table(rows), threshold=0.001).pairs.to_pylist()
    weight = {
        rows[int(pair["left"])]["owner"][:5]: part["weight"]
        for pair in found for part in pair["evidence"] if part["level"] == "sama"
        and part["field"] == "nama"
    }  # fmt: skip
    assert weight["Siti "] < weight["Galuh"] - 3


def test_different_people_of_one_age_are_flagged() -> None:
    """Two well-formed NIK of one sex and year are a conflict, whatever the probability."""
    here = OWNER | {"village_code": "63.08.05.2007", "name": "Anyaman Cahaya"}
    numbers = {"a": "6308054509690034", "b": "6308051203690011", "c": "6308055203690011"}
    rows = [here | {"id": n, "nik": nik} for n, nik in numbers.items()]
    pairs = linkage.find_pairs(table(rows), threshold=0.01).pairs.to_pylist()
    told = {(p["left"], p["right"]): p["conflict"] for p in pairs}
    assert told["a", "c"] == "NIK berbeda"
    assert told["a", "b"] == told["b", "c"] == "jenis kelamin berbeda"


@pytest.mark.parametrize("missing", ["nik", "owner", "phone", "village_code", "birth_date"])
def test_a_column_may_be_missing(part: pa.Table, missing: str) -> None:
    """What is not told is no evidence, and nothing breaks."""
    few = part.slice(0, 400)
    assert linkage.find_pairs(few.drop_columns([missing])).report["records"] == 400


def test_ids_are_any_text_and_must_be_single() -> None:
    """Numbers stay numbers, text stays text; without the column rows count from 1."""
    rows = {"owner": ["Rahmadi", "Rahmadi"], "nik": ["6308051407010006"] * 2}
    for ids in (["x/1", "é 2"], [10, 9]):
        found = linkage.find_pairs(pa.table({"id": ids, **rows}))
        assert pairs_of(found) == {tuple(sorted(ids))}
    assert pairs_of(linkage.find_pairs(pa.table(rows))) == {(1, 2)}
    with pytest.raises(Refusal, match="lebih dari sekali"):
        linkage.find_pairs(pa.table({"id": ["a", "a"], **rows}))
    with pytest.raises(Refusal, match="tanpa id"):
        linkage.find_pairs(pa.table({"id": ["a", None], **rows}))


def test_a_large_block_is_split_then_left_out_and_told() -> None:
    """More than 500 of one key are split by the birth year; what stays too large is told."""
    features = {
        "phone": pa.array(["+628"] * 1_400 + [f"+62{n}" for n in range(5_000)]),
        "year": pa.array([str(1950 + n % 2) if n < 800 else "1990" for n in range(6_400)]),
    }
    made = blocks.block(Rule("HP", ("phone",)), features, ("year",))
    assert (made.capped, made.dropped, made.largest) == (1, 1, 400)
    assert len(made.record) == 800
    whole = blocks.block(Rule("HP", ("phone",)), features)
    assert (whole.dropped, len(whole.record)) == (1, 0)


def test_a_rule_that_compares_too_much_is_refused_with_its_biggest_keys() -> None:
    """More than 50 pairs per record are not made."""
    features = {"village": pa.array([f"desa {n % 10}" for n in range(4_500)])}
    made = blocks.block(Rule("desa", ("village",)), features)
    assert made.refused.startswith("desa ")
    assert len(made.record) == 0


@pytest.mark.parametrize(
    "spoilt",
    [
        {"comparisons": []},
        {"fields": [{"name": "x", "kind": "magic"}]},
        {"fields": [{"name": "x, (SELECT 1) y", "kind": "text"}]},
        {"rules": None},
        {"rules": [{"on": []}]},
        {"rules": [{"on": ["nowhere"]}]},
        {"split": [["suburb"]]},
        {"recall": 0},
        {"second": {"person": ["given"], "name": "shop", "place": "suburb", "sector": "trade"}},
        {"comparisons": [{"name": "a", "label": "a", "needs": ["a"], "levels": [
            {"word": "sama", "test": ["equal", "a; DROP TABLE ready"]}, {"word": "beda"}]}]},
    ],
)  # fmt: skip
def test_a_schema_is_read_with_care(spoilt: dict[str, object]) -> None:
    """A wrong part is refused with a sentence; a schema never brings SQL of its own."""
    told = json.loads(json.dumps(febrl_schema())) | spoilt
    with pytest.raises(linkage.SchemaError):
        linkage.read_schema(told)
