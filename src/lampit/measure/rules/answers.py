"""What may be answered, in which order, and on which page: checks and skip logic.

A questionnaire is answered page by page; each page holds the questions of one theme that are
asked given the answers so far. Answers to questions that are no longer asked are dropped.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from lampit.basics.refusal import Refusal
from lampit.measure.rules.instrument import Instrument, Page, Question
from lampit.measure.rules.logic import DONT_KNOW, REFUSED, Answer, Answers
from lampit.measure.rules.scoring import is_asked


@dataclass(frozen=True)
class Fault:
    """An answer that cannot be taken: which question, which code, what to do."""

    question: str
    code: str
    message: str


def page_of(instrument: Instrument, code: str) -> Page:
    """Return a page by its code.

    Raises:
        Refusal: `page_unknown`.
    """
    for page in instrument.pages:
        if page.code == code:
            return page
    raise Refusal("page_unknown", "Halaman survei itu tidak ada.")


def page_codes(instrument: Instrument) -> tuple[str, ...]:
    """Return the codes of the pages in the order in which they are asked."""
    return tuple(page.code for page in instrument.pages)


def next_page(instrument: Instrument, code: str) -> str | None:
    """Return the page after this one, or None after the last."""
    codes = page_codes(instrument)
    place = codes.index(code) + 1
    return codes[place] if place < len(codes) else None


def previous_page(instrument: Instrument, code: str) -> str | None:
    """Return the page before this one, or None before the first."""
    codes = page_codes(instrument)
    place = codes.index(code)
    return codes[place - 1] if place else None


def asked_on(instrument: Instrument, page: Page, answers: Answers) -> list[Question]:
    """Return the questions of a page that are asked, given the answers so far."""
    found = [instrument.question(code) for code in page.questions]
    return [question for question in found if is_asked(question, answers)]


def _integer(question: Question, typed: str) -> Answer:
    """Read a whole number in its range, or a special code where refusing is allowed."""
    text = typed.strip().replace(".", "").replace(" ", "")
    if text in {f"-{REFUSED}", f"-{DONT_KNOW}"} and question.refusable:
        return int(text)
    if not text.isascii() or not text.isdigit():
        raise Refusal("not_a_number", "Isi dengan angka saja, misalnya 3.")
    value = int(text[:12])
    if not question.low <= value <= question.high:
        message = f"Isi angka dari {question.low} sampai {question.high}."
        raise Refusal("out_of_range", message)
    return value


def _one(question: Question, typed: str) -> Answer:
    """Read one choice, or a special code where refusing is allowed."""
    if typed in {REFUSED, DONT_KNOW} and question.refusable:
        return typed
    if question.option(typed) is None:
        raise Refusal("option_unknown", "Pilih salah satu jawaban yang ada.")
    return typed


def _many(question: Question, typed: Sequence[str]) -> Answer:
    """Read several choices: known, not doubled, “none” alone, not more than allowed."""
    found = list(dict.fromkeys(typed))
    options = [question.option(code) for code in found]
    if any(option is None for option in options):
        raise Refusal("option_unknown", "Pilih dari jawaban yang ada.")
    if len(found) > 1 and any(option is not None and option.exclusive for option in options):
        raise Refusal("none_with_others", "“Tidak ada” tidak dapat dipilih bersama jawaban lain.")
    if question.at_most is not None and len(found) > question.at_most:
        raise Refusal("too_many", f"Pilih paling banyak {question.at_most} jawaban.")
    return found


def read_answer(question: Question, typed: Sequence[str]) -> Answer | None:
    """Return the answer that was typed or chosen, None when the question was left empty.

    Raises:
        Refusal: `not_a_number`, `out_of_range`, `option_unknown`, `none_with_others`, `too_many`.
    """
    given = [text for text in typed if text.strip()]
    if not given:
        return None
    if question.kind == "select_multiple":
        return _many(question, given)
    # A special box beside an empty or filled number wins: the person said they will not tell.
    special = [text for text in given if text.lstrip("-") in {REFUSED, DONT_KNOW}]
    chosen = special[-1] if special and len(given) > 1 else given[0]
    return _integer(question, chosen) if question.kind == "integer" else _one(question, chosen)


def read_page(
    instrument: Instrument, page: Page, answers: Answers, typed: Mapping[str, Sequence[str]]
) -> tuple[dict[str, Answer], list[Fault]]:
    """Return all answers after a page, and what could not be taken from it.

    Answers of the page replace the earlier ones; an emptied question loses its answer.
    """
    merged = dict(answers)
    faults: list[Fault] = []
    for code in page.questions:
        question = instrument.question(code)
        try:
            answer = read_answer(question, typed.get(code, ()))
        except Refusal as refusal:
            faults.append(Fault(code, refusal.code, refusal.message))
            continue
        merged.pop(code, None)
        if answer is not None:
            merged[code] = answer
    kept = settled(instrument, merged)
    return kept, [fault for fault in faults if is_asked(instrument.question(fault.question), kept)]


def taken_page(
    instrument: Instrument, code: str, answers: Answers, typed: Mapping[str, Sequence[str]]
) -> tuple[dict[str, Answer], list[Fault]]:
    """Return all answers after a page, and all that must be put right on it before going on.

    Raises:
        Refusal: `page_unknown`.
    """
    page = page_of(instrument, code)
    kept, faults = read_page(instrument, page, answers, typed)
    wrong = {fault.question for fault in faults}
    missing = missing_on(instrument, page, kept)
    return kept, faults + [fault for fault in missing if fault.question not in wrong]


def missing_on(instrument: Instrument, page: Page, answers: Answers) -> list[Fault]:
    """Return the questions of a page that are asked and have no answer yet."""
    return [
        Fault(question.id, "unanswered", _unanswered(question))
        for question in (instrument.question(code) for code in page.questions)
        if is_asked(question, answers) and question.id not in answers
    ]


def _unanswered(question: Question) -> str:
    """Say what to do about an empty question."""
    if question.refusable:
        return "Belum dijawab. Kalau tidak mau atau tidak tahu, pilih itu."
    return "Belum dijawab. Kalau tidak ada, pilih “Tidak ada”."


def settled(instrument: Instrument, answers: Answers) -> dict[str, Answer]:
    """Drop answers to questions that are not asked, until nothing more falls away."""
    kept = dict(answers)
    while True:
        gone = [q.id for q in instrument.questions if q.id in kept and not is_asked(q, kept)]
        if not gone:
            return kept
        for code in gone:
            del kept[code]


def progress(instrument: Instrument, answers: Answers) -> tuple[int, int]:
    """Return how many of the asked questions have an answer, and how many are asked."""
    asked = [q.id for q in instrument.questions if is_asked(q, answers)]
    return sum(code in answers for code in asked), len(asked)


def first_open_page(instrument: Instrument, answers: Answers) -> str | None:
    """Return the first page with an unanswered question, None when all are answered."""
    for page in instrument.pages:
        if missing_on(instrument, page, answers):
            return page.code
    return None


def check_whole(instrument: Instrument, answers: Answers) -> list[Fault]:
    """Return everything wrong with a whole questionnaire, as it arrives from a file or app."""
    faults: list[Fault] = []
    for question in instrument.questions:
        answer = answers.get(question.id)
        if answer is None:
            continue
        typed = answer if isinstance(answer, list) else [str(answer)]
        try:
            read_answer(question, typed)
        except Refusal as refusal:
            faults.append(Fault(question.id, refusal.code, refusal.message))
        if not is_asked(question, answers):
            message = "Jawaban untuk pertanyaan yang seharusnya dilewati."
            faults.append(Fault(question.id, "not_asked", message))
    return faults
