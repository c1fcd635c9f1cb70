"""Whoever meets an erasure comes before it or after it: nothing of the person stays between."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from pytest_django import Settings

from lampit.privacy import actions
from lampit.registry import actions as registry
from lampit.registry.models import Owner
from lampit.shops.models import Maker
from tests.factories import NOW, business, member, region
from tests.meeting import Met, meet
from tests.privacy.test_actions_consents import own_shop, say
from tests.privacy.test_actions_erasing import NAME, person, to_erase
from tests.privacy.test_actions_retaining import NIGHT, YEAR, silent
from tests.registry.told import told

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race]
DEEDS, ERASING = "tests.privacy.meetings:", "lampit.privacy.actions.erasing."


def met(first: str, second: str, *words: object, at: str, look: str, folder: Path) -> Met:
    """Let two deeds of the privacy room meet."""
    return meet(DEEDS + first, DEEDS + second, *words, at=at, look=DEEDS + look, folder=folder)


def test_a_merge_of_this_moment_spreads_nobody_who_is_erased(tmp_path: Path) -> None:
    """Her telephone may not live on with the record into which hers is merged meanwhile."""
    staff, found = person()
    one = told(owner_name="Hasan", name="Meubel Jati", nik="", phones=())
    other = registry.register_business(staff, one, now=NOW)
    Owner.objects.filter(businesses=other).update(account=member("maker", "63.08"))
    asked = to_erase(staff, found)
    actions.propose_erasure(staff, asked, now=NOW)
    seen = met(
        "erase", "merge", member("head", "63.08").pk, asked.pk, found.pk, other.pk,
        at=f"{ERASING}records_of", look="phones", folder=tmp_path,
    )  # fmt: skip
    assert (seen.first, seen.after) == ("ok", ["", ""])


def test_a_move_and_an_erasure_over_both_kabupaten_do_not_lock_each_other_out(
    tmp_path: Path,
) -> None:
    """Somebody of the province has the record, the erasure both kabupaten: none falls."""
    staff, found = person()
    there = region("63.09.01.2001")
    asked = to_erase(staff, found)
    actions.propose_erasure(staff, asked, now=NOW)
    Owner.objects.update(region=region("63.09"))
    seen = met(
        "move_away", "erase", member("head", "63").pk, asked.pk, found.pk,
        member("staff", "63").pk, there.pk,
        at="lampit.registry.actions.businesses.locked", look="places", folder=tmp_path,
    )  # fmt: skip
    assert seen == Met("ok", "ok", ["63.09"])


def test_two_erasures_of_one_person_do_not_wait_for_each_other(tmp_path: Path) -> None:
    """She asked under each of her records, and both are confirmed at once: none falls."""
    staff, found = person()
    told_too = told(owner_name=NAME, name="Warung Qalbi", nik="", phones=())
    second = registry.register_business(staff, told_too, now=NOW, sure=True)
    assert found.owner_id is not None
    assert second.owner_id is not None
    registry.merge_owners(staff, (found.owner_id, second.owner_id), now=NOW)
    asked, other = to_erase(staff, found), to_erase(staff, second)
    for one in (asked, other):
        actions.propose_erasure(staff, one, now=NOW)
    seen = met(
        "erase", "erase_also", member("head", "63.08").pk, asked.pk, other.pk,
        at=f"{ERASING}records_of", look="phones", folder=tmp_path,
    )  # fmt: skip
    assert seen[:2] == ("ok", "ok")


def test_who_is_refused_at_this_moment_is_not_erased(tmp_path: Path) -> None:
    """An answer and the erasure come one after the other; the second finds what the first did."""
    staff, found = person()
    asked = to_erase(staff, found)
    actions.propose_erasure(staff, asked, now=NOW)
    seen = met(
        "erase", "refuse", member("head", "63.08").pk, asked.pk,
        at=f"{ERASING}_overwrite_freed", look="outcome", folder=tmp_path,
    )  # fmt: skip
    assert seen == Met("request_closed", "ok", ["ditolak", 0])


def test_a_sign_of_life_of_this_moment_keeps_her(tmp_path: Path) -> None:
    """The clock has found her silent for years; before it erases her somebody meets her.

    SQLite lets nobody write between the look and the erasure: there she is met too late.
    """
    one = silent(6 * YEAR, name="Toko Lama")
    actions.plan_retention(NIGHT)
    night = NIGHT + timedelta(days=7)
    seen = met(
        "forget", "confirm", night.isoformat(), one.pk,
        at="lampit.privacy.actions.retaining.places.held", look="names", folder=tmp_path,
    )  # fmt: skip
    names = [""] if connection.vendor == "sqlite" else ["Toko Lama"]
    assert seen == Met("ok", "ok", names)


def test_a_copy_in_the_making_does_not_outlive_the_person(
    tmp_path: Path, settings: Settings
) -> None:
    """The job has read her when she is erased: its file is not kept."""
    settings.LAMPIT_HOME = tmp_path
    staff, found = person()
    asked = to_erase(staff, found)
    actions.ask_copy(staff, asked, back_url="/", now=NOW)
    actions.propose_erasure(staff, asked, now=NOW)
    seen = met(
        "make_copy", "erase", member("head", "63.08").pk, asked.pk,
        at="lampit.privacy.actions.copies.dossier.files", look="files", folder=tmp_path,
    )  # fmt: skip
    assert seen == Met("copy_gone", "ok", [])


OPENING = {"open_first": "makers", "open_again": "makers", "open_barred": "removing"}


@pytest.mark.parametrize("opened", OPENING)
def test_a_shop_opened_at_the_moment_of_a_no_is_closed(tmp_path: Path, opened: str) -> None:
    """Who opens it has read her yes; her no comes before the shop is there, and still closes it.

    SQLite lets the second write only after the first; on PostgreSQL her row in the register does.
    """
    account, person, shop = own_shop()
    say(account, person, "pasar", True)
    record = shop.business_id
    if opened == "open_first":
        record = business("63.08", owner=person).pk
        shop.delete()
    else:
        barred = opened == "open_barred"
        Maker.objects.filter(pk=shop.pk).update(is_published=False, is_barred=barred)
    seen = met(
        opened, "withdraw", account.pk, record,
        at=f"lampit.shops.actions.{OPENING[opened]}.may_use", look="shown", folder=tmp_path,
    )  # fmt: skip
    assert seen == Met("ok", "ok", [False])


def test_a_yes_at_the_moment_of_the_clock_keeps_the_shop_open(tmp_path: Path) -> None:
    """The clock has found no yes; the one she gives before it closes her shop counts."""
    account, _person, shop = own_shop()
    Maker.objects.filter(pk=shop.pk).update(is_published=True)
    seen = met(
        "close_by_clock", "agree", account.pk,
        at="lampit.shops.actions.makers.words_of", look="shown", folder=tmp_path,
    )  # fmt: skip
    assert seen == Met("ok", "ok", [True])


@pytest.mark.parametrize(
    ("deed", "room"), [("set_portrait", "portraits"), ("tell_story", "stories")]
)
def test_a_photo_set_at_the_moment_of_a_no_is_gone(tmp_path: Path, deed: str, room: str) -> None:
    """Who shows it has read her yes; her no comes before the photo is there and takes it."""
    account, person, _shop = own_shop()
    say(account, person, "foto", True)
    seen = met(
        deed, "hide_photo", account.pk,
        at=f"lampit.shops.actions.{room}.may_use", look="pictured", folder=tmp_path,
    )  # fmt: skip
    assert (seen.first, seen.second, set(seen.after)) == ("ok", "ok", {""})
