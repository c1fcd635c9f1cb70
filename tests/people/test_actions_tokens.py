"""Tokens of the API: issued, revoked, noted; the command line of the contract."""

import json

import pytest

from lampit.basics.commandline import perform
from lampit.basics.refusal import Refusal
from lampit.config.commands import commands
from lampit.people.actions import issue_token, revoke_token
from lampit.people.models import ApiToken, AuditEntry
from tests.factories import NOW, member

pytestmark = pytest.mark.django_db


def test_the_secret_is_nowhere_kept() -> None:
    """Neither in the table nor in the trail."""
    token, text = issue_token(member("staff", "63.08"), ["read"], days=30, now=NOW, label="uji")
    secret = text.rpartition("_")[2]
    assert secret not in str(list(ApiToken.objects.values()))
    assert secret not in str(list(AuditEntry.objects.values()))
    assert AuditEntry.objects.get(deed="token_issued").subject_id == token.key


def test_only_its_own_token_is_revoked_and_once() -> None:
    """A second time, or somebody else's, is refused."""
    person = member("staff", "63.08")
    token, _ = issue_token(person, ["read"], days=30, now=NOW)
    with pytest.raises(Refusal):
        revoke_token(token.key, of=member("staff", "63.09"), now=NOW)
    revoke_token(token.key, of=person, now=NOW)
    with pytest.raises(Refusal):
        revoke_token(token.key, of=person, now=NOW)


def test_the_command_line_tells_one_object(capsys: pytest.CaptureFixture[str]) -> None:
    """`lampit api-token USER --json`; an unknown account is exit 2; revoked is told."""
    person = member("staff", "63.08")
    command = commands()["api-token"]
    assert perform(command, [person.username, "--scope", "read", "--scope", "write", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert set(told) == {"token", "key", "user", "scopes", "expires_at"}
    assert told["scopes"] == ["read", "write"]
    assert perform(command, ["tidakada", "--json"]) == 2
    capsys.readouterr()
    assert perform(command, [person.username, "--revoke", told["key"], "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["key"] == told["key"]
    assert perform(command, [person.username, "--revoke", told["key"]]) == 1
    assert perform(command, [person.username, "--days", "9999"]) == 1
