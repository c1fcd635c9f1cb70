"""Pages of consents, of the owner and of the desk."""

import pytest
from django.test import Client

from lampit.people.models import User
from lampit.privacy import queries
from lampit.registry.models import Consent
from lampit.registry.queries import may_use
from tests.factories import member, owner

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
    version = page.split('name="version" value="')[1][:32]
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
    assert "Tulis di mana buktinya" in answer.content.decode()
    assert staff.post(page, sent | {"proof": "rekaman 14"}).status_code == 302
    assert may_use(person.pk, "pasar")
    assert "rekaman 14" in staff.get(page).content.decode()
    assert signed_in(member("staff", "63.09")).get(page).status_code == 404
    assert signed_in(member("head", "63.08")).get(page).status_code == 403


def test_an_account_without_a_record_is_told_so() -> None:
    """A buyer has no consents to give here."""
    page = signed_in(member("buyer", "63.08")).get(PAGE)
    assert "Tidak ada data usaha atas nama akun ini" in page.content.decode()
