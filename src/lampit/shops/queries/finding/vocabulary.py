"""The words of this instance: the lists of the house and the office's own, read from files.

The office may lay a file `kata.csv` (word,means,kind,note) into LAMPIT_HOME: words of its own
region. A changed file is read at the next question, and the clock indexes the goods anew.
"""

import csv
import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from lampit.basics.texts import gettext_noop
from lampit.shops.rules.finding.words import Vocabulary, vocabulary

DATA = Path(__file__).resolve().parents[2] / "data"
OWN = "kata.csv"
RULES = "1"  # raised whenever the rules of `rules.finding` give other postings
MATERIAL_NAMES = (
    gettext_noop("Rotan"), gettext_noop("Purun"), gettext_noop("Eceng gondok"),
    gettext_noop("Akar jangang"), gettext_noop("Bambu"), gettext_noop("Pandan"),
    gettext_noop("Kayu"), gettext_noop("Tanah liat"), gettext_noop("Katun"),
    gettext_noop("Sutra"), gettext_noop("Benang dan wol"), gettext_noop("Kulit"),
    gettext_noop("Logam"), gettext_noop("Kerang dan tempurung"), gettext_noop("Ikan"),
    gettext_noop("Telur"),
)  # fmt: skip


@dataclass(frozen=True)
class Lexicon:
    """What words mean here.

    Attributes:
        materials: term → code of the material.
        labels: code of the material → its name, in the order of the file.
        edition: changes whenever goods must be indexed anew.
    """

    words: Vocabulary
    materials: Mapping[str, str]
    labels: Mapping[str, str]
    edition: str


def lexicon() -> Lexicon:
    """Return the words of this instance; no query, and no file read unless one changed."""
    paths = (DATA / "words.csv", DATA / "materials.csv", Path(settings.LAMPIT_HOME) / OWN)
    return _read(tuple((str(path), _changed(path)) for path in paths))


def own_words_changed() -> int:
    """Return when the words of the office were changed last, 0 when it has none; no query."""
    return _changed(Path(settings.LAMPIT_HOME) / OWN)


def _changed(path: Path) -> int:
    try:
        return path.stat().st_mtime_ns
    except OSError:
        return 0


@lru_cache(maxsize=4)
def _read(files: tuple[tuple[str, int], ...]) -> Lexicon:
    house, made_of, own = (Path(path) if changed else None for path, changed in files)
    words = vocabulary([*_rows(house), *_rows(own)])
    rows = list(_rows(made_of))
    materials = {
        term: row["code"] for row in rows for word in row["words"].split()
        for term in words.terms(word)
    }  # fmt: skip
    seen = hashlib.sha256(f"{RULES}{words.digest}{materials}".encode()).hexdigest()
    return Lexicon(words, materials, {row["code"]: row["label"] for row in rows}, seen[:12])


def _rows(path: Path | None) -> Iterator[dict[str, str]]:
    if path is None:
        return
    with path.open(encoding="utf-8-sig", newline="", errors="replace") as file:
        lines = (line for line in file if not line.startswith("#"))
        yield from csv.DictReader(lines)
