"""What silence, yes and no mean for each purpose."""

import pytest

from lampit.basics.refusal import Refusal
from lampit.registry.rules import consents


@pytest.mark.parametrize("purpose", consents.PURPOSES, ids=lambda p: p.code)
def test_silence_allows_only_what_is_a_public_task(purpose: consents.Purpose) -> None:
    """Never asked: the public task goes on, everything else rests; a no always ends a consent."""
    is_task = purpose.basis == consents.TASK
    assert consents.may_use(purpose.code, None) is is_task
    assert consents.may_use(purpose.code, True)
    assert consents.may_use(purpose.code, False) is is_task


def test_the_codes_are_those_of_the_specification() -> None:
    """Those of the specification and three of ours; specific data apart, off till asked."""
    told = {p.code for p in consents.PURPOSES if not p.is_specific}
    public = {"pendataan", "pembinaan", "bantuan", "statistik"}
    own = {consents.HANDOVER, consents.PROMOTION}
    assert told == public | {"pasar", "kontak_wa", "foto", "bagi_mitra"} | own
    specific = [p for p in consents.PURPOSES if p.is_specific]
    assert specific
    assert {p.basis for p in specific} == {consents.CONSENT}


def test_an_unknown_purpose_is_never_allowed_by_accident() -> None:
    """Code that asks for a purpose nobody defined is wrong, and hears so."""
    with pytest.raises(KeyError):
        consents.may_use("iklan", True)
    for code, told in (("iklan", "purpose_unknown"), ("statistik", "purpose_not_asked")):
        with pytest.raises(Refusal) as refused:
            consents.check_purpose(code)
        assert refused.value.code == told


def test_the_office_needs_a_proof_and_the_owner_none() -> None:
    """What is noted for somebody else says where its proof lies."""
    assert consents.check_proof("layar", "") == ""
    assert consents.check_proof("kertas", "  map  Babirik ") == "map Babirik"
    for channel, proof, told in (
        ("kertas", "x", "proof_missing"),
        ("radio", "", "channel_unknown"),
    ):
        with pytest.raises(Refusal) as refused:
            consents.check_proof(channel, proof)
        assert refused.value.code == told


def test_other_words_are_another_version() -> None:
    """The version is the hash of the words as shown."""
    assert consents.version_of("Boleh?") != consents.version_of("Boleh? ")
    assert len(consents.version_of("Boleh?")) == 32


def test_five_are_asked_first_each_apart() -> None:
    """domain.md section 2: register, public, messages, photo, partners; none says yes for another.

    The words of the three that people have answered before are unchanged: an old yes means what
    it meant, and no yes to being shown is one to a photo of the person.
    """
    assert [p.code for p in consents.ASKED[:5]] == list(consents.FIVE)
    assert consents.FIVE == ("pendataan", "pasar", "kontak_wa", "foto", "bagi_mitra")
    before = {
        "pasar": "e2d40823",
        "kontak_wa": "351fab47",
        "bagi_mitra": "5e068ec5",
    }
    for code, version in before.items():
        assert consents.version_of(consents.BY_CODE[code].words).startswith(version)
    assert not consents.may_use("foto", None)
    assert not {p.code for p in consents.TASKS} & set(consents.FIVE)
