"""Words of the audit trail: every deed the rooms write down is told in words."""

import ast
from pathlib import Path

import lampit
from lampit.people.rules import deeds

# Which argument of a writer is the deed.
DEED_AT = {"audit": 1, "note_help": 2}


def written() -> set[object]:
    """Return the codes that stand as plain text in a call that writes to the trail."""
    found: set[object] = set()
    for file in Path(lampit.__file__).parent.rglob("actions/**/*.py"):
        for call in ast.walk(ast.parse(file.read_text())):
            if isinstance(call, ast.Call) and getattr(call.func, "id", "") in DEED_AT:
                found |= plain(call.args[DEED_AT[ast.unparse(call.func)]])
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
