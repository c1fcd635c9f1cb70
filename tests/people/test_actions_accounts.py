"""Signing in, being locked out, changing the password, acting in another role."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.db import SessionStore
from django.http import HttpRequest
from django.test import RequestFactory

from lampit.basics.refusal import Refusal
from lampit.people import actions
from lampit.people.actions import accounts, attempts
from lampit.people.models import Attempt, AuditEntry, Membership, Role, User
from lampit.people.rules import lockout
from tests.factories import NOW, region

pytestmark = pytest.mark.django_db
GOOD, WRONG = "rahasia-anyaman", "salah"


def asking(address: str = "10.0.0.1", **headers: Any) -> HttpRequest:
    """Return a request with a session of its own, as the sign-in page gets it."""
    request = RequestFactory().post("/masuk/", REMOTE_ADDR=address, **headers)
    request.session = SessionStore()
    request.session.create()
    request.user = AnonymousUser()
    return request


def siti() -> User:
    """Return an account with a phone."""
    return actions.create_account("siti", GOOD, name="Siti", phone="+6281234567890")


def refused(name: str, password: str = WRONG, **options: Any) -> Refusal:
    """Return the refusal of a sign-in."""
    now = options.pop("now", NOW)
    with pytest.raises(Refusal) as caught:
        actions.sign_in(asking(**options), name, password, now=now)
    return caught.value


@pytest.mark.parametrize(
    "typed", ["siti", " SITI ", "0812-3456-7890", "+62 812 3456 7890", "6281234567890"]
)
def test_people_sign_in_by_name_or_phone(typed: str) -> None:
    """However the number is written, it is the same account."""
    user = siti()
    assert actions.sign_in(asking(), typed, GOOD, now=NOW) == user


def test_the_session_gets_a_new_key() -> None:
    """A session key planted before the sign-in is worth nothing after it."""
    siti()
    request = asking()
    planted = request.session.session_key or ""
    actions.sign_in(request, "siti", GOOD, now=NOW)
    assert request.session.session_key != planted
    assert not SessionStore(planted).exists(planted)


def test_signing_in_is_audited() -> None:
    """The trail says who came in and when."""
    user = siti()
    actions.sign_in(asking(), "siti", GOOD, now=NOW)
    entry = AuditEntry.objects.get()
    assert (entry.deed, entry.actor_id, entry.at) == ("sign_in", user.pk, NOW)


@pytest.mark.parametrize("name", ["siti", "tidak-ada"])
def test_the_fifth_failure_locks_known_and_unknown_names_alike(name: str) -> None:
    """The sentences are the same, so nobody learns which names exist."""
    siti()
    told = [refused(name) for _ in range(6)]
    assert [refusal.code for refusal in told] == ["sign_in_wrong"] * 4 + ["sign_in_locked"] * 2
    assert told[5].message == (
        "Terlalu banyak percobaan. Tunggu 5 menit, lalu coba lagi. "
        "Lupa kata sandi? Hubungi petugas dinas."
    )


def test_a_locked_name_is_refused_with_the_right_password_too() -> None:
    """A guesser does not learn that the sixth guess was right; after the wait it opens."""
    user = siti()
    for _ in range(5):
        refused("siti")
    assert refused("siti", GOOD).code == "sign_in_locked"
    later = NOW + timedelta(minutes=5)
    assert actions.sign_in(asking(), "siti", GOOD, now=later) == user


def test_a_lock_holds_for_one_address_only() -> None:
    """Nobody can lock somebody else out from afar."""
    user = siti()
    for _ in range(5):
        refused("siti")
    assert actions.sign_in(asking("10.0.0.2"), "siti", GOOD, now=NOW) == user


def test_one_address_guessing_many_names_is_locked() -> None:
    """Sixty failures from one address lock it, whatever the names."""
    siti()
    for number in range(lockout.ADDRESS.free_failures):
        refused(f"nama{number}")
    assert refused("nama-baru").code == "sign_in_locked"
    assert refused("siti", GOOD).code == "sign_in_locked"


def test_signing_in_well_does_not_count_against_the_address() -> None:
    """A counter with a hundred right sign-ins a day stays open."""
    siti()
    for _ in range(3):
        actions.sign_in(asking(), "siti", GOOD, now=NOW)
    assert set(Attempt.objects.values_list("failures", flat=True)) == {0}


def test_guesses_count_before_the_password_is_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Negative control: a crash while checking still counts, so guesses at once all count."""
    siti()

    def fall(*_rest: object, **_named: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(accounts, "authenticate", fall)
    for _ in range(5):
        with pytest.raises(RuntimeError):
            actions.sign_in(asking(), "siti", GOOD, now=NOW)
    monkeypatch.undo()
    assert refused("siti", GOOD).code == "sign_in_locked"


def test_the_proxy_is_believed_only_where_there_is_one(settings: Any) -> None:
    """A header anybody can send does not choose the counter; the last entry is the proxy's."""
    request = asking("10.0.0.9", HTTP_X_FORWARDED_FOR="1.2.3.4, 5.6.7.8")
    assert attempts.caller_address(request) == "10.0.0.9"
    settings.BEHIND_PROXY = True
    assert attempts.caller_address(request) == "5.6.7.8"


def test_a_closed_account_stays_out() -> None:
    """An account that was switched off answers like a wrong password."""
    user = siti()
    user.is_active = False
    user.save()
    assert refused("siti", GOOD).code == "sign_in_wrong"


def test_a_new_password_needs_the_old_one() -> None:
    """Wrong old one, weak new one: refused; else changed, audited, and the person stays in."""
    user = siti()
    request = asking()
    actions.sign_in(request, "siti", GOOD, now=NOW)
    for old, new, code in [("x", GOOD, "password_wrong"), (GOOD, "password", "password_weak")]:
        with pytest.raises(Refusal) as caught:
            actions.change_password(request, user, old, new, now=NOW)
        assert caught.value.code == code
    actions.change_password(request, user, GOOD, "purun-danau-panggang", now=NOW)
    user.refresh_from_db()
    assert user.check_password("purun-danau-panggang")
    assert AuditEntry.objects.filter(deed="password", actor=user).count() == 1


def test_one_acts_only_in_roles_one_holds() -> None:
    """The first role granted is acted in; another is chosen; a foreign one is refused."""
    region("63.08")
    user = siti()
    first = actions.grant(user, Role.STAFF, "63.08")
    second = actions.grant(user, Role.MENTOR, "63.08")
    assert user.acting == first
    actions.act_as(user, second.pk)
    assert user.acting == second
    foreign = Membership.objects.create(
        user=actions.create_account("lain", None), role=Role.ADMIN, region=None
    )
    with pytest.raises(Refusal) as caught:
        actions.act_as(user, foreign.pk)
    assert caught.value.code == "role_not_held"
    assert User.objects.get(pk=user.pk).acting == second


def test_granting_twice_holds_once() -> None:
    """A role is held once per region."""
    user = siti()
    assert actions.grant(user, Role.NATION, None) == actions.grant(user, Role.NATION, None)
    assert user.memberships.count() == 1


def test_an_account_without_password_cannot_sign_in() -> None:
    """Accounts of a passkey or of a phone code have no password that could be guessed."""
    actions.create_account("tanpa", None)
    assert refused("tanpa", "").code == "sign_in_wrong"


def test_a_telephone_is_one_name_however_it_is_written() -> None:
    """Blanks and hyphens give a guesser no new tries."""
    siti()
    ways = ("081234567890", "0812 3456 7890", "0812-3456-7890", "+6281234567890")
    assert [refused(way).code for way in ways] == ["sign_in_wrong"] * 4
    assert refused("62 812 345 678 90").code == "sign_in_locked"
