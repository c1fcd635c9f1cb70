"""The Satu Data page and its files: who may, what is asked once, what stands in the files."""

import io
import json
from typing import Any

import openpyxl
import pytest
from django.test import Client

from lampit.measure.actions import metadata as actions
from lampit.measure.models import ItemNote, OfficeMetadata, Round
from lampit.measure.rules.metadata import fields
from lampit.measure.rules.metadata.indicators import INDICATOR_FIELDS
from lampit.measure.rules.metadata.variables import VARIABLE_FIELDS
from lampit.people.models import AuditEntry
from tests.factories import member
from tests.measure.fieldwork import NOW, open_field
from tests.measure.questionnaires import instrument
from tests.measure.test_queries import Queries, answered
from tests.measure.test_rules_metadata import OFFICE, ROUND
from tests.measure.test_views import signed

pytestmark = pytest.mark.django_db


def page(found: Round, rest: str = "") -> str:
    """Return the address of the forms of a round."""
    return f"/balai/survei/{found.pk}/metadata/{rest}"


def typed(told: dict[str, Any]) -> dict[str, Any]:
    """Return values as a browser posts them."""
    sent: dict[str, Any] = {}
    for code, value in told.items():
        if isinstance(value, dict):
            sent |= {f"{code}_{part}": day for part, day in value.items()}
        else:
            sent[code] = value
    return sent


@pytest.mark.parametrize(
    ("role", "code", "seen", "asked"),
    [
        ("head", "63.08", 200, 302), ("staff", "63.08", 200, 302), ("board", "63.08", 200, 403),
        ("mentor", "63.08", 200, 403), ("admin", None, 200, 403),
        ("enumerator", "63.08", 403, 403), ("maker", "63.08", 403, 403),
        ("province", "63", 403, 403), ("nation", None, 403, 403), ("staff", "63.09", 404, 404),
    ],
)  # fmt: skip
def test_doors(client: Client, role: str, code: str | None, seen: int, asked: int) -> None:
    """Readers of results see the forms and take the files; planners fill; others find nothing."""
    found = open_field()
    signed(client, member(role, code))
    assert client.get(page(found)).status_code == seen
    assert client.get(page(found, "ms-keg.json")).status_code == seen
    assert client.get(page(found, "satu-data.xlsx")).status_code == seen
    assert client.post(page(found, "isi/"), {}).status_code == asked
    row = client.get(page(found, "variabel/omzet/")).status_code
    assert row == {302: 200}.get(asked, asked)


def test_stranger_is_sent_to_sign_in(client: Client) -> None:
    """Nobody without a session."""
    found = open_field()
    assert client.get(page(found, "ms-var.xlsx")).headers["Location"].startswith("/masuk/")


def test_only_what_nobody_knows_is_asked_and_only_once(client: Client) -> None:
    """What is missing is asked; once told it is not asked again, nor in the next round."""
    found = open_field()
    signed(client, member("staff", "63.08"))
    first = client.get(page(found)).content.decode()
    assert 'name="instansi"' in first
    assert 'name="uji_coba"' in first
    assert 'name="tahun"' not in first  # the system knows
    assert client.post(page(found, "isi/"), typed(OFFICE | ROUND)).status_code == 302
    again = client.get(page(found)).content.decode()
    for code in (*OFFICE, "uji_coba", "pelatihan", "jadwal_evaluasi_mulai"):
        assert f'name="{code}"' not in again
    later = open_field(region="63.08", name="2027-1")
    next_one = client.get(page(later)).content.decode()
    assert 'name="instansi"' not in next_one  # kept for the office
    assert 'name="uji_coba"' in next_one  # asked of each round
    assert OfficeMetadata.objects.get(pk="63.08").values["pj_nama"] == "Contoh Nama"


def test_offices_keep_their_own(client: Client) -> None:
    """The neighbour's office knows nothing of what this one told."""
    open_field()
    other = open_field(region="63.09")
    mine = Round.objects.get(region="63.08")
    actions.put_metadata(member("staff", "63.08"), mine.pk, OFFICE, now=NOW)
    signed(client, member("staff", "63.09"))
    assert 'name="instansi"' in client.get(page(other)).content.decode()


def test_a_wrong_value_keeps_what_was_typed(client: Client) -> None:
    """A fault is told at its field, nothing is kept, the rest stays typed."""
    found = open_field()
    signed(client, member("staff", "63.08"))
    answer = client.post(page(found, "isi/"), typed(OFFICE | {"email": "salah"}))
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "Tulis alamat email yang utuh" in text
    assert 'value="Bidang UMKM"' in text
    assert not OfficeMetadata.objects.exists()


def test_json_has_every_field_and_says_what_is_missing(client: Client) -> None:
    """Field by field against the notes; empty fields are null and named as missing."""
    found = answered()
    signed(client, member("head", "63.08"))
    told = json.loads(client.get(page(found, "satu-data.json")).content)
    blocks = told["ms_keg"]
    codes = [code for block in blocks.values() for code in block["isian"]]
    assert codes == [f.code for f in fields.FIELDS if f.code != "frekuensi"]
    assert not told["lengkap"]
    assert "instansi" in told["belum_diisi"]
    assert blocks["I"]["isian"]["instansi"] == {
        "label": "Instansi penyelenggara", "nilai": None, "teks": "", "sumber": None,
    }  # fmt: skip
    assert blocks["V"]["isian"]["fraksi"]["teks"].startswith("142 dari 240 usaha")
    assert blocks["0"]["isian"]["rekomendasi"]["nilai"] == "V-26.6308.001"
    assert [row["alias"] for row in told["ms_var"]["baris"]] == [
        q.id for q in instrument().questions
    ]
    assert list(told["ms_var"]["kolom"]) == list(VARIABLE_FIELDS)
    assert list(told["ms_ind"]["kolom"]) == list(INDICATOR_FIELDS)


def test_workbook_has_a_row_for_each_variable_and_figure(client: Client) -> None:
    """MS-Var and MS-Ind have one row each, the same words as the JSON; the trail notes it."""
    found = open_field()
    person = member("board", "63.08")
    signed(client, person)
    actions.put_note(
        member("staff", "63.08"), found.pk, "variabel", "omzet",
        {"konsep": "=1+1", "definisi": "Uang", "referensi_pemilihan": "x",
         "referensi_waktu": "Sebulan", "dapat_diakses_umum": "tidak"}, now=NOW,
    )  # fmt: skip
    book = openpyxl.load_workbook(io.BytesIO(client.get(page(found, "satu-data.xlsx")).content))
    assert book.sheetnames == ["MS-Keg", "MS-Var", "MS-Ind"]
    sheet = book["MS-Var"]
    assert [c.value for c in sheet[5]] == ["No.", *VARIABLE_FIELDS.values()]
    rows = [[c.value for c in row] for row in sheet.iter_rows(min_row=6)]
    assert [row[2] for row in rows] == [q.id for q in instrument().questions]
    concept = sheet.cell(9, 4)
    assert (concept.value, concept.data_type) == ("=1+1", "s")  # text, never a formula
    told = json.loads(client.get(page(found, "ms-ind.json")).content)["ms_ind"]["baris"]
    figures = [[c.value for c in row] for row in book["MS-Ind"].iter_rows(min_row=6)]
    assert [row[1] for row in figures] == [row["nama"] for row in told]
    assert [row[5] for row in figures] == [row["metode"] for row in told]
    activity = [[c.value for c in row] for row in book["MS-Keg"].iter_rows()]
    assert any(row[1] == "Instansi penyelenggara" and row[2] == "(belum diisi)" for row in activity)
    deeds = AuditEntry.objects.filter(actor=person, deed="survey_metadata_taken")
    assert sorted(deeds.values_list("reason", flat=True)) == ["ms-ind.json", "satu-data.xlsx"]


def test_a_row_is_written_once_for_its_instrument(client: Client) -> None:
    """What the office writes about a variable stands in the form of every round."""
    found = open_field()
    signed(client, member("head", "63.08"))
    address = page(found, "variabel/omzet/")
    assert "Jawaban pemilik" in client.get(address).content.decode()
    told = {"konsep": "Penjualan", "definisi": "Uang masuk sebulan", "referensi_waktu": "Sebulan",
            "referensi_pemilihan": "Instrumen", "dapat_diakses_umum": "tidak"}  # fmt: skip
    assert client.post(address, told).status_code == 302
    assert ItemNote.objects.get().values["definisi"] == "Uang masuk sebulan"
    later = open_field(name="2027-1")
    rows = json.loads(client.get(page(later, "ms-var.json")).content)["ms_var"]["baris"]
    assert next(r for r in rows if r["kode"] == "omzet")["definisi"] == "Uang masuk sebulan"
    assert client.get(page(found, "variabel/tidak-ada/")).status_code == 404


def test_the_page_asks_few_questions_of_the_database(
    client: Client, django_assert_max_num_queries: Queries
) -> None:
    """However many answers a round has, its forms take the same few queries."""
    found = answered()
    signed(client, member("staff", "63.08"))
    with django_assert_max_num_queries(26):
        client.get(page(found))
