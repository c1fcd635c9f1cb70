"""A further language of an instrument as data: texts beside the Indonesian, never instead.

A language is one file: its code and name, and for each question its text, hint and options.
What a language does not tell is asked in Indonesian. Indonesian and English stand in the
instrument itself.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from lampit.basics.refusal import Refusal
from lampit.measure.rules.xlsform_table import UNSAYABLE

_CODE = re.compile("[a-z]{2,3}(-[A-Za-z0-9]{2,8})?")
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
        edition: which writing of it; a form's version rises with it.
    """

    code: str
    name: str
    is_draft: bool
    title: str
    questions: Mapping[str, Asked]
    edition: int = 1

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


def read_language(found: Mapping[str, Any], edition: int = 1) -> Language:
    """Read the file of a language.

    Raises:
        Refusal: `language_unreadable`, `language_own`: what stands there is no further language.
    """
    code, name, asked = found.get("code"), found.get("name"), found.get("questions")
    if not (isinstance(code, str) and _CODE.fullmatch(code) and isinstance(name, str) and name):
        message = "Berkas bahasa perlu “code” (kode ISO 639, misalnya bjn) dan “name”."
        raise Refusal("language_unreadable", message)
    if code in OWN:
        message = "Bahasa Indonesia dan Inggris ditulis di pertanyaannya sendiri."
        raise Refusal("language_own", message)
    if not isinstance(asked, dict) or not all(isinstance(one, dict) for one in asked.values()):
        message = "Berkas bahasa perlu “questions”: kode pertanyaan, lalu teksnya."
        raise Refusal("language_unreadable", message)
    questions = {_sayable(key): _asked(told) for key, told in asked.items()}
    is_draft, title = bool(found.get("draft", True)), _sayable(found.get("title", ""))
    return Language(code, _sayable(name)[:40], is_draft, title, questions, edition)


def _asked(told: Mapping[str, Any]) -> Asked:
    """Read the texts of one question."""
    options = told.get("options", {})
    if not isinstance(options, dict):
        message = "Teks pilihan ditulis sebagai kode pilihan, lalu teksnya."
        raise Refusal("language_unreadable", message)
    return Asked(
        _sayable(told.get("text", "")),
        _sayable(told.get("hint", "")),
        {_sayable(key): _sayable(text) for key, text in options.items()},
    )


def _sayable(told: object) -> str:
    """Return a text without signs that neither database nor page can hold."""
    return UNSAYABLE.sub("", str(told))


def written_language(language: Language) -> dict[str, Any]:
    """Write a language as its file holds it."""
    questions = {
        code: {"text": told.text, "hint": told.hint, "options": dict(told.options)}
        for code, told in language.questions.items()
    }
    return {
        "code": language.code,
        "name": language.name,
        "draft": language.is_draft,
        "title": language.title,
        "questions": questions,
    }


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
