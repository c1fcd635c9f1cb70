"""`POST /api/v1/token` as RFC 6749 has it: given, refused, narrowed, shut, ended, noted."""

import base64
import json
import re
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from django.http import HttpRequest
from django.test import Client
from django.utils import timezone

from lampit.basics.commandline import perform
from lampit.basics.refusal import Refusal
from lampit.config.commands import commands
from lampit.people.actions import attempts, end_client, make_client
from lampit.people.actions import clients as deeds
from lampit.people.actions.erasing import erase_account
from lampit.people.models import ApiClient, ApiToken, AuditEntry, User
from lampit.people.rules import clients
from tests.factories import member

pytestmark = pytest.mark.django_db
TOKEN, LIST = "/api/v1/token", "/api/v1/businesses"
GRANT = {"grant_type": "client_credentials"}


@pytest.fixture
def program() -> tuple[User, str, str]:
    """Give an account with a client, its id and its secret."""
    person = member("staff", "63.08")
    made, secret = make_client(person, ["read", "write"], label="uji", now=timezone.now())
    return person, made.client_id, secret


def ask(name: str = "", secret: str = "", *, browser: Client | None = None, **form: Any) -> Any:
    """Return the answer to a request in which the client proves itself by Basic."""
    packed = base64.b64encode(f"{name}:{secret}".encode()).decode()
    headers = {"Authorization": f"Basic {packed}"} if name else {}
    return post(browser or Client(), GRANT | form, headers)


def post(browser: Client, form: dict[str, Any], headers: dict[str, str] | None = None) -> Any:
    """Return the answer to a form as a program sends it."""
    body = urlencode(form, doseq=True)
    return browser.post(TOKEN, body, content_type=clients.FORM, headers=headers)


def refusal_of(answer: Any) -> tuple[int, str]:
    """Return status and code of a refusal in the shape of section 5.2, kept by no cache."""
    told = answer.json()
    assert set(told) == {"error", "error_description"}
    # Section 5.2: printable ASCII without quotation mark and backslash.
    assert re.fullmatch(r"[\x20-\x21\x23-\x5b\x5d-\x7e]+", told["error_description"])
    assert answer["Cache-Control"] == "no-store"
    return answer.status_code, told["error"]


def test_a_client_fetches_a_token_that_opens_the_api(program: tuple[User, str, str]) -> None:
    """By header or by form; no cookie goes out, none is asked for, none counts."""
    _person, name, secret = program
    strict = Client(enforce_csrf_checks=True)
    by_form = post(strict, GRANT | {"client_id": name, "client_secret": secret})
    for answer in (ask(name, secret, browser=strict), by_form):
        told = answer.json()
        assert answer.status_code == 200
        assert set(told) == {"access_token", "token_type", "expires_in", "scope"}
        assert (told["token_type"], told["expires_in"], told["scope"]) == (
            "Bearer", 3600, "read write",
        )  # fmt: skip
        assert (answer["Cache-Control"], answer["Pragma"]) == ("no-store", "no-cache")
        assert not answer.cookies
        bearer = {"Authorization": f"Bearer {told['access_token']}"}
        assert Client().get(LIST, headers=bearer).status_code == 200


def test_a_fetched_token_lives_an_hour_and_is_kept_as_a_hash(
    program: tuple[User, str, str],
) -> None:
    """Neither secret nor token stands anywhere; after the hour it opens nothing."""
    _person, name, secret = program
    text = ask(name, secret).json()["access_token"]
    token = ApiToken.objects.get()
    assert token.expires_at - token.created_at == timedelta(hours=1)
    kept = str([list(m.objects.values()) for m in (ApiToken, ApiClient, AuditEntry)])
    assert secret not in kept
    assert text.rpartition("_")[2] not in kept
    ApiToken.objects.update(expires_at=timezone.now())
    assert Client().get(LIST, headers={"Authorization": f"Bearer {text}"}).status_code == 401


def test_scopes_are_narrowed_and_hold(program: tuple[User, str, str]) -> None:
    """A token asked for reading does not write; what the client lacks is refused."""
    _person, name, secret = program
    told = ask(name, secret, scope="read").json()
    assert told["scope"] == "read"
    bearer = {"Authorization": f"Bearer {told['access_token']}"}
    sent = {"owner_name": "Siti", "village": "63.08.05.1001"}
    wrote = Client().post(LIST, sent, content_type="application/json", headers=bearer)
    assert wrote.status_code == 403
    for scope in ("pii", "read pii", "admin"):
        assert refusal_of(ask(name, secret, scope=scope)) == (400, "invalid_scope")


def test_who_is_not_known_gets_one_answer(program: tuple[User, str, str]) -> None:
    """Wrong secret, unknown id, none at all, a bearer token, a closed account: 401, Basic."""
    person, name, secret = program
    answers = [
        ask(name, "0" * 64), ask("lampit-000000000000", secret), ask(),
        post(Client(), GRANT | {"client_id": name}),
        post(Client(), GRANT | {"client_secret": secret}),
        post(Client(), GRANT, {"Authorization": "Bearer lampit_x_y"}),
    ]  # fmt: skip
    User.objects.filter(pk=person.pk).update(is_active=False)
    answers.append(ask(name, secret))
    for answer in answers:
        assert refusal_of(answer) == (401, "invalid_client")
        assert answer["WWW-Authenticate"].startswith("Basic ")
    assert len({answer.content for answer in answers}) == 1
    assert not ApiToken.objects.exists()


def test_a_request_out_of_form_is_refused(program: tuple[User, str, str]) -> None:
    """Each case of section 5.2, and a secret in the address, where logs would keep it."""
    _person, name, secret = program
    packed = base64.b64encode(f"{name}:{secret}".encode()).decode()
    headers = {"Authorization": f"Basic {packed}"}
    for form, code in (
        ({}, "invalid_request"),
        ({"grant_type": ""}, "invalid_request"),
        ({"grant_type": ["client_credentials"] * 2}, "invalid_request"),
        ({"grant_type": "password"}, "unsupported_grant_type"),
        ({"grant_type": "authorization_code"}, "unsupported_grant_type"),
        (GRANT | {"client_secret": secret}, "invalid_request"),
        (GRANT | {"client_id": "lampit-other"}, "invalid_request"),
        (GRANT | {"scope": "a\x00b"}, "invalid_request"),
    ):
        answer = post(Client(), form, headers)
        if "\x00" in str(form.get("scope", "")):
            assert (answer.status_code, answer.json()["error"]) == (400, code)
        else:
            assert refusal_of(answer) == (400, code)
    as_json = Client().post(TOKEN, GRANT, content_type="application/json", headers=headers)
    assert refusal_of(as_json) == (400, "invalid_request")
    as_parts = Client().post(TOKEN, GRANT, headers=headers)
    assert refusal_of(as_parts) == (400, "invalid_request")
    address = f"{TOKEN}?client_id={name}&client_secret={secret}"
    told = Client().post(address, "grant_type=client_credentials", content_type=clients.FORM)
    assert refusal_of(told) == (400, "invalid_request")
    assert Client().get(TOKEN, headers=headers).status_code == 405
    assert not ApiToken.objects.exists()


def test_a_session_is_no_client(program: tuple[User, str, str]) -> None:
    """Being signed in on a page opens nothing here."""
    browser = Client()
    browser.force_login(program[0])
    assert refusal_of(post(browser, GRANT)) == (401, "invalid_client")


def test_wrong_secrets_shut_the_client_for_the_address(program: tuple[User, str, str]) -> None:
    """As at sign-in: five, then a wait, for the right one too; elsewhere it goes on."""
    _person, name, secret = program
    for _ in range(4):
        assert refusal_of(ask(name, "0" * 64)) == (401, "invalid_client")
    shut = ask(name, "0" * 64)
    assert refusal_of(shut) == (429, "temporarily_unavailable")
    assert int(shut["Retry-After"]) > 0
    assert refusal_of(ask(name, secret)) == (429, "temporarily_unavailable")
    other = Client(REMOTE_ADDR="192.0.2.7")
    assert ask(name, secret, browser=other).status_code == 200


def test_right_secrets_and_wrong_scopes_are_no_guesses(program: tuple[User, str, str]) -> None:
    """A program that asks often, or for too much, is not shut out."""
    _person, name, secret = program
    for _ in range(70):
        assert ask(name, secret, scope="pii").status_code == 400
    assert ask(name, secret).status_code == 200


def test_an_ended_client_ends_its_tokens_at_once(program: tuple[User, str, str]) -> None:
    """And fetches no further one; only of its own account, and once."""
    person, name, secret = program
    bearer = {"Authorization": f"Bearer {ask(name, secret).json()['access_token']}"}
    assert Client().get(LIST, headers=bearer).status_code == 200
    with pytest.raises(Refusal):
        end_client(name, of=member("staff", "63.09"), now=timezone.now())
    end_client(name, of=person, now=timezone.now())
    assert Client().get(LIST, headers=bearer).status_code == 401
    assert refusal_of(ask(name, secret)) == (401, "invalid_client")
    with pytest.raises(Refusal):
        end_client(name, of=person, now=timezone.now())
    # Negative control: it is the client that shuts the token, even if its own mark were lost.
    ApiToken.objects.update(revoked_at=None)
    assert Client().get(LIST, headers=bearer).status_code == 401
    ApiClient.objects.update(revoked_at=None)
    assert Client().get(LIST, headers=bearer).status_code == 200


def test_a_client_ended_while_it_asks_gets_nothing(
    program: tuple[User, str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ended between the proof and the token: looked at once more under lock."""
    person, name, secret = program
    real = attempts.forgive

    def ended_meanwhile(named: str, anywhere: str) -> None:
        real(named, anywhere)
        end_client(name, of=person, now=timezone.now())

    monkeypatch.setattr(attempts, "forgive", ended_meanwhile)
    assert refusal_of(ask(name, secret)) == (401, "invalid_client")
    assert not ApiToken.objects.exists()


def test_tokens_do_not_gather(
    program: tuple[User, str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What ended goes; at most so many live, the oldest makes room; others' stay."""
    _person, name, secret = program
    monkeypatch.setattr(clients, "MOST_LIVE", 3)
    other = ApiToken.objects.create(
        user=program[0], key="hand", created_at=timezone.now(), expires_at=timezone.now()
    )
    texts = [ask(name, secret).json()["access_token"] for _ in range(5)]
    living = [
        Client().get(LIST, headers={"Authorization": f"Bearer {text}"}).status_code
        for text in texts
    ]
    assert living == [401, 401, 200, 200, 200]
    ApiToken.objects.update(expires_at=timezone.now())
    ask(name, secret)
    assert ApiToken.objects.filter(client__client_id=name).count() == 1
    assert ApiToken.objects.filter(pk=other.pk).exists()


def test_each_step_is_in_the_trail(program: tuple[User, str, str]) -> None:
    """Made, fetched with which scopes, ended; a wrong secret writes no entry of the client."""
    person, name, secret = program
    ask(name, "0" * 64)
    ask(name, secret, scope="read")
    end_client(name, of=person, now=timezone.now())
    entries = AuditEntry.objects.filter(subject_kind="client", subject_id=name).order_by("number")
    assert [(e.deed, e.fields, e.region) for e in entries] == [
        ("client_made", "read,write", "63.08"),
        ("client_token", "read", "63.08"),
        ("client_ended", "read,write", "63.08"),
    ]


def test_an_erased_account_takes_its_clients(program: tuple[User, str, str]) -> None:
    """Nothing may act as somebody who is gone."""
    erase_account(program[0])
    assert not ApiClient.objects.exists()


def test_no_token_leaves_without_its_entry_in_the_trail(
    program: tuple[User, str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both are one transaction."""
    _person, name, secret = program

    def broken(*_args: object, **_named: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(deeds, "audit", broken)
    with pytest.raises(RuntimeError):
        deeds.fetch_token(HttpRequest(), clients.Credentials(name, secret), "", now=timezone.now())
    assert not ApiToken.objects.exists()


def test_the_command_line_makes_lists_and_ends(capsys: pytest.CaptureFixture[str]) -> None:
    """`lampit api-client USER`; the secret is told once."""
    person = member("staff", "63.08")
    command = commands()["api-client"]
    assert perform(command, [person.username, "--scope", "read", "--label", "uji", "--json"]) == 0
    made = json.loads(capsys.readouterr().out)
    assert set(made) == {"client_id", "client_secret", "user", "scopes", "token_url"}
    assert ask(made["client_id"], made["client_secret"]).status_code == 200
    assert perform(command, [person.username, "--list", "--json"]) == 0
    told = capsys.readouterr().out
    assert made["client_secret"] not in told
    (row,) = json.loads(told)["clients"]
    assert (row["client_id"], row["label"], row["revoked_at"]) == (made["client_id"], "uji", None)
    assert row["last_used_at"]
    assert perform(command, ["tidakada", "--json"]) == 2
    assert perform(command, [person.username, "--revoke", made["client_id"]]) == 0
    assert perform(command, [person.username, "--revoke", made["client_id"]]) == 1
    assert perform(command, [person.username, "--list"]) == 0
