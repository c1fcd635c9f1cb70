"""How words on a sheet are compared: capitals, dots and double blanks make no difference."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, datetime

from lampit.measure.rules.instrument import Option, Question
from lampit.measure.rules.logic import DONT_KNOW, REFUSED

WILL_NOT, DOES_NOT_KNOW = "Tidak mau menjawab", "Tidak tahu"
SPECIAL = {REFUSED: WILL_NOT, DONT_KNOW: DOES_NOT_KNOW}
YES, NO = "Ya", "Tidak"
_SPECIAL_WORDS = {
    REFUSED: "tidak mau menjawab;tidak mau;tdk mau;menolak;menolak menjawab;tidak bersedia;88",
    DONT_KNOW: "tidak tahu;tdk tahu;tidak tau;tdk tau;gak tahu;kurang tahu;tt;99",
}
_YES = frozenset("ya;y;iya;yes;x;v;1;true;benar;ok;√;✓;✔;☑".split(";"))  # noqa: SIM905 - shorter
_NO = frozenset("tidak;t;tdk;no;n;0;false;bukan;-;☐".split(";"))  # noqa: SIM905 - shorter
_APART = re.compile(r"[^\w]+|_")
_CODE = re.compile(r"\[([^\[\]]+)\]\s*$")


def plain(text: object) -> str:
    """Return a text without capitals, marks above letters and signs between words."""
    split = unicodedata.normalize("NFKD", str(text).casefold())
    bare = "".join(sign for sign in split if not unicodedata.combining(sign))
    return " ".join(_APART.sub(" ", bare).split())


def bare(text: str) -> str:
    """Return a text as it is, but for blanks at its ends and doubled ones."""
    return " ".join(text.split())


def cell_text(cell: object) -> str:
    """Return what a cell shows: whole numbers without a point, days as ISO dates."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    if isinstance(cell, datetime | date):
        return cell.isoformat()
    return bare(str(cell).removeprefix("'"))


def code_in(text: str) -> str:
    """Return the code in brackets with which the template ends headings, "" without one."""
    found = _CODE.search(text)
    return found[1].strip() if found else ""


def special_of(text: str) -> str:
    """Return the code that says “will not tell” or “does not know”, "" for other words."""
    said = plain(text) if not text.startswith("-") else text[1:]
    return next((code for code, words in _SPECIAL_WORDS.items() if said in words.split(";")), "")


def yes_or_no(text: str) -> bool | None:
    """Return what a mark in a box means, None when it is neither a yes nor a no."""
    said = text.strip().casefold().rstrip(".")
    if said in _YES:
        return True
    return False if said in _NO else None


def choices(question: Question) -> dict[str, str]:
    """Return code → words as drop-downs show them; words that are not alone get their code."""
    return choices_of(question.options, refusable=question.refusable)


def choices_of(options: Sequence[Option], *, refusable: bool) -> dict[str, str]:
    """Return code → words of some options; see `choices`."""
    texts = {option.code: bare(option.text.id) for option in options}
    return _told_apart({**texts, **(SPECIAL if refusable else {})})


def _told_apart(texts: dict[str, str]) -> dict[str, str]:
    """Return texts of which no two read alike once capitals and signs are gone.

    A text that reads as the code of another one is not alone either.
    """
    seen = Counter(plain(text) for text in texts.values())
    codes = {plain(code): code for code in texts}

    def is_alone(code: str, text: str) -> bool:
        said = plain(text)
        return bool(said) and seen[said] == 1 and codes.get(said, code) == code

    return {
        code: text if is_alone(code, text) and not _is_odd(text) else f"{text} [{code}]"
        for code, text in texts.items()
    }


def _is_odd(text: str) -> bool:
    """Say whether a spreadsheet would take words for something else, or we for a mark."""
    return text.replace(".", "").replace(",", "").isdigit() or yes_or_no(text) is False


def only(words: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return word → meaning of those that mean one thing only; empty words mean nothing."""
    found: dict[str, str] = {}
    twice = set()
    for word, meaning in words:
        if word and found.setdefault(word, meaning) != meaning:
            twice.add(word)
    return {word: meaning for word, meaning in found.items() if word not in twice}


def letters_of(column: int) -> str:
    """Return how a spreadsheet calls a column, counted from 0: 0 → A, 26 → AA."""
    found, left = "", column + 1
    while left > 0:
        left, place = divmod(left - 1, 26)
        found = chr(ord("A") + place) + found
    return found
