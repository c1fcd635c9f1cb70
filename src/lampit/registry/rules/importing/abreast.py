"""Tables that stand side by side on a sheet, told apart as if each had a sheet of its own. Pure.

People fill a page with two blocks of the same headings, `No | Nama | HP` and beside it the same
again. Read as one table the right half would be columns that nobody asked for.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, groupby, islice
from operator import itemgetter

from lampit.registry.rules.importing.tables import RawRow
from lampit.registry.rules.importing.vocabulary import NUMBER, even_out, readings
from lampit.registry.rules.unnamed import letters

SEARCHED = 60  # rows in which the headings of a sheet are looked for
LEAST = 3  # headings of a block
LONGEST_NAME = 50
_DIGIT = re.compile(r"\d")


def told_apart(rows: Iterable[RawRow]) -> Iterator[RawRow]:
    """Yield the rows of a file; the right block of a sheet follows the left as a sheet of its own.

    Its cells stay in their columns and its rows keep their numbers: a report finds them again.
    It is called `Daftar [F]`: no sheet of a workbook can bear such a name.
    """
    for sheet, some in groupby(rows, key=itemgetter(0)):
        head = list(islice(some, SEARCHED))
        place, starts = _found(head)
        if not starts:
            yield from head
            yield from some  # noqa: B031 - the rest of it
            continue
        whole = chain(head, some)  # noqa: B031 - the rest of it
        yield from _parted(sheet, whole, head[place][1], starts)


def _found(head: Sequence[RawRow]) -> tuple[int, list[int]]:
    """Return which row has headings side by side, and in which columns the right blocks begin."""
    above: Sequence[object] = ()
    for place, (_, _, cells) in enumerate(head):
        starts = _starts(cells)
        if starts:
            # Captions of their own make it one table: `PEMILIK` and `PENERUS`.
            captioned = any(cell != "" for cell in above[starts[0] :])
            return (0, []) if captioned else (place, starts)
        above = cells
    return 0, []


def _starts(cells: Sequence[object]) -> list[int]:
    """Return where a row of headings begins again: with the same words in the same order."""
    texts = [even_out(cell) if isinstance(cell, str) and len(cell) < 60 else "" for cell in cells]
    first = next((n for n, text in enumerate(texts) if text), len(texts))
    found: list[int] = []
    for start in range(first + LEAST, len(texts) - LEAST + 1):
        block = texts[first:start] if not found else texts[first : found[0]]
        while block and not block[-1]:
            block = block[:-1]
        if texts[start : start + len(block)] == block and _is_a_list(block, cells[first:]):
            found.append(start)
    return found if not found or _are_even(found, first) else []


def _are_even(starts: Sequence[int], first: int) -> bool:
    """Tell whether blocks follow each other at one distance."""
    width = starts[0] - first
    return all(start == first + width * n for n, start in enumerate(starts, start=1))


def _is_a_list(block: Sequence[str], cells: Sequence[object]) -> bool:
    """Tell whether headings are those of a list: a running number and whose name."""
    if len(block) < LEAST or not all(block) or any(map(_DIGIT.search, block)):
        return False
    told = {field for cell in cells[: len(block)] for field, _ in readings(str(cell))}
    return NUMBER in told and bool(told & {"owner", "name"})


def _parted(
    sheet: str, rows: Iterable[RawRow], heading: int, starts: Sequence[int]
) -> Iterator[RawRow]:
    """Yield the left block with what stands above, then each block to the right of it."""
    right: list[list[RawRow]] = [[] for _ in starts]
    bounds = [*starts[1:], None]
    for _, number, cells in rows:
        if number < heading:
            yield sheet, number, cells
            continue
        yield sheet, number, cells[: starts[0]]
        for kept, start, end in zip(right, starts, bounds, strict=True):
            told = cells[start:end]
            name = f"{sheet[:LONGEST_NAME]} [{letters(start)}]"
            kept.append((name, number, [*[""] * start, *told] if any(told) else []))
    for block in right:
        while block and not block[-1][2]:
            block.pop()
        yield from block
