"""Keys rotate while the letter of an erasure waits with a sealed addressee."""

import json

import pytest
from django.test import Client
from pytest_django import Settings

from lampit.basics.commandline import perform
from lampit.outside import vault
from lampit.people.models import AuditEntry
from lampit.privacy import actions
from lampit.privacy.commands import COMMANDS
from lampit.privacy.models import Erasure
from tests.factories import NOW
from tests.privacy.test_actions_erasing import NAME, erased, person

pytestmark = pytest.mark.django_db
FIRST, SECOND = "a:" + "11" * 32, "b:" + "22" * 32


def test_a_waiting_letter_is_turned_along_and_still_opens(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    """`lampit keys rotate` seals the addressee anew; then the old key may go, the letter opens."""
    settings.LAMPIT_FIELD_KEYS = FIRST
    staff, found = person()
    asked = erased(staff, found)
    before = bytes(Erasure.objects.get().addressee or b"")
    assert vault.key_of(before) == "a"
    settings.LAMPIT_FIELD_KEYS = f"{SECOND},{FIRST}"
    assert actions.open_addressee(staff, asked, now=NOW)[0] == NAME
    command = next(c for c in COMMANDS if c.name == "keys")
    assert perform(command, ["rotate", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["unreadable"] == 0
    settings.LAMPIT_FIELD_KEYS = SECOND
    after = bytes(Erasure.objects.get().addressee or b"")
    assert vault.key_of(after) == "b"
    assert NAME not in after.decode("latin-1")
    client = Client()
    client.force_login(staff)
    assert NAME in client.get(f"/balai/permintaan/{asked.pk}/surat/").content.decode()
    assert AuditEntry.objects.filter(deed="erasure_letter_opened").count() == 2


def test_without_the_turn_the_letter_would_be_lost(settings: Settings) -> None:
    """The control: the old key gone before the turn, nobody can open the addressee."""
    settings.LAMPIT_FIELD_KEYS = FIRST
    staff, found = person()
    asked = erased(staff, found)
    settings.LAMPIT_FIELD_KEYS = SECOND
    with pytest.raises(vault.VaultError):
        actions.open_addressee(staff, asked, now=NOW)
    assert actions.rotate_keys().unreadable >= 1
