"""A forgotten password: a new one is shown once, and nobody gets more reach by it."""

import pytest
from django.test import Client
from django.utils import timezone

from lampit.basics.refusal import Refusal
from lampit.people import actions
from lampit.people.models import AuditEntry, Membership, Role, User
from tests.factories import NOW, member, region

pytestmark = pytest.mark.django_db
WHY = {"reason": "lupa, datang sendiri ke kantor"}


@pytest.fixture
def head() -> User:
    """Return the head of HSU."""
    region("63.08", "Kabupaten Hulu Sungai Utara")
    return member("head", "63.08")


def of(person: User) -> Client:
    """Return a browser in which somebody is signed in."""
    client = Client()
    client.force_login(User.objects.get(pk=person.pk))
    return client


def test_the_head_gives_a_new_password_that_is_shown_once(head: User) -> None:
    """The old one and every session end; the new one opens; who gave it and why is kept."""
    staff = member("staff", "63.08")
    staff.set_password("rahasia-lama")
    staff.save()
    working, url = of(staff), f"/balai/akun/{staff.pk}/kata-sandi/"
    client = of(head)
    assert url in client.get(f"/balai/akun/{staff.pk}/").content.decode()
    assert client.post(url, {"reason": ""}).status_code == 422
    page = client.post(url, WHY)
    assert "no-store" in page["Cache-Control"]
    staff.refresh_from_db()
    password = next(w for w in page.content.decode().split() if staff.check_password(w))
    assert not staff.check_password("rahasia-lama")
    assert working.get("/balai/usaha/").status_code == 302, "signed out everywhere"
    entry = AuditEntry.objects.get(deed="password_reset")
    assert (entry.subject_id, entry.region, entry.reason) == (
        staff.username, "63.08", WHY["reason"],
    )  # fmt: skip
    assert password not in str(list(AuditEntry.objects.values()))
    assert "Memberi kata sandi baru" in client.get(f"/balai/akun/{staff.pk}/").content.decode()


def test_nobody_gets_more_reach_by_it(head: User) -> None:
    """Not of an account that also has a role beyond the head's reach, not of his own."""
    staff = member("staff", "63.08")
    Membership.objects.create(user=staff, role=Role.ADMIN, region=None)
    before = User.objects.get(pk=staff.pk).password
    page = of(head).post(f"/balai/akun/{staff.pk}/kata-sandi/", WHY)
    assert page.status_code == 422
    assert "di luar wewenang Anda" in page.content.decode()
    assert User.objects.get(pk=staff.pk).password == before
    with pytest.raises(Refusal, match="halaman Akun"):
        actions.reset_password(head, head, WHY["reason"], now=NOW)
    maker = member("staff", "63.08")
    Membership.objects.create(user=maker, role=Role.STAFF, region=region("63.09"))
    with pytest.raises(Refusal, match="wewenang"):
        actions.reset_password(head, maker, WHY["reason"], now=NOW)


def test_another_office_finds_nobody(head: User) -> None:
    """404 for an account of another kabupaten."""
    stranger = member("staff", "63.09")
    assert of(head).get(f"/balai/akun/{stranger.pk}/kata-sandi/").status_code == 404


def test_tokens_and_programs_end_with_the_password(head: User) -> None:
    """Whoever knew the old password may have made them; those of others go on."""
    staff, other = member("staff", "63.08"), member("staff", "63.08")
    _, mine = actions.issue_token(staff, ["read"], days=30, now=timezone.now())
    _, theirs = actions.issue_token(other, ["read"], days=30, now=timezone.now())

    def asks(text: str) -> int:
        bearer = {"Authorization": f"Bearer {text}"}
        return Client().get("/api/v1/businesses", headers=bearer).status_code

    assert (asks(mine), asks(theirs)) == (200, 200)
    url = f"/balai/akun/{staff.pk}/kata-sandi/"
    assert "token programnya dicabut" in of(head).get(url).content.decode()
    assert of(head).post(url, WHY).status_code == 200
    assert (asks(mine), asks(theirs)) == (401, 200)
