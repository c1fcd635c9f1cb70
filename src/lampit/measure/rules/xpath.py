"""The instrument's little language written as XPath for forms that run in ODK Collect.

Each tree of `rules.logic` has exactly one text, true of the same answers: an unanswered
question is the empty string, special codes are values that no option has.
"""

from typing import Any

from lampit.measure.rules.logic import NONE_OF_THESE
from lampit.measure.rules.trees import Rule


def literal(value: Any) -> str:
    """Write a value of a rule: numbers bare, texts in the quotes that they do not hold.

    Raises:
        ValueError: the text holds both kinds of quotes, which XPath 1.0 cannot write.
    """
    if isinstance(value, int | float):
        return number(value)
    if "'" not in value:
        return f"'{value}'"
    if '"' in value:
        raise ValueError(value)
    return f'"{value}"'


def number(value: float) -> str:
    """Write a number without a needless fraction: 15, 2.5."""
    return str(int(value)) if float(value).is_integer() else repr(float(value))


def xpath(rule: Rule) -> str:
    """Write a rule.

    Raises:
        ValueError: the rule uses a word that the language does not have.
    """
    ((word, told),) = rule.items()
    if word in {"and", "or"}:
        return "(" + f" {word} ".join(xpath(part) for part in told) + ")"
    if word == "not":
        return f"not({xpath(told)})"
    return _leaf(word, f"${{{told[0]}}}", told[1])


def _leaf(word: str, asked: str, told: Any) -> str:
    """Write one comparison."""
    if word in {"eq", "ne"}:
        return f"{asked} {'=' if word == 'eq' else '!='} {literal(told)}"
    if word == "in":
        return "(" + " or ".join(f"{asked} = {literal(one)}" for one in told) + ")"
    if word == "ge":
        return f"({asked} != '' and {asked} >= {number(told)})"
    if word == "selected":
        return f"selected({asked}, {literal(told)})"
    if word == "count_ge":
        none = f"if(selected({asked}, '{NONE_OF_THESE}'), 1, 0)"
        return f"(count-selected({asked}) - {none} >= {number(told)})"
    raise ValueError(word)
