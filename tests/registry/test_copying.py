"""Blocks as the text that COPY reads: each value comes back as it was."""

from datetime import date
from typing import Any

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from lampit.registry.actions._copying import copy_text

TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12)
ODD = ["", "\\N", "\\.", "a\tb", "a\nb\r\n", "\\\\x41", "'\"%s"]


def _read(text: str) -> list[list[str | None]]:
    """Read the text form by its rules, written anew here."""
    signs = {"t": "\t", "n": "\n", "r": "\r", "\\": "\\"}
    lines = []
    for line in text.split("\n")[:-1]:
        values: list[str | None] = []
        for value in line.split("\t"):
            if value == "\\N":
                values.append(None)
                continue
            parts = iter(value)
            values.append("".join(signs[next(parts)] if sign == "\\" else sign for sign in parts))
        lines.append(values)
    return lines


SOME = TEXT | st.sampled_from(ODD)
ROWS = st.lists(st.tuples(SOME, st.none() | SOME, st.none() | st.integers()), min_size=1)


@given(ROWS, SOME)
def test_values_come_back(rows: list[tuple[Any, ...]], same: str) -> None:
    """Texts with any sign, nothing, numbers, and what is the same in all lines."""
    told = copy_text([*zip(*rows, strict=True)], (same, None))
    expected = [[*(None if one is None else str(one) for one in row), same, None] for row in rows]
    assert _read(told) == expected


@pytest.mark.django_db
def test_the_database_reads_them() -> None:
    """The same against the server: sealed bytes, days and truth among them."""
    if connection.vendor != "postgresql":  # COPY is PostgreSQL's
        return
    columns: list[list[Any]] = [
        ODD, [None, *ODD[1:]], [*range(7)], [b"\x00\\\n", None, *[b"x"] * 5],
        [True, False, None, *[True] * 4], [date(2026, 1, 2), *[None] * 6],
    ]  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE odd (a text, b text, c int, d bytea, e bool, "
                       "f date, g text)")  # fmt: skip
        with cursor.copy("COPY odd FROM STDIN") as copy:
            copy.write(copy_text(columns, ("\\N",)))
        cursor.execute("SELECT * FROM odd ORDER BY c")
        found = [tuple(bytes(v) if isinstance(v, memoryview) else v for v in row)
                 for row in cursor.fetchall()]  # fmt: skip
    assert found == [(*row, "\\N") for row in zip(*columns, strict=True)]
