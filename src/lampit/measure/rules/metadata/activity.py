"""Form MS-Keg: what the system knows of a round, and what is still to be asked. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from lampit.measure.rules import states
from lampit.measure.rules.metadata.fields import BY_CODE, FIELDS, NO, OFFICE, YES, Field
from lampit.measure.rules.metadata.values import Value, is_empty
from lampit.measure.rules.metadata.variables import Row

Told = Mapping[str, Value]


@dataclass(frozen=True)
class Facts:
    """What the rooms know of a round.

    Days are None until they have come. `channels` counts finished questionnaires by how they
    came (`capi`, `cawi`, `cati`, `papi`, `mail`); `overlap` counts drawn businesses that an
    earlier round had drawn; `checks` are codes of how interviews were checked; `rse` is the
    relative standard error of the index, a share.
    """

    region: str
    title: str
    round_name: str
    reference_on: date
    state: str
    recommendation: str
    frame_count: int
    drawn_count: int
    is_staged: bool
    overlap: int
    earlier_rounds: int
    places: Sequence[str]
    all_places: int
    channels: Mapping[str, int]
    enumerators: int
    checks: Sequence[str]
    opened_on: date
    drawn_on: date | None
    field_on: date | None
    closed_on: date | None
    published_on: date | None
    rse: float | None
    shows_places: bool
    releases_tables: bool
    releases_rows: bool
    variables: Sequence[Row]


@dataclass(frozen=True)
class Filled:
    """A field with its value and where that came from.

    `source`: `sistem`, `dinas`, `putaran`, or "" when nothing stands there. `waits`: nobody need
    be asked, the system fills it as the round goes on.
    """

    field: Field
    value: Value
    source: str
    waits: bool = False

    @property
    def is_missing(self) -> bool:
        """Say whether the form cannot be handed in without this field."""
        return self.field.required and is_empty(self.value)


def _percent(share: float, digits: int = 1) -> str:
    return f"{share * 100:.{digits}f} %".replace(".", ",")


def _period(begin: date | None, end: date | None) -> Value:
    if begin is None or end is None or end < begin:
        return None
    return {"mulai": begin.isoformat(), "selesai": end.isoformat()}


def _schedule(facts: Facts) -> dict[str, Value]:
    """Return the stages whose days the round itself has noted."""
    return {
        "jadwal_desain": _period(facts.opened_on, facts.drawn_on),
        "jadwal_pengumpulan": _period(facts.field_on, facts.closed_on),
        "jadwal_pengolahan": _period(facts.closed_on, facts.published_on),
    }


def _time_design(facts: Facts) -> str:
    if not facts.overlap:
        return "cross_sectional"
    return "longitudinal_panel" if facts.overlap >= facts.drawn_count else "panel_cross"


def _design(facts: Facts) -> dict[str, Value]:
    methods = [code for code, kinds in (("wawancara", ("capi", "cati", "papi")),
                                        ("swacacah", ("cawi", "mail")))
               if any(facts.channels.get(kind) for kind in kinds)]  # fmt: skip
    means = [code for code, _ in BY_CODE["sarana"].choices if facts.channels.get(code)]
    whole = facts.all_places > 0 and len(facts.places) >= facts.all_places
    return {
        "berulang": YES if facts.earlier_rounds else "",
        "tipe_pengumpulan": _time_design(facts) if facts.drawn_count else "",
        "cakupan": ("seluruh" if whole else "sebagian") if facts.places else "",
        "cakupan_daftar": ", ".join(facts.places),
        "metode_pengumpulan": methods,
        "sarana": means,
        "unit_pengumpulan": ["usaha"],
    }


def _sample(facts: Facts) -> dict[str, Value]:
    if not facts.drawn_count or not facts.frame_count:
        return {}
    share = facts.drawn_count / facts.frame_count
    over = facts.state in (states.PROCESSED, states.PUBLISHED)
    unknown = "Tidak dapat dihitung: jawaban belum cukup" if over else ""
    every = facts.drawn_count == facts.frame_count
    methods = ["stratifikasi", "pps", "sistematik"] if facts.is_staged else ["srs", "stratifikasi"]
    return {
        "cara_pengumpulan": "pencacahan_lengkap" if every else "survei",
        "rancangan": "bertahap" if facts.is_staged else "satu",
        "pemilihan": "probabilitas",
        "metode_sampel": [c for c, _ in BY_CODE["metode_sampel"].choices if c in methods],
        "kerangka": "daftar",
        "fraksi": f"{facts.drawn_count} dari {facts.frame_count} usaha ({_percent(share)})",
        "sampling_error": unknown
        if facts.rse is None
        else f"{_percent(facts.rse)} (galat baku relatif indeks digital)",
        "unit_sampel": "Usaha",
        "unit_observasi": "Usaha; yang menjawab pemilik atau pengurusnya",
    }


def _processing(facts: Facts) -> dict[str, Value]:
    levels = ["kabupaten", "kecamatan"] if facts.shows_places else ["kabupaten"]
    typed_in = bool(facts.channels.get("papi") or facts.channels.get("mail"))
    return {
        "penyesuaian_nonrespon": YES,
        "pemeriksaan": list(facts.checks),
        "jumlah_enumerator": facts.enumerators or None,
        # Every question is closed, so nothing is coded afterwards.
        "tahapan": ["editing", *(["data_entry"] if typed_in else []), "validasi"],
        "metode_analisis": ["deskriptif", "inferensia"],
        "unit_analisis": ["usaha"],
        "penyajian": levels,
        "produk_softcopy": YES if facts.releases_tables else NO,
        "produk_mikrodata": YES if facts.releases_rows else NO,
    }


def known(facts: Facts) -> dict[str, Value]:
    """Return every value that the system can fill by itself, by field; empty ones left out."""
    columns = ("nama", "konsep", "definisi", "referensi_waktu")
    found: dict[str, Value] = {
        "judul": f"{facts.title}: {facts.region}, putaran {facts.round_name}",
        "tahun": facts.reference_on.year,
        "jenis_statistik": "sektoral",
        "rekomendasi": facts.recommendation,
        "variabel": [{c: row.values[c] for c in columns} for row in facts.variables],
        "rencana_rilis": ""
        if facts.published_on is None
        else f"Sudah terbit {facts.published_on:%d.%m.%Y}",
        **_schedule(facts), **_design(facts), **_sample(facts), **_processing(facts),
    }  # fmt: skip
    return {code: value for code, value in found.items() if not is_empty(value)}


def _waits(field: Field, facts: Facts) -> bool:
    """Say whether the round itself will still bring this value."""
    return not field.asked and facts.state != states.PUBLISHED


def fill(facts: Facts, office: Told, given: Told) -> list[Filled]:
    """Return every field of the form that applies, filled as far as anybody knows.

    What the round was told comes first, then what the office keeps, then what the system knows.
    """
    system = known(facts)
    found: dict[str, Filled] = {}
    for field in FIELDS:
        if field.only_if and found[field.only_if].value != YES:
            continue
        kept = office.get(field.code) if field.asked == OFFICE else None
        own = given.get(field.code) if field.asked else None
        sources = (("putaran", own), ("dinas", kept), ("sistem", system.get(field.code)))
        source, value = next(((s, v) for s, v in sources if not is_empty(v)), ("", None))
        found[field.code] = Filled(field, value, source, waits=not source and _waits(field, facts))
    return list(found.values())
