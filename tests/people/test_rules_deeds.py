"""Words of the audit trail: every deed the rooms write down is told in words."""

import ast
import re
from pathlib import Path

import lampit
from lampit.people.rules import deeds

# Which argument of a writer is the deed.
DEED_AT = {"audit": 1, "note_help": 2}
# Writers of one file that pass a deed on: which argument varies, the deed is what looks like one.
PASSING_ON = {"_note", "_change"}
LIKE_A_DEED = re.compile(r"[a-z_]+\.[a-z_]+")


def written() -> set[object]:
    """Return the codes that stand as plain text in a call that writes to the trail."""
    found: set[object] = set()
    for file in Path(lampit.__file__).parent.rglob("actions/**/*.py"):
        for call in ast.walk(ast.parse(file.read_text())):
            name = getattr(call.func, "id", "") if isinstance(call, ast.Call) else ""
            if isinstance(call, ast.Call) and name in DEED_AT:
                found |= plain(call.args[DEED_AT[name]])
            elif isinstance(call, ast.Call) and name in PASSING_ON:
                told = {one for argument in call.args for one in plain(argument)}
                found |= {one for one in told if LIKE_A_DEED.fullmatch(str(one))}
    return found


def plain(deed: ast.expr) -> set[object]:
    """Return the texts of an argument, one or either of two; none when it is put together."""
    either = [deed.body, deed.orelse] if isinstance(deed, ast.IfExp) else [deed]
    return {one.value for one in either if isinstance(one, ast.Constant)}


def test_every_deed_has_words() -> None:
    """The head reads what happened, not the code of it."""
    codes = written()
    assert len(codes) >= 15
    assert codes - deeds.DEEDS.keys() == set()


def test_an_unknown_code_is_shown_as_it_is() -> None:
    """An entry of a later version is never hidden."""
    assert deeds.words_of("besok", deeds.DEEDS) == "besok"
