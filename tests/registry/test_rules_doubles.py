"""Doubles within one file: what is remembered is small, and is found again in its order."""

import random
from collections import defaultdict

import pytest

from lampit.registry.rules.importing import shelves
from lampit.registry.rules.importing.doubles import MOST_ALIKE, Doubles, Found, Where, known_of
from lampit.registry.rules.importing.record import Record
from lampit.registry.rules.importing.shelves import Shelves


def ask(seen: Doubles, where: Where, record: Record) -> Found | None:
    """Show one record to what was seen so far."""
    known = known_of(record)
    return seen.seen_together([where], [known], lambda *_: known._replace(nik="")).get(0)


def test_shelves_answer_like_lists_by_key(monkeypatch: pytest.MonkeyPatch) -> None:
    """Oldest first, at most so many under one key, also when slots are shared and grow."""
    monkeypatch.setattr(shelves, "SLOTS", (8, 64))
    dice = random.Random(3)
    kept = Shelves(5)
    plain: defaultdict[int, list[int]] = defaultdict(list)
    for number in range(3_000):
        keys = [dice.randrange(1, 400) for _ in range(3)]
        kept.add(keys, number)
        for key in keys:
            if len(plain[key]) < 5:
                plain[key].append(number)
    assert all(kept.under([key]) == plain[key] for key in range(1, 400))
    assert kept.under([7, 9]) == plain[7] + plain[9]


def test_keys_that_share_a_hash_make_no_double(monkeypatch: pytest.MonkeyPatch) -> None:
    """Negative control of the small keys: whatever lies together is still compared."""
    monkeypatch.setattr("lampit.registry.rules.importing.doubles.KEYS", 0)
    seen = Doubles()
    rows = [
        Record(owner_name="Siti Aminah", nik="6308044508900001", village="63.08.04.2001"),
        Record(owner_name="Rahmadi", nik="6308040508700002", village="63.08.04.2002"),
        Record(owner_name="Siti Aminah", nik="6308044508900001", village="63.08.04.2001"),
    ]
    answers = [ask(seen, ("A", number), row) for number, row in enumerate(rows)]
    assert answers == [None, None, ("certain", ("A", 0))]


def test_doubles_are_told_with_their_sheet() -> None:
    """Sheets and rows are kept apart from the rest: a double names the first place."""
    seen = Doubles()
    one = Record(owner_name="Norhayati", phone1="+6281234567892", village="63.08.04.2001")
    for sheet in ("Satu", "Dua", "Tiga"):
        other = Record(owner_name=f"Lain {sheet}", phone1=f"+62812{sheet.encode().hex()[:8]}")
        ask(seen, (sheet, 4), other)
        ask(seen, (sheet, MOST_ALIKE), one) if sheet == "Dua" else None
    assert ask(seen, ("Tiga", 9), one) == ("certain", ("Dua", MOST_ALIKE))
