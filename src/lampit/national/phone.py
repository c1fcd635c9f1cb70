"""Telephone numbers of Indonesia in E.164 (`+62…`): mobile, fixed lines, two in one cell."""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import quote

_WORDS = re.compile(
    r"\((?:wa|hp|telp|whatsapp)[^)]*\)|\b(?:wa|whatsapp|hp|no|telp|tlp|telepon|telpon)\b[.:]*",
    re.IGNORECASE,
)
# Whose number it is: `(anaknya)`, `suami`. Words of O, I and l may be mistyped digits.
_NOTE = re.compile(
    r"\([^()\d]*\)|(?<![\w+])(?!(?:atau|dan|[OoIlL]+)\b)[^\W\d_]{2,}[.:]*(?!\w)", re.IGNORECASE
)
_WORD = "\ue000"  # stands where a word was: what is before and behind it is not one number
_SPLIT = re.compile(r"[/,;&\n|]|\b(?:atau|dan)\b", re.IGNORECASE)
_ROUNDED = re.compile(r"\d[.,]\d*\s*E\s*\+?\s*\d{1,2}", re.IGNORECASE)
_NUMBER_CELL = re.compile(r"(\d{6,})\.0+")
_CHARS = re.compile(r"[\s.\-()'’_:*\u00a0]")
_LOOKALIKE = str.maketrans("OoIlL", "00111")
_DIGIT = re.compile(r"\d")
_TELLING = re.compile(r"[1-9]")  # `WA 0` tells as little as `-`
_NUMBERS = frozenset({"mobile", "fixed", "abroad"})
_MOBILE = re.compile(r"8[1-9]\d{7,10}")
_FIXED = re.compile(r"(?:2\d|[3-7]\d\d|9\d\d)\d{5,8}")
_REPEATED = re.compile(r"8\d?\d?(\d)\1{6,}")
LONGEST = 16  # E.164: a plus and at most 15 digits
_COUNTING = frozenset({"8123456789", "8987654321"})
_QUICK = re.compile(r"(?:\+62|62|0)?(8[1-9][0-9]{7,10})")
_QUICK_LINE = re.compile(r"^(?:(?:\+62|62|0)?(8[1-9][0-9]{7,10})|.*)$", re.MULTILINE)
_FIVES = frozenset(5 * digit for digit in "0123456789")  # how fillers of one digit end
# What people part one number with. A line break parts two, a dot may be a decimal sign.
_PARTED = str.maketrans("", "", " -()")


class Phones(NamedTuple):
    """What one cell says about telephones.

    Attributes:
        mobiles: `+628…` numbers in the order written; the first is the primary one.
        others: fixed lines and foreign numbers: no WhatsApp is assumed.
        codes: `hp_tidak_sah`, `hp_pengisi`, `hp_luar_negeri`; empty when nothing is wrong.
    """

    mobiles: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()

    @property
    def numbers(self) -> tuple[str, ...]:
        """Return all numbers, mobile ones first."""
        return self.mobiles + self.others


class PhoneError(ValueError):
    """A text that is no telephone number.

    Attributes:
        code: `hp_tidak_sah` or `hp_pengisi`.
        message: one Indonesian sentence saying what to do.
    """

    def __init__(self, code: str, message: str) -> None:
        """Keep code and message; `str()` gives the message."""
        super().__init__(message)
        self.code = code
        self.message = message


MESSAGES = {
    "hp_tidak_sah": "Nomor HP tidak lengkap. Tulis seperti 0812 3456 7892.",
    "hp_pengisi": "Nomor HP ini hanya pengisi. Tanyakan nomor yang benar.",
    "hp_luar_negeri": "Nomor HP dari luar negeri: disimpan seperti tertulis.",
}


_BESIDE = re.compile(r"(?<![\w+])[^\W\d_]{2,}(?!\w)")
_PLAIN_WORDS = frozenset(
    {"wa", "whatsapp", "hp", "no", "nomor", "telp", "tlp", "tlf", "telepon", "telpon", "atau",
     "dan", "handphone", "ponsel", "hape", "kantor"}
)  # fmt: skip
MOST_WORDS = 60


def words_beside(text: str) -> str:
    """Return the words beside a number that tell whose it is: `suami`, `anak`, `an Rina`.

    Words that only say that it is a telephone tell nothing, nor do letters within a number.
    """
    words = [word for word in _BESIDE.findall(text) if word.lower() not in _PLAIN_WORDS]
    is_digits = all(set(word) <= set("OoIlL") for word in words)
    return "" if is_digits else " ".join(words)[:MOST_WORDS]


def normalise(value: str | float) -> str:
    """Return the first number of the text in E.164, or an empty string when none is told.

    Raises:
        PhoneError: `hp_tidak_sah` or `hp_pengisi`.
    """
    found = read(value)
    if found.numbers:
        return found.numbers[0]
    if found.codes:
        raise PhoneError(found.codes[0], MESSAGES[found.codes[0]])
    return ""


def read(value: str | float) -> Phones:
    """Return all numbers of a cell; never raises, never guesses a missing digit."""
    if isinstance(value, int | float):
        value = str(int(value))
    return quickly(value) or _read_text(value)


def quickly(text: str) -> Phones | None:
    """Return what a text says that is plainly one mobile number, or two; None when unsure."""
    quick = _QUICK.fullmatch(text.translate(_PARTED))
    if quick and not _is_filler(quick[1]):
        return Phones((f"+62{quick[1]}",))
    return _quickly(text)


def plain_mobiles(texts: Sequence[str]) -> list[str]:
    """Return of each text the one mobile number that it plainly is, else an empty text."""
    # A cell of several lines is none; `(WA)` behind a number is.
    joined = "\n".join([*(text if "\n" not in text else "" for text in texts), ""])
    found = _QUICK_LINE.findall(joined.replace("(WA)\n", "\n").translate(_PARTED)[:-1])
    return [
        f"+62{national}"
        if national and (national[-5:] not in _FIVES or not _is_filler(national))
        and national not in _COUNTING else ""
        for national in found
    ]  # fmt: skip


def show(number: str) -> str:
    """Write `+6281234567892` as people read it: `0812-3456-7892`."""
    if not number.startswith("+62"):
        return number
    local = "0" + number[3:]
    return "-".join(part for part in (local[:4], local[4:8], local[8:]) if part)


def mask(number: str) -> str:
    """Hide the middle of a number: `0812-••••-7892`."""
    if len(number) < 8:
        return "•" * len(number)
    local = "0" + number[3:] if number.startswith("+62") else number
    return f"{local[:4]}-••••-{local[-4:]}"


def _quickly(text: str) -> Phones | None:
    """Return what the other usual shapes say: `0812… (WA)` and two mobile numbers in a cell."""
    bare = text.removesuffix("(WA)").replace(" atau ", "/").translate(_PARTED)
    parts = bare.replace(",", "/").split("/", 2)
    found = [match[1] for match in map(_QUICK.fullmatch, parts) if match]
    if len(found) != len(parts) or len(parts) > 2 or any(map(_is_filler, found)):
        return None
    return Phones(tuple(dict.fromkeys([f"+62{national}" for national in found])))


@lru_cache(maxsize=4096)
def _read_text(text: str) -> Phones:
    text = text.strip()
    if _ROUNDED.fullmatch(text):
        return Phones(codes=("hp_tidak_sah",))
    number_cell = _NUMBER_CELL.fullmatch(text)
    if number_cell:
        text = number_cell[1]
    text = _NOTE.sub(_WORD, _WORDS.sub(_WORD, text))
    parts = [one for part in _SPLIT.split(text) for one in _pieces(part) if one[0]]
    if len(parts) > 1 and not any(kind in _NUMBERS for kind, _ in parts):
        parts = _pieces(_SPLIT.sub("", text))
    mobiles = tuple(dict.fromkeys(n for kind, n in parts if kind == "mobile"))
    others = tuple(dict.fromkeys(n for kind, n in parts if kind in ("fixed", "abroad")))
    codes = [n for kind, n in parts if kind == "wrong" and not (mobiles or others)]
    if any(kind == "abroad" for kind, _ in parts):
        codes.append("hp_luar_negeri")
    return Phones(mobiles, others, tuple(dict.fromkeys(codes)))


def _pieces(part: str) -> list[tuple[str, str]]:
    """Return (kind, number or code) of what words part: several numbers, or none when in doubt.

    Digits behind a word (`rt 2`, `jam 8`) may be anything: they are never glued to a number.
    """
    told = [piece for piece in part.split(_WORD) if _DIGIT.search(piece.translate(_LOOKALIKE))]
    found = [_classify(piece) for piece in told]
    if _WORD in part and told and not any(kind for kind, _ in found) and _TELLING.search(part):
        return [("wrong", "hp_tidak_sah")]  # `rt 3`: something is told, and it is no number
    if len(found) > 1 and not all(kind in _NUMBERS for kind, _ in found):
        return [("wrong", "hp_tidak_sah")]
    return found


def _classify(part: str) -> tuple[str, str]:
    """Return (kind, number or code); kind is empty when the part holds no number."""
    bare = _CHARS.sub("", part)
    if not any(c.isdigit() for c in bare):
        return "", ""
    if not bare.lstrip("+").isdigit():
        swapped = bare.translate(_LOOKALIKE)
        if not swapped.lstrip("+").isdigit():
            return "wrong", "hp_tidak_sah"
        bare = swapped
    if bare.startswith("+") and not bare.startswith("+62"):
        return ("abroad", bare) if 9 <= len(bare) <= LONGEST else ("wrong", "hp_tidak_sah")
    return _indonesian(bare.lstrip("+"))


def _indonesian(digits: str) -> tuple[str, str]:
    national = digits
    for prefix in ("0062", "62"):
        if national.startswith(prefix) and len(national) > 9:
            national = national[len(prefix) :]
            break
    national = national.lstrip("0")
    if len(national) <= 1:
        return "", ""
    if _is_filler(national):
        return "wrong", "hp_pengisi"
    if _MOBILE.fullmatch(national):
        return "mobile", f"+62{national}"
    if digits.startswith(("0", "62")) and _FIXED.fullmatch(national):
        return "fixed", f"+62{national}"
    return "wrong", "hp_tidak_sah"


def _is_filler(national: str) -> bool:
    return national in _COUNTING or _REPEATED.fullmatch(national) is not None


def chat_address(number: str, text: str) -> str:
    """Return the wa.me address of a ready text for a mobile number in E.164."""
    return f"https://wa.me/{number.removeprefix('+')}?text={quote(text, safe='')}"


def is_mobile(number: str) -> bool:
    """Say whether a number in E.164 is an Indonesian mobile: only those have a chat."""
    return number.startswith("+628")
