"""Texts of a brought form: Indonesian and English of its parts, and further languages."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from itertools import islice
from typing import Any

from lampit.measure.rules.languages import OWN, Asked, Language
from lampit.measure.rules.xlsform_table import Line, Table

# A form with more languages, or options in a list, is refused by its reader.
MOST_READ, MOST_OPTIONS = 24, 80
_NUMBER = re.compile(r"\d{1,3}\.\s+")


def texts_of(table: Table, line: Line, *, numbered: bool = True) -> dict[str, str]:
    """Return `text_id`, `text_en`, `hint_id`, `hint_en` as far as a row has them.

    A form without Indonesian gives what it has as Indonesian, to be translated in the editor.
    """
    found: dict[str, str] = {}
    labels = table.told(line, "label")
    own = labels.get("id") or next(iter(labels.values()), "")
    found["text_id"] = _bare(own, numbered)
    if "en" in labels:
        found["text_en"] = _bare(labels["en"], numbered)
    hints = table.told(line, "hint")
    for code in OWN:
        if code in hints:
            found[f"hint_{code}"] = hints[code]
    return found


def _bare(text: str, numbered: bool) -> str:
    """Leave the number of a question out; it is given anew."""
    return _NUMBER.sub("", text, count=1) if numbered and _NUMBER.match(text) else text


def languages_in(
    survey: Table,
    choices: Table,
    asked: Iterable[tuple[Line, str]],
    kept: Iterable[Mapping[str, Any]],
) -> tuple[Language, ...]:
    """Return the further languages of a form; a text equal to the Indonesian is a missing one."""
    rows = list(asked)
    told = {str(one.get("code")): one for one in kept}
    lists: dict[str, list[Line]] = defaultdict(list)
    for line in choices.lines:
        lists[line.get("list_name")].append(line)
    found = []
    for code, name in islice(survey.languages().items(), MOST_READ):
        if code in OWN:
            continue
        questions = {
            line.get("name"): _asked(survey, choices, line, lists[listed][:MOST_OPTIONS], code)
            for line, listed in rows
        }
        filled = {key: one for key, one in questions.items() if one != Asked()}
        about = told.get(code, {})
        title = str(about.get("title", ""))
        found.append(Language(code, name or code, bool(about.get("draft", True)), title, filled))
    return tuple(found)


def _asked(survey: Table, choices: Table, line: Line, listed: Iterable[Line], code: str) -> Asked:
    """Return the texts of one question in a language."""
    options = {}
    for choice in listed:
        text = _help(choices.told(choice, "label"), code)
        if text:
            options[choice.get("name")] = text
    label, hint = (_help(survey.told(line, kind), code) for kind in ("label", "hint"))
    return Asked(_bare(label, numbered=True), hint, options)


def _help(told: Mapping[str, str], code: str) -> str:
    """Return what stands below the Indonesian text, or the cell itself when it is another."""
    own, cell = told.get("id", ""), told.get(code, "")
    if cell == own:
        return ""
    return cell.removeprefix(f"{own}\n") if own else cell
