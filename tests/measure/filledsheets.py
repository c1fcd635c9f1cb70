"""Filled sheets for tests: answers as a person types them into the template."""

import io
from datetime import date
from typing import Any

import openpyxl
from hypothesis import strategies as st

from lampit.measure.actions import answerfiles as deeds
from lampit.measure.models import AnswerFile, Round, SampleMember
from lampit.measure.rules.filled.columns import MARK, Column, columns_of
from lampit.measure.rules.filled.headings import BY, CONSENT, NAME, NUMBER, ON, REASON, RESULT
from lampit.measure.rules.filled.rows import Words
from lampit.measure.rules.filled.words import choices
from lampit.measure.rules.instrument import Instrument, Question
from lampit.measure.rules.logic import DONT_KNOW, REFUSED, Answer
from lampit.measure.rules.scoring import is_asked
from lampit.people.models import User
from tests.measure.fieldwork import NOW
from tests.measure.questionnaires import answers, instrument

TODAY, HELD_ON = date(2026, 11, 30), date(2026, 10, 30)
WORDS = Words({"selesai": "Selesai", "menolak": "Menolak", "lain": "Lainnya",
               "tidak_ditemui": "Tidak ditemui, sudah tiga kali"},
              {"sibuk": "Sibuk", "lain": "Lainnya"})  # fmt: skip


def template(instrument: Instrument) -> list[Column]:
    """Return the columns of the sheet of an instrument."""
    return columns_of(instrument, WORDS, ["Siti"])


def _answer(draw: st.DrawFn, question: Question) -> Answer | None:
    """Return an answer that may be given, or a refusal where it may be refused."""
    if question.refusable and draw(st.integers(0, 5)) == 0:
        code = draw(st.sampled_from([REFUSED, DONT_KNOW]))
        return -int(code) if question.kind == "integer" else code
    if question.kind == "integer":
        return draw(st.integers(question.low, question.high))
    codes = [option.code for option in question.options]
    if question.kind == "select_one":
        return draw(st.sampled_from(codes))
    alone = [option.code for option in question.options if option.exclusive]
    is_alone: bool = draw(st.booleans())
    if alone and is_alone:
        return alone[:1]
    rest = [code for code in codes if code not in alone]
    most = min(question.at_most or len(rest), len(rest))
    chosen = draw(st.lists(st.sampled_from(rest), min_size=1, max_size=most, unique=True))
    return [code for code in codes if code in chosen]


@st.composite
def answered(draw: st.DrawFn, instrument: Instrument) -> dict[str, Answer]:
    """Return a whole questionnaire: an answer to each question that is asked."""
    found: dict[str, Answer] = {}
    for question in instrument.questions:
        if is_asked(question, found):
            answer = _answer(draw, question)
            if answer is not None:
                found[question.id] = answer
    return found


def cells_of(
    instrument: Instrument,
    columns: list[Column],
    given: dict[str, Answer],
    number: str = "U1",
    **more: Any,
) -> list[object]:
    """Return a row of the template, filled with the words of its drop-downs."""
    told = {NUMBER: number, CONSENT: "Ya", ON: HELD_ON, BY: "Siti"}
    told |= {NAME: more.pop("name", ""), RESULT: more.pop("result", ""),
             REASON: more.pop("reason", "")}  # fmt: skip
    if "consent" in more:
        told[CONSENT] = more.pop("consent")
    for code, answer in given.items():
        question = instrument.question(code)
        if isinstance(answer, list):
            told |= {f"{code}/{option}": MARK for option in answer}
        elif question.kind == "integer":
            special = str(answer).lstrip("-")
            is_told = isinstance(answer, int) and answer < 0 and question.refusable
            told[code] = choices(question)[special] if is_told else float(answer)
        else:
            told[code] = choices(question)[str(answer)]
    return [told.get(column.meaning, "") for column in columns]


ASKED = instrument()
COLUMNS = template(ASKED)
TITLES = [column.title for column in COLUMNS]


def row(one: SampleMember, given: Any = None, **more: Any) -> list[object]:
    """Return the filled row of a drawn business."""
    told = answers() if given is None else given
    return cells_of(ASKED, COLUMNS, told, one.business.public_id, name=one.business.name, **more)


def workbook(rows: list[list[object]], titles: list[str] | None = None, first: int = 1) -> bytes:
    """Return rows below the headings of the template as XLSX."""
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    for _ in range(first - 1):
        page.append(["Rekap survei"])
    page.append(TITLES if titles is None else titles)
    for cells in rows:
        page.append([None if cell == "" else cell for cell in cells])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def sent(person: User, found: Round, told: bytes, name: str = "isian.xlsx") -> AnswerFile:
    """Upload a file and return its run."""
    return deeds.open_file(person, found.pk, name, [told], now=NOW)


def states_of(run: AnswerFile) -> list[str]:
    """Return what became of each row."""
    return list(run.rows.values_list("state", flat=True))


def problems(run: AnswerFile) -> list[str]:
    """Return the codes of all that is told."""
    return [code for told in run.rows.values_list("problems", flat=True) for _c, code, *_ in told]
