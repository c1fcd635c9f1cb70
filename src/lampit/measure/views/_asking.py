"""Questions made ready for the page: words, what is chosen, what is wrong."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import get_language, gettext

from lampit.measure.rules.answers import Fault
from lampit.measure.rules.instrument import Instrument, Question, Text
from lampit.measure.rules.languages import Language
from lampit.measure.rules.logic import DONT_KNOW, REFUSED, Answer, Answers
from lampit.measure.rules.scoring import is_asked


@dataclass(frozen=True)
class Choice:
    """A choice of a question as drawn: value, words, chosen or not."""

    value: str
    words: str
    chosen: bool
    help: str = ""


@dataclass(frozen=True)
class Asked:
    """A question as drawn on a page."""

    id: str
    number: int
    words: str
    hint: str
    kind: str
    typed: str
    choices: list[Choice]
    special: list[Choice]
    sensitive: bool
    error: str
    help: str = ""
    help_code: str = ""


def is_english() -> bool:
    """Say whether the reader chose English."""
    return (get_language() or "id").startswith("en")


def spoken(text: Text) -> str:
    """Return a text of the instrument in the reader's language."""
    return text.en if is_english() else text.id


def _hint(question: Question) -> str:
    """Tell how to answer, after the instrument's own hint."""
    if question.at_most:
        return gettext("Pilih paling banyak %(most)d.") % {"most": question.at_most}
    if question.kind == "select_multiple":
        return gettext("Bacakan satu per satu. Boleh lebih dari satu.")
    if question.hint:
        return question.hint
    if question.kind == "integer":
        words = {"low": question.low, "high": f"{question.high:,}".replace(",", ".")}
        return gettext("Angka dari %(low)s sampai %(high)s.") % words
    return ""


def _special(question: Question, given: Sequence[str]) -> list[Choice]:
    """Return “will not say” and “does not know” where the question allows them."""
    if not question.refusable:
        return []
    sign = "-" if question.kind == "integer" else ""
    codes = (
        (f"{sign}{DONT_KNOW}", gettext("Tidak tahu")),
        (f"{sign}{REFUSED}", gettext("Tidak mau menjawab")),
    )
    return [Choice(code, words, code in given) for code, words in codes]


def _given(answer: Answer | None) -> list[str]:
    """Return an answer as a browser sends it."""
    if answer is None:
        return []
    return list(answer) if isinstance(answer, list) else [str(answer)]


def asked(
    question: Question, given: Sequence[str], error: str, help_in: Language | None = None
) -> Asked:
    """Make one question ready."""
    told = help_in.option if help_in else lambda *_: ""
    typed = next((text for text in given if not text.startswith("-")), "")
    return Asked(
        question.id,
        question.number,
        spoken(question.text),
        _hint(question),
        question.kind,
        typed if question.kind == "integer" else "",
        [
            Choice(o.code, spoken(o.text), o.code in given, told(question.id, o.code))
            for o in question.options
        ],
        _special(question, given),
        question.sensitive,
        gettext(error) if error else "",
        help_in.text(question.id) if help_in else "",
        help_in.code if help_in else "",
    )


def asked_questions(
    instrument: Instrument,
    codes: Sequence[str],
    answers: Answers,
    *,
    typed: Mapping[str, Sequence[str]] | None = None,
    faults: Sequence[Fault] = (),
    help_in: Language | None = None,
) -> list[Asked]:
    """Make the questions of a page ready; what was typed wrongly stays as it was typed.

    Texts of a further language stand below the Indonesian, never instead of it.
    """
    wrong = {fault.question: fault.message for fault in faults}
    found = []
    for question in (instrument.question(code) for code in codes):
        if not is_asked(question, answers):
            continue
        given = _given(answers.get(question.id))
        if typed is not None and question.id in wrong:
            given = list(typed.get(question.id, ()))
        found.append(asked(question, given, wrong.get(question.id, ""), help_in))
    return found
