"""The little language of the instrument: `and or not eq ne in ge selected count_ge`.

A rule is a tree of one-key mappings over the answers of one questionnaire. The same trees
say when a question is asked and what the twelve indicators mean.
"""

from collections.abc import Mapping
from typing import Any

from lampit.measure.rules.trees import Rule, asked_about

__all__ = [
    "DONT_KNOW",
    "NONE_OF_THESE",
    "REFUSED",
    "Answer",
    "Answers",
    "asked_about",
    "chosen",
    "holds",
    "is_special",
    "known",
]

Answer = int | str | list[str]
Answers = Mapping[str, Answer]

REFUSED = "88"
DONT_KNOW = "99"
NONE_OF_THESE = "tidak_ada"
_SPECIAL: tuple[Answer, ...] = (REFUSED, DONT_KNOW, -88, -99)


def is_special(answer: Answer | None) -> bool:
    """Say whether an answer is “refused” or “don't know”, which is not a value."""
    return not isinstance(answer, list) and answer in _SPECIAL


def known(answers: Answers, code: str) -> Answer | None:
    """Return the value of an answer; None when it is missing, refused or not known."""
    answer = answers.get(code)
    return None if is_special(answer) else answer


def chosen(answers: Answers, code: str) -> list[str]:
    """Return the chosen options of a multiple question, “none of these” left out."""
    answer = answers.get(code)
    return [o for o in answer if o != NONE_OF_THESE] if isinstance(answer, list) else []


def _at_least(answer: Answer | None, least: int) -> bool:
    """Say whether a whole-number answer reaches `least`; special codes never do."""
    return isinstance(answer, int) and not is_special(answer) and answer >= least


def _selected(answer: Answer | None, code: str) -> bool:
    """Say whether a multiple answer holds an option."""
    return isinstance(answer, list) and code in answer


def holds(rule: Rule, answers: Answers) -> bool:
    """Say whether a rule is true of the answers; an unanswered question makes it false.

    Raises:
        ValueError: the rule uses a word that the language does not have.
    """
    ((word, told),) = rule.items()
    if word == "and":
        return all(holds(part, answers) for part in told)
    if word == "or":
        return any(holds(part, answers) for part in told)
    if word == "not":
        return not holds(told, answers)
    return _compares(word, answers.get(told[0]), told[1], chosen(answers, told[0]))


def _compares(word: str, answer: Answer | None, told: Any, options: list[str]) -> bool:
    """Compare one answer; the leaves of the tree."""
    if word == "eq":
        return bool(answer == told)
    if word == "ne":
        return bool(answer != told)
    if word == "in":
        return bool(answer in told)
    if word == "ge":
        return _at_least(answer, told)
    if word == "selected":
        return _selected(answer, told)
    if word == "count_ge":
        return bool(len(options) >= told)
    raise ValueError(word)
