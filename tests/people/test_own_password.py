"""One's own new password: other sessions end, and the programs that act as the account."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from lampit.people import actions
from lampit.people.models import ApiToken, AuditEntry, User
from lampit.people.rules import tokens
from tests.factories import member

pytestmark = pytest.mark.django_db
OLD, NEW, PAGE = "rahasia-lama-9", "purun-danau-panggang", "/akun/"


@pytest.fixture
def staff() -> User:
    """Return somebody of the office who knows her password."""
    person = member("staff", "63.08")
    person.set_password(OLD)
    person.save()
    return person


def of(person: User) -> Client:
    """Return a browser in which somebody is signed in."""
    client = Client()
    client.force_login(User.objects.get(pk=person.pk))
    return client


def asks(text: str) -> int:
    """Return what the API answers to a token."""
    bearer = {"Authorization": f"Bearer {text}"}
    return Client().get("/api/v1/businesses", headers=bearer).status_code


def test_programs_are_named_with_their_last_use_and_end_as_ticked(staff: User) -> None:
    """All are ticked to end; the one that was left out goes on; each end is in the trail."""
    _, used = actions.issue_token(
        staff, ["read", "write"], days=30, now=timezone.now(), label="aplikasi kecamatan"
    )
    kept, goes_on = actions.issue_token(
        staff, ["read"], days=30, now=timezone.now(), label="laporan bulanan"
    )
    client, _secret = actions.make_client(staff, ["read"], label="kasir", now=timezone.now())
    assert asks(used) == 200
    page = of(staff).get(PAGE).content.decode()
    assert page.count("checked") == 3
    assert "aplikasi kecamatan: membaca daftar usaha (tersamar), barang dan stok, menambah" in page
    assert page.count("terakhir dipakai") == 1
    assert page.count("pemakaian terakhirnya belum tercatat") == 2
    shown = [tokens.program_code("token", t.key) for t in ApiToken.objects.filter(user=staff)]
    ended = [code for code in shown if not code.endswith(kept.key)] + [f"klien:{client.client_id}"]
    sent = {"old": OLD, "new": NEW, "shown": " ".join([*shown, ended[-1]]), "ends": ended}
    here, elsewhere = of(staff), of(staff)
    answer = here.post(PAGE, sent, follow=True)
    assert "2 program berhenti memakai akun ini" in answer.content.decode()
    assert (asks(used), asks(goes_on)) == (401, 200)
    client.refresh_from_db()
    assert client.revoked_at is not None
    assert here.get("/balai/usaha/").status_code == 200
    assert elsewhere.get("/balai/usaha/").status_code == 302, "signed out everywhere else"
    deeds = AuditEntry.objects.filter(actor=staff).values_list("deed", flat=True)
    assert {"password", "token_revoked", "client_ended"} <= set(deeds)


def test_what_was_made_since_the_page_was_shown_ends_too(staff: User) -> None:
    """Whom the password is changed against may have been quick; what ended itself is no mistake."""
    here = of(staff)
    _, sly = actions.issue_token(staff, ["read"], days=30, now=timezone.now())
    sent = {"old": OLD, "new": NEW, "shown": "", "ends": ["token:gone"]}
    assert here.post(PAGE, sent).status_code == 302
    assert asks(sly) == 401


def test_a_wrong_password_ends_nothing_and_keeps_the_ticks(staff: User) -> None:
    """The choice stands as it was made; programs of others are never shown or ended."""
    token, text = actions.issue_token(staff, ["read"], days=30, now=timezone.now(), label="satu")
    other, theirs = actions.issue_token(
        member("staff", "63.08"), ["read"], days=30, now=timezone.now(), label="orang lain"
    )
    code = f"token:{token.key}"
    client = of(staff)
    page = client.post(PAGE, {"old": "salah", "new": NEW, "shown": code, "ends": []})
    assert page.status_code == 422
    assert "checked" not in page.content.decode()
    assert "orang lain" not in page.content.decode()
    client.post(PAGE, {"old": OLD, "new": NEW, "shown": code, "ends": [f"token:{other.key}"]})
    assert (asks(text), asks(theirs)) == (200, 200)


def test_the_last_use_is_noted_once_an_hour(staff: User) -> None:
    """A program that asks every second writes no line for each."""
    token, text = actions.issue_token(staff, ["read"], days=30, now=timezone.now())
    asks(text)
    token.refresh_from_db()
    first = token.last_used_at
    assert first is not None
    asks(text)
    token.refresh_from_db()
    assert token.last_used_at == first
    assert not tokens.is_to_note(first, first + timedelta(minutes=59))
    assert tokens.is_to_note(first, first + timedelta(hours=1))


def test_without_programs_nothing_is_asked(staff: User) -> None:
    """The page of who has none is as it was."""
    page = of(staff).get(PAGE).content.decode()
    assert "Akhiri juga program" not in page


def test_one_program_is_ended_on_the_account_page(staff: User) -> None:
    """Named with its end there; shut out at once by a press, nobody else's, and in the trail."""
    token, text = actions.issue_token(
        staff, ["read"], days=30, now=timezone.now(), label="kasir toko"
    )
    client, _secret = actions.make_client(staff, ["read"], label="situs", now=timezone.now())
    page = of(staff).get(PAGE).content.decode()
    assert "Program yang memakai akun ini" in page
    sent = {"program": tokens.program_code("token", token.key)}
    other = of(member("staff", "63.08")).post(f"{PAGE}program/akhiri/", sent, follow=True)
    assert "tidak ada atau sudah dicabut" in other.content.decode()
    assert asks(text) == 200
    told = of(staff).post(f"{PAGE}program/akhiri/", sent, follow=True).content.decode()
    assert "tidak lagi memakai akun ini" in told
    assert "kasir toko" not in told
    assert asks(text) == 401
    of(staff).post(f"{PAGE}program/akhiri/", {"program": f"klien:{client.client_id}"})
    client.refresh_from_db()
    assert client.revoked_at is not None
    deeds = set(AuditEntry.objects.values_list("deed", flat=True))
    assert {"token_revoked", "client_ended"} <= deeds
    assert of(staff).post(f"{PAGE}program/akhiri/", {"program": "a:"}).status_code == 302
