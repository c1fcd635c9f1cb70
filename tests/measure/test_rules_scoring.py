"""Scores, next steps and targets: equal to the published vectors, unknown stays unknown."""

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lampit.measure.rules import answers as flow
from lampit.measure.rules import logic, scoring, steps, targeting
from lampit.measure.rules.instrument import Question
from lampit.measure.rules.logic import Answer
from tests.measure import questionnaires
from tests.measure.questionnaires import instrument, vectors


@pytest.mark.parametrize("vector", vectors(), ids=lambda v: v["name"])
def test_published_vectors(vector: dict[str, Any]) -> None:
    """Index, dimensions, levels and all twelve points equal the published scores."""
    found, expected = scoring.score(instrument(), vector["answers"]), vector["expected"]
    assert found.index == pytest.approx(expected["index"], abs=1e-6)
    for code, value in expected["dimensions"].items():
        assert found.dimensions[code] == pytest.approx(value, abs=1e-6)
    assert found.maturity == expected["maturity"]
    assert found.points == expected["dii_points"]
    assert found.unknown_points == expected["dii_unknown"]
    assert found.point_level == expected["dii_level"]
    assert found.indicators == expected["dii"]
    assert flow.check_whole(instrument(), vector["answers"]) == []


def test_a_changed_weight_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Negative control: another rule of scoring does not give the published scores."""
    monkeypatch.setattr(scoring, "_choice_score", lambda question, _: question.max_score)
    found = [scoring.score(instrument(), v["answers"]).index for v in vectors()]
    assert found != pytest.approx([v["expected"]["index"] for v in vectors()])


def test_an_index_on_the_border_reaches_its_level() -> None:
    """Exactly 60 is level m4 and no longer below 60; a sum of rounded parts gave 59.999…."""
    told: dict[str, Answer] = {
        "daring_kini": 7, "perangkat": ["hp_biasa", "komputer", "printer"], "internet": "lancar",
        "akun": ["instagram"], "unggah": "mingguan", "cara_pesan": ["marketplace"],
        "cara_bayar": ["ewallet", "qris", "tempo"], "catatan": "spreadsheet",
        "bantuan_hp": ["kirim", "pelanggan"], "bisa": ["iklan", "sheet"], "pengurus": "pekerja",
        "aman": ["dua_langkah", "kunci"], "izin": ["pirt", "npwp", "rekening"],
        "usia_pemilik": 30,
    }  # fmt: skip
    found = scoring.score(instrument(), told)
    assert (found.index, found.maturity) == (60.0, "m4")
    assert targeting.target(told, found.index, 2026).is_target is False


def test_total_points_are_those_of_the_notes() -> None:
    """The maxima sum to 122 and the weights to 100."""
    assert sum(q.max_score for q in instrument().questions if q.is_scored) == 122
    assert sum(d.weight for d in instrument().dimensions) == 100
    assert len(instrument().questions) == 24


def test_too_little_answered_is_no_index() -> None:
    """Below 80 % of the points there is no index, no level, no step; never 0."""
    few: dict[str, Answer] = {"internet": "lancar", "catatan": "buku"}
    found = scoring.score(instrument(), few)
    assert found.index is None
    assert found.maturity is None
    assert found.point_level is None
    assert steps.gains(instrument(), questionnaires.steps(), few) == []


def value_for(question: Question) -> st.SearchStrategy[Answer]:
    """Draw any permitted answer to a question, refusals included where they are allowed."""
    special = [88, 99] if question.refusable else []
    if question.kind == "integer":
        codes = st.sampled_from([-code for code in special]) if special else st.nothing()
        return st.integers(question.low, question.high) | codes
    options = [o.code for o in question.options if not o.exclusive]
    if question.kind == "select_one":
        return st.sampled_from(options + [str(code) for code in special])
    most = question.at_most or len(options)
    some = st.lists(st.sampled_from(options), min_size=1, max_size=most, unique=True)
    return some | st.just([o.code for o in question.options if o.exclusive] or options[:1])


@st.composite
def questionnaires_drawn(draw: st.DrawFn) -> dict[str, Answer]:
    """Draw a whole questionnaire, answered in order with the skips respected."""
    found: dict[str, Answer] = {}
    for question in instrument().questions:
        if scoring.is_asked(question, found):
            found[question.id] = draw(value_for(question))
    return found


@settings(max_examples=30, deadline=None)
@given(given_answers=questionnaires_drawn())
def test_any_questionnaire_scores_inside_its_range(given_answers: dict[str, Answer]) -> None:
    """Index and dimensions lie in 0 to 100; every proposed step really raises the index."""
    found = scoring.score(instrument(), given_answers)
    for value in (*found.dimensions.values(), found.index):
        assert value is None or 0 <= value <= 100
    assert 0 <= found.points <= 12
    offered = steps.gains(instrument(), questionnaires.steps(), given_answers)
    assert [round(g.points, 9) for g in offered] == sorted(
        (round(g.points, 9) for g in offered), reverse=True
    )
    for gain in offered:
        assert gain.points > 0
        assert gain.step.requires is None or logic.holds(gain.step.requires, given_answers)


def test_qris_is_worth_three_point_three() -> None:
    """The example of the notes: a business that only takes cash gains 3,3 points with QRIS."""
    offered = steps.gains(instrument(), questionnaires.steps(), questionnaires.answers())
    by_code = {gain.step.code: gain.points for gain in offered}
    assert by_code["cara_bayar.qris"] == pytest.approx(100 * 4 / 24 * 0.2)


def test_equal_gains_go_in_the_published_order() -> None:
    """WhatsApp Business and an own shop both give 4 points: the catalogue comes first."""
    offered = steps.gains(instrument(), questionnaires.steps(), questionnaires.answers())
    codes = [gain.step.code for gain in offered]
    assert codes.index("akun.wa_bisnis") < codes.index("akun.situs")
    best = steps.next_best(instrument(), questionnaires.steps(), questionnaires.answers())
    assert best is not None
    assert best.step.code == "akun.wa_bisnis"


def test_without_a_phone_no_online_step() -> None:
    """Prerequisites: with a plain phone only steps without a smartphone are offered."""
    plain = questionnaires.answers(perangkat=["hp_biasa"], internet="tidak_ada", akun=["tidak_ada"])
    del plain["unggah"]
    offered = steps.gains(instrument(), questionnaires.steps(), plain)
    assert {g.step.question for g in offered} == {
        "perangkat",
        "catatan",
        "izin",
        "cara_bayar",
        "cara_pesan",
    }


def test_food_permits_only_for_food() -> None:
    """SPP-IRT is proposed to a kitchen, not to a weaver."""
    licensed = questionnaires.answers(izin=["nib"])
    for sector, offered in (("kuliner", True), ("kriya", False), (None, False)):
        found = steps.gains(instrument(), questionnaires.steps(), licensed, sector=sector)
        assert ("izin.pirt" in {g.step.code for g in found}) is offered


def test_steps_name_real_options() -> None:
    """Every step of the list is a scored option of the instrument, named once."""
    codes = [s.code for s in questionnaires.steps()]
    assert len(codes) == len(set(codes))
    for step in questionnaires.steps():
        option = instrument().question(step.question).option(step.option)
        assert option is not None
        assert option.score > 0
        for read in logic.asked_about(step.requires or {}):
            instrument().question(read)


@pytest.mark.parametrize(
    ("age", "expected"),
    [
        (29, "gen_z"),
        (30, "milenial"),
        (45, "milenial"),
        (46, "gen_x"),
        (61, "gen_x"),
        (62, "boomer"),
    ],
)
def test_generations_of_2026(age: int, expected: str) -> None:
    """Birth years 1997, 1981 and 1965 begin a generation."""
    assert targeting.generation(age, 2026) == expected
    assert targeting.generation(None, 2026) is None


@pytest.mark.parametrize(
    ("changes", "index", "expected", "reasons"),
    [
        ({"usia_pemilik": 40}, 30.0, True, ("generation",)),
        ({"usia_pemilik": 70}, 30.0, False, ()),
        (
            {"usia_pemilik": 70, "pengurus": "keluarga", "usia_pengurus": 24},
            30.0,
            True,
            ("helper",),
        ),
        (
            {"usia_pemilik": 70, "bisa": ["chat", "foto", "unggah", "edit"]},
            30.0,
            True,
            ("literate",),
        ),
        ({"usia_pemilik": 70, "unggah": "harian"}, 30.0, True, ("literate",)),
        ({"usia_pemilik": 40}, 60.0, False, ("generation",)),
        ({"usia_pemilik": 40}, None, None, ("generation",)),
        ({"usia_pemilik": 40, "hambatan": ["cukup"]}, 30.0, False, ("generation",)),
        ({"usia_pemilik": -88}, 30.0, None, ()),
        ({"usia_pemilik": 70, "pengurus": "88"}, 30.0, None, ()),
    ],
)
def test_target_group(
    changes: dict[str, Answer], index: float | None, expected: bool | None, reasons: tuple[str, ...]
) -> None:
    """`sasaran_s2` as published; a missing answer that could change it gives “unknown”."""
    found = targeting.target(questionnaires.answers(**changes), index, 2026)
    assert found.is_target is expected
    assert found.reasons == reasons


def test_changes_in_a_year() -> None:
    """Differences need both ends; a business of nobody a year ago is new."""
    found = targeting.target(questionnaires.answers(daring_kini=3, pekerja_lalu=0), 30.0, 2026)
    assert (found.online_change, found.worker_change, found.is_new_business) == (3, 2, True)
    assert found.sells_online is True
    unknown = targeting.target(questionnaires.answers(daring_kini=-88), 30.0, 2026)
    assert (unknown.online_change, unknown.sells_online) == (None, None)
    assert unknown.is_contact_dependent is None


def test_an_unknown_word_is_an_error() -> None:
    """The rule language has seven words; a typing error does not pass as false."""
    with pytest.raises(ValueError, match="like"):
        logic.holds({"like": ["akun", "wa"]}, {})


@given(
    st.lists(
        st.tuples(st.floats(0.01, 1), st.floats(0, 20), st.floats(0.5, 20)), min_size=1, max_size=9
    )
)
def test_the_weighted_mean_is_exact_until_the_end(parts: list[tuple[float, float, float]]) -> None:
    """It equals the sum in fractions, rounded once."""
    top = sum(Fraction(w) * 100 * Fraction(e) / Fraction(m) for w, e, m in parts)
    exact = top / sum(Fraction(w) for w, _, _ in parts)
    assert scoring._weighted_mean(parts) == float(exact)
