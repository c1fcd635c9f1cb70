"""Takes what was written into the catalogue of the list, block by block, in the background.

Writing a business notes it in `registry_recent` (a database trigger does); lists read what is
noted there from the business itself. So the catalogue may lag behind without anybody seeing it.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence, Sized
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction

from lampit.registry.actions import _bulk
from lampit.registry.actions.ordering import hold_catalogue, note_written, order_again
from lampit.registry.models import Posting, Recent, Word
from lampit.registry.queries.catalogue import ENTRY, entry_of
from lampit.registry.rules import catalogue as rules

AT_ONCE = 60_000
ASKED_AT_ONCE = 5_000
_NOTING = "registry_recent_new"  # the trigger that notes what is new
NOTED = ("was_listed", "region", "subdistrict", "village", "sector", "status", "has_nib",
         "is_online", "confirmed_on", "search_key")  # fmt: skip


def catch_up() -> int:
    """Take all that was noted into the catalogue and return how many notes there were.

    Every 60,000 notes are one transaction, begun when all is read and reckoned. Where another
    process is at it, the rest is left to that one. Then the orders are made anew if that is due.
    """
    done = 0
    while True:
        notes = _notes()
        if not notes or not _take(notes):
            order_again()
            return done
        done += len(notes)


@contextmanager
def noted_together(business_ids: Sequence[int]) -> Iterator[None]:
    """Note new businesses at once, instead of one by one while they are written.

    Call it around the write, in the same transaction, with the numbers that are written: on SQLite
    a trigger, whatever it does, costs half as much as the row. PostgreSQL notes a whole statement
    at once anyway.
    """
    if connection.vendor != "sqlite" or not business_ids:
        yield
        return
    # SQLite has one writer at a time, and what a transaction does to the schema falls with it.
    with connection.cursor() as cursor:
        cursor.execute("SELECT sql FROM sqlite_master WHERE name = %s", [_NOTING])
        (statement,) = cursor.fetchone()
        cursor.execute(f"DROP TRIGGER {_NOTING}")
        yield
        cursor.execute(statement)
    _bulk.write(Recent, ("business_id",), [(pk,) for pk in business_ids])


def forget(business_ids: Collection[int]) -> None:
    """Take what was noted of some businesses into the catalogue now, so that it lets go of them.

    For those whose names were erased; call it in the same transaction. Three tries, because
    another process may take older notes of the same businesses meanwhile; the clock does the rest.
    """
    for _ in range(3):
        notes = _notes(business_ids)
        if not notes or _take(notes):
            return


def _notes(business_ids: Collection[int] | None = None) -> list[tuple[Any, ...]]:
    rows = Recent.objects.order_by("pk").values_list("pk", "business_id", *NOTED)
    if business_ids is not None:
        rows = rows.filter(business_id__in=business_ids)
    return list(rows[:AT_ONCE])


def _take(notes: list[tuple[Any, ...]]) -> bool:
    """Take notes into the catalogue; say no when somebody else has taken them meanwhile.

    What is written while this reads is noted behind these notes and taken next time.
    """
    added, removed, present = _Places(), _Places(), {}
    for pk, entry in _entries(sorted({note[1] for note in notes})):
        present[pk] = terms = rules.terms(entry)
        added.put(pk, terms)
    for _, pk, was_listed, *values in notes:
        if was_listed:
            removed.put(pk, rules.terms(entry_of(values)) - present.get(pk, set()))
    with transaction.atomic():
        if not _is_ours([note[0] for note in notes]):
            return False
        _write(added, removed)
        note_written(sorted({note[1] for note in notes}))
    return True


def _is_ours(numbers: list[int]) -> bool:
    """Take the notes away and say whether all were still there; two never take the same."""
    hold_catalogue()
    gone = sum(Recent.objects.filter(pk__in=part).delete()[0] for part in _parts(numbers))
    if gone < len(numbers):
        transaction.set_rollback(True)
    return gone == len(numbers)


class _Places:
    """Where the numbers of businesses go: block → term → places in the block."""

    def __init__(self) -> None:
        self.blocks: dict[int, dict[str, list[int]]] = {}

    def put(self, number: int, terms: Iterable[str]) -> None:
        block, place = divmod(number, rules.BLOCK)
        held = self.blocks.setdefault(block, {})
        for term in terms:
            if term in held:
                held[term].append(place)
            else:
                held[term] = [place]


def _entries(numbers: list[int]) -> Iterator[tuple[int, rules.Entry]]:
    """Yield who is in the list now; without a queryset, which reads half as fast."""
    for part in _parts(numbers):
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT id, {', '.join(ENTRY)} FROM registry_business "  # noqa: S608 - own names
                f"WHERE id IN ({_marks(part)}) AND withdrawn_at IS NULL AND golden_id IS NULL",
                part,
            )
            for pk, *values in cursor.fetchall():
                yield pk, entry_of(values)


def _write(added: _Places, removed: _Places) -> None:
    words: set[str] = set()
    for block in sorted(added.blocks.keys() | removed.blocks.keys()):
        fresh, gone = added.blocks.get(block, {}), removed.blocks.get(block, {})
        terms = sorted(fresh.keys() | gone.keys())
        kept = {term: held for part in _parts(terms) for term, held in _held(block, part)}
        changed, emptied = [], []
        for term in terms:
            before = kept.get(term, b"")
            after = rules.altered(before, fresh.get(term, []), gone.get(term, []))
            if not after and term in kept:
                emptied.append(term)
            elif after != before:
                changed.append((term, block, after))
        _upsert("registry_posting (term, block, members)", "(term, block)", "members", changed)
        _drop(block, emptied)
        words |= {term[1:] for term in fresh if term[0] == "w"}
    _upsert("registry_word (word)", "(word)", "", [(word,) for word in sorted(words)])


def _drop(block: int, terms: list[str]) -> None:
    """Drop blocks that nobody is in any more, and words by which nobody is found any more."""
    for part in _parts(terms):
        Posting.objects.filter(block=block, term__in=part).delete()
        words = [term[1:] for term in part if term[0] == "w"]
        held = Posting.objects.filter(term__in=[f"w{word}" for word in words])
        used = {term[1:] for term in held.values_list("term", flat=True).distinct()}
        Word.objects.filter(word__in=set(words) - used).delete()


def _held(block: int, terms: list[str]) -> list[tuple[str, bytes]]:
    """Return the kept blocks of thousands of terms; a queryset would spend longer on the names."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT term, members FROM registry_posting "  # noqa: S608 - marks only
            f"WHERE block = %s AND term IN ({_marks(terms)})",
            [block, *terms],
        )
        return [(term, bytes(held)) for term, held in cursor.fetchall()]


def _upsert(into: str, key: str, value: str, rows: Sequence[tuple[Any, ...]]) -> None:
    if not rows:
        return
    tail = f"UPDATE SET {value} = excluded.{value}" if value else "NOTHING"
    statement = f"INSERT INTO {into} VALUES ({_marks(rows[0])}) ON CONFLICT {key} DO {tail}"  # noqa: S608 - own names
    with connection.cursor() as cursor:
        cursor.executemany(statement, rows)


def _marks(values: Sized) -> str:
    return ", ".join(["%s"] * len(values))


def _parts(numbers: list[Any]) -> Iterable[list[Any]]:
    for start in range(0, len(numbers), ASKED_AT_ONCE):
        yield numbers[start : start + ASKED_AT_ONCE]
