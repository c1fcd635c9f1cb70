"""One cell of a filled sheet → one answer, or a sentence that says what to do."""

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from difflib import get_close_matches
from functools import lru_cache

from lampit.basics.refusal import Refusal
from lampit.measure.rules.filled.words import (
    SPECIAL,
    bare,
    cell_text,
    choices,
    choices_of,
    code_in,
    only,
    plain,
    special_of,
    yes_or_no,
)
from lampit.measure.rules.instrument import Option, Question
from lampit.measure.rules.logic import Answer
from lampit.national import rupiah

_WITH_UNIT = re.compile(
    r"(\d{1,12})\s*(?:orang|org|tahun|thn|th|kali|x|buah|hari|bulan|rupiah|%)\.?", re.IGNORECASE
)
_ZEROS = re.compile(r"(-?\d{1,12})[.,]0{1,2}")
_PARTS = re.compile(r"[;\n|]+")
SHOWN = 40  # signs of a value in a sentence


def shown(text: str) -> str:
    """Return a value as sentences quote it."""
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"


def check_value(cell: object) -> str:
    """Return the text of a cell.

    Raises:
        Refusal: `formula_broken`.
    """
    text = cell_text(cell)
    if text.startswith("#") and text[1:2].isupper():
        raise Refusal("formula_broken", "Rumus di sel ini galat. Tulis isinya.")
    return text


def read_whole(question: Question, cell: object) -> Answer:
    """Return a whole number, or the code of a refusal; its range is asked elsewhere.

    Raises:
        Refusal: `cell_is_date`, `not_a_number`, `formula_broken`.
    """
    if isinstance(cell, datetime | date):
        raise Refusal("cell_is_date", "Excel mengubah angka ini menjadi tanggal. Tulis lagi.")
    text = check_value(cell)
    special = special_of(text) if question.refusable and not text.isdigit() else ""
    if special:
        return -int(special)
    unit, zeros = _WITH_UNIT.fullmatch(text), _ZEROS.fullmatch(text)
    found = unit or zeros
    digits = found[1] if found else text
    if re.fullmatch(r"-?\d{1,12}", digits):
        return int(digits)
    amount = _amount(text)
    if amount is None:
        raise Refusal("not_a_number", f"“{shown(text)}” bukan angka bulat. Tulis angka saja.")
    return amount


def _amount(text: str) -> int | None:
    """Return an amount as offices write it (`Rp 1.500.000`, `2,5 jt`), None for anything else."""
    if not re.fullmatch(r"(?i)(rp\.?\s*)?\d[\d., ]*\s*(rb|ribu|jt|juta|m|miliar)?\s*(,-)?", text):
        return None
    # A number with a few decimals is no amount: 3,5 workers is a mistake to be asked about.
    if re.fullmatch(r"\d+[.,]\d{1,2}", text):
        return None
    try:
        return rupiah.parse(text)
    except ValueError:
        return None


Meanings = tuple[dict[str, str], dict[str, str], dict[str, str]]


@lru_cache(maxsize=512)
def _meanings(options: tuple[Option, ...], refusable: bool) -> Meanings:
    """Return how options are called: exactly, without capitals and signs, and shortened."""
    told = choices_of(options, refusable=refusable)
    exact = {bare(words): code for code, words in told.items()}
    exact |= {option.code: option.code for option in options}
    texts = [(one.text.id, one.code) for one in options]
    texts += [(one.text.en, one.code) for one in options] + [(w, c) for c, w in told.items()]
    # Words that are the code of another option mean neither: they are asked for, not guessed.
    named = [*texts, *((one.code, one.code) for one in options)]
    loose = only((plain(text), code) for text, code in named)
    short = only((plain(re.split(r"[(:–]", text)[0]), code) for text, code in named)
    return exact, loose, short


def option_of(question: Question, text: str) -> str:
    """Return the code of the option that a text names, "" when none or several could be meant."""
    told = bare(text)
    exact, loose, short = _meanings(question.options, question.refusable)
    if told in exact:
        return exact[told]
    code = code_in(told)
    if code and (question.option(code) is not None or (question.refusable and code in SPECIAL)):
        return code
    said = plain(told)
    found = loose.get(said) or short.get(said)
    if found:
        return found
    if said in ("y", "iya", "yes", "t", "tdk", "no"):
        return loose.get("ya" if yes_or_no(said) else "tidak", "")
    return special_of(told) if question.refusable else ""


def read_one(question: Question, cell: object) -> Answer:
    """Return the chosen option.

    Raises:
        Refusal: `option_unknown` with the nearest option as a suggestion, `formula_broken`.
    """
    text = check_value(cell)
    found = option_of(question, text)
    if not found:
        raise _unknown(question, text)
    return found


def read_many(question: Question, cell: object) -> list[str]:
    """Return the options named in one cell, between `;`, `,` or line ends, or codes with blanks.

    Raises:
        Refusal: `option_unknown`, `formula_broken`.
    """
    if isinstance(cell, str):
        cell = cell.strip()
        check_value(cell)
        pieces = [bare(piece) for piece in _PARTS.split(cell)]
    else:
        pieces = [check_value(cell)]
    found: list[str] = []
    for piece in filter(None, pieces):
        found += _several(question, piece)
    return list(dict.fromkeys(found))


def _several(question: Question, piece: str) -> list[str]:
    """Return the options of a piece; words of an option may hold commas themselves."""
    whole = option_of(question, piece)
    if whole:
        return [whole]
    words = piece.split()
    if len(words) > 1 and all(question.option(word) is not None for word in words):
        return words
    parts = [part.strip() for part in piece.split(",") if part.strip()]
    found, left = [], parts
    while left:
        for many in range(len(left), 0, -1):
            code = option_of(question, ", ".join(left[:many]))
            if code:
                break
        else:
            raise _unknown(question, left[0])
        found.append(code)
        left = left[many:]
    return found


def read_boxes(question: Question, boxes: Sequence[tuple[str, object]]) -> list[str]:
    """Return the options whose boxes are marked; `boxes` are (option, cell).

    Raises:
        Refusal: `box_unclear`, `formula_broken`.
    """
    found = []
    for code, cell in boxes:
        text = check_value(cell)
        mark = yes_or_no(text)
        if mark is None and text:
            if option_of(question, text) != code:
                raise Refusal(
                    "box_unclear",
                    f"“{shown(text)}” bukan tanda. Tulis x kalau dipilih, kosongkan kalau tidak.",
                )
            mark = True
        if mark:
            found.append(code)
    return found


def _unknown(question: Question, text: str) -> Refusal:
    """Return the refusal of words that are no option, with the nearest one."""
    words = choices(question)
    near = nearest(text, words.values())
    hint = f" Maksudnya “{near}”?" if near else " Pilih dari daftar di selnya."
    return Refusal("option_unknown", f"“{shown(text)}” bukan pilihan pertanyaan ini.{hint}")


def nearest(text: str, words: Iterable[str]) -> str:
    """Return the one of some words that looks most like a text, "" when none does."""
    known = {plain(word): word for word in words}
    found = get_close_matches(plain(text), list(known), n=1, cutoff=0.6)
    return known[found[0]] if found else ""
