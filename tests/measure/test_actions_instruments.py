"""Versions of instruments: drafts, publishing, nothing published ever changes, own boards."""

import copy
from collections.abc import Callable
from typing import Any

import pytest

from lampit.basics.refusal import Refusal
from lampit.measure import access, actions
from lampit.measure.models import Instrument, InstrumentLanguage, Round
from lampit.measure.queries import checks, instruments
from lampit.measure.queries.languages import languages_of
from lampit.measure.rules import versions
from lampit.people.models import AuditEntry, User
from tests.factories import member
from tests.measure.fieldwork import NOW, place, staff
from tests.measure.test_rules_pages import banjar

pytestmark = pytest.mark.django_db


def draft() -> Instrument:
    """Return a draft of HSU made of the shipped version."""
    return actions.start_draft(staff(), actions.publish_instrument(now=NOW).pk, now=NOW)


def changed(found: Instrument, text: str = "Berapa umur Pian?") -> dict[str, Any]:
    """Return the content of a draft with another wording."""
    told = copy.deepcopy(found.definition)
    told["questions"][0]["text_id"] = text
    return told  # type: ignore[no-any-return]


def test_a_draft_becomes_a_version_and_never_changes_again() -> None:
    """Copy, change, publish; a published version is frozen for everybody."""
    found = draft()
    assert (found.code, found.version, found.state) == ("lampit-digital-6308", "1", "konsep")
    person = staff()
    found = actions.change_draft(person, found.pk, changed(found), edit_count=0, now=NOW)
    assert found.definition["questions"][0]["text_id"] == "Berapa umur Pian?"
    actions.publish_draft(person, found.pk, now=NOW)
    found.refresh_from_db()
    assert found.state == versions.PUBLISHED
    assert instruments.is_unchanged(found)
    deeds: list[Callable[[], object]] = [
        lambda: actions.change_draft(person, found.pk, changed(found), edit_count=1, now=NOW),
        lambda: actions.drop_draft(person, found.pk, now=NOW),
    ]
    for deed in deeds:
        with pytest.raises(Refusal) as refused:
            deed()
        assert refused.value.code == "instrument_frozen"
    written = AuditEntry.objects.filter(subject_kind="measure.instrument")
    assert set(written.values_list("deed", flat=True)) == {
        "instrument_drafted",
        "instrument_published",
    }


def test_a_published_version_that_was_tampered_with_is_noticed() -> None:
    """Behind the actions' back: verify tells, and no round may be opened with it."""
    found = actions.publish_draft(staff(), draft().pk, now=NOW)
    assert {c.name: c.ok for c in checks()}["survey_instruments"]
    Instrument.objects.filter(pk=found.pk).update(definition=changed(found))
    assert not {c.name: c.ok for c in checks()}["survey_instruments"]
    deeds: list[Callable[[], object]] = [
        lambda: actions.choose_instrument("63.08", found.pk, now=NOW),
        lambda: actions.start_draft(staff(), found.pk, now=NOW),
    ]
    for deed in deeds:
        with pytest.raises(Refusal) as refused:
            deed()
        assert refused.value.code == "instrument_changed"


def test_the_shipped_version_that_was_tampered_with_is_noticed() -> None:
    """The house's own version is compared with its file."""
    row = actions.publish_instrument(now=NOW)
    Instrument.objects.filter(pk=row.pk).update(definition=changed(row))
    assert not {c.name: c.ok for c in checks()}["survey_instruments"]


def test_rounds_choose_only_published_versions_of_their_reach() -> None:
    """Not a draft, not a retired one, not one of the neighbour."""
    found, person = draft(), staff()
    shipped = actions.choose_instrument("63.08", None, now=NOW)
    assert shipped.region_id is None

    def choose(region: str) -> str:
        try:
            return actions.choose_instrument(region, found.pk, now=NOW).state
        except Refusal as refusal:
            return refusal.code

    assert choose("63.08") == "instrument_not_choosable"
    actions.publish_draft(person, found.pk, now=NOW)
    assert choose("63.08") == "terbit"
    assert choose("63.09") == "instrument_not_choosable"
    actions.retire(person, found.pk, now=NOW)
    assert choose("63.08") == "instrument_not_choosable"
    actions.publish_draft(person, found.pk, now=NOW)
    assert choose("63.08") == "terbit"


def test_a_faulty_draft_is_not_published() -> None:
    """The refusal counts what is left to do."""
    found = draft()
    told = changed(found, text="")
    actions.change_draft(staff(), found.pk, told, edit_count=0, now=NOW)
    with pytest.raises(Refusal) as refused:
        actions.publish_draft(staff(), found.pk, now=NOW)
    assert refused.value.code == "instrument_faulty"


def test_two_editors_do_not_overwrite_one_another() -> None:
    """Who comes second with an old copy is told."""
    found = draft()
    actions.change_draft(staff(), found.pk, changed(found), edit_count=0, now=NOW)
    with pytest.raises(Refusal) as refused:
        actions.change_draft(staff(), found.pk, changed(found, "Lain"), edit_count=0, now=NOW)
    assert refused.value.code == "instrument_edited"


@pytest.mark.parametrize("role", ["mentor", "enumerator", "board", "maker"])
def test_only_head_and_staff_of_the_board_edit(role: str) -> None:
    """Other roles make none; the neighbour neither sees nor changes it."""
    found = draft()
    place("63.09")
    for person in (member(role, "63.08"), staff("63.09")):
        assert not access.owned_instruments(person).filter(pk=found.pk).exists()
        assert not access.visible_instruments(person).filter(pk=found.pk).exists()
        with pytest.raises(Refusal):
            actions.change_draft(person, found.pk, changed(found), edit_count=0, now=NOW)
        with pytest.raises(Refusal):
            actions.start_draft(person, found.pk, now=NOW)
    with pytest.raises(Refusal):
        actions.retire(staff(), actions.publish_instrument(now=NOW).pk, now=NOW)


def test_languages_come_along_and_newer_editions_replace() -> None:
    """A draft takes Banjar with it; a brought file is the next edition, none is lost."""
    found = draft()
    assert [(one.code, one.edition) for one in languages_of(found)] == [("bjn", 1)]
    told = banjar()
    told["questions"]["akun"]["text"] = "Di mana?"
    actions.bring_language(staff(), found.pk, told, now=NOW)
    (language,) = languages_of(found)
    assert (language.edition, language.text("akun")) == (2, "Di mana?")
    assert InstrumentLanguage.objects.filter(instrument=found).count() == 2
    (shipped,) = languages_of(actions.publish_instrument(now=NOW))
    assert shipped.text("akun") != "Di mana?"


def test_a_planned_round_takes_up_a_version_and_a_drawn_one_does_not() -> None:
    """Only published, only of its reach, only before the draw."""
    found, person = draft(), staff()
    opened = actions.open_round(
        person, "63.08", "2027-1", wanted=30, recommendation="V-27.6308.001",
        reference_on=NOW.date(), now=NOW,
    )  # fmt: skip

    def asked(who: User, pk: int) -> str:
        try:
            return str(actions.ask_with(who, opened.pk, pk, now=NOW).instrument)
        except Refusal as refusal:
            return refusal.code

    assert asked(person, found.pk) == "instrument_not_choosable"
    actions.publish_draft(person, found.pk, now=NOW)
    assert asked(staff("63.09"), found.pk) == "round_out_of_reach"
    assert asked(person, found.pk) == "lampit-digital-6308 v1"
    Round.objects.filter(pk=opened.pk).update(state="ditarik")
    assert asked(person, found.pk) == "round_state"
