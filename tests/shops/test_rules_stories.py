"""What a story must hold."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lampit.basics.refusal import Refusal
from lampit.shops.rules import stories


@pytest.mark.parametrize(
    ("title", "text", "code"),
    [
        ("", "", "judul_kosong"),
        ("!!", "", "judul_kosong"),
        ("x" * 91, "", "judul_panjang"),
        ("Judul", "a" * 4001, "cerita_panjang"),
    ],
)
def test_refused(title: str, text: str, code: str) -> None:
    """What cannot be a story says why, and nothing is cut in silence."""
    with pytest.raises(Refusal) as refused:
        stories.checked(title, text)
    assert refused.value.code == code


@given(st.text(max_size=90), st.text(max_size=4000))
def test_checked_is_total_and_stable(title: str, text: str) -> None:
    """Any text is refused or cleaned, and cleaning twice changes nothing."""
    try:
        told = stories.checked(title, text)
    except Refusal:
        return
    assert stories.checked(told.title, told.text) == told


def test_minutes_and_paragraphs() -> None:
    """At least a minute; empty lines part paragraphs."""
    assert stories.minutes("satu dua") == 1
    assert stories.minutes("kata " * 360) == 2
    assert stories.paragraphs("Satu\nbaris.\n\n\nDua.") == ["Satu\nbaris.", "Dua."]
    with pytest.raises(Refusal):
        stories.check_showable("kata " * 29)
    stories.check_showable("kata " * 30)
