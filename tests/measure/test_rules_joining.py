"""Between versions only what is the same to the letter is joined, scales with 200 in both."""

from copy import deepcopy
from typing import Any

import pytest

from lampit.measure.queries.instruments import published_files
from lampit.measure.rules.comparing import comparable
from lampit.measure.rules.estimating import indicator_names
from lampit.measure.rules.joining import FEW_BOTH, OTHER_ITEMS, OTHER_PARTS, SAME, Joint
from tests.measure.questionnaires import instrument

FIRST = published_files().definition


def changed(question: str, **keys: Any) -> dict[str, Any]:
    """Return version 1 with one question changed."""
    found = deepcopy(FIRST)
    row = next(row for row in found["questions"] if row["id"] == question)
    row.update(keys)
    return found


def reasons(two: dict[str, Any], overlap: int = 500) -> dict[str, str]:
    """Return why each figure of version 1 may not be joined with another version."""
    joint = Joint(comparable(FIRST, two), overlap)
    names = indicator_names(instrument())
    return {name.code: joint.why_not(name.code, instrument()) for name in names}


def test_one_version_joins_everything() -> None:
    """Rounds of the same version: nothing stands in the way."""
    assert Joint().is_same
    assert {Joint().why_not(n.code, instrument()) for n in indicator_names(instrument())} == {SAME}


def test_an_unscored_question_breaks_its_own_figures_only() -> None:
    """Another wording of the promotion question: the index joins where 200 answered both."""
    two = changed("biaya_promosi", text_id="Berapa biaya iklan?")
    assert set(reasons(two).values()) == {SAME}
    few = reasons(two, overlap=199)
    scales = {code for code, why in few.items() if why == FEW_BOTH}
    assert {"index", "dim_transaksi", "m1", "dasar"} <= scales
    assert few["d07"] == few["daring_kini"] == few["pulih.pulih"] == SAME, "single answers join"
    assert reasons(two, overlap=200)["index"] == SAME


def test_a_scored_question_breaks_what_is_made_of_it() -> None:
    """Another score in one dimension: that dimension, index and levels; the others stay."""
    two = changed("catatan", max_score=12)
    found = reasons(two)
    assert found["index"] == found["m3"] == OTHER_PARTS
    assert found["dim_operasional"] == OTHER_ITEMS
    assert found["dim_transaksi"] == SAME
    assert found["d10"] == OTHER_ITEMS
    assert found["d07"] == SAME
    assert found["dasar"], "the count of signs is another count"


@pytest.mark.parametrize(
    ("question", "code"),
    [("daring_kini", "d07"), ("daring_lalu", "delta_daring"), ("pulih", "rentan_pulih"),
     ("tatap_muka", "tatap_muka.semua"), ("arah_omzet", "omzet_turun")],
)  # fmt: skip
def test_a_figure_needs_all_its_questions(question: str, code: str) -> None:
    """A figure of answers is joined only where each of its questions is the same."""
    assert reasons(changed(question, text_id="Kalimat lain?"))[code]
    assert not reasons(changed("omzet", text_id="Kalimat lain?"))[code]
