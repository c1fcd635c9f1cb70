"""Rotation of field keys, and the loader of many rows."""

import json
from datetime import date
from pathlib import Path
from random import Random

import pytest
from pytest_django import Settings

from lampit.basics.commandline import perform
from lampit.outside import vault
from lampit.privacy.commands import COMMANDS
from lampit.registry import actions, queries
from lampit.registry.actions import importing
from lampit.registry.models import Business, Change, ImportRun, Owner, Permit
from tests.factories import member, region
from tests.registry import messy
from tests.registry.test_actions_import import RINA, done
from tests.registry.told import NIK, NOW, OTHER_NIK, VILLAGE, told

pytestmark = pytest.mark.django_db
FIRST, SECOND = "a:" + "11" * 32, "b:" + "22" * 32


def test_rotation_seals_everything_with_the_new_key(settings: Settings) -> None:
    """Old values stay readable before, are sealed anew, and need the old key no more after."""
    settings.LAMPIT_FIELD_KEYS = FIRST
    staff = member("staff", "63.08")
    made = actions.register_business(staff, told(sales=700_000, capital=5), now=NOW)
    settings.LAMPIT_FIELD_KEYS = f"{SECOND},{FIRST}"
    assert actions.reveal(staff, made.public_id, "nik", "sebelum putaran", now=NOW) == NIK
    assert actions.rotate_keys() == actions.Rotation(4, 0, 0)
    assert actions.rotate_keys() == actions.Rotation(0, 4, 0)
    assert {vault.key_of(bytes(o.nik_sealed or b"")) for o in Owner.objects.all()} == {"b"}
    assert actions.reveal(staff, made.public_id, "sales", "sesudah putaran", now=NOW) == "700000"
    assert queries.filtered(Business.objects.all(), queries.Asked(text=NIK), NOW.date()).exists()


def test_a_lost_key_is_told(settings: Settings) -> None:
    """What no key opens is counted and left as it is."""
    settings.LAMPIT_FIELD_KEYS = FIRST
    actions.register_business(member("staff", "63.08"), told(), now=NOW)
    settings.LAMPIT_FIELD_KEYS = SECOND
    assert actions.rotate_keys() == actions.Rotation(0, 0, 2)


def test_the_command_tells_what_it_did(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    """`lampit keys rotate --json`: one object; exit 1 and a sentence when a key is missing."""
    settings.LAMPIT_FIELD_KEYS = FIRST
    actions.register_business(member("staff", "63.08"), told(), now=NOW)
    command = next(c for c in COMMANDS if c.name == "keys")
    settings.LAMPIT_FIELD_KEYS = f"{SECOND},{FIRST}"
    assert perform(command, ["rotate", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {
        "resealed": 2,
        "unchanged": 0,
        "unreadable": 0,
    }
    settings.LAMPIT_FIELD_KEYS = FIRST
    assert perform(command, ["rotate"]) == 1
    assert "kunci lamanya tidak ada" in capsys.readouterr().out


def test_with_one_key_the_command_says_how_to_get_another(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    """It makes the key, under a name not yet used, in the form in which it is read."""
    settings.LAMPIT_FIELD_KEYS = FIRST
    actions.register_business(member("staff", "63.08"), told(), now=NOW)
    command = next(c for c in COMMANDS if c.name == "keys")
    assert perform(command, ["rotate"]) == 0
    assert "Hanya ada satu kunci" in capsys.readouterr().out
    assert perform(command, ["new", "--json"]) == 0
    fresh = json.loads(capsys.readouterr().out)["key"]
    settings.LAMPIT_FIELD_KEYS = f"{fresh},{FIRST}"
    assert vault.key_names()[0] == fresh.partition(":")[0] != vault.key_names()[1]
    assert perform(command, ["rotate"]) == 0
    assert "2 nilai disandikan ulang" in capsys.readouterr().out


def rows(count: int) -> list[actions.SeedRow]:
    """Return seed rows of two owners, the first one with two businesses."""
    region(VILLAGE)
    return [
        actions.SeedRow(
            name=f"Usaha {number}",
            owner_name="Siti" if number < 2 else "Hasan",
            owner_key="siti" if number < 2 else f"lain{number}",
            village=VILLAGE,
            nik=NIK if number < 2 else OTHER_NIK,
            kbli="16292",
            sales=700_000,
            channels=("whatsapp",),
            started_on=date(2020, 1, 1),
            started_precision="year",
            permits=(actions.SeedPermit("halal", "ID1", valid_until=date(2028, 1, 1)),),
        )
        for number in range(count)
    ]


def test_seeding_writes_what_an_action_would() -> None:
    """Owners are shared, keys and classes derived, NIK sealed and found, origin told."""
    told_counts: list[int] = []
    assert actions.seed(rows(3), now=NOW, rng=Random(1), say=told_counts.append) == 3
    assert told_counts == [3]
    assert (Owner.objects.count(), Permit.objects.count(), Change.objects.count()) == (2, 3, 3)
    made = Business.objects.select_related("owner").order_by("id")[0]
    assert made.owner is not None
    assert (made.region_id, made.district_id, made.sector) == ("63.08", "63.08.08", "kriya")
    assert (made.sales_band, made.size_class, made.is_online) == (2, "mikro", True)
    assert made.channels == ["whatsapp"]
    assert made.is_demo
    assert queries.masked_nik(made.owner) == "6308••••••••0007"
    assert all(check.ok for check in queries.checks())
    found = queries.filtered(Business.objects.all(), queries.Asked(text=NIK), NOW.date())
    assert found.count() == 2


def test_the_same_dice_give_the_same_ids_and_more_can_follow() -> None:
    """Ids depend on the dice alone; rows written by hand come after the seeded ones."""
    actions.seed(rows(1), now=NOW, rng=Random(7))
    first = Business.objects.get().public_id
    Business.objects.all().delete()
    Owner.objects.all().delete()
    actions.seed(rows(1), now=NOW, rng=Random(7))
    assert Business.objects.get().public_id == first
    made = actions.register_business(member("staff", "63.08"), told(), now=NOW, sure=True)
    assert made.pk > Business.objects.order_by("id")[0].pk


def test_an_import_is_undone_and_redone_after_the_keys_turned(
    settings: Settings, tmp_path: Path
) -> None:
    """The journal turns along: without the old key what was there before comes back whole."""
    settings.LAMPIT_HOME, settings.LAMPIT_FIELD_KEYS = tmp_path, FIRST
    messy.load_places()
    done(tmp_path, RINA)
    done(tmp_path, [*RINA[:7], "9.000.000"])
    second = ImportRun.objects.latest("id")
    shop = Business.objects.get()

    def sales() -> str:
        shop.refresh_from_db()
        return vault.decrypt(
            bytes(shop.sales_sealed or b""), f"registry_business|{shop.public_id}|sales"
        )

    assert sales() == "9000000"
    settings.LAMPIT_FIELD_KEYS = f"{SECOND},{FIRST}"
    assert actions.rotate_keys().unreadable == 0
    settings.LAMPIT_FIELD_KEYS = SECOND
    undone = importing.undo_run(second, None, now=NOW)
    assert (undone.restored, undone.kept, sales()) == (1, [], "1500000")
    settings.LAMPIT_FIELD_KEYS = f"{FIRST},{SECOND}"
    actions.rotate_keys()
    settings.LAMPIT_FIELD_KEYS = FIRST
    redone = importing.undo_run(ImportRun.objects.get(pk=undone.number), None, now=NOW)
    assert (redone.restored, redone.kept, sales()) == (1, [], "9000000")
