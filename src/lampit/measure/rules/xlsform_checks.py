"""What a brought form says outside the cells of XLSForm, checked as strictly as what is typed.

Lampit writes JSON into a last sheet and a last column for what has no cell of its own; whoever
changes the file may write anything there. Only known keys with values of their shape and size
are taken; everything else is told. Nothing there may give a question another name, kind,
option or score than its cells do. Pure.
"""

import json
import math
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from lampit.measure.rules.editing_questions import OPTION_CODE
from lampit.measure.rules.editing_rules import MOST_DEEP
from lampit.measure.rules.roles import BY_CODE, ROLES
from lampit.measure.rules.trees import JOINING
from lampit.measure.rules.xlsform_table import UNSAYABLE

LARGEST, LARGEST_SCORE = 1_000_000_000, 10_000
LONGEST_TEXT, LONGEST_NOTE, LONGEST_CODE = 400, 2_000, 40
MOST_PARTS, MOST_VALUES, MOST_NODES = 60, 100, 200
DEEPEST_NOTE = 4
SLUG = re.compile(r"[A-Za-z0-9_-]{1,40}")
Check = Callable[[Any], bool]


def read_json(told: str) -> Any:
    """Return what a cell of JSON says, None when it cannot be read; endless numbers are none."""

    def refuse(_word: str) -> Any:
        raise ValueError

    try:
        return json.loads(told, parse_constant=refuse, object_pairs_hook=_once)
    except (ValueError, RecursionError):
        return None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return an object whose keys stand once: of two, readers would take different ones."""
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError
    return found


def is_text(told: Any, most: int = LONGEST_TEXT) -> bool:
    """Say whether something is a text that the database and a page can hold."""
    return isinstance(told, str) and len(told) <= most and not UNSAYABLE.search(told)


def is_whole(told: Any) -> bool:
    """Say whether something is a whole number of bounded size."""
    return isinstance(told, int) and not isinstance(told, bool) and abs(told) <= LARGEST


def is_number(told: Any) -> bool:
    """Say whether something is a number of bounded size."""
    return is_whole(told) or (
        isinstance(told, float) and math.isfinite(told) and abs(told) <= LARGEST
    )


def is_rule(told: Any) -> bool:
    """Say whether something is a rule of the little language, within its limits."""
    left = [MOST_NODES]
    return _is_rule(told, left, 0)


def _is_rule(told: Any, left: list[int], deep: int) -> bool:
    left[0] -= 1
    if not isinstance(told, Mapping) or len(told) != 1 or deep > MOST_DEEP or left[0] < 0:
        return False
    ((word, inside),) = told.items()
    if word == "not":
        return _is_rule(inside, left, deep + 1)
    if word in JOINING:
        return (
            isinstance(inside, list)
            and bool(inside)
            and all(_is_rule(part, left, deep + 1) for part in inside)
        )
    return _is_leaf(word, inside)


def _is_leaf(word: str, told: Any) -> bool:
    """Say whether something compares one question with one value, or with several for `in`."""
    if not isinstance(told, list) or len(told) != 2 or not is_text(told[0], LONGEST_CODE):
        return False
    value = told[1]
    if word == "in":
        return isinstance(value, list) and len(value) <= MOST_VALUES and all(map(_is_value, value))
    if word in {"ge", "count_ge"}:
        return is_whole(value)
    if word == "selected":
        return is_text(value, LONGEST_CODE)
    return word in {"eq", "ne"} and _is_value(value)


def _is_value(told: Any) -> bool:
    return is_whole(told) or is_text(told, LONGEST_CODE)


def _is_note(told: Any, deep: int = 0) -> bool:
    """Say whether something is what a reader is told: texts and numbers, a few levels of them."""
    if isinstance(told, Mapping):
        parts = [*told, *told.values()]
    elif isinstance(told, list):
        parts = told
    else:
        return (
            told is None or isinstance(told, bool) or is_number(told) or is_text(told, LONGEST_NOTE)
        )
    return (
        deep < DEEPEST_NOTE
        and len(parts) <= 2 * MOST_PARTS
        and all(_is_note(part, deep + 1) for part in parts)
    )


def _is_notes(told: Any) -> bool:
    return isinstance(told, Mapping) and _is_note(told)


def _is_gate(told: Any) -> bool:
    """Say whether something is the one question of consent with its answers."""
    if not isinstance(told, list) or len(told) != 1 or not isinstance(told[0], Mapping):
        return False
    gate = told[0]
    options = gate.get("options")
    keys = {"id", "type", "text_id", "text_en", "hint_id", "hint_en", "options", "note"}
    return (
        set(gate) <= keys
        and SLUG.fullmatch(str(gate.get("id"))) is not None
        and gate.get("type") == "select_one"
        and all(is_text(gate[key], LONGEST_NOTE) for key in set(gate) - {"options"})
        and is_text(gate.get("text_id"))
        and isinstance(options, list)
        and 2 <= len(options) <= MOST_PARTS
        and all(map(_is_gate_option, options))
        and {"ya", "tidak"} <= {one["code"] for one in options}
    )


def _is_gate_option(told: Any) -> bool:
    return (
        isinstance(told, Mapping)
        and set(told) <= {"code", "text_id", "text_en", "score"}
        and is_text(told.get("code"), LONGEST_CODE)
        and OPTION_CODE.fullmatch(told["code"]) is not None
        and all(is_text(told[key]) for key in ("text_id", "text_en") if key in told)
        and is_text(told.get("text_id"))
        and told.get("score", 0) == 0
    )


def _is_languages(told: Any) -> bool:
    return (
        isinstance(told, list)
        and len(told) <= MOST_PARTS
        and all(isinstance(one, Mapping) and set(one) <= {"code", "draft", "title"} for one in told)
        and all(isinstance(one.get("draft", True), bool) for one in told)
        and all(is_text(one.get(key, "")) for one in told for key in ("code", "title"))
    )


def _is_uses(told: Any) -> bool:
    return isinstance(told, list) and len(told) <= MOST_PARTS and all(map(is_text, told))


def _is_role(told: Any) -> bool:
    return isinstance(told, str) and (not told or told in BY_CODE)


def _is_meaning(told: Any) -> bool:
    return isinstance(told, str) and (not told or any(told in role.meant for role in ROLES))


def _is_name(told: Any) -> bool:
    return is_text(told, LONGEST_CODE)


# Key → what its value must be. Beside them nothing is taken.
OTHERS: Mapping[str, Check] = {
    "id": lambda told: isinstance(told, str) and SLUG.fullmatch(told) is not None,
    "version": _is_name,
    "revision": _is_name,
    "language_default": lambda told: told == "id" or told == "",
    "title_en": is_text,
    "licence": is_text,
    "minutes": lambda told: is_whole(told) and told >= 0,
    "special_codes": _is_notes,
    "scoring": _is_notes,
    "derived": _is_notes,
    "dii_like": lambda told: _is_notes(told) and not {"indicators", "levels"} & set(told),
    "gate": _is_gate,
    "languages": _is_languages,
}
OF_QUESTION: Mapping[str, Check] = {
    "relevant": is_rule,
    "hint_en": is_text,
    "use": _is_uses,
    "role": _is_role,
}
OF_OPTION: Mapping[str, Check] = {
    "mid": is_number,
    "means": _is_meaning,
    "value": lambda told: told is None or is_number(told),
}
OF_SIGN: Mapping[str, Check] = {"rule": is_rule}


def strange(told: Mapping[str, Any], known: Mapping[str, Check]) -> Iterator[tuple[str, str]]:
    """Yield each key that is not taken, with the code of its fault."""
    for key, value in told.items():
        if key not in known:
            yield key, "key_unknown"
        elif not known[key](value):
            yield key, "value_shape"
