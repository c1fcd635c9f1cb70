"""Texts of goods and shops: names as typed, address words, preview texts, WhatsApp links."""

import re
import unicodedata
from urllib.parse import quote

from lampit.basics.refusal import Refusal
from lampit.basics.texts import gettext_noop

# Address words of pages that stand beside those of goods.
RESERVED = {"baru", "hitung", "masih-dijual", "bukti", "periksa"}
LONGEST_SLUG = 60
LONGEST_NAME = 120
LONGEST_TEXT = 4000
LONGEST_OG_TITLE = 65
LONGEST_OG_TEXT = 155
LONGEST_WA_URL = 2000
# Signs that steer direction or hide: a name must look like what it is.
_HIDDEN = re.compile(
    r"[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]"
)


def cleaned(text: str) -> str:
    """Return a one-line text without control and direction signs, blanks folded."""
    return re.sub(r"\s+", " ", _HIDDEN.sub("", unicodedata.normalize("NFC", text))).strip()


def cleaned_lines(text: str) -> str:
    """Return a longer text without control signs; paragraphs stay."""
    lines = [re.sub(r"[ \t]+", " ", _HIDDEN.sub("", line)).strip() for line in text.splitlines()]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()[:LONGEST_TEXT]


def check_name(
    text: str, ask: str = gettext_noop("Tulis nama barang, misalnya: Bakul rotan bertutup.")
) -> str:
    """Return the cleaned name of a good or a shop; `ask` is said when there is none.

    Raises:
        Refusal: `nama_kosong` without a letter or digit, `nama_panjang`.
    """
    name = cleaned(text)
    if not any(c.isalnum() for c in name):
        raise Refusal("nama_kosong", ask)
    if len(name) > LONGEST_NAME:
        raise Refusal("nama_panjang", f"Nama paling panjang {LONGEST_NAME} huruf.")
    return name


def slug(text: str, fallback: str) -> str:
    """Return the address word of a name: plain letters, digits and hyphens.

    A name that leaves nothing (Jawi, emoji) gets `fallback`.
    """
    text = text.replace("Ø", "d").replace("\u00d7", "x").replace("²", "2").replace("'", "")
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    word = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
    return word[:LONGEST_SLUG].rstrip("-") or fallback


def shortened(text: str, longest: int) -> str:
    """Return at most `longest` characters, cut at a word, with an ellipsis when cut."""
    text = cleaned(text)
    if len(text) <= longest:
        return text
    head = text[: longest - 1]
    return (head.rsplit(" ", 1)[0] if " " in head else head).rstrip(" ,.;") + "…"


def wa_link(number: str, text: str, *, longest: int = LONGEST_WA_URL) -> str:
    """Return a wa.me link (commerce.md 10.5); an empty number lets the sender choose whom.

    Raises:
        Refusal: `nomor_wa_salah` when the number is not 8 to 15 digits.
    """
    digits = number.removeprefix("+")
    if digits and not re.fullmatch(r"[1-9][0-9]{7,14}", digits):
        raise Refusal("nomor_wa_salah", "Nomor WhatsApp perajin ini belum benar.")
    base = f"https://wa.me/{digits}?text="
    # Cut whole characters until the encoded address fits, never inside an escape.
    while len(base + quote(text, safe="")) > longest:
        text = text[: -max(1, len(text) // 20)]
    return base + quote(text, safe="")
