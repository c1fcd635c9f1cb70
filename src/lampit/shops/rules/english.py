"""English texts of goods and shops: what they were made from, and when they are out of date."""

from dataclasses import dataclass
from hashlib import sha256

from lampit.basics.refusal import Refusal
from lampit.shops.rules import texts
from lampit.shops.rules.texts import LONGEST_NAME

LONGEST_MATERIAL = 200


@dataclass(frozen=True, slots=True)
class English:
    """A good in English as its keeper wrote it; all empty when there is no translation."""

    name: str = ""
    material: str = ""
    description: str = ""


def source_of(name: str, material: str, description: str) -> str:
    """Return the Indonesian text of a good as one, to know later whether it is still the same."""
    return "\n\n".join(part for part in (name, material, description) if part)


def mark_of(source: str) -> str:
    """Return a short mark of a text: a form brings back which one its writer read."""
    return sha256(source.encode()).hexdigest()[:16]


def check_english(typed: English, now: English) -> English:
    """Return the cleaned texts; `now` is what the good says in Indonesian.

    Raises:
        Refusal: `nama_inggris_kosong` when something else is told without a name,
            `nama_panjang`, `belum_inggris` for the Indonesian description word for word.
    """
    told = English(
        texts.cleaned(typed.name),
        texts.cleaned(typed.material)[:LONGEST_MATERIAL],
        texts.cleaned_lines(typed.description),
    )
    if told == English():
        return told
    if not any(c.isalnum() for c in told.name):
        raise Refusal(
            "nama_inggris_kosong", "Tulis juga nama barang dalam bahasa Inggris, atau kosongkan "
            "semuanya.",
        )  # fmt: skip
    if len(told.name) > LONGEST_NAME:
        raise Refusal("nama_panjang", f"Nama paling panjang {LONGEST_NAME} huruf.")
    check_is_other(told.description, now.description)
    return told


def check_is_other(english: str, indonesian: str) -> None:
    """Refuse the Indonesian text passed off as a translation.

    Raises:
        Refusal: `belum_inggris`.
    """
    if english and texts.cleaned(english).casefold() == texts.cleaned(indonesian).casefold():
        raise Refusal(
            "belum_inggris",
            "Teks ini masih sama dengan teks Indonesianya. Tulis terjemahannya, atau kosongkan.",
        )


def check_mark(seen: str, source: str) -> None:
    """Refuse a translation of a text that was changed meanwhile.

    Raises:
        Refusal: `teks_berubah`.
    """
    if seen != mark_of(source):
        raise Refusal(
            "teks_berubah",
            "Teks Indonesianya baru saja diubah. Cocokkan lagi terjemahannya, lalu simpan.",
        )
