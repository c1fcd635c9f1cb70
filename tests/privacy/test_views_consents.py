"""Pages of consents, of the owner and of the desk."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import Settings

from lampit.outside import vault
from lampit.people.models import AuditEntry, User
from lampit.privacy import actions, queries
from lampit.privacy.queries import dossier
from lampit.registry.actions import record_consent, rotate_keys
from lampit.registry.actions.erasing import erase_person
from lampit.registry.models import Consent, ConsentFile
from lampit.registry.queries import may_use
from lampit.registry.queries.personal import records_of
from tests.factories import NOW, member, owner
from tests.outside.scans import pdf, photo, written

pytestmark = pytest.mark.django_db
PAGE = "/saya/data/izin/"


def signed_in(person: User) -> Client:
    """Return a browser in which somebody is signed in."""
    client = Client()
    client.force_login(person)
    return client


def test_withdrawing_is_one_press_like_giving() -> None:
    """The same page, the same form, one button either way; the state is on the page."""
    account = member("maker", "63.08")
    person = owner("63.08", account=account, name="Siti Rahmah")
    client = signed_in(account)
    page = client.get(PAGE).content.decode()
    assert 'data-consent="pasar" data-state="tidak"' in " ".join(page.split())
    assert "Siti Rahmah" in page
    for answer, allowed in (("ya", True), ("tidak", False)):
        sent = {
            "purpose": "kontak_wa",
            "answer": answer,
            "version": queries.version_now("kontak_wa"),
        }
        assert client.post(PAGE, sent).status_code == 302
        assert may_use(person.pk, "kontak_wa") is allowed
    page = client.get(PAGE).content.decode()
    assert "Izin dicabut, berlaku mulai sekarang." in page
    assert 'aria-label="Izinkan: Saya mau dihubungi lewat WhatsApp"' in page
    assert "Riwayat jawaban" in page


def test_a_form_that_was_not_filled_in_says_so() -> None:
    """No answer is no answer."""
    account = member("maker", "63.08")
    owner("63.08", account=account)
    client = signed_in(account)
    assert "Tekan salah satu tombol" in client.post(PAGE, {}, follow=True).content.decode()
    assert not Consent.objects.exists()


def test_english_words_have_their_own_version() -> None:
    """What the person read is what the ledger keeps."""
    account = member("maker", "63.08")
    owner("63.08", account=account)
    client = signed_in(account)
    client.cookies["bahasa"] = "en"
    page = client.get(PAGE).content.decode()
    shown = page.split('data-consent="pasar"')[1]
    version = shown.split('name="version" value="')[1][:32]
    client.post(PAGE, {"purpose": "pasar", "answer": "ya", "version": version})
    assert Consent.objects.get().text.words.startswith("Everybody may see my shop")


def test_the_desk_writes_down_what_was_said_and_the_neighbour_finds_nothing() -> None:
    """Staff of the region; without a proof the form comes back with what was typed."""
    person = owner("63.08")
    page = f"/balai/permintaan/izin/{person.public_id}/"
    staff = signed_in(member("staff", "63.08"))
    sent = {"purpose": "pasar", "answer": "ya", "channel": "suara", "proof": "x"}
    answer = staff.post(page, sent)
    assert answer.status_code == 422
    assert "tulis di mana buktinya" in answer.content.decode()
    assert staff.post(page, sent | {"proof": "rekaman 14"}).status_code == 302
    assert may_use(person.pk, "pasar")
    assert "rekaman 14" in staff.get(page).content.decode()
    assert signed_in(member("staff", "63.09")).get(page).status_code == 404
    assert signed_in(member("head", "63.08")).get(page).status_code == 403


def test_an_account_without_a_record_is_told_so() -> None:
    """A buyer has no consents to give here."""
    page = signed_in(member("buyer", "63.08")).get(PAGE)
    assert "Tidak ada data usaha atas nama akun ini" in page.content.decode()


def test_the_signed_form_is_kept_sealed_and_every_opening_is_noted() -> None:
    """A photo proves an answer without a note; who may not see the owner gets 404."""
    staff, person = member("staff", "63.08"), owner("63.08")
    client, page = signed_in(staff), f"/balai/permintaan/izin/{person.public_id}/"
    sent = {"purpose": "bagi_mitra", "answer": "ya", "channel": "kertas", "proof": ""}
    bad = SimpleUploadedFile("surat.pdf", b"%PDF-1.4 bukan PDF")
    answer = client.post(page, sent | {"scan": bad})
    assert answer.status_code == 422
    assert "PDF ini rusak" in answer.content.decode()
    assert not Consent.objects.exists()
    taken = photo()
    assert client.post(page, sent | {"scan": SimpleUploadedFile("a.jpg", taken)}).status_code == 302
    kept = ConsentFile.objects.get()
    assert b"JFIF" not in bytes(kept.content_sealed)
    address = f"/balai/permintaan/izin/bukti/{kept.public_id}/"
    assert address in client.get(page).content.decode()
    opened = client.get(address)
    assert opened.content.startswith(b"\xff\xd8")
    assert "sandbox" in opened["Content-Security-Policy"]
    noted = AuditEntry.objects.filter(deed="read_consent_proof", subject_id=person.public_id)
    assert noted.count() == 1
    assert signed_in(member("staff", "63.09")).get(address).status_code == 404
    again = client.post(page, sent | {"scan": SimpleUploadedFile("b.pdf", written(pdf()))})
    assert again.status_code == 302
    assert ConsentFile.objects.get() == kept


def test_the_proof_goes_into_the_copy_turns_with_the_keys_and_goes_with_the_person(
    settings: Settings,
) -> None:
    """The file is the person's: she gets it; new keys open it; erasure leaves nothing of it."""
    staff, person = member("staff", "63.08"), owner("63.08")
    answer = record_consent(
        staff, person, "kontak_wa", True, words="Boleh.", channel="kertas", now=NOW,
        scan=written(pdf()),
    )  # fmt: skip
    assert answer.proof_sealed is None
    settings.LAMPIT_FIELD_KEYS = "baru:" + "7b" * 32 + "," + settings.LAMPIT_FIELD_KEYS
    rotate_keys()
    assert vault.key_of(bytes(ConsentFile.objects.get().content_sealed)) == "baru"
    about = actions.About("63.08", person)
    asked = actions.enter(
        staff,
        about,
        "lihat",
        "",
        channel="meja",
        identity="KTP dicocokkan",
        received_at=NOW,
        now=NOW,
    )
    [(name, content)] = dossier.files(asked)
    assert name.startswith("bukti-izin/")
    assert isinstance(content, bytes)
    assert content.startswith(b"%PDF-")
    erase_person(None, records_of(person), now=NOW)
    assert not ConsentFile.objects.exists()
    assert Consent.objects.count() == 1
