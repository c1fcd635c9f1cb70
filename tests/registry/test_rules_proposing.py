"""What of a correction from the field is used by itself: nobody's later word is lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lampit.registry.rules import proposing
from lampit.registry.rules.proposing import CHANGED, EMPTIED, FREE, IDENTITY, SAME, judged

NOW = {
    "name": "Purun Siti", "owner_name": "Siti Aminah", "address": "Jalan Darat", "rt": "1",
    "rw": "2", "village": "63.08.01.2001",
}  # fmt: skip


def one(told: dict[str, str], *changed: str, **present: str) -> dict[str, str]:
    """Judge a proposal of somebody who saw `NOW`."""
    return judged(told, NOW, NOW | present, changed)


def test_what_nobody_changed_is_used() -> None:
    """Also when other parts of the business changed meanwhile."""
    assert one({"name": "Purun Jaya"}) == {"name": FREE}
    assert one({"name": "Purun Jaya"}, "address", address="Jalan Laut") == {"name": FREE}
    assert one({"name": NOW["name"]}) == {"name": SAME}


def test_a_later_change_waits_and_the_same_word_of_two_does_not() -> None:
    """By value, by the journal when it was put back, and not when both say the same."""
    assert one({"name": "Purun Jaya"}, name="Nama ketiga") == {"name": CHANGED}
    assert one({"name": "Purun Jaya"}, "name") == {"name": CHANGED}
    assert one({"name": "Purun Jaya"}, "name", name="Purun Jaya") == {"name": SAME}


@pytest.mark.parametrize("field", ["address", "rw", "village"])
def test_half_an_address_is_none(field: str) -> None:
    """Street, RT, RW and village belong together: a change of one lets all wait."""
    told = {"rt": "9", "name": "Purun Jaya"}
    assert one(told, **{field: "lain"}) == {"rt": CHANGED, "name": FREE}


def test_who_the_owner_is_waits_and_a_spelling_does_not() -> None:
    """Another name may be another person; capitals and spaces are none; nor is nobody somebody."""
    assert one({"owner_name": "Rahmah"}) == {"owner_name": IDENTITY}
    assert one({"owner_name": "SITI AMINAH"}) == {"owner_name": FREE}
    unknown = NOW | {"owner_name": ""}
    assert judged({"owner_name": "Siti"}, unknown, unknown) == {"owner_name": IDENTITY}


def test_an_empty_cell_erases_nothing() -> None:
    """Emptying waits for staff."""
    assert one({"name": ""}) == {"name": EMPTIED}
    assert one({"rt": "", "rw": "3"}) == {"rt": EMPTIED, "rw": EMPTIED}


def test_a_phone_that_says_little_is_believed_little() -> None:
    """What it does not say it saw of a proposed field counts as seen empty."""
    assert judged({"name": "Purun Jaya"}, {}, NOW) == {"name": CHANGED}
    assert judged({"name": "Purun Jaya"}, {}, NOW | {"name": ""}) == {"name": FREE}


WORDS = st.sampled_from(["", "a", "b", "c"])
VALUES = st.fixed_dictionaries(dict.fromkeys(proposing.WATCHED, WORDS))


@given(told=VALUES, was=VALUES, present=VALUES, changed=st.sets(st.sampled_from(proposing.WATCHED)))
def test_nothing_is_used_over_a_value_the_person_did_not_see(
    told: dict[str, str], was: dict[str, str], present: dict[str, str], changed: set[str]
) -> None:
    """Whatever else holds: used means present as seen, or already as proposed."""
    told = {field: told[field] for field in proposing.FIELDS}
    found = judged(told, was, present, changed)
    assert set(found) == set(told)
    for field, why in found.items():
        if why == FREE and present[field] != told[field]:
            assert present[field] == was[field]
            assert field not in changed
            assert told[field] or not present[field]
