"""XPath of an XLSForm read back into the instrument's little language (`rules.logic`).

Reads what `rules.xpath` writes and the plain forms that people write by hand: comparisons of
one `${question}` with a value, `selected`, `count-selected`, `and`, `or`, `not`, brackets.
"""

import re
from dataclasses import dataclass
from typing import Any

from lampit.basics.refusal import Refusal
from lampit.measure.rules.trees import Rule

_TOKEN = re.compile(
    r"\s*(?:(\$\{\s*[\w.-]+\s*\})|('[^']*'|\"[^\"]*\")|(-?\d+(?:\.\d+)?)"
    r"|(!=|>=|<=|=|>|<)|([()+,-])|([A-Za-z][\w-]*))"
)
_FILLED = "filled"  # `${x} != ''`: only beside a comparison, which says it anyway
MOST_SIGNS = 20_000


def read_xpath(text: str) -> Rule:
    """Return the rule that an expression says.

    Raises:
        Refusal: `xpath_unreadable`: it says something that the little language cannot.
    """
    if len(text) > MOST_SIGNS:
        raise _unreadable(text)
    reader = _Reader(_tokens(text))
    try:
        rule = reader.either()
    except (IndexError, RecursionError) as error:
        raise _unreadable(text) from error
    if reader.place < len(reader.tokens) or _FILLED in rule:
        raise _unreadable(text)
    return rule


def _unreadable(text: str) -> Refusal:
    return Refusal("xpath_unreadable", f"Syarat ini tidak dapat dibaca: {text[:80]}")


@dataclass(frozen=True)
class _Token:
    kind: str
    text: str


def _tokens(text: str) -> list[_Token]:
    """Cut an expression into names, texts, numbers, signs and words."""
    found, place = [], 0
    kinds = ("name", "text", "number", "compare", "sign", "word")
    while place < len(text.rstrip()):
        match = _TOKEN.match(text, place)
        if match is None:
            raise _unreadable(text)
        kind = kinds[(match.lastindex or 1) - 1]
        found.append(_Token(kind, match.group(match.lastindex or 1)))
        place = match.end()
    return found


class _Reader:
    """Reads from left to right: `or` binds least, then `and`, then the rest."""

    def __init__(self, tokens: list[_Token]) -> None:
        self.tokens, self.place = tokens, 0

    def _next(self) -> _Token:
        self.place += 1
        return self.tokens[self.place - 1]

    def _peek(self, text: str) -> bool:
        return self.place < len(self.tokens) and self.tokens[self.place].text == text

    def _take(self, *texts: str) -> None:
        for text in texts:
            if self._next().text != text:
                raise _unreadable(text)

    def either(self) -> Rule:
        """Read alternatives; one question equal to one of several values is `in`."""
        parts = [self.both()]
        while self._peek("or"):
            self._next()
            parts.append(self.both())
        if len(parts) == 1:
            return parts[0]
        told = [part.get("eq", (None, None)) for part in parts]
        if len({one[0] for one in told}) == 1 and told[0][0] is not None:
            return {"in": [told[0][0], [one[1] for one in told]]}
        return {"or": parts}

    def both(self) -> Rule:
        """Read what must hold together; `${x} != '' and ${x} >= 3` is one comparison."""
        parts = [self.one()]
        while self._peek("and"):
            self._next()
            parts.append(self.one())
        compared = {part["ge"][0] for part in parts if "ge" in part}
        kept = [part for part in parts if part.get(_FILLED) not in compared]
        return kept[0] if len(kept) == 1 else {"and": kept}

    def one(self) -> Rule:
        """Read a bracket, a negation, a choice, a count, or a comparison."""
        token = self._next()
        if token.text == "(":
            inside = self.either()
            self._take(")")
            return inside
        if token.text == "not":
            self._take("(")
            inside = self.either()
            self._take(")")
            return {"not": inside}
        if token.text == "selected":
            return self._selected()
        if token.text == "count-selected":
            return self._counted()
        return self._compared(token)

    def _name(self) -> str:
        token = self._next()
        if token.kind != "name":
            raise _unreadable(token.text)
        return token.text[2:-1].strip()

    def _value(self) -> Any:
        token = self._next()
        if token.kind == "number":
            value = float(token.text)
            return int(value) if value.is_integer() else value
        if token.kind != "text":
            raise _unreadable(token.text)
        return token.text[1:-1]

    def _selected(self) -> Rule:
        self._take("(")
        name = self._name()
        self._take(",")
        value = self._value()
        self._take(")")
        return {"selected": [name, value]}

    def _counted(self) -> Rule:
        """Read a number of choices, “none of these” subtracted or not."""
        self._take("(")
        name = self._name()
        self._take(")")
        if self._peek("-"):
            self._take("-", "if", "(", "selected", "(", f"${{{name}}}", ",")
            self._value()
            self._take(")", ",", "1", ",", "0", ")")
        sign, value = self._next().text, self._value()
        if sign not in {">=", ">"} or not isinstance(value, int):
            raise _unreadable(sign)
        return {"count_ge": [name, value if sign == ">=" else value + 1]}

    def _compared(self, token: _Token) -> Rule:
        """Read `${question}` against a value."""
        if token.kind != "name":
            raise _unreadable(token.text)
        name, sign, value = token.text[2:-1].strip(), self._next().text, self._value()
        if value == "" and sign == "!=":
            return {_FILLED: name}
        if sign in {"=", "!="} and value != "":
            return {"eq" if sign == "=" else "ne": [name, value]}
        if not isinstance(value, int):
            raise _unreadable(sign)
        return _ordered(name, sign, value)


def _ordered(name: str, sign: str, value: int) -> Rule:
    """Say an order with `ge`; an empty answer is below nothing."""
    if sign in {">=", ">"}:
        return {"ge": [name, value if sign == ">=" else value + 1]}
    above = {"ge": [name, value if sign == "<" else value + 1]}
    return {"and": [{"ge": [name, 0]}, {"not": above}]}
