"""Numbers of the customs tariff (Harmonized System), as typed and as shown."""

from dataclasses import dataclass

from lampit.basics.refusal import Refusal

LENGTHS = (6, 8)  # of the world's nomenclature, and of Indonesia's tariff book (BTKI)
LAST_CHAPTER, EMPTY_CHAPTER = 97, 77  # chapter 77 is kept free by the World Customs Organization


@dataclass(frozen=True, slots=True)
class Tariff:
    """The tariff number that goods of a category mostly have: an estimate, never a ruling.

    Attributes:
        code: six digits, "" when a category holds too different things.
        text, english: what the number stands for.
        note: when another number fits; Indonesian.
    """

    code: str
    text: str
    english: str
    note: str = ""


def check_code(typed: str) -> str:
    """Return the digits of a tariff number typed with points or blanks, "" for nothing.

    Raises:
        Refusal: `hs_salah`.
    """
    digits = typed.replace(".", "").replace(" ", "")
    if not digits:
        return ""
    well = digits.isascii() and digits.isdigit() and len(digits) in LENGTHS
    chapter = int(digits[:2]) if well else 0
    if not 1 <= chapter <= LAST_CHAPTER or chapter == EMPTY_CHAPTER:
        raise Refusal("hs_salah", "Kode HS terdiri dari 6 atau 8 angka, misalnya 4601.29.")
    return digits


def shown_code(code: str) -> str:
    """Return a tariff number as books print it: `4601.29`, `4601.29.10`."""
    return ".".join(part for part in (code[:4], code[4:6], code[6:]) if part)
