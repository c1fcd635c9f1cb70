"""Questions are known by role: any instrument that says its roles has the house's figures."""

from copy import deepcopy
from typing import Any

import pytest

from lampit.measure.queries.instruments import published_files
from lampit.measure.rules import targeting
from lampit.measure.rules.editing import faults_of, unread_columns
from lampit.measure.rules.estimating import Told, indicator_names, links, online_code, values_of
from lampit.measure.rules.instrument import Instrument, read_instrument
from lampit.measure.rules.logic import Answer
from lampit.measure.rules.played import played
from lampit.measure.rules.roles import ROLES
from lampit.measure.rules.told import told_of
from tests.measure import questionnaires
from tests.measure.other_instrument import definition, told
from tests.measure.test_rules_xlsform_reading import back


def other(**keys: Any) -> Instrument:
    """Return the other instrument, read."""
    return read_instrument(definition(**keys))


def said(instrument: Instrument, answers: dict[str, Answer]) -> Told:
    """Return what a questionnaire says, its typed answers by role."""
    numbers: dict[str, int | None] = {}
    choices: dict[str, str] = {}
    for role, question in instrument.by_role.items():
        answer = answers.get(question.id)
        if isinstance(answer, int):
            numbers[role] = answer
        elif isinstance(answer, str):
            choices[role] = answer
    return Told(40.0, {}, {}, "awal", "semua", None, None, True, numbers, choices)


def test_the_shipped_instrument_says_its_roles_by_name() -> None:
    """Version 1 has every role without a word of it, and answers keep their values."""
    found = questionnaires.instrument()
    assert set(found.by_role) == {role.code for role in ROLES}
    assert unread_columns(published_files().definition) == []
    answers = questionnaires.answers()
    roles = played(found, answers)
    assert roles["pulih"] == answers["pulih"]
    assert roles["usia_pemilik"] == 40
    assert roles["akun"] == ["wa"]
    assert roles["bisa"] == ["~chat"], "a skill is counted, whatever it is"
    assert online_code(found) == "d07"


def test_other_names_with_roles_have_the_figures() -> None:
    """By hand: jobs, online, recovery, dependence come from questions of other names."""
    found = other()
    codes = {name.code for name in indicator_names(found)}
    assert {"pekerja_kini", "daring_kini", "pulih.normal", "rentan_kontak", "rentan_pulih",
            "berjualan_daring", "c1", "dim_alat", "awal"} <= codes  # fmt: skip
    assert not {"d07", "omzet_turun", "melek_it", "delta_daring"} & codes
    assert online_code(found) == "berjualan_daring"
    values = values_of(found, said(found, told(3)))
    assert (values["pekerja_kini"], values["daring_kini"]) == (4, 4)
    assert values["berjualan_daring"] == 1
    assert values["rentan_pulih"] == 0, "running below before is not recovered"
    assert values_of(found, said(found, told(4)))["rentan_pulih"] == 1
    assert values_of(found, said(found, told(5)))["rentan_pulih"] is None, "never disrupted"
    for link in links(found):
        assert {*link.parts, *([link.total] if link.total else [])} <= codes


def test_without_roles_there_is_less_and_nothing_falls() -> None:
    """The same questions that say no role: index, parts, levels, signs; nothing of the house."""
    found = other(roles=False)
    codes = {name.code for name in indicator_names(found)}
    assert codes == {"index", "dim_alat", "dim_jual", "awal", "maju", "c1", "semua"}
    assert online_code(found) == ""
    assert played(found, told(1)) == {}
    assert told_of(found, told(1)) == {}
    assert targeting.target(played(found, told(1)), 40.0, 2026).generation is None
    assert values_of(found, said(found, told(1)))["index"] == 40.0


def test_the_register_is_told_by_role() -> None:
    """Workers and ways of selling of an instrument with other names."""
    assert told_of(other(), told(3)) == {"workers": "4", "channels": "langsung;marketplace"}
    roles = played(other(), told(3))
    assert roles["cara_pesan"] == ["datang", "marketplace"]
    assert played(other(), told(3, pesan_lewat=["radio"]))["cara_pesan"] == ["~radio"]
    assert played(other(), told(3, keadaan="mati"))["pulih"] == "berhenti"
    assert played(other(), told(3, keadaan="88"))["pulih"] == "88", "refused stays refused"
    assert targeting.target(played(other(), told(1)), 40.0, 2026).generation == "gen_z"


def test_a_sign_of_another_meaning_is_not_selling_online() -> None:
    """A sign that happens to be called d07 does not become the share that sells online."""
    changed = definition()
    changed["dii_like"]["indicators"][0]["code"] = "d07"
    assert online_code(read_instrument(changed)) == "berjualan_daring"
    changed["dii_like"]["indicators"][0]["rule"] = {"ge": ["sepuluh", 1]}
    assert online_code(read_instrument(changed)) == "d07"


@pytest.mark.parametrize(
    ("question", "keys", "code"),
    [
        ("umur", {"role": "tidak_ada_itu"}, "role_unknown"),
        ("umur", {"role": "pulih"}, "role_kind"),
        ("orang", {"role": "usia_pemilik"}, "role_twice"),
        ("sepuluh", {"max": 100}, "role_tenths"),
        ("orang", {"max": 40_000}, "range_wide"),
    ],
)
def test_a_role_that_does_not_fit_is_told(question: str, keys: dict[str, Any], code: str) -> None:
    """Each fault says what to do; the instrument as it is has none of them."""
    assert [f for f in faults_of(definition()) if f.code.startswith(("role", "meaning"))] == []
    changed = deepcopy(definition())
    next(q for q in changed["questions"] if q["id"] == question).update(keys)
    assert code in {f.code for f in faults_of(changed)}


def test_a_meaning_that_the_role_has_not_is_told() -> None:
    """An option that means something of another role."""
    changed = deepcopy(definition())
    changed["questions"][4]["options"][0]["means"] = "harian"
    assert "meaning_unknown" in {f.code for f in faults_of(changed)}


def test_roles_and_meanings_go_with_the_form() -> None:
    """Through the workbook and back, to the letter."""
    found = back(definition())
    assert found.problems == ()
    assert found.definition == definition()
