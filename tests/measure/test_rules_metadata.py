"""The three forms of Satu Data: every field of them, what is filled, what is missing."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lampit.basics.refusal import Refusal
from lampit.measure.queries.instruments import published_files
from lampit.measure.rules.estimating import indicator_names
from lampit.measure.rules.metadata import activity, fields, indicators, sayings, values, variables
from lampit.measure.rules.metadata.activity import Facts
from lampit.measure.rules.metadata.values import Value, checked
from tests.measure.questionnaires import instrument

# Measurement notes, section 11, block by block, in their words.
NOTES = {
    "0": "judul tahun jenis_statistik cara_pengumpulan sektor rekomendasi",
    "I": "instansi alamat telepon faksimile email",
    "II": "unit_eselon_1 unit_eselon_2 pj_nama pj_jabatan pj_alamat pj_telepon pj_email",
    "III": "latar_belakang tujuan jadwal_perencanaan jadwal_desain jadwal_pengumpulan "
    "jadwal_pengolahan jadwal_analisis jadwal_diseminasi jadwal_evaluasi variabel",
    "IV": "berulang frekuensi tipe_pengumpulan cakupan cakupan_daftar metode_pengumpulan sarana "
    "unit_pengumpulan",
    "V": "rancangan pemilihan metode_sampel kerangka fraksi sampling_error unit_sampel "
    "unit_observasi",
    "VI": "uji_coba pemeriksaan penyesuaian_nonrespon petugas pendidikan jumlah_supervisor "
    "jumlah_enumerator pelatihan",
    "VII": "tahapan metode_analisis unit_analisis penyajian",
    "VIII": "produk_tercetak produk_softcopy produk_mikrodata rencana_rilis",
}
VARIABLE = [
    "nama",
    "alias",
    "konsep",
    "definisi",
    "referensi_pemilihan",
    "referensi_waktu",
    "tipe_data",
    "klasifikasi_isian",
    "aturan_validasi",
    "kalimat_pertanyaan",
    "dapat_diakses_umum",
]
INDICATOR = [
    "nama",
    "konsep",
    "definisi",
    "interpretasi",
    "metode",
    "ukuran",
    "satuan",
    "klasifikasi_penyajian",
    "komposit",
    "publikasi_pembangun",
    "indikator_pembangun",
    "kegiatan_penghasil",
    "kode_kegiatan",
    "variabel_pembangun",
    "level_estimasi",
    "dapat_diakses_umum",
]
USES = {q["id"]: q.get("use", ()) for q in published_files().definition["questions"]}
SOURCE = indicators.Source(
    "Survei digitalisasi", "63.08/2026-1", "Data terbuka survei 2026-1",
    ("kecamatan", "sektor"), ("kabupaten", "kecamatan"),
)  # fmt: skip
FACTS = Facts(
    region="Kabupaten Contoh", title="Sejauh mana usaha Anda sudah digital?", round_name="2026-1",
    reference_on=date(2026, 11, 1), state="terbit", recommendation="V-26.6308.001",
    frame_count=1000, drawn_count=125, is_staged=False, overlap=0, earlier_rounds=0,
    places=["Babirik", "Banjang"], all_places=10, channels={"capi": 100}, enumerators=4, checks=(),
    opened_on=date(2026, 10, 1), drawn_on=date(2026, 10, 3), field_on=date(2026, 11, 1),
    closed_on=date(2026, 11, 20), published_on=date(2026, 11, 28), rse=0.0321,
    shows_places=True, releases_tables=True, releases_rows=False,
    variables=variables.variables(instrument(), {}, USES),
)  # fmt: skip
OFFICE: dict[str, Value] = {
    "sektor": "industri_jasa", "instansi": "Dinas Contoh", "alamat": "Jalan Contoh 1",
    "telepon": "0527 61000", "email": "dinas@contoh.go.id", "unit_eselon_1": "Dinas Contoh",
    "unit_eselon_2": "Bidang UMKM", "pj_nama": "Contoh Nama", "pj_jabatan": "Kepala Bidang",
    "pj_alamat": "Jalan Contoh 1", "pj_telepon": "0527 61000", "pj_email": "umkm@contoh.go.id",
    "latar_belakang": "Belum ada angka.", "tujuan": "Mengukur.", "berulang": "ya",
    "frekuensi": "tahunan", "petugas": ["mitra"], "pendidikan": "sma", "produk_tercetak": "ya",
}  # fmt: skip
WEEK = {"mulai": "2026-09-01", "selesai": "2026-09-07"}
ROUND: dict[str, Value] = {
    "jadwal_perencanaan": WEEK, "jadwal_analisis": WEEK, "jadwal_diseminasi": WEEK,
    "jadwal_evaluasi": WEEK, "uji_coba": "ya", "pemeriksaan": ["supervisi"],
    "jumlah_supervisor": 0, "pelatihan": "ya",
}  # fmt: skip


def by_code(facts: Facts, office: Any, told: Any) -> dict[str, activity.Filled]:
    """Fill the form and return its fields by code."""
    return {one.field.code: one for one in activity.fill(facts, office, told)}


def test_every_field_of_the_activity_form_is_there_in_its_block() -> None:
    """The form has the fields of the notes, no more and no fewer, in their order."""
    found: dict[str, list[str]] = {}
    for field in fields.FIELDS:
        found.setdefault(field.block, []).append(field.code)
    assert found == {block: told.split() for block, told in NOTES.items()}
    assert list(fields.BLOCKS) == list(NOTES)


def test_variables_and_indicators_have_every_field_of_their_forms() -> None:
    """Each row carries all fields of MS-Var and MS-Ind."""
    assert list(variables.VARIABLE_FIELDS) == VARIABLE
    assert list(indicators.INDICATOR_FIELDS) == INDICATOR
    assert all(list(row.values) == VARIABLE for row in FACTS.variables)
    made = indicators.indicators(instrument(), SOURCE, {})
    assert all(list(row.values) == INDICATOR for row in made)


def test_one_row_for_each_question_and_nothing_missing() -> None:
    """The shipped instrument fills MS-Var whole, from the question's own JSON."""
    rows = {row.code: row for row in FACTS.variables}
    assert list(rows) == [q.id for q in instrument().questions]
    assert not [row.code for row in rows.values() if row.missing]
    age = rows["usia_pemilik"].values
    assert age["tipe_data"] == "integer"
    assert age["klasifikasi_isian"] == "Bilangan bulat 15–99"
    assert "-88 = tidak mau menjawab" in age["aturan_validasi"]
    assert rows["omzet"].values["dapat_diakses_umum"] == "tidak"
    assert rows["omzet"].values["referensi_waktu"] == "Sebulan terakhir sebelum wawancara"
    assert rows["omzet"].values["klasifikasi_isian"].startswith("b1 = Kurang dari Rp1 juta; b2 = ")
    posts = rows["unggah"].values["aturan_validasi"]
    assert "hanya ditanyakan bila tidak (Akun memuat “Tidak ada satu pun”)" in posts
    assert "paling banyak 2 pilihan" in rows["hambatan"].values["aturan_validasi"]


def test_an_unknown_concept_is_asked_and_kept_once_told() -> None:
    """A question that belongs to no part and says no use lacks its concept until it is told."""
    bare = {row.code: row for row in variables.variables(instrument(), {}, {})}
    assert bare["pekerja_kini"].missing == ("konsep",)
    told = {"pekerja_kini": {"konsep": "Tenaga kerja"}}
    rows = {row.code: row for row in variables.variables(instrument(), told, {})}
    assert rows["pekerja_kini"].values["konsep"] == "Tenaga kerja"
    assert rows["pekerja_kini"].missing == ()


def test_one_row_for_each_figure_composite_or_not() -> None:
    """The index is composite of its parts; a part names its variables; nothing is missing."""
    rows = {row.code: row for row in indicators.indicators(instrument(), SOURCE, {})}
    assert not [row.code for row in rows.values() if row.missing]
    index = rows["index"].values
    assert index["komposit"] == "ya"
    assert index["indikator_pembangun"].count(";") == len(instrument().dimensions) - 1
    assert index["publikasi_pembangun"] == SOURCE.publication
    assert index["variabel_pembangun"] == ""
    part = rows["dim_transaksi"].values
    assert part["komposit"] == "tidak"
    assert part["variabel_pembangun"] == (
        "Daring kini (daring_kini); Cara pesan (cara_pesan); Cara bayar (cara_bayar)"
    )
    assert part["kegiatan_penghasil"] == SOURCE.activity
    assert "Daring kini ≥ 1" in rows["d07"].values["metode"]
    assert rows["d07"].values["satuan"] == "persen"
    assert len(rows) == 1 + 6 + 5 + 12 + 4


def test_every_figure_of_a_round_has_its_row() -> None:
    """Whatever is estimated is described, with the variables or parts that it is made of."""
    names = indicator_names(instrument())
    rows = indicators.indicators(instrument(), SOURCE, {}, names)
    assert {name.code for name in names} == {row.code for row in rows}
    assert not [row.code for row in rows if row.missing]
    told = {row.code: row.values for row in rows}
    assert told["delta_daring"]["variabel_pembangun"] == (
        "Daring kini (daring_kini); Daring lalu (daring_lalu)"
    )
    assert told["pulih.lebih"]["variabel_pembangun"] == "Pulih (pulih)"
    assert told["omzet_naik"]["variabel_pembangun"] == "Arah omzet (arah_omzet)"
    assert told["dasar"]["komposit"] == "ya"
    assert told["arah_omzet.sama"]["nama"] == "Arah omzet: Sama saja"


def test_a_published_round_with_an_office_lacks_nothing() -> None:
    """With the office told once and the round's few answers the form can be handed in."""
    found = by_code(FACTS, OFFICE, ROUND)
    assert [one.field.code for one in found.values() if one.is_missing] == []
    assert found["fraksi"].value == "125 dari 1000 usaha (12,5 %)"
    assert found["sampling_error"].value == "3,2 % (galat baku relatif indeks digital)"
    assert found["cakupan"].value == "sebagian"
    assert found["metode_pengumpulan"].value == ["wawancara"]
    assert found["jadwal_pengumpulan"].value == {"mulai": "2026-11-01", "selesai": "2026-11-20"}
    assert found["jumlah_supervisor"].value == 0
    assert {one.source for one in found.values()} - {""} == {"sistem", "dinas", "putaran"}


def test_each_field_that_is_asked_is_missing_when_nobody_told_it() -> None:
    """Leaving out any one answer leaves exactly that field missing."""
    for told, kept in ((OFFICE, True), (ROUND, False)):
        for code in told:
            less = {k: v for k, v in told.items() if k != code}
            found = by_code(FACTS, less if kept else OFFICE, ROUND if kept else less)
            gaps = [one.field.code for one in found.values() if one.is_missing]
            assert gaps == [code]


def test_what_the_round_will_bring_itself_waits_and_is_not_asked() -> None:
    """Before the draw fraction and error are awaited; nobody is asked for them."""
    early = replace(FACTS, state="rancangan", drawn_count=0, frame_count=0, rse=None, channels={},
                    drawn_on=None, field_on=None, closed_on=None, published_on=None)  # fmt: skip
    found = by_code(early, OFFICE, ROUND)
    assert found["fraksi"].waits
    assert found["sampling_error"].waits
    assert not found["instansi"].waits
    assert found["fraksi"].is_missing


def test_the_frequency_is_asked_only_of_what_comes_again() -> None:
    """A single activity has no frequency to tell; a second round says that it recurs."""
    once = by_code(FACTS, OFFICE | {"berulang": "tidak", "frekuensi": ""}, ROUND)
    assert "frekuensi" not in once
    again = by_code(replace(FACTS, earlier_rounds=1), OFFICE | {"berulang": ""}, ROUND)
    assert again["berulang"].value == "ya"
    assert "frekuensi" in again


def test_panel_staged_and_census_rounds_say_so() -> None:
    """What was drawn decides type, stages and way of collecting."""
    panel = by_code(replace(FACTS, overlap=60), OFFICE, ROUND)
    assert panel["tipe_pengumpulan"].value == "panel_cross"
    staged = by_code(replace(FACTS, is_staged=True), OFFICE, ROUND)
    assert staged["rancangan"].value == "bertahap"
    assert staged["metode_sampel"].value == ["sistematik", "stratifikasi", "pps"]
    census = by_code(replace(FACTS, drawn_count=1000), OFFICE, ROUND)
    assert census["cara_pengumpulan"].value == "pencacahan_lengkap"


@pytest.mark.parametrize(
    ("code", "told", "refused"),
    [
        ("email", "bukan email", "metadata_email"),
        ("telepon", "telp kantor", "metadata_phone"),
        ("jumlah_supervisor", "-1", "metadata_number"),
        ("jumlah_supervisor", "²", "metadata_number"),
        ("sektor", "perikanan", "metadata_choice"),
        ("petugas", ["robot"], "metadata_choice"),
        ("berulang", "mungkin", "metadata_choice"),
        ("jadwal_evaluasi", {"mulai": "2026-09-02", "selesai": "2026-09-01"}, "metadata_period"),
        ("jadwal_evaluasi", {"mulai": "2026-09-02", "selesai": ""}, "metadata_period"),
        ("instansi", "x" * 201, "metadata_too_long"),
    ],
)
def test_what_cannot_be_meant_is_refused_in_words(code: str, told: Any, refused: str) -> None:
    """Each wrong value is refused with its own sentence."""
    with pytest.raises(Refusal) as caught:
        checked(fields.BY_CODE[code], told)
    assert caught.value.code == refused
    assert caught.value.message == values.MESSAGES[refused]


@given(st.sampled_from(fields.FIELDS), st.text(max_size=60))
def test_any_text_is_kept_or_refused(field: fields.Field, told: str) -> None:
    """Whatever is typed, a field keeps it, or refuses; what is kept is kept again alike."""
    try:
        kept = checked(field, {"mulai": told, "selesai": told} if field.kind == "period" else told)
    except Refusal:
        return
    assert checked(field, kept) == kept


def test_rules_are_said_in_the_words_of_the_options() -> None:
    """Every word of the little language becomes a sentence."""
    either = [{"selected": ["perangkat", "hp_pintar"]}, {"eq": ["internet", "lancar"]}]
    rule = {"and": [{"or": either},
                    {"not": {"in": ["catatan", ["buku", "foto"]]}}, {"ne": ["unggah", "tidak"]},
                    {"count_ge": ["akun", 2]}, {"ge": ["daring_kini", 3]}]}  # fmt: skip
    said = sayings.rule_words(instrument(), rule)
    assert said.startswith("((Perangkat memuat “HP pintar (Android/iPhone)”) atau (Internet = ")
    assert "tidak (Catatan = “Buku tulis” atau “Catatan atau foto nota di HP”)" in said
    assert "Unggah ≠ “Tidak pernah”" in said
    assert "Akun: sedikitnya 2 pilihan" in said
    assert "Daring kini ≥ 3" in said
