"""Retention: announced for a week, then removed; whoever shows life stays."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from lampit.aid.models import Grant, Programme
from lampit.measure.models import AnswerFile
from lampit.privacy import actions
from lampit.privacy.models import Request, RetentionRun
from lampit.privacy.queries import retention
from lampit.privacy.rules import retention as rules
from lampit.registry.actions.importing.holding import uploads
from lampit.registry.models import (
    Business,
    Change,
    Consent,
    ConsentText,
    GroupMember,
    ImportRun,
    Owner,
    OwnerPeriod,
)
from lampit.registry.rules import consents
from tests.factories import business, maker, member, owner, region
from tests.measure.fieldwork import open_field

pytestmark = pytest.mark.django_db
NIGHT = datetime(2026, 11, 25, 3, 10, tzinfo=ZoneInfo("Asia/Makassar"))
YEAR = timedelta(days=366)


def old_upload(age: timedelta, name: str = "aa.csv") -> ImportRun:
    """Return an import whose file lies there since so long."""
    region("63.08")
    (uploads() / name).write_text("x")
    return ImportRun.objects.create(
        region_id="63.08", file_name=name, path=name, digest=name, state="done",
        created_at=NIGHT - age,
    )  # fmt: skip


def silent(age: timedelta, **values: object) -> Business:
    """Return a business from which nothing was heard for so long."""
    person = owner("63.08", name="Zubaidah Qalbi")
    Owner.objects.filter(pk=person.pk).update(created_at=NIGHT - age, updated_at=NIGHT - age)
    made = business("63.08", owner=person, **values)
    Business.objects.filter(pk=made.pk).update(created_at=NIGHT - age, updated_at=NIGHT - age)
    return made


def test_the_terms() -> None:
    """A year ago, also from the day that most years do not have."""
    upload = rules.BY_CODE[rules.UPLOADS]
    assert rules.cutoff(upload, NIGHT.date()).isoformat() == "2025-11-25"
    assert rules.cutoff(upload, datetime(2028, 2, 29, tzinfo=NIGHT.tzinfo).date()).day == 28


def test_a_raw_file_goes_after_a_year_and_a_week_of_notice(
    tmp_path: Path, settings: Settings
) -> None:
    """The dry run comes first; the row with hash and counts stays."""
    settings.LAMPIT_HOME = tmp_path
    old, young = old_upload(YEAR), old_upload(YEAR / 2, "bb.csv")
    assert actions.plan_retention(NIGHT) == 1
    assert actions.plan_retention(NIGHT) == 0
    assert actions.carry_out_retention(NIGHT + timedelta(days=6)) == 0
    assert (uploads() / "aa.csv").exists()
    assert actions.carry_out_retention(NIGHT + timedelta(days=7)) == 1
    assert not (uploads() / "aa.csv").exists()
    assert (uploads() / "bb.csv").exists()
    old.refresh_from_db()
    young.refresh_from_db()
    assert (old.path, old.digest, young.path) == ("", "aa.csv", "bb.csv")
    run = RetentionRun.objects.get()
    assert (run.found, run.removed, run.done_at is not None) == (1, 1, True)


def test_files_of_typed_answers_go_after_the_same_year(
    tmp_path: Path, settings: Settings, django_capture_on_commit_callbacks: Any
) -> None:
    """They hold names and answers as lists do; hash and counts of the run stay."""
    settings.LAMPIT_HOME = tmp_path
    found = open_field()
    (uploads() / "isian-1").write_bytes(b"x")
    run = AnswerFile.objects.create(
        round=found, owner=member("staff", "63.08"), file_name="isian.xlsx", path="isian-1",
        digest="0" * 64, created_at=NIGHT - YEAR,
    )  # fmt: skip
    assert actions.plan_retention(NIGHT) == 1
    assert RetentionRun.objects.get().found == 1
    with django_capture_on_commit_callbacks(execute=True):
        assert actions.carry_out_retention(NIGHT + timedelta(days=7)) == 1
    run.refresh_from_db()
    assert (run.path, run.digest, list(uploads().iterdir())) == ("", "0" * 64, [])


def test_dry_runs_are_made_once_a_day_however_the_clock_is_called(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    """At half past each hour: the first after three plans, the next of the day ask one query."""
    half = NIGHT.replace(hour=0, minute=30)
    assert actions.plan_retention(half) == 0  # of the night before
    silent(6 * YEAR)
    assert [actions.plan_retention(half + timedelta(hours=h)) for h in (1, 2, 3, 4)] == [0, 0, 1, 0]
    with django_assert_num_queries(1):
        actions.plan_retention(half + timedelta(hours=23))
    RetentionRun.objects.all().delete()
    assert actions.plan_retention(half + timedelta(hours=26)) == 0
    assert actions.plan_retention(half + timedelta(hours=33)) == 1, "a machine that slept till noon"


def test_a_business_without_life_for_five_years_is_made_nameless() -> None:
    """Confirmed, selling, a group, or confirmed in the week of notice: it stays."""
    gone = silent(6 * YEAR)
    kept = [
        silent(6 * YEAR, confirmed_on=NIGHT.date() - YEAR),
        silent(6 * YEAR, kind="kelompok"),
        silent(4 * YEAR),
    ]
    selling = silent(6 * YEAR)
    maker("63.08", business=selling)
    saved = silent(6 * YEAR)
    assert actions.plan_retention(NIGHT) == 1
    assert RetentionRun.objects.get().found == 2
    Business.objects.filter(pk=saved.pk).update(confirmed_on=NIGHT.date())
    assert actions.carry_out_retention(NIGHT + timedelta(days=8)) == 1
    named = set(Owner.objects.exclude(name="").values_list("pk", flat=True))
    assert named == {one.owner_id for one in (*kept, selling, saved)}
    gone.refresh_from_db()
    assert (gone.name, gone.withdrawn_at is not None) == ("", True)


def test_the_page_tells_rules_and_what_is_due(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    """What would go, and when."""
    silent(6 * YEAR)
    actions.plan_retention(NIGHT)
    browser = Client()
    browser.force_login(member("head", "63.08"))
    with django_assert_max_num_queries(12):
        page = browser.get("/balai/permintaan/retensi/").content.decode()
    assert "dihapus mulai 2 Des 2026" in " ".join(page.split())
    assert "Berkas Excel dan CSV yang diimpor" in page


def joined(*ages: timedelta) -> list[Business]:
    """Return businesses of one person under as many records, heard of so long ago."""
    made = [silent(age) for age in ages]
    first = made[0].owner_id
    Owner.objects.filter(businesses__in=made).update(person=first)
    return made


def carried_out() -> set[int]:
    """Let the clock plan and carry out, and return the businesses that lost their names."""
    actions.plan_retention(NIGHT)
    actions.carry_out_retention(NIGHT + timedelta(days=7))
    return set(Business.objects.filter(withdrawn_at__isnull=False).values_list("pk", flat=True))


def test_all_records_of_a_silent_person_go_together() -> None:
    """Three records of one person: none for years, all go; one of last year keeps the others."""
    gone, kept = joined(6 * YEAR, 7 * YEAR, 6 * YEAR), joined(6 * YEAR, 6 * YEAR, YEAR)
    with_account = joined(6 * YEAR, 6 * YEAR)
    account = member("maker", "63.08")
    account.last_login = NIGHT
    account.save()
    Owner.objects.filter(businesses=with_account[1]).update(account=account)
    assert carried_out() == {one.pk for one in gone}
    assert not any(one.pk in carried_out() for one in kept)


def test_a_business_merged_within_her_own_records_ages_with_her() -> None:
    """Merged with somebody else's it stays, however old."""
    mine, other, shared = joined(6 * YEAR, 6 * YEAR), silent(6 * YEAR), silent(6 * YEAR)
    Business.objects.filter(pk=mine[1].pk).update(golden=mine[0])
    Business.objects.filter(pk=other.pk).update(golden=shared)
    assert carried_out() == {one.pk for one in mine}


def idle(age: timedelta, **values: object) -> Owner:
    """Return somebody who owns nothing, of whom nothing was heard for so long."""
    person = owner("63.08", name="Mahmudah", phone="+6281250000001", **values)
    Owner.objects.filter(pk=person.pk).update(created_at=NIGHT - age, updated_at=NIGHT - age)
    return person


def passed_on(person: Owner, age: timedelta) -> Business:
    """Let a business of hers have gone to another owner so long ago."""
    shop = silent(YEAR)
    now = shop.owner
    assert now is not None
    when = NIGHT - age
    OwnerPeriod.objects.create(
        business=shop, owner=person, until_on=when.date(), ended_at=when, noted_at=when
    )
    OwnerPeriod.objects.create(
        business=shop, owner=now, from_on=when.date(), noted_at=when, reason="dijual"
    )
    Change.objects.create(
        entity="business", entity_id=shop.pk, field="phone", old="+6281250000001", new="",
        source="alih", at=when,
    )  # fmt: skip
    return shop


def test_who_passed_her_business_on_is_forgotten_after_the_term() -> None:
    """Her record and what the journal of the business repeats of her; its new owner stays."""
    gone = idle(7 * YEAR)
    shop = passed_on(gone, 6 * YEAR)
    recent = idle(7 * YEAR)
    passed_on(recent, 3 * YEAR)
    actions.plan_retention(NIGHT)
    run = RetentionRun.objects.get(rule=rules.OWNS_NOTHING)
    assert run.found == 1
    assert actions.carry_out_retention(NIGHT + timedelta(days=6)) == 0, "a week of notice"
    assert actions.carry_out_retention(NIGHT + timedelta(days=7)) == 1
    gone.refresh_from_db()
    recent.refresh_from_db()
    shop.refresh_from_db()
    assert (gone.name, gone.phone, gone.withdrawn_at is not None) == ("", "", True)
    assert recent.name == "Mahmudah"
    assert shop.withdrawn_at is None
    assert shop.owner is not None
    assert shop.owner.name == "Zubaidah Qalbi"
    assert not Change.objects.filter(entity_id=shop.pk, old="+6281250000001").exists()


def test_who_shows_life_or_sits_in_a_group_stays() -> None:
    """A sign-in, a consent, aid, an open request, a group, a business under another record."""
    account = member("maker", "63.08")
    account.last_login = NIGHT - YEAR
    account.save()
    idle(7 * YEAR, account=account)
    seated = idle(7 * YEAR)
    GroupMember.objects.create(group=silent(6 * YEAR, kind="kelompok"), owner=seated)
    helped = idle(7 * YEAR)
    told = Programme.objects.create(
        region_id="63.08", name="Modal", funder="APBD", year=2026, kind="uang", created_at=NIGHT
    )
    Grant.objects.create(
        programme=told, region_id="63.08", owner=helped, public_id="G1", name="Mahmudah",
        created_at=NIGHT - YEAR,
    )  # fmt: skip
    asking = idle(7 * YEAR)
    Request.objects.create(
        number="PDP-1", region_id="63.08", owner=asking, kind="lihat", channel="meja",
        received_at=NIGHT - 6 * YEAR, due_at=NIGHT,
    )  # fmt: skip
    first, second = idle(7 * YEAR), silent(YEAR).owner
    assert second is not None
    Owner.objects.filter(pk__in=(first.pk, second.pk)).update(person=first)
    seen = consents.version_of("x")
    text = ConsentText.objects.create(version=seen, purpose="kontak_wa", words="x")
    Consent.objects.create(
        public_id="C1", owner=idle(7 * YEAR), purpose="kontak_wa", is_given=True, text=text,
        channel="kertas", at=NIGHT - YEAR,
    )  # fmt: skip
    assert retention.idle_owners("63.08", NIGHT.date()).count() == 0
    lost = idle(7 * YEAR)
    Business.objects.filter(owner=silent(6 * YEAR).owner).update(
        owner=lost, withdrawn_at=NIGHT - 6 * YEAR
    )
    left = retention.idle_owners("63.08", NIGHT.date()).filter(name="Mahmudah")
    assert [one.pk for one in left] == [lost.pk]


def test_a_sign_in_the_week_of_notice_keeps_her() -> None:
    """Looked at again before she goes."""
    person = idle(7 * YEAR)
    actions.plan_retention(NIGHT)
    Owner.objects.filter(pk=person.pk).update(updated_at=NIGHT)
    assert actions.carry_out_retention(NIGHT + timedelta(days=7)) == 0
    person.refresh_from_db()
    assert person.name == "Mahmudah"
