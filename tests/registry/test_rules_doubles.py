"""Doubles within one file: what is remembered is small, and is found again in its order."""

import random
from collections import defaultdict
from pathlib import Path

import numpy as np
import pytest

from lampit.outside import heaps
from lampit.outside.heaps import HeapFile
from lampit.registry.rules.importing import ledger, shelves
from lampit.registry.rules.importing.doubles import Found, Where
from lampit.registry.rules.importing.ledger import Ledger
from lampit.registry.rules.importing.meeting import known_together
from lampit.registry.rules.importing.noted import EDGE, Noted
from lampit.registry.rules.importing.record import Record
from lampit.registry.rules.importing.seen import MOST_ALIKE, Doubles
from lampit.registry.rules.importing.shelves import Shelves


def ask(seen: Doubles, where: Where, record: Record) -> Found | None:
    """Show one record to what was seen so far."""
    return seen.seen_together([where], known_together([record]), lambda *_: None).get(0)


@pytest.fixture(params=["shelves", "ledger in memory", "ledger in a file"])
def kept(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Shelves | Ledger:
    """Return what takes five numbers under a key, with few slots; files begin at once."""
    monkeypatch.setattr(shelves, "SLOTS", (8, 64))
    monkeypatch.setattr(heaps, "SHORT", 100)
    monkeypatch.setattr(ledger, "MOST_KEPT", 20)
    if request.param == "shelves":
        return Shelves(5)
    return Ledger(5, HeapFile(tmp_path) if "file" in request.param else None, bits=5)


def test_shelves_answer_like_lists_by_key(kept: Shelves | Ledger) -> None:
    """At most so many under one key, also when slots are shared and grow, and none of later."""
    dice = random.Random(3)
    plain: defaultdict[int, list[int]] = defaultdict(list)
    number = 0
    for _ in range(200):
        keys, values = [], []
        for _ in range(dice.randrange(1, 40)):
            number += 1
            keys += [dice.choice((0, dice.randrange(1, 400))) for _ in range(3)]
            values += [number] * 3
        kept.add_all(np.array(keys), np.array(values))
        for key, value in zip(keys, values, strict=True):
            if key and len(plain[key]) < 5:
                plain[key].append(value)
    wanted = np.arange(1, 400)
    for before in (number // 3, number + 1):
        met, found = kept.under_all(wanted, np.full(len(wanted), before))
        told: defaultdict[int, list[int]] = defaultdict(list)
        for place, value in sorted(zip(met.tolist(), found.tolist(), strict=True)):
            told[int(wanted[place])].append(value)
        assert told == {key: [one for one in values if one < before]
                        for key, values in plain.items()
                        if any(one < before for one in values)}  # fmt: skip


def test_keys_that_share_a_hash_make_no_double(monkeypatch: pytest.MonkeyPatch) -> None:
    """Negative control of the small keys: whatever lies together is still compared."""
    monkeypatch.setattr("lampit.registry.rules.importing.meeting.KEYS", 0)
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


@pytest.mark.parametrize("is_file", [False, True])
def test_records_are_found_by_their_number(
    is_file: bool, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Batches of any size, letters of any alphabet, and what was changed since."""
    monkeypatch.setattr(heaps, "SHORT", 100)
    noted, plain = Noted(HeapFile(tmp_path) if is_file else None), list[str]()
    for batch in (["Rina", "", "Basuni"], ["Sa’adah", "é", ""], ["x"], [""], ["y z"] * 40):
        places = [(f"Lembar {len(batch)}", len(plain) + n) for n in range(len(batch))]
        noted.add(places, [EDGE.join([name, "usaha", "nik", "hp", "lahir", "desa", "kbli"])
                           for name in batch])  # fmt: skip
        plain += batch
    noted.change(1, ["Siti"])
    plain[1] = "Siti"
    assert [noted.fields(number)[0] for number in range(noted.count)] == plain
    assert noted.where(6) == ("Lembar 1", 6)
    assert [noted.where(n) for n in (0, 3, 47)] == [("Lembar 3", n) for n in (0, 3)] + [
        ("Lembar 40", 47)
    ]
    assert noted.known(4).phones == ("hp",)
    assert list(tmp_path.iterdir()) == []  # a file of this kind has no name
