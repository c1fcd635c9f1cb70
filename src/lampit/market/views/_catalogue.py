"""Published surveys as DCAT (W3C Data Catalog Vocabulary) in JSON-LD."""

from collections.abc import Sequence
from typing import Any

from lampit.measure.queries.open_data import LICENCE, Dataset

CONTEXT = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "adms": "http://www.w3.org/ns/adms#",
    "hydra": "http://www.w3.org/ns/hydra/core#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
MEDIA = "https://www.iana.org/assignments/media-types/"
TYPES = {"csv": "text/csv", "json": "application/json"}
WORDS = {"tabel": "Tabel angka", "kamus": "Kamus data", "mikrodata": "Mikrodata tanpa nama"}
# Reference codes: which list the codes of places and trades are from.
REGIONS = "Kode wilayah Kemendagri, Kepmendagri 300.2.2-2138/2025 diubah 300.2.2-2430/2025"
TRADES = "KBLI 2020, Peraturan BPS 2/2020 (kelompok sektor)"
RULE = "Satu Data Indonesia, Perpres 39/2019; MS-Keg, MS-Var, MS-Ind, Peraturan BPS 5/2020"


def address(told: Dataset, root: str) -> str:
    """Return the stable address of a data set below `root` (`…/data/`)."""
    return f"{root}{told.found.region_id}/{told.found.name}/"


def dataset(told: Dataset, root: str) -> dict[str, Any]:
    """Return the description of one survey's data."""
    found, here = told.found, address(told, root)
    whats = ["tabel", "kamus", *(["mikrodata"] if told.has_rows else [])]
    made: dict[str, Any] = {
        "@id": here,
        "@type": "dcat:Dataset",
        "dct:identifier": f"{found.region_id}/{found.name}",
        "dct:title": f"Sejauh mana usaha sudah digital: {found.region.name}, survei {found.name}",
        "dct:description": "Taksiran dengan n, selang 95 %, dan mutu; yang ditahan kosong.",
        "dct:language": "id",
        "dct:spatial": {"@type": "dct:Location", "dct:identifier": found.region_id,
                        "dct:title": found.region.name},
        "dct:temporal": {"@type": "dct:PeriodOfTime", "dcat:endDate": _day(found.reference_on)},
        "dct:license": {"@id": LICENCE},
        "dct:publisher": {"@type": "foaf:Organization", "foaf:name": found.region.name},
        "dct:conformsTo": [REGIONS, TRADES, RULE],
        "adms:status": "disetujui walidata" if told.is_approved else "draf",
        "dcat:keyword": ["UMKM", "digital", "survei", found.region.name],
        "dcat:landingPage": {"@id": here},
        "dcat:distribution": [
            _distribution(here, what, kind) for what in whats for kind in TYPES
        ],
    }  # fmt: skip
    if found.published_at is not None:
        made["dct:issued"] = _day(found.published_at.date())
    if told.revision:
        made["adms:versionNotes"] = f"r{told.revision}"
    return made


def _day(day: Any) -> dict[str, str]:
    return {"@type": "xsd:date", "@value": day.isoformat()}


def _distribution(here: str, what: str, kind: str) -> dict[str, Any]:
    return {
        "@type": "dcat:Distribution",
        "dct:title": f"{WORDS[what]} ({kind.upper()})",
        "dcat:downloadURL": {"@id": f"{here}{what}.{kind}"},
        "dcat:mediaType": {"@id": f"{MEDIA}{TYPES[kind]}"},
        "dct:license": {"@id": LICENCE},
    }


def catalogue(
    told: Sequence[Dataset], root: str, *, title: str, page: int, following: int | None
) -> dict[str, Any]:
    """Return a page of the catalogue; `following` is the number of the next one."""
    made: dict[str, Any] = {
        "@context": CONTEXT,
        "@id": f"{root}katalog.jsonld?hal={page}",
        "@type": "dcat:Catalog",
        "dct:title": title,
        "dct:license": {"@id": LICENCE},
        "dcat:dataset": [dataset(one, root) for one in told],
    }
    if following is not None:
        made["hydra:next"] = {"@id": f"{root}katalog.jsonld?hal={following}"}
    return made
