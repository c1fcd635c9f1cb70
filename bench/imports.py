"""How fast a messy office list comes in: 100,000 rows as CSV and XLSX, with their yardsticks.

The list repeats the shape of the messy registry of the tests: title rows, two heading rows,
sub-headings, totals, damaged NIK, phones in many shapes; names, NIK and phones differ per row.
"""

import csv
import json
import os
import random
import re
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import xlsxwriter

ROWS = 100_000
SAMPLE = Path(__file__).parents[1] / "tests" / "registry" / "data" / "messy_registry.csv"
Say = Callable[[str], None]


def messy_rows(rows: int, seed: int = 7) -> Iterator[list[str]]:
    """Yield a list of about `rows` records in the shape of the messy registry; seeded."""
    dice = random.Random(seed)
    with SAMPLE.open(encoding="utf-8-sig", newline="") as file:
        sheet = list(csv.reader(file, delimiter=";"))
    yield from sheet[:8]
    body = sheet[8:450]
    done = 0
    while done < rows:
        for row in body:
            is_record = bool(row[0][:1].isdigit())
            yield _varied(row, dice) if is_record else row
            done += is_record
            if done >= rows:
                return


def _varied(row: list[str], dice: random.Random) -> list[str]:
    """Return a record of another business: what is its own differs, the shapes stay.

    Its own are name, birth, NIK, telephone, business name, house number and NIB; what lists
    repeat (village, trade, start, sales, channels, notes) is repeated.
    """
    fresh = list(row)
    made = [dice.choice(_SYLLABLES) + dice.choice(_SYLLABLES).lower() for _ in range(2)]
    fresh[1] = f"{row[1].split()[0]} {made[0]} {made[1]}"
    day, month, year = dice.randint(1, 28), dice.randint(1, 12), dice.randint(1946, 2003)
    if row[4]:
        fresh[4] = f"Amuntai, {day}-{month}-{year}"
    digits = re.sub(r"\D", "", row[2])
    if len(digits) == 16:
        born = f"{day + 40 * (digits[6] > '3'):02d}{month:02d}{year % 100:02d}"
        fresh[2] = _refilled(row[2], f"{digits[:6]}{born}{dice.randint(1001, 9999)}")
    digits = re.sub(r"\D", "", row[16])
    if len(digits) >= 9:
        fresh[16] = _refilled(row[16], digits[:-6] + f"{dice.randint(0, 999_999):06d}")
    if " " in row[5]:
        fresh[5] = f"{row[5].rpartition(' ')[0]} {made[1]}"
    fresh[6] = re.sub(r"No\. ?\d+", lambda _: f"No. {dice.randint(1, 299)}", row[6])
    if len(row[11]) == 13 and row[11].isdigit():
        fresh[11] = f"{row[11][:6]}{dice.randint(0, 9_999_999):07d}"
    return fresh


def _refilled(text: str, digits: str) -> str:
    """Return the text with its digits replaced one by one."""
    rest = iter(digits)
    return re.sub(r"\d", lambda _: next(rest), text)


_SYLLABLES = ["Ra", "Mi", "Su", "No", "Ha", "Li", "Za", "Ba", "Ju", "Ti", "Wa", "Ka", "Fa", "Sa"]


def write_csv(path: Path, rows: int) -> None:
    """Write the list as an Indonesian spreadsheet saves it."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file, delimiter=";", lineterminator="\r\n").writerows(messy_rows(rows))


def write_xlsx(path: Path, rows: int) -> None:
    """Write the list as XLSX; all cells as text, as offices that fear Excel do."""
    book = xlsxwriter.Workbook(str(path), {"constant_memory": True})
    page = book.add_worksheet("DATA UMKM")
    for number, row in enumerate(messy_rows(rows)):
        for column, text in enumerate(row):
            if text:
                page.write_string(number, column, text)
    book.close()


def figures(say: Say, rows: int = ROWS) -> list[dict[str, Any]]:
    """Return the figures: rows a second for both kinds, peak memory, and their yardsticks."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        say(f"menulis daftar {rows} baris")
        paths = {"csv": home / "daftar.csv", "xlsx": home / "daftar.xlsx"}
        write_csv(paths["csv"], rows)
        write_xlsx(paths["xlsx"], rows)
        raw = _executemany(home, rows)
        found = []
        for kind, path in paths.items():
            say(f"mengimpor {kind}")
            alone = _reading(path)
            seconds, peak = _import(home / kind, path)
            ratios = {"executemany": rows / seconds / raw, "reading": rows / seconds / alone}
            found.append(_figure(f"import_{kind}", rows / seconds, "rows/s", "higher", ratios))
            found.append(_figure(f"import_{kind}_memory", peak, "MB", "lower", {}))
        found.append(_figure("import_executemany", raw, "rows/s", "higher", {}))
    return found


def _figure(
    name: str, value: float, unit: str, better: str, ratio_to: dict[str, float]
) -> dict[str, Any]:
    ratios = {key: round(ratio, 3) for key, ratio in ratio_to.items()}
    return {"name": name, "value": round(value, 1), "unit": unit, "better": better,
            "ratio_to": ratios}  # fmt: skip


def _reading(path: Path) -> float:
    """Return the rows a second of reading alone, nothing understood."""
    from lampit.outside import spreadsheets

    began = time.perf_counter()
    count = sum(1 for _ in spreadsheets.rows(path))
    return count / (time.perf_counter() - began)


def _executemany(home: Path, rows: int) -> float:
    """Return the rows a second of plain `executemany` of 20 columns into SQLite."""
    data = [row[:20] for row in messy_rows(rows)]
    with sqlite3.connect(home / "raw.sqlite3") as database:
        database.execute("PRAGMA journal_mode=WAL")
        database.execute(f"CREATE TABLE raw ({', '.join(f'c{n}' for n in range(20))})")
        began = time.perf_counter()
        database.executemany(f"INSERT INTO raw VALUES ({','.join('?' * 20)})", data)  # noqa: S608 - own names
        database.commit()
    return rows / (time.perf_counter() - began)


def _import(home: Path, path: Path) -> tuple[float, float]:
    """Import into a fresh instance by the command line; return seconds and peak MB."""
    environment = {**os.environ, "LAMPIT_HOME": str(home), "DATABASE_URL": ""}
    base = [sys.executable, "-m", "lampit"]
    subprocess.run([*base, "prepare"], env=environment, check=True, capture_output=True)
    process = subprocess.Popen(
        [*base, "import-businesses", str(path), "--region", "63.08", "--json"],
        env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    told, _nothing = process.communicate()
    # The command's own clock: starting Python and the rooms (1.3 s) is no part of a row.
    seconds = float(json.loads(told)["seconds"])
    # The highest of all children so far: the import is by far the largest.
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    return seconds, peak
