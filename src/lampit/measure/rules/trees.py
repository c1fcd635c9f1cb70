"""The shape of a rule of the instrument, and which questions it reads."""

from collections.abc import Iterator, Mapping
from typing import Any

Rule = Mapping[str, Any]
JOINING = frozenset({"and", "or"})  # words over a list of rules; `not` is over one


def asked_about(rule: Rule) -> Iterator[str]:
    """Yield the ids of the questions that a rule reads."""
    for word, told in rule.items():
        if word in JOINING:
            for part in told:
                yield from asked_about(part)
        elif word == "not":
            yield from asked_about(told)
        else:
            yield told[0]
