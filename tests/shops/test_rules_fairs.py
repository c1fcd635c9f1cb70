"""Events: what one must tell, how long it may last, when it is announced."""

from datetime import date

import pytest

from lampit.basics.refusal import Refusal
from lampit.shops.rules import fairs

DAY = date(2027, 3, 4)


def told(
    name: str = "Pameran", place: str = "Alun-alun", first: date = DAY, last: date = DAY
) -> fairs.Told:
    """Return an event."""
    return fairs.Told(name, place, first, last)


def test_texts_are_cleaned() -> None:
    """Hidden signs go, blanks fold."""
    found = fairs.checked(told("  Pameran \u202e Hari  Jadi", " stan\n12 "))
    assert (found.name, found.place) == ("Pameran Hari Jadi", "stan 12")


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        (told(name="–"), "nama_kosong"),
        (told(name="a" * 91), "nama_panjang"),
        (told(place="a" * 121), "tempat_panjang"),
        (told(last=date(2027, 3, 3)), "hari_terbalik"),
        (told(last=date(2027, 6, 4)), "hari_banyak"),
    ],
)
def test_what_cannot_be_is_refused(wrong: fairs.Told, code: str) -> None:
    """Each with its own sentence."""
    with pytest.raises(Refusal) as refused:
        fairs.checked(wrong)
    assert refused.value.code == code


def test_limits() -> None:
    """The longest event and the fullest one are taken; it is announced thirty days ahead."""
    fairs.checked(told(last=date(2027, 6, 3)))
    fairs.check_room(600)
    with pytest.raises(Refusal, match="600"):
        fairs.check_room(601)
    assert fairs.last_announced(date(2027, 2, 2)) == DAY
