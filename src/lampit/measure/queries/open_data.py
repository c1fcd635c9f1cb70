"""Open data of published rounds: tables, dictionary, anonymous rows. Indonesian, for programs."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from django.core.cache import cache
from django.db.models import QuerySet

from lampit.measure.models import MemberWeight, OpenRelease, Revision, Round
from lampit.measure.queries import frozen
from lampit.measure.queries.analysis import names_for
from lampit.measure.queries.instruments import reading_of
from lampit.measure.queries.metadata import forms_of, release_of, variables_of
from lampit.measure.queries.results import reckoned_of
from lampit.measure.queries.small_areas import models_of
from lampit.measure.rules.anonymity import Anonymous, anonymous
from lampit.measure.rules.estimating import IndicatorName, Released
from lampit.measure.rules.estimating.domains import (
    GENERATION,
    LABELS,
    NOT_KNOWN,
    PLACE,
    SECTOR,
    SEX,
    SIZE,
    UNKNOWN,
    labels_of,
)
from lampit.measure.rules.instrument import Instrument
from lampit.measure.rules.metadata.indicators import told_name
from lampit.measure.rules.metadata.variables import Row
from lampit.measure.rules.opened import BANDS, columns_of, told_of
from lampit.places.queries import children
from lampit.registry.models import Sector

LICENCE = "https://creativecommons.org/licenses/by/4.0/"
LICENCE_NAME = "CC BY 4.0"
REMEMBERED = 3_600  # seconds
# By worth: of a row that is too rare the last is hidden first.
MARKS = (PLACE, SECTOR, SIZE, GENERATION, SEX)
TABLE_COLUMNS = {
    "putaran": "Nama putaran survei",
    "revisi": "Revisi angka; r1 yang pertama terbit",
    "tanggal_acuan": "Hari yang dijelaskan angka (ISO 8601)",
    "kode_wilayah": "Kode Kemendagri kabupaten/kota",
    "wilayah": "Nama kabupaten/kota",
    "indikator": "Kode indikator, lihat kamus",
    "nama_indikator": "Nama indikator",
    "satuan": "persen, poin, atau rata-rata",
    "menurut": "Pengelompokan; kosong = seluruh kabupaten/kota",
    "kode_kelompok": "Kode kelompok; kecamatan memakai kode Kemendagri, ? = tidak diketahui",
    "kelompok": "Nama kelompok",
    "n": "Banyak jawaban",
    "nilai": "Taksiran; kosong = ditahan",
    "batas_bawah": "Batas bawah selang 95 %",
    "batas_atas": "Batas atas selang 95 %",
    "galat_baku": "Galat baku",
    "mutu": "ok, caution (kurang pasti), atau suppressed (ditahan)",
    "alasan": "Alasan mutu, kode",
    "cara_selang": "Cara selang dihitung",
    "metode": "langsung, atau model (Fay-Herriot untuk kecamatan yang terlalu kecil)",
}


@dataclass(frozen=True)
class Dataset:
    """A published round as the public sees it: one of its revisions, the standing one or not.

    `revisions` are all that were published, newest first; `row` None only of a round that was
    published before figures were frozen, until the clock has frozen it.
    """

    found: Round
    revision: int
    release: OpenRelease | None
    row: Revision | None = None
    revisions: tuple[Revision, ...] = ()

    @property
    def is_standing(self) -> bool:
        """Say whether this is the revision that stands."""
        return not self.revisions or self.revision == self.revisions[0].number

    @property
    def is_approved(self) -> bool:
        """Say whether the keeper of data has passed it."""
        return self.release is not None and self.release.approval == OpenRelease.Approval.APPROVED

    @property
    def has_rows(self) -> bool:
        """Say whether its anonymous rows are released; of the standing revision only."""
        return (
            self.is_standing
            and self.release is not None
            and self.release.rows_released_at is not None
        )


def listed(rounds: QuerySet[Round]) -> QuerySet[Round]:
    """Return published rounds for a page of them, newest first; one query."""
    return rounds.select_related("region", "instrument", "open_release").order_by(
        "-reference_on", "region_id", "-id"
    )


def dataset_of(
    rounds: QuerySet[Round], region: str, name: str, revision: int | None = None
) -> Dataset | None:
    """Return one published round by kabupaten and name; three queries.

    With `revision` that one, also when another has taken its place; one that was never published
    does not exist.
    """
    found = rounds.select_related("region", "instrument").filter(region_id=region, name=name)
    one = found.first()
    if one is None:
        return None
    told = tuple(frozen.published_of(one))
    row = next((r for r in told if revision in (None, r.number)), None)
    if row is None and revision is not None:
        return None
    return Dataset(one, row.number if row else 1, release_of(one.pk), row, told)


def _scaled(value: float | None, scale: float) -> float | None:
    return None if value is None else round(value * scale, 6)


def _unit(name: IndicatorName) -> str:
    if name.is_share:
        return "persen"
    return "poin 0-100" if name.code == "index" or name.code.startswith("dim_") else "rata-rata"


def _group(domain: str, places: Mapping[str, str]) -> tuple[str, str]:
    """Return code and name of a group."""
    parts = labels_of(domain)
    sectors = {code: str(label) for code, label in Sector.choices}
    words = []
    for by, part in parts.items():
        known = places.get(part) or (sectors.get(part) if by == SECTOR else None)
        words.append(NOT_KNOWN if part == UNKNOWN else known or LABELS.get(by, {}).get(part, part))
    return ",".join(parts.values()), ", ".join(words)


def _line(
    told: Dataset,
    one: Released,
    name: IndicatorName,
    places: Mapping[str, str],
    method: str = "langsung",
) -> list[object]:
    found, e, scale = told.found, one.estimate, name.scale
    code, words = _group(e.domain, places)
    return [
        found.name, f"r{told.revision}", found.reference_on.isoformat(), found.region_id,
        found.region.name, name.code, told_name(name), _unit(name), one.by, code, words, e.n,
        _scaled(e.estimate, scale), _scaled(e.ci_low, scale), _scaled(e.ci_high, scale),
        _scaled(e.se, scale), e.quality, " ".join(e.reasons), e.method, method,
    ]  # fmt: skip


def places_of(region: str) -> dict[str, str]:
    """Return the kecamatan of a kabupaten by code; one query."""
    return {place.code: place.name for place in children(region)}


def table_of(told: Dataset) -> list[list[object]]:
    """Return every released figure of a round as rows of `TABLE_COLUMNS`; four queries.

    Figures come from `results.reckoned_of`, judged already; a withheld one is empty. Those of the
    model stand behind the direct ones.
    """
    names = {name.code: name for name in names_for(told.found)}
    places = places_of(told.found.region_id)
    rows = reckoned_of(told.row).figures if told.row else []
    direct = [
        _line(told, one, names[one.estimate.indicator], places)
        for one in rows
        if one.estimate.indicator in names
    ]
    models = [
        _line(told, Released(PLACE, one.estimate), names[code], places, "model")
        for (code, _domain), one in (models_of(told.row).items() if told.row else ())
        if code in names and one.estimate.estimate is not None
    ]
    return [*direct, *models]


def dictionary_of(found: Round) -> list[list[str]]:
    """Return what every column, figure, variable and code means; some fifteen queries."""
    forms = forms_of(found)
    rows = [["kolom", code, words, "", ""] for code, words in TABLE_COLUMNS.items()]
    for row in forms.indicators:
        v = row.values
        rows.append(["indikator", row.code, v["nama"], v["definisi"], v["metode"]])
    instrument = reading_of(found.instrument).instrument
    kept = {column.code: column for column in columns_of(instrument, _open(forms.variables))}
    marks = {PLACE: "Kecamatan", SECTOR: "Sektor usaha", SIZE: "Ukuran usaha menurut pekerja",
             GENERATION: "Generasi pemilik", SEX: "Jenis kelamin pemilik"}  # fmt: skip
    rows += [["mikrodata", code, words, "* = disembunyikan", ""] for code, words in marks.items()]
    rows.append(["mikrodata", "bobot", "Rata-rata bobot kelompoknya", "", ""])
    rows += [["mikrodata", c.code, c.words, c.note, ""] for c in kept.values()]
    for row in forms.variables:
        v = row.values
        rows.append(["variabel", row.code, v["nama"], v["definisi"], v["klasifikasi_isian"]])
    rows += [["kode", c, n, "Kemendagri", ""] for c, n in places_of(found.region_id).items()]
    rows += [["kode", c, str(n), "sektor, dari KBLI 2020", ""] for c, n in Sector.choices]
    for by, labels in LABELS.items():
        rows += [["kode", code, words, by, ""] for code, words in labels.items()]
    return rows


def _open(rows: Iterable[Row]) -> frozenset[str]:
    """Return the variables that MS-Var calls open to the public."""
    return frozenset(row.code for row in rows if row.values["dapat_diakses_umum"] == "ya")


def rows_of(found: Round) -> Anonymous | None:
    """Return the answers of a frozen round without anybody in them; four queries.

    Whether they may leave the office is not decided here.
    """
    revision = frozen.standing(found)
    if revision is None:
        return None
    allowed = _open(variables_of(found))
    mark = sha256(repr((revision.pk, revision.fingerprint, sorted(allowed))).encode()).hexdigest()
    known: Anonymous | None = cache.get(f"measure.open_rows.{mark}")
    if known is None:
        known = _rows(revision.pk, reading_of(found.instrument).instrument, allowed)
        cache.set(f"measure.open_rows.{mark}", known, REMEMBERED)
    return known


def _rows(revision_id: int, instrument: Instrument, allowed: frozenset[str]) -> Anonymous:
    weighed = MemberWeight.objects.filter(revision_id=revision_id, outcome="respondent")
    columns = columns_of(instrument, allowed)
    rows, weights = [], []
    told = weighed.order_by("id").values_list("cells", "final", "member__submission__answers")
    for cells, final, answers in told.iterator(chunk_size=5_000):
        known: dict[str, Any] = answers or {}
        rows.append({m: cells.get(m) or UNKNOWN for m in MARKS} | told_of(columns, known))
        weights.append(final)
    return anonymous(rows, weights, MARKS)


__all__ = ["BANDS", "LICENCE", "LICENCE_NAME", "MARKS", "TABLE_COLUMNS", "Dataset", "dataset_of",
           "dictionary_of", "listed", "places_of", "rows_of", "table_of"]  # fmt: skip
