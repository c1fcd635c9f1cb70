"""Which answers leave in anonymous rows, and how: as codes, yes and no, or wide bands. Pure."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lampit.measure.rules.instrument import Instrument, Question
from lampit.measure.rules.logic import is_special

BANDS = 3
WIDEST_NUMBERS = 10  # a whole number with more values than this would be a fingerprint
YES, NO = "1", "0"


@dataclass(frozen=True)
class Column:
    """A column of the rows: the question, the option (for several choices), codes → bands."""

    code: str
    words: str
    note: str
    question: Question
    option: str = ""
    bands: Mapping[str, str] | None = None


def bands_of(question: Question) -> dict[str, str]:
    """Return the options of a sensitive question joined into three wide bands, in their order."""
    codes = [option.code for option in question.options]
    size = -(-len(codes) // BANDS)
    found: dict[str, str] = {}
    for begin in range(0, len(codes), size):
        part = codes[begin : begin + size]
        found |= dict.fromkeys(part, part[0] if len(part) == 1 else f"{part[0]}-{part[-1]}")
    return found


def _columns(question: Question, *, is_open: bool) -> list[Column]:
    text = question.text.id
    if question.sensitive:
        if question.kind != "select_one" or len(question.options) < BANDS:
            return []
        note = "golongan yang digabung: " + ", ".join(dict.fromkeys(bands_of(question).values()))
        return [Column(question.id, text, note, question, bands=bands_of(question))]
    if not is_open:
        return []
    if question.kind == "integer":
        narrow = question.high - question.low <= WIDEST_NUMBERS
        return [Column(question.id, text, "bilangan bulat", question)] if narrow else []
    if question.kind == "select_multiple":
        return [
            Column(f"{question.id}.{o.code}", f"{text} {o.text.id}", "1 = ya, 0 = tidak", question,
                   o.code)
            for o in question.options
        ]  # fmt: skip
    if question.kind == "select_one":
        return [Column(question.id, text, "kode pilihan", question)]
    return []  # free texts and dates never leave


def columns_of(instrument: Instrument, allowed: Collection[str]) -> list[Column]:
    """Return the columns; `allowed` are the variables that MS-Var calls open to the public.

    A sensitive choice leaves in wide bands only; texts, dates and long numbers never.
    """
    return [
        column
        for question in instrument.questions
        for column in _columns(question, is_open=question.id in allowed)
    ]


def told_of(columns: Sequence[Column], answers: Mapping[str, Any]) -> dict[str, str]:
    """Return the cells of one questionnaire; refused, unknown and not asked are empty."""
    return {column.code: _cell(column, answers.get(column.question.id)) for column in columns}


def _cell(column: Column, answer: Any) -> str:
    if answer is None or is_special(answer):
        return ""
    if column.option:
        return (YES if column.option in answer else NO) if isinstance(answer, list) else ""
    if column.bands is not None:
        return column.bands.get(str(answer), "")
    return str(answer)
