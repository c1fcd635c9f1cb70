"""English texts, tariff numbers and parcels: pure rules."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lampit.basics.refusal import Refusal
from lampit.shops.queries.abroad import carriers, tariff
from lampit.shops.rules import kinds, parcels
from lampit.shops.rules.english import English, check_english, check_mark, mark_of, source_of
from lampit.shops.rules.tariff import check_code, shown_code

NOW = English("Tikar purun", "Purun danau", "Tikar untuk tidur.")
STANDARD, CARGO = parcels.Service("", 6_000), parcels.Service("", 4_000)


def test_a_translation_has_a_name_and_is_none_of_the_original() -> None:
    """Nothing is fine; texts without a name are not, nor the Indonesian text word for word."""
    assert check_english(English(), NOW) == English()
    told = check_english(English(" Reed  mat ", "Marsh reed", "A mat.\n\n\n\nSoft."), NOW)
    assert told == English("Reed mat", "Marsh reed", "A mat.\n\nSoft.")
    assert check_english(English("Tikar purun", "", ""), NOW).name, "some names stay"
    for typed, code in (
        (English("", "Reed", ""), "nama_inggris_kosong"),
        (English("...", "", ""), "nama_inggris_kosong"),
        (English("x" * 121, "", ""), "nama_panjang"),
        (English("Mat", "", " tikar untuk  TIDUR."), "belum_inggris"),
    ):
        with pytest.raises(Refusal) as refused:
            check_english(typed, NOW)
        assert refused.value.code == code


@given(st.text(max_size=60), st.text(max_size=60))
def test_another_text_has_another_mark(one: str, other: str) -> None:
    """A form that was read before the text changed is told so."""
    here, there = source_of(one, "", ""), source_of(other, "", "")
    check_mark(mark_of(here), here)
    if here != there:
        with pytest.raises(Refusal, match="baru saja diubah"):
            check_mark(mark_of(here), there)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("", ""), ("4601.29", "460129"), ("4601 29 10", "46012910"), (" 460129 ", "460129")],
)
def test_tariff_numbers_as_typed(typed: str, kept: str) -> None:
    """Six or eight digits with points or blanks; shown as books print them."""
    assert check_code(typed) == kept
    assert check_code(shown_code(kept)) == kept


@pytest.mark.parametrize("typed", ["46", "4601.2", "460129101", "0001.00", "7701.00", "9801.00",
                                   "४६०१२९", "abc"])  # fmt: skip
def test_what_is_no_tariff_number_is_refused(typed: str) -> None:
    """Chapters 1 to 97 without 77; ASCII digits alone."""
    with pytest.raises(Refusal):
        check_code(typed)


def test_every_category_has_an_estimate_or_says_why_not() -> None:
    """Each number of the table could be typed; a category without one has a note."""
    for category in kinds.CATEGORIES:
        found = tariff(category.slug)
        assert found.code or found.note, category.slug
        assert not found.code or (check_code(found.code) and found.text and found.english)
    assert tariff("lampit").code == "460122"
    assert tariff("senjata").code == ""


@pytest.mark.parametrize(
    ("grams", "size", "standard", "cargo"),
    [
        (900, (20, 15, 10), 1, 1), (600, (60, 40, 30), 12, 18), (450, (120, 10, 10), 2, 3),
        (35_000, (50, 50, 100), 42, 63), (1_300, (1, 1, 1), 1, 1), (1_301, (1, 1, 1), 2, 2),
        (2_300, (1, 1, 1), 2, 2),
    ],
)  # fmt: skip
def test_charged_kilograms_of_the_worked_examples(
    grams: int, size: tuple[int, int, int], standard: int, cargo: int
) -> None:
    """The table of commerce.md section 9; a rolled mat costs 2 kg where a flat one costs 12."""
    assert parcels.charged_kg(grams, size, STANDARD) == standard
    assert parcels.charged_kg(grams, size, CARGO) == cargo
    assert {service.divisor for service, _ in carriers()} == {6_000, 5_000, 4_000}
    assert {service.name for service, _ in carriers()} == set(parcels.KINDS)
