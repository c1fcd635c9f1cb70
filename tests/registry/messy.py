"""The messy registry with its truth, and what an office knows: places and KBLI from the house."""

import csv
import gzip
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from pathlib import Path

import lampit
from lampit.national import names
from lampit.outside import spreadsheets
from lampit.places.models import Region
from lampit.registry.rules.importing.activities import ActivityTable
from lampit.registry.rules.importing.desk import Desk
from lampit.registry.rules.importing.places import Gazetteer
from lampit.registry.rules.importing.reading import Lists
from lampit.registry.rules.importing.record import CLEANED_COLUMNS, SourceRow, cleaned_row
from lampit.registry.rules.importing.tables import Choices
from lampit.trades.models import Kbli

HERE = Path(__file__).parent / "data"
HOUSE = Path(lampit.__file__).parent
TODAY = date(2026, 11, 24)
HSU = "63.08"
MAIN, ADDED = "DATA UMKM 2023", "Tambahan Desa"
EXACT = CLEANED_COLUMNS[5:9] + CLEANED_COLUMNS[10:]  # all but the two names, told loosely


@lru_cache(maxsize=1)
def regions() -> list[tuple[str, str]]:
    """Return (code, name) of the province's regions and of all kabupaten."""
    with gzip.open(
        HOUSE / "places" / "data" / "regions_all.csv.gz", "rt", encoding="utf-8"
    ) as file:
        rows = [(row["code"], row["name"]) for row in csv.DictReader(file)]
    return [(c, n) for c, n in rows if c.startswith("63") or c.count(".") <= 1]


@lru_cache(maxsize=1)
def trades() -> list[tuple[str, str]]:
    """Return (code, plain words) of the codes that have plain words."""
    text = (HOUSE / "trades" / "data" / "kbli_relevant.csv").read_text(encoding="utf-8")
    return [(row["code"], row["plain_words"]) for row in csv.DictReader(text.splitlines())]


def gazetteer() -> Gazetteer:
    """Return the places of Hulu Sungai Utara."""
    inside = {c: n for c, n in regions() if c.startswith(f"{HSU}.")}
    return Gazetteer(
        HSU,
        {c: n for c, n in inside.items() if c.count(".") == 2},
        {c: n for c, n in inside.items() if c.count(".") == 3},
        [n.removeprefix("Kabupaten ") for c, n in regions() if c.count(".") == 1 and c != HSU]
        + [n for c, n in regions() if c.count(".") == 2 and not c.startswith(HSU)],
    )


@lru_cache(maxsize=1)
def activities() -> ActivityTable:
    """Return KBLI with plain words."""
    text = (HOUSE / "trades" / "data" / "kbli.csv").read_text(encoding="utf-8")
    codes = {row["code"]: row["title"] for row in csv.DictReader(text.splitlines())}
    words = {w.strip(): code for code, plain in trades() for w in plain.split(";")}
    return ActivityTable(codes, words)


def desk() -> Desk:
    """Return what the office of HSU knows on the day of the tests."""
    return Desk(gazetteer(), activities(), TODAY)


def load_places() -> None:
    """Put HSU, its neighbours and the trades into the database of a test."""
    kept = [(c, n) for c, n in regions() if c.startswith(HSU) or c.count(".") <= 1 or c[:2] == "63"]
    kept = [(c, n) for c, n in kept if c.count(".") < 3 or c.startswith(HSU)]
    Region.objects.bulk_create(
        [
            Region(code=c, name=n, level=c.count(".") + 1, parent_id=c.rpartition(".")[0] or None)
            for c, n in sorted(kept, key=lambda pair: (pair[0].count("."), pair[0]))
        ],
        ignore_conflicts=True,
    )
    Kbli.objects.bulk_create(
        [Kbli(code=code, title=code, plain_words=plain) for code, plain in trades()]
        + [Kbli(code=c, title=t) for c, t in activities().codes.items() if c not in dict(trades())]
    )


def read(path: Path, choices: Choices | None = None) -> tuple[list[SourceRow], Lists]:
    """Return what became of every row of a file, and the reading itself."""
    lists = Lists(desk(), choices or Choices())
    return list(lists.rows(spreadsheets.rows(path))), lists


@lru_cache(maxsize=1)
def truth() -> dict[tuple[str, int], dict[str, str]]:
    """Return (sheet, row) → truth."""
    text = (HERE / "messy_registry_truth.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(text.splitlines())
    return {(row["sheet"], int(row["row"])): row for row in rows}


@dataclass
class Score:
    """How an importer did against the truth."""

    right: int = 0
    total: int = 0
    wrong: Counter[str] = field(default_factory=Counter)
    guessed: list[tuple[int, str, str]] = field(default_factory=list)
    actions: Counter[tuple[str, str]] = field(default_factory=Counter)
    reasons: Counter[bool] = field(default_factory=Counter)

    @property
    def share(self) -> float:
        """Return the share of fields told right."""
        return self.right / self.total


def score(rows: Iterable[SourceRow], sheet: str, *, is_csv: bool = False) -> Score:
    """Compare rows with the truth of a sheet, field by field (SOURCES.md, how to score)."""
    found = Score()
    for row in rows:
        told = dict(zip(CLEANED_COLUMNS, map(str, cleaned_row(row)), strict=True))
        real = truth()[sheet, row.row]
        found.actions[_kind(real["action"]), _kind(told["action"])] += 1
        if real["action"] == "reject":
            found.reasons[real["reason"] == told["reason"]] += 1
        if real["kind"] != "record" or real["action"] == "reject":
            continue
        for name in EXACT:
            _note(found, row.row, name, _expected(real, name, is_csv=is_csv), told[name])
        for name in ("owner_name", "business_name"):
            same = _loosely(real[name], told[name])
            _note(found, row.row, name, told[name] if same else real[name], told[name])
    return found


def _kind(action: str) -> str:
    return "record" if action in ("accept", "flag") else action


def _note(found: Score, row: int, name: str, expected: str, told: str) -> None:
    found.total += 1
    found.right += expected == told
    if expected != told:
        found.wrong[name] += 1
        if not expected:
            found.guessed.append((row, name, told))


def _expected(real: dict[str, str], name: str, *, is_csv: bool) -> str:
    if is_csv and name == "nik_status":
        return real["nik_status_csv"]
    if is_csv and name == "nik" and real["nik_status_csv"] != "valid":
        return ""
    if is_csv and name == "nib" and real["nib_status"] == "valid_xlsx_lost_csv":
        return ""
    return real[name]


def _loosely(real: str, told: str) -> bool:
    """Tell whether two spellings are one name: repeated rows are written differently."""
    if not told or not real:
        return real == told or not told
    if names.near_person_name(real, told):
        return True
    a, b = set(names.loose_key(real).split()), set(names.loose_key(told).split())
    near = any(names.one_slip(x, y) for x in a for y in b)
    return bool(a & b) or near
