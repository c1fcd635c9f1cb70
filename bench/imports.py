"""How fast a messy office list comes in: 100,000 rows as CSV and XLSX, on SQLite and PostgreSQL.

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
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import xlsxwriter

from tests.postgres import throwaway

ROWS = 100_000
MILLION = 1_000_000
LOOK = 0.25  # seconds between two looks at the memory
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
    """Return the figures on SQLite and PostgreSQL: rows a second, memory, and their yardsticks.

    With `LAMPIT_BENCH_MILLION=1` the list has a million rows and comes as CSV only.
    """
    is_million = bool(os.environ.get("LAMPIT_BENCH_MILLION"))
    rows = MILLION if is_million else rows
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        say(f"menulis daftar {rows} baris")
        paths = {"csv": home / "daftar.csv"}
        write_csv(paths["csv"], rows)
        if not is_million:
            paths["xlsx"] = home / "daftar.xlsx"
            write_xlsx(paths["xlsx"], rows)
        alone = {kind: _reading(path) for kind, path in paths.items()}
        found = _imports(say, "", home, paths, alone, rows, _executemany(home, rows))
        with throwaway() as url:
            found += _imports(say, url, home, paths, alone, rows, _copy(url, rows))
    return found


def _imports(
    say: Say, url: str, home: Path, paths: dict[str, Path], alone: dict[str, float], rows: int,
    raw: float,
) -> list[dict[str, Any]]:  # fmt: skip
    """Return the figures of one database, the raw writing of the same rows among them."""
    where, plain = ("_postgres", "copy") if url else ("", "executemany")
    found = [_figure(f"import_{plain}", raw, "rows/s", "higher", {})]
    for kind, path in paths.items():
        say(f"mengimpor {kind}{where}")
        with _database(url, kind) as address:
            done = _import(home / f"{kind}{where}", path, address)
        speed = rows / done.seconds
        ratios = {plain: speed / raw, "reading": speed / alone[kind]}
        name = f"import_{kind}{where}"
        found.append(_figure(name, speed, "rows/s", "higher", ratios))
        found.append(_figure(f"{name}_cpu", done.cpu, "s", "lower", {}))
        if url:
            found.append(_figure(f"{name}_server_cpu", done.server, "s", "lower", {}))
        found.append(_figure(f"{name}_memory", done.peak, "MB", "lower", {}))
    return found


@contextmanager
def _database(url: str, name: str) -> Iterator[str]:
    """Yield the address of a fresh database on the server; "" for SQLite."""
    if not url:
        yield ""
        return
    with psycopg.connect(url, autocommit=True) as server:
        server.execute(f"CREATE DATABASE bench_{name}")
    yield f"{url.rpartition('/')[0]}/bench_{name}"


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


def _copy(url: str, rows: int) -> float:
    """Return the rows a second of plain `COPY` of 20 columns into PostgreSQL."""
    data = [row[:20] for row in messy_rows(rows)]
    columns = ", ".join(f"c{n} text" for n in range(20))
    with psycopg.connect(url) as database, database.cursor() as cursor:
        cursor.execute(f"CREATE TABLE raw ({columns})")
        began = time.perf_counter()
        with cursor.copy("COPY raw FROM STDIN") as copy:
            for row in data:
                copy.write_row(row)
        database.commit()
        return rows / (time.perf_counter() - began)


@dataclass(frozen=True, slots=True)
class Done:
    """What one import took: seconds by its own clock, CPU seconds, peak MB of all its processes.

    `server` are the CPU seconds of the database server, all its processes; 0 with SQLite.
    """

    seconds: float
    cpu: float
    server: float
    peak: float


def _import(home: Path, path: Path, url: str) -> Done:
    """Import into a fresh instance by the command line."""
    environment = {**os.environ, "LAMPIT_HOME": str(home), "DATABASE_URL": url}
    base = [sys.executable, "-m", "lampit"]
    subprocess.run([*base, "prepare"], env=environment, check=True, capture_output=True)
    before, served = resource.getrusage(resource.RUSAGE_CHILDREN), _server_seconds(url)
    process = subprocess.Popen(
        [*base, "import-businesses", str(path), "--region", "63.08", "--json"],
        env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    peak = 0.0
    while process.poll() is None:
        peak = max(peak, _memory(process.pid))
        time.sleep(LOOK)
    told, _nothing = process.communicate()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    # The command's own clock: starting Python and the rooms (1.3 s) is no part of a row.
    return Done(float(json.loads(told)["seconds"]), cpu, _server_seconds(url) - served, peak)


def _server_seconds(url: str) -> float:
    """Return the CPU seconds of a server on this machine so far, those of ended backends too."""
    if not url:
        return 0.0
    with psycopg.connect(url) as database:
        main = int(_stat(database.info.backend_pid)[1])
        ticks = sum(int(one) for one in _stat(main)[11:15])
        for child in _children(main):
            with suppress(OSError):
                ticks += sum(int(one) for one in _stat(child)[11:13])
    return ticks / os.sysconf("SC_CLK_TCK")


def _stat(process: int) -> list[str]:
    """Return what the system tells of a process, from its state on (proc(5), field 3)."""
    return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()


def _memory(process: int) -> float:
    """Return the MB that a process and its child hold together, shared pages once."""
    held = 0
    for one in [process, *_children(process)]:
        with suppress(OSError):
            for line in Path(f"/proc/{one}/smaps_rollup").read_text().splitlines():
                if line.startswith("Pss:"):
                    held += int(line.split()[1])
    return held / 1024


def _children(process: int) -> list[int]:
    with suppress(OSError):
        found = Path(f"/proc/{process}/task/{process}/children").read_text()
        return [int(one) for one in found.split()]
    return []
