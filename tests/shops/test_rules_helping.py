"""What a witnessed consent must say, and how many may help."""

import pytest

from lampit.basics.refusal import Refusal
from lampit.shops.rules import helping


def test_a_witness_says_how_she_agreed() -> None:
    """Blanks are folded; a word or none is no note."""
    assert helping.check_note("  di rumahnya,\n lisan ") == "di rumahnya, lisan"
    for short in ("", "ya", "    "):
        with pytest.raises(Refusal):
            helping.check_note(short)


def test_five_may_help() -> None:
    """The sixth is asked to wait until one has ended."""
    helping.check_invitation(4)
    with pytest.raises(Refusal):
        helping.check_invitation(5)
