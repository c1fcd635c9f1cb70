"""The list of the silent, the question by chat, the sheet, and the page behind a link."""

from datetime import date, datetime, timedelta
from urllib.parse import unquote

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from lampit.registry import actions
from lampit.registry.models import Business, ConfirmLink, EndReport
from lampit.registry.rules.consents import MESSAGES
from tests.factories import business, member, owner, region
from tests.registry.told import NOW

pytestmark = pytest.mark.django_db
OLD = date(2024, 1, 10)
PHONE = "+6289000000001"


@pytest.fixture(autouse=True)
def daytime(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let it be morning: nobody is asked at night."""
    monkeypatch.setattr(timezone, "now", lambda: NOW)


def code_in(address: str) -> str:
    """Return the code that a wa.me address carries."""
    return unquote(address).partition("/masih/")[2].partition("/")[0]


def test_a_mentor_asks_and_the_owner_answers_without_an_account(client: Client) -> None:
    """List, wa.me, page without a person's name, answer, list without the business."""
    mentor = member("mentor", "63.08")
    who = owner("63.08", name="Siti Rahmah", phone=PHONE)
    one = business("63.08", name="", activity="anyaman purun", owner=who, confirmed_on=OLD)
    actions.give_into_care(mentor.pk, [one.pk])
    client.force_login(mentor)
    assert "belum mengizinkan pesan WA" in client.get("/balai/masih/").content.decode()
    refused = client.post(f"/balai/masih/{one.public_id}/tanya/", follow=True).content.decode()
    assert "belum mengizinkan pesan" in refused
    actions.seed_consents([who.pk], MESSAGES, channel="kertas", now=NOW)
    page = client.get("/balai/masih/").content.decode()
    assert 'data-page="registry.silent"' in page
    assert "Siti Rahmah" in page
    assert PHONE not in page
    answer = client.post(f"/balai/masih/{one.public_id}/tanya/")
    assert answer.status_code == 302
    assert answer["Location"].startswith("https://wa.me/6289000000001?text=")
    code = code_in(answer["Location"])
    assert "belum dijawab" in client.get("/balai/masih/").content.decode()
    stranger = Client()
    looked = stranger.get(f"/masih/{code}/")
    text = looked.content.decode()
    assert looked.status_code == 200
    assert "anyaman purun" in text
    assert "Siti" not in text
    assert "noindex" in looked["X-Robots-Tag"]
    assert Business.objects.get().confirmed_on == OLD, "looking alone changes nothing"
    assert stranger.post(f"/masih/{code}/", {"answer": "masih"}).status_code == 302
    assert "Terima kasih" in stranger.get(f"/masih/{code}/").content.decode()
    assert Business.objects.get().confirmed_by == "pemilik"
    assert "Tidak ada yang perlu ditanya" in client.get("/balai/masih/").content.decode()
    everybody = "Semua usaha di sini memberi tanda"
    assert everybody in client.get("/balai/masih/").content.decode()
    for narrowed in ("kabar=mati", "segar=basi"):  # nothing is said of whom it leaves out
        assert everybody not in client.get(f"/balai/masih/?{narrowed}").content.decode()


def test_what_was_not_sent_is_taken_back(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """Back from WhatsApp the list asks; "not sent" counts as not asked, and the link opens nothing.

    Only for who opened it, within a day, and while nobody has answered.
    """
    staff, other = member("staff", "63.08"), member("staff", "63.08")
    one = business("63.08", phone=PHONE, confirmed_on=OLD)
    where = f"/balai/masih/{one.public_id}/tanya/"
    client.force_login(staff)
    code = code_in(client.post(where)["Location"])
    assert "Terkirim?" in client.get("/balai/masih/").content.decode()
    colleague = Client()
    colleague.force_login(other)
    assert "Terkirim?" not in colleague.get("/balai/masih/").content.decode()
    colleague.post(where, {"belum": "1"})
    assert ConfirmLink.objects.count() == 1
    page = client.post(where, {"belum": "1"}, follow=True).content.decode()
    assert "belum tercatat ditanya" in page
    assert "belum dijawab" not in page
    assert not ConfirmLink.objects.exists()
    assert Client().get(f"/masih/{code}/").status_code == 404
    client.post(where)
    monkeypatch.setattr(timezone, "now", lambda: NOW + timedelta(days=1, minutes=1))
    assert "Terkirim?" not in client.get("/balai/masih/").content.decode()
    client.post(where, {"belum": "1"})
    assert ConfirmLink.objects.count() == 1


def test_moving_asks_where_to_and_keeps_what_was_typed(client: Client) -> None:
    """Two steps without a script: the place, then thanks."""
    staff, one = member("staff", "63.08"), business("63.08", phone=PHONE)
    chat = actions.ask_by_chat(staff, one.public_id, "dinas", address="/masih/{}/".format, now=NOW)
    code = code_in(chat)
    asked = client.post(f"/masih/{code}/", {"answer": "pindah"})
    assert asked.status_code == 200
    assert "Pindah ke mana" in asked.content.decode()
    told = {"answer": "pindah", "where": "", "place": "Kapuas"}
    refused = client.post(f"/masih/{code}/", told)
    assert refused.status_code == 422
    assert "Kapuas" in refused.content.decode()
    client.post(f"/masih/{code}/", told | {"where": "jauh"})
    assert EndReport.objects.get().to_place == "Kapuas"
    assert Business.objects.get().status == "pindah"


def test_unknown_used_up_and_guessed_codes(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """404 for a code nobody knows, 410 after its time, 429 after thirty guesses from one place."""
    staff, one = member("staff", "63.08"), business("63.08", phone=PHONE)
    chat = actions.ask_by_chat(staff, one.public_id, "dinas", address="/masih/{}/".format, now=NOW)
    good = f"/masih/{code_in(chat)}/"
    assert client.post(good, {"answer": "entah"}).status_code == 422
    for number in range(30):
        assert client.get(f"/masih/salah{number}/").status_code == 404
    assert client.get(good).status_code == 429
    assert client.get(good, REMOTE_ADDR="10.1.2.3").status_code == 200
    later = NOW + timedelta(days=20)
    monkeypatch.setattr(timezone, "now", lambda: later)
    assert client.get(good).status_code == 410
    assert client.post(good, {"answer": "masih"}).status_code == 302
    assert ConfirmLink.objects.get().answer == ""


def test_the_list_is_bounded(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    """Twenty-five rows with mentors, places and news cost as many queries as one."""
    staff, village = member("staff", "63.08"), region("63.08.01.2003")
    mentor = member("mentor", "63.08")
    client.force_login(staff)
    for number in range(30):
        one = business("63.08", village=village, phone=f"+62890000000{number:02d}")
        actions.give_into_care(mentor.pk, [one.pk])
        actions.report_end(one, actions.Ended("tutup", "pemilik", NOW.date()), actor=None, now=NOW)
    client.get("/balai/masih/")
    for asked in ("", "?desa=63.08.01.2003", "?segar=belum", "?kabar=kabar"):
        with django_assert_max_num_queries(12):
            page = client.get(f"/balai/masih/{asked}").content.decode()
        assert page.count("kabar tutup</span>") == 25, asked
        assert '<span data-value="30">30</span>' in page, asked
        assert "setelah=" in page, asked


def test_a_sheet_is_printed_and_filled_in(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    """A QR per open row, buttons for the screen, boxes for the paper; one tap answers a row."""
    staff, village = member("staff", "63.08"), region("63.08.01.2003", "Sungai Namang")
    for number in range(5):
        business("63.08", name=f"Tikar {number}", village=village)
    client.force_login(staff)
    assert "Buat lembar" not in client.get("/balai/masih/").content.decode()
    assert "Buat lembar" in client.get("/balai/masih/?desa=63.08.01.2003").content.decode()
    made = client.post("/balai/masih/lembar/", {"desa": village.code})
    address = made["Location"]
    with django_assert_max_num_queries(9):
        page = client.get(address).content.decode()
    assert page.count("Kode jawaban untuk") == 5
    assert page.count("☐ Masih berjualan") == 5
    assert "Bacakan dulu kepada pemilik" in page, "what the law wants told is on the paper"
    assert "atau meminta dihapus" in page
    row = ConfirmLink.objects.order_by("pk").first()
    assert row is not None
    done = client.post(f"{address}{row.pk}/", {"answer": "tutup_sementara"})
    assert done["Location"] == f"{address}#baris{row.pk}"
    page = client.get(address).content.decode()
    assert page.count("Kode jawaban untuk") == 4
    assert "1 dari 5 sudah dijawab" in page
    row.business.refresh_from_db()
    assert (row.business.status, row.business.confirmed_by) == ("tutup_sementara", "desa")
    # The code on the paper opens the same question.
    second = ConfirmLink.objects.order_by("-pk").first()
    assert second is not None
    found = Client().get(f"/masih/{actions.code_of(second)}/").content.decode()
    assert "Bukan usaha saya" not in found
    client.force_login(member("staff", "63.09"))
    assert client.get(address).status_code == 404
    assert client.post(f"{address}{second.pk}/", {"answer": "masih"}).status_code == 404


def test_deeds_go_back_to_the_filtered_list_and_say_what_to_do(client: Client) -> None:
    """No number, nobody silent, no village: a sentence, and the list as it was."""
    staff, one = member("staff", "63.08"), business("63.08")
    client.force_login(staff)
    kept = {"di_segar": "belum", "di_setelah": "abc"}
    for address in (f"{one.public_id}/tanya/", "lembar/", f"{one.public_id}/tidak-sampai/"):
        back = client.post(f"/balai/masih/{address}", kept)
        assert back["Location"] == "/balai/masih/?segar=belum&setelah=abc"
    assert client.post("/balai/masih/tidak-ada/tanya/").status_code == 404


def test_the_profile_tells_reports_and_a_first_report_closes_nothing(client: Client) -> None:
    """The office's word is one report; seen with one's own eyes it is a visit."""
    staff, one = member("staff", "63.08"), business("63.08")
    client.force_login(staff)
    where = f"/balai/usaha/{one.public_id}/"
    told = {"what": "tutup", "reason": "kata tetangga sebelah", "on": "2026-10-01"}
    page = client.post(f"{where}keadaan/", told, follow=True).content.decode()
    assert "setelah kabar kedua" in page
    assert "kabar tutup" in page
    assert "1 Oktober 2026" in page
    client.post(f"{where}keadaan/", told | {"seen": "on"})
    one.refresh_from_db()
    assert (one.status, one.confirmed_on) == ("tutup", date(2026, 10, 1))


def test_night_is_for_sleeping(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """At ten in the evening the question is put off with a sentence."""
    staff, one = member("staff", "63.08"), business("63.08", phone=PHONE)
    client.force_login(staff)
    night = datetime.combine(NOW.date(), datetime.min.time(), NOW.tzinfo) + timedelta(hours=14)
    monkeypatch.setattr(timezone, "now", lambda: night)
    page = client.post(f"/balai/masih/{one.public_id}/tanya/", follow=True).content.decode()
    assert "waktu istirahat" in page
