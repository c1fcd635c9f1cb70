"""How figures are told: groups in their order, shares of ten mirrored, sure and unsure changes."""

import pytest

from lampit.measure.rules import telling
from lampit.measure.rules.estimating.domains import UNKNOWN
from lampit.measure.rules.wording import Shown


def figure(value: float | None, low: float | None, high: float | None) -> Shown:
    """Return a figure of 100 answers."""
    return Shown("x", "x", 100, value, low, high, "ok", "")


def test_direct_is_the_mirror_of_online() -> None:
    """2.4 of 10 online (1.9 to 3.0) is 76 per cent direct (70 to 81)."""
    both = telling.share_of_ten(figure(2.4, 1.9, 3.0))
    assert (both.online.value, both.online.low, both.online.high) == (24, 19, 30)
    assert (both.direct.value, both.direct.low, both.direct.high) == (76, 70, 81)


def test_a_withheld_share_has_no_mirror_to_see_it_in() -> None:
    """Nothing of a withheld figure comes back by its complement."""
    both = telling.share_of_ten(figure(None, None, None))
    assert both.direct.value is None
    assert both.online.low is None


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [(0.1, 0.9, "naik"), (-0.9, -0.1, "turun"), (-0.1, 0.4, "belum_pasti"), (0, 1, "belum_pasti")],
)
def test_a_change_is_sure_only_without_zero(low: float, high: float, words: str) -> None:
    """An interval that touches 0 says nothing sure."""
    assert telling.direction(figure((low + high) / 2, low, high)) == words
    assert telling.direction(figure(None, None, None)) == ""


def test_parts_stand_in_the_order_of_people() -> None:
    """Youngest first, unknown last, codes without words by code."""
    parts = ["boomer", UNKNOWN, "gen_z", "milenial"]
    ordered = sorted(parts, key=lambda part: telling.order_of("generasi", part))
    assert ordered == ["gen_z", "milenial", "boomer", UNKNOWN]
    assert telling.label_of("sektor", "kriya", {"kriya": "Kriya"}) == "Kriya"
    assert telling.label_of("sektor", UNKNOWN, {}) == "Belum diketahui"
