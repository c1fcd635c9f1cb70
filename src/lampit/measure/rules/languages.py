"""A further language of an instrument as data: texts beside the Indonesian, never instead.

A language is one file: its code and name, and for each question its text, hint and options.
What a language does not tell is asked in Indonesian. Indonesian and English stand in the
instrument itself.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

OWN = ("id", "en")  # the languages inside an instrument's own file


@dataclass(frozen=True)
class Asked:
    """The texts of one question in a language; an empty text is a missing one."""

    text: str = ""
    hint: str = ""
    options: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Language:
    """A language of an instrument.

    Attributes:
        code: ISO 639, `bjn` for Banjar.
        name: as it calls itself.
        is_draft: not yet checked by somebody who speaks it.
        questions: question id → its texts.
    """

    code: str
    name: str
    is_draft: bool
    title: str
    questions: Mapping[str, Asked]

    @property
    def heading(self) -> str:
        """Return the name as XLSForm writes it in headings: `Banjar (bjn)`."""
        return f"{self.name} ({self.code})"

    def text(self, question: str) -> str:
        """Return the text of a question, empty when it is missing."""
        return self.questions.get(question, _NOTHING).text

    def hint(self, question: str) -> str:
        """Return the hint of a question, empty when it is missing."""
        return self.questions.get(question, _NOTHING).hint

    def option(self, question: str, code: str) -> str:
        """Return the text of an option, empty when it is missing."""
        return self.questions.get(question, _NOTHING).options.get(code, "")


_NOTHING = Asked()


def beside(own: str, help_text: str) -> str:
    """Return the Indonesian text with the help below it; alone when there is no help.

    The Indonesian wording is what is measured, so it is always read out first
    (measurement notes, section 2, wording rules).
    """
    return f"{own}\n{help_text}" if help_text else own


def read_language(found: Mapping[str, Any]) -> Language:
    """Read the file of a language.

    Raises:
        KeyError: a part is missing; the file is not a language.
    """
    questions = {
        str(code): Asked(
            str(told.get("text", "")),
            str(told.get("hint", "")),
            {str(key): str(text) for key, text in told.get("options", {}).items()},
        )
        for code, told in found["questions"].items()
    }
    return Language(
        str(found["code"]),
        str(found["name"]),
        bool(found.get("draft", True)),
        str(found.get("title", "")),
        questions,
    )


def missing_texts(definition: Mapping[str, Any], language: Language) -> list[str]:
    """Return what a language leaves to the Indonesian: `akun` or `akun/wa`, in order."""
    return list(_missing([*definition["gate"], *definition["questions"]], language))


def _missing(questions: Sequence[Mapping[str, Any]], language: Language) -> Iterator[str]:
    for question in questions:
        code = question["id"]
        if not language.text(code):
            yield code
        for option in question.get("options", ()):
            if not language.option(code, option["code"]):
                yield f"{code}/{option['code']}"
