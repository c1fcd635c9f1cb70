"""Pages of instruments: editing by plain posts, preview, files, import, comparison."""

import json
import uuid
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from lampit.measure import actions
from lampit.measure.models import Instrument
from lampit.measure.queries.instruments import reading_of
from lampit.measure.rules import scoring
from lampit.measure.rules.editing_changes import question_of
from lampit.measure.rules.xlsform_exchange import exchange_sheets
from lampit.outside.xlsforms import workbook
from lampit.people.models import User
from tests.factories import member
from tests.measure.fieldwork import NOW, first_member, open_field, place, staff
from tests.measure.questionnaires import vectors
from tests.measure.test_rules_pages import banjar
from tests.measure.test_rules_xlsform import definition

pytestmark = pytest.mark.django_db
HOME = "/balai/survei/instrumen/"


@pytest.fixture
def desk(client: Client) -> Client:
    """Sign the staff of HSU in."""
    client.force_login(staff())
    return client


def draft(person: User | None = None) -> Instrument:
    """Return a draft of the shipped version."""
    shipped = actions.publish_instrument(now=NOW)
    return actions.start_draft(person or staff(), shipped.pk, now=NOW)


def address(found: Instrument, rest: str = "") -> str:
    """Return an address below a version."""
    return f"{HOME}{found.pk}/{rest}"


def shown_fields(page: Any) -> dict[str, Any]:
    """Return what the editor's page would send when nothing is changed."""
    from html.parser import HTMLParser

    class Fields(HTMLParser):
        """Collects the fields of the last form of the page."""

        def __init__(self) -> None:
            super().__init__()
            self.held: dict[str, list[str]] = {}
            self.select = ""

        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            told = dict(attrs)
            name = told.get("name") or ""
            if (
                tag == "input"
                and name
                and (told.get("type") not in {"checkbox", "radio"} or "checked" in told)
            ):
                self.held.setdefault(name, []).append(told.get("value") or "")
            if tag == "select":
                self.select = name
            if tag == "option" and "selected" in told:
                self.held.setdefault(self.select, []).append(told.get("value") or "")

    reader = Fields()
    html = page.content.decode()
    start = html.index('<form class="stack g6"')
    reader.feed(html[start : html.index("</form>", start)])
    reader.held.pop("csrfmiddlewaretoken", None)
    return reader.held


def test_the_list_shows_versions_of_all_and_of_the_board(
    desk: Client, django_assert_max_num_queries: Any
) -> None:
    """The shipped one and the own ones, not those of the neighbour; queries are bounded."""
    place("63.09")
    draft(staff("63.09"))
    for _ in range(3):
        draft()
    with django_assert_max_num_queries(20):
        page = desk.get(HOME).content.decode()
    assert "lampit-digital v1" in page
    assert "lampit-digital-6308 v3" in page
    assert "6309" not in page


@pytest.mark.parametrize("code", [q["id"] for q in definition()["questions"]])
def test_saving_a_page_unchanged_changes_nothing(desk: Client, code: str) -> None:
    """Every question of the contract goes through its form and comes back the same."""
    found = draft()
    before = question_of(found.definition, code)
    page = desk.get(address(found, f"soal/{code}/"))
    done = desk.post(address(found, f"soal/{code}/"), shown_fields(page))
    assert done.status_code == 302, done.content.decode()[:500]
    found.refresh_from_db()
    assert found.edit_count == 1
    assert question_of(found.definition, code) == before


def test_a_question_is_changed_and_the_preview_follows(desk: Client) -> None:
    """Another wording, another score, a skip of two groups; the page shows it as asked."""
    found = draft()
    url = address(found, "soal/catatan/")
    fields = shown_fields(desk.get(url)) | {
        "teks_id": ["Bagaimana Pian mencatat?"], "opsi-1-nilai": ["4"], "syarat-n": ["2"],
        "syarat-0-soal": ["akun"], "syarat-0-cara": ["memilih"], "syarat-0-nilai": ["wa"],
        "syarat-0-kelompok": ["1"], "syarat-1-soal": ["daring_kini"],
        "syarat-1-cara": ["sedikitnya"], "syarat-1-nilai": ["1"], "syarat-1-kelompok": ["2"],
        "syarat-gabung": ["or"], "nilai_dilewati": ["0"],
    }  # fmt: skip
    again = desk.post(url, fields | {"perbarui": ["1"]}).content.decode()
    assert again.count("Bagaimana Pian mencatat?") >= 2  # the field, and the preview
    found.refresh_from_db()
    assert found.edit_count == 0
    assert desk.post(url, fields).status_code == 302
    found.refresh_from_db()
    made = question_of(found.definition, "catatan")
    assert made["relevant"] == {"or": [{"selected": ["akun", "wa"]}, {"ge": ["daring_kini", 1]}]}
    assert made["options"][1]["score"] == 4
    shown = desk.get(address(found)).content.decode()
    assert "memilih WhatsApp biasa" in shown


def test_what_does_not_fit_is_told_and_kept(desk: Client) -> None:
    """A letter for a score: 422 with what was typed; a score above the maximum: kept, and told."""
    found = draft()
    url = address(found, "soal/internet/")
    fields = shown_fields(desk.get(url))
    wrong = desk.post(url, fields | {"opsi-1-nilai": ["tiga"], "teks_id": ["Ketikan saya"]})
    assert wrong.status_code == 422
    assert "Ketikan saya" in wrong.content.decode()
    assert 'value="tiga"' in wrong.content.decode()
    kept = desk.post(url, fields | {"opsi-1-nilai": ["30"]}, follow=True)
    assert "Ada nilai di atas nilai tertinggi 10." in kept.content.decode()
    assert "perlu dibetulkan" in desk.get(address(found)).content.decode()
    refused = desk.post(address(found), {"langkah": "terbit"}, follow=True)
    assert "Masih ada" in refused.content.decode()
    found.refresh_from_db()
    assert found.is_draft


def test_an_old_page_does_not_overwrite_a_newer_change(desk: Client) -> None:
    """The second editor is told, and what she typed is still there."""
    found = draft()
    url = address(found, "soal/internet/")
    fields = shown_fields(desk.get(url))
    assert desk.post(url, fields).status_code == 302
    late = desk.post(url, fields | {"teks_id": ["Terlambat"]})
    assert late.status_code == 422
    assert "baru saja diubah orang lain" in late.content.decode()
    assert "Terlambat" in late.content.decode()


def test_a_new_question_is_added_moved_and_taken_away(desk: Client) -> None:
    """By plain posts; a question that a rule reads stays."""
    found = draft()
    fields = {
        "ubahan": "0", "kode": "umur_usaha", "teks_id": "Berapa umur usaha?", "jenis": "integer",
        "paling_kecil": "0", "paling_besar": "150", "menolak": "1", "rentang-n": "2",
    }  # fmt: skip
    assert desk.get(address(found, "soal/baru/")).status_code == 200
    assert desk.post(address(found, "soal/baru/"), fields | {"kode": "akun"}).status_code == 422
    assert desk.post(address(found, "soal/baru/"), fields).status_code == 302
    arrange = address(found, "susun/")
    desk.post(arrange, {"susun": "naik:umur_usaha"})
    found.refresh_from_db()
    assert [q["id"] for q in found.definition["questions"]][-2:] == ["umur_usaha", "izin"]
    desk.post(arrange, {"susun": "hapus:umur_usaha"})
    told = desk.post(arrange, {"susun": "hapus:akun"}, follow=True).content.decode()
    assert "Ubah syarat itu dahulu" in told
    found.refresh_from_db()
    assert len(found.definition["questions"]) == 24


def test_signs_and_parts_by_form(desk: Client) -> None:
    """An unchanged sign and unchanged parts change nothing; changed ones are kept."""
    found = draft()
    for rest in [f"ciri/d{n:02d}/" for n in range(1, 13)] + ["bagian/"]:
        fields = shown_fields(desk.get(address(found, rest)))
        assert desk.post(address(found, rest), fields).status_code == 302, rest
        found.refresh_from_db()
    assert found.definition["dii_like"] == definition()["dii_like"]
    assert found.definition["dimensions"] == definition()["dimensions"]
    assert found.definition["maturity_levels"] == definition()["maturity_levels"]
    fields = shown_fields(desk.get(address(found, "bagian/")))
    desk.post(address(found, "bagian/"), fields | {"dimensi-0-bobot": ["22,5"]})
    found.refresh_from_db()
    assert found.definition["dimensions"][0]["weight"] == 22.5
    wrong = desk.post(address(found, "bagian/"), fields | {"dimensi-0-bobot": ["berat"]})
    assert wrong.status_code == 422
    desk.post(address(found, "susun/"), {"susun": "hapus_ciri:d12"})
    found.refresh_from_db()
    assert len(found.definition["dii_like"]["indicators"]) == 11


def walked(desk: Client, url: str, answers: dict[str, Any]) -> HttpResponse:
    """Answer an instrument page by page in the preview."""
    page: Any = desk.get(url)
    for _ in range(30):
        asked = page.context["questions"]
        sent = {q.id: answers[q.id] for q in asked if q.id in answers}
        before = page.context["page"].code
        page = desk.post(
            url,
            {"halaman": before, "jawaban": page.context["carried"], "arah": "maju", **sent},
        )
        assert page.status_code == 200
        if page.context["page"].code == before:
            break
    return page  # type: ignore[no-any-return]


@pytest.mark.parametrize("vector", vectors()[:4], ids=lambda v: v["name"])
def test_the_preview_scores_as_the_field_does(desk: Client, vector: dict[str, Any]) -> None:
    """The very pages, answered whole, give the published index; nothing is stored."""
    from lampit.measure.models import Submission

    found = draft()
    page: Any = walked(desk, address(found, "coba/"), vector["answers"])
    expected = vector["expected"]["index"]
    if expected is not None:
        assert page.context["scores"].index == pytest.approx(expected, abs=1e-6)
    assert not Submission.objects.exists()
    shipped = actions.publish_instrument(now=NOW)
    told = scoring.score(reading_of(shipped).instrument, vector["answers"])
    assert page.context["scores"].points == told.points


def test_the_preview_helps_in_banjar_below_the_indonesian(desk: Client) -> None:
    """The Indonesian stays; the help stands below; forged answers are dropped."""
    found = draft()
    url = address(found, "coba/")
    page = desk.post(
        url, {"arah": "bahasa", "bahasa": "bjn", "jawaban": '{"akun": ["x"], "usia_pemilik": 40}'}
    )
    text = page.content.decode()
    assert "Berapa umur pemilik usaha (tahun)?" in text
    assert banjar()["questions"]["usia_pemilik"]["text"] in text
    assert json.loads(page.context["carried"]) == {"usia_pemilik": 40}
    missing = desk.post(url, {"halaman": "b1", "arah": "maju"})
    assert missing.status_code == 422


def test_a_broken_draft_cannot_be_tried_but_says_so(desk: Client) -> None:
    """No page breaks over a half-made draft."""
    found = draft()
    told = found.definition | {"questions": []}
    Instrument.objects.filter(pk=found.pk).update(definition=told)
    for rest in ("", "coba/", "unduh/sunting/", "unduh/xform/", "unduh/json/", "bagian/"):
        assert desk.get(address(found, rest)).status_code in {200, 302}, rest


def test_files_out_and_in_again(desk: Client) -> None:
    """The workbook comes back as a new draft with the same content and language."""
    found = draft()
    for kind in ("sunting", "lapangan", "xform", "json", "bjn"):
        got = desk.get(address(found, f"unduh/{kind}/"))
        assert got.status_code == 200
        assert "attachment" in got.headers["Content-Disposition"]
    assert desk.get(address(found, "unduh/rahasia/")).status_code == 404
    body = desk.get(address(found, "unduh/sunting/")).content
    sent = desk.post(HOME, {"file": SimpleUploadedFile("i.xlsx", body)})
    assert sent.status_code == 302
    made = Instrument.objects.latest("pk")
    assert (made.code, made.version) == (found.code, "2")
    assert made.definition["questions"] == found.definition["questions"]
    assert made.languages.get().code == "bjn"


def test_a_faulty_form_is_refused_with_row_and_column(desk: Client) -> None:
    """What cannot be taken is named; no draft is made."""
    sheets = {s.name: [list(c) for c in s.cells()] for s in exchange_sheets(definition())}
    row = next(n for n, cells in enumerate(sheets["survey"]) if "usia_pemilik" in cells)
    sheets["survey"][row][0] = "text"
    body = workbook(sheets)
    page = desk.post(HOME, {"file": SimpleUploadedFile("i.xlsx", body)})
    assert page.status_code == 422
    assert f"Lembar survey, baris {row + 1}, kolom type" in page.content.decode()
    assert not Instrument.objects.filter(state="konsep").exists()
    for junk in (b"bukan buku kerja", b""):
        assert desk.post(HOME, {"file": SimpleUploadedFile("i.xlsx", junk)}).status_code == 422


def test_a_language_is_a_file_that_somebody_brings(desk: Client) -> None:
    """A fourth language without any code; what is no language is refused in a sentence."""
    found = draft()
    told = banjar() | {"code": "jv", "name": "Jawa", "questions": {"akun": {"text": "Nang endi?"}}}
    url = address(found, "bahasa/")
    desk.post(url, {"file": SimpleUploadedFile("jv.json", json.dumps(told).encode())})
    assert "Jawa (jv)" in desk.get(address(found)).content.decode()
    wrong = desk.post(url, {"file": SimpleUploadedFile("x.json", b"{")}, follow=True)
    assert "bukan JSON" in wrong.content.decode()


def test_two_versions_are_compared_with_reasons(desk: Client) -> None:
    """The same content may be compared; a changed wording may not, and says why."""
    shipped, found = actions.publish_instrument(now=NOW), draft()
    url = reverse("measure:compare_instruments", args=[shipped.pk, found.pk])
    assert "boleh dibandingkan" in desk.get(url).content.decode()
    told = json.loads(json.dumps(found.definition))
    question_of(told, "internet")["text_id"] = "Internetnya bagaimana?"
    actions.change_draft(staff(), found.pk, told, edit_count=0, now=NOW)
    page = desk.get(url).content.decode()
    assert "kalimatnya lain" in page
    assert "tidak boleh ditaruh dalam satu garis" in page


def test_life_of_a_version_by_buttons(desk: Client) -> None:
    """Copy, publish, retire, use again, throw away; a published one has no editor."""
    shipped = actions.publish_instrument(now=NOW)
    made = desk.post(address(shipped), {"langkah": "salin"})
    found = Instrument.objects.latest("pk")
    assert made.headers["Location"] == address(found)
    for step, state in (("terbit", "terbit"), ("pensiun", "pensiun"), ("terbit", "terbit")):
        desk.post(address(found), {"langkah": step})
        found.refresh_from_db()
        assert found.state == state
    assert desk.get(address(found, "soal/akun/")).status_code == 404
    assert desk.post(address(found, "susun/"), {"susun": "hapus:akun"}).status_code == 404
    other = draft()
    desk.post(address(other), {"langkah": "buang"})
    assert not Instrument.objects.filter(pk=other.pk).exists()


@pytest.mark.parametrize("role", ["mentor", "enumerator", "board", "maker", "buyer"])
def test_other_roles_do_not_get_in(client: Client, role: str) -> None:
    """Instruments are the work of head and staff."""
    client.force_login(member(role, "63.08"))
    assert client.get(HOME).status_code == 403


def test_the_neighbour_finds_no_draft(client: Client) -> None:
    """Foreign versions are 404 at every address."""
    found = draft()
    client.force_login(staff("63.09"))
    for rest in ("", "soal/akun/", "ciri/d01/", "bagian/", "coba/", "unduh/json/"):
        assert client.get(address(found, rest)).status_code == 404, rest
    assert client.post(address(found, "susun/"), {}).status_code == 404


def test_an_interview_is_helped_in_banjar(desk: Client) -> None:
    """Chosen once, it stays for the visit; the Indonesian is never replaced."""
    drawn = first_member(open_field())
    told = actions.start_survey(staff(), drawn.pk, instance_id=uuid.uuid4(), now=NOW)
    actions.record_consent(staff(), told.instance_id, now=NOW)
    url = reverse("measure:page", args=[told.instance_id, "usaha"])
    help_text = banjar()["questions"]["usia_pemilik"]["text"]
    assert help_text not in desk.get(url).content.decode()
    assert help_text in desk.get(url, {"bantuan": "bjn"}).content.decode()
    page = desk.get(url).content.decode()
    assert help_text in page
    assert "Berapa umur pemilik usaha (tahun)?" in page
    assert help_text not in desk.get(url, {"bantuan": ""}).content.decode()


def test_a_published_version_is_chosen_for_a_planned_round(desk: Client) -> None:
    """From the page of the version; the round then asks with it."""
    found = actions.publish_draft(staff(), draft().pk, now=NOW)
    opened = actions.open_round(
        staff(), "63.08", "2027-1", wanted=30, recommendation="V-27.6308.001",
        reference_on=NOW.date(), now=NOW,
    )  # fmt: skip
    assert "2027-1" in desk.get(address(found)).content.decode()
    done = desk.post(address(found), {"langkah": "pakai", "putaran": str(opened.pk)}, follow=True)
    assert "Putaran 2027-1 memakai instrumen ini." in done.content.decode()
    opened.refresh_from_db()
    assert opened.instrument_id == found.pk
