"""Choices that buyers can tell apart, and what a parcel is charged for."""

import pytest

from lampit.basics.refusal import Refusal
from lampit.shops.rules import parcel, variants
from lampit.shops.rules.variants import Choice


def test_a_choice_is_called_by_what_tells_it_apart() -> None:
    """Size, colour, motif; empty words are left out."""
    assert Choice(size="150 × 200", motif="Gigi haruan").name == "150 × 200 · Gigi haruan"
    assert Choice().name == ""


@pytest.mark.parametrize(
    ("choices", "code"),
    [
        ([Choice(is_offered=False)], "pilihan_kosong"),
        ([Choice(size=str(n)) for n in range(13)], "pilihan_banyak"),
        ([Choice(size="a"), Choice()], "pilihan_tanpa_nama"),
        ([Choice(size="Merah"), Choice(colour="merah")], "pilihan_sama"),
        ([Choice(kind="BUAT")], "hari_salah"),
        ([Choice(kind="BUAT", lead_days=366)], "hari_salah"),
        ([Choice(kind="BUAT", lead_days=3, slots_each=0)], "jatah_salah"),
        ([Choice(kind="BUAT", lead_days=3, slots_each=6)], "jatah_kurang"),
        ([Choice(own_price=0)], "harga_kosong"),
        ([Choice(stock=-1)], "jumlah_salah"),
    ],
)
def test_choices_that_cannot_be(choices: list[Choice], code: str) -> None:
    """Each fault has its sentence."""
    with pytest.raises(Refusal) as refusal:
        variants.check_choices(choices, 5)
    assert refusal.value.code == code


def test_one_choice_needs_no_name_and_codes_are_never_used_twice() -> None:
    """A good sold in one form is called by its own name; retired codes stay taken."""
    variants.check_choices([Choice(), Choice(size="x", is_offered=False)], None)
    assert variants.next_code(17, ["B17"]) == "B17-2"
    assert variants.next_code(17, ["B17", "B17-2", "B17-3"]) == "B17-4"


@pytest.mark.parametrize(
    ("grams", "sides", "divisor", "kg"),
    [
        (900, (20, 15, 10), 6000, 1),
        (900, (20, 15, 10), 4000, 1),
        (600, (60, 40, 30), 6000, 12),
        (600, (60, 40, 30), 5000, 15),
        (600, (60, 40, 30), 4000, 18),
        (450, (120, 10, 10), 6000, 2),
        (450, (120, 10, 10), 4000, 3),
        (35_000, (50, 50, 100), 6000, 42),
        (35_000, (50, 50, 100), 4000, 63),
        (1_300, (1, 1, 1), 6000, 1),
        (1_301, (1, 1, 1), 6000, 2),
        (2_300, (1, 1, 1), 6000, 2),
    ],
)
def test_charged_kilograms_of_the_specs(
    grams: int, sides: tuple[int, int, int], divisor: int, kg: int
) -> None:
    """The table of commerce.md section 9, with the tolerance of 300 grams."""
    assert parcel.charged_kg(grams, sides, divisor) == kg


def test_rolling_is_proposed_where_it_saves() -> None:
    """A mat of 600 g in a box of 12 kg: a roll of the same length is charged 1 kg."""
    found = parcel.rolled(600, (60, 40, 30))
    assert found is not None
    assert (found.kg, found.by_weight_kg) == (12, 1)
    assert parcel.charged_kg(600, found.sides) == 1
    assert parcel.rolled(600, (20, 10, 10)) is None, "its weight decides already"
    assert parcel.rolled(100, (2_000, 50, 50)) is None, "too long for any roll"
