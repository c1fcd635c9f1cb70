"""One person in two registers: found by keyed hashes, asked, compared, answered by both offices."""

import json
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.core import serializers
from django.utils import timezone
from pytest_django import Settings

from lampit.basics.refusal import Refusal
from lampit.outside import vault
from lampit.people.models import AuditEntry
from lampit.registry import actions
from lampit.registry.actions.erasing import erase_person
from lampit.registry.models import AcrossPair, Business, EndReport, Owner
from lampit.registry.queries.across import across_with, waiting_across
from lampit.registry.queries.personal import records_of
from tests.factories import NOW, member
from tests.registry.across import HERE, INDEX, THERE, Both, both, compared, person

pytestmark = [pytest.mark.django_db, pytest.mark.database]
LATE = NOW + timedelta(days=31)


def seen(told: Both, region: str, now: datetime = NOW) -> str:
    """Return everything that the page of an office may show, as text."""
    found = across_with(AcrossPair.objects.all(), told.pair.pk, region, now)
    assert found is not None
    return repr((found.name, found.office, found.beside, found.compared, found.own, found.asked_by))


def test_the_search_compares_hashes_and_opens_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """One NIK in two kabupaten is found once; one kabupaten, no NIK or an ended business is not."""
    monkeypatch.setattr(vault, "decrypt", lambda *_: pytest.fail("a value was opened"))
    both()
    person(HERE, "Siti Rahmah", status="tutup")
    Owner.objects.create(
        region_id=HERE, public_id="P0", name="Tanpa NIK", created_at=NOW, updated_at=NOW
    )
    assert actions.find_across(NOW) == 0
    pair = AcrossPair.objects.get()
    assert (pair.left_region_id, pair.right_region_id, pair.state) == (HERE, THERE, "ditemukan")
    assert INDEX not in serializers.serialize("json", [pair])
    assert AuditEntry.objects.filter(deed="search_across").count() == 2


def test_the_clock_looks_once_a_day(tmp_path: Path, settings: Settings) -> None:
    """From two at night on, once; a night that was missed is made up for by day."""
    settings.LAMPIT_HOME = tmp_path
    person(HERE, "Siti Rahmah"), person(THERE, "Hj. Siti Rahmah")
    midnight = timezone.localtime(NOW).replace(hour=0, minute=0)
    assert actions.find_across_nightly(midnight + timedelta(hours=1)) == 0
    assert actions.find_across_nightly(midnight + timedelta(hours=2)) == 1
    person(THERE, "Siti Rahmah")
    assert actions.find_across_nightly(midnight + timedelta(hours=3)) == 0
    assert actions.find_across_nightly(midnight + timedelta(days=1, hours=9)) == 1


def test_what_is_no_longer_so_falls_out_and_comes_back() -> None:
    """A NIK put right ends what nobody asked about; a decision stays whatever the search finds."""
    told = both()
    Owner.objects.filter(businesses=told.theirs).update(nik_index="cd" * 16)
    actions.find_across(NOW)
    assert AcrossPair.objects.get().state == "gugur"
    Owner.objects.filter(businesses=told.theirs).update(nik_index=INDEX)
    assert actions.find_across(NOW) == 0
    assert AcrossPair.objects.get().state == "ditemukan"
    AcrossPair.objects.update(state="selesai")
    Owner.objects.filter(businesses=told.theirs).update(nik_index="cd" * 16)
    actions.find_across(NOW)
    assert AcrossPair.objects.get().state == "selesai"


def test_neither_office_sees_the_other_before_it_agrees() -> None:
    """Who is asked knows which of its own is meant; who asks knows nothing more than before."""
    told = both()
    before = seen(told, HERE)
    actions.ask_across(told.here, told.pair.pk, now=NOW)
    for text in (before, seen(told, HERE)):
        assert "Anyaman 63.09" not in text
        assert told.theirs.public_id not in text
    assert "Anyaman 63.08" not in seen(told, THERE)
    with pytest.raises(Refusal) as refused:
        actions.compare_across(told.here, told.pair.pk, now=NOW)
    assert refused.value.code == "across_own"


def test_compared_they_see_trade_and_village_and_nothing_of_the_person() -> None:
    """Names of businesses, trade, village, since when; how names and numbers compare, no value."""
    told = compared()
    for region, name, other in ((HERE, "Anyaman 63.09", told.theirs), (THERE, "Anyaman 63.08",
                                                                       told.ours)):  # fmt: skip
        text = seen(told, region)
        assert name in text
        assert "tas purun" in text
        for hidden in ("Siti Rahmah", "81200000001", "Rahasia", "1970", other.public_id):
            assert hidden not in text
    kept = json.dumps(AcrossPair.objects.get().shown)
    assert "Siti" not in kept
    subjects = AuditEntry.objects.filter(deed="across_compared").values_list("region", "subject_id")
    assert set(subjects) == {(HERE, told.ours.public_id), (THERE, told.theirs.public_id)}


def test_two_businesses_are_not_asked_about_again() -> None:
    """Both say so: each keeps its own, and what was shown is gone."""
    told = compared()
    for actor in (told.here, told.there):
        actions.answer_across(actor, told.pair.pk, "lain", "", now=NOW)
    row = AcrossPair.objects.get()
    assert (row.state, row.shown) == ("selesai", {})
    assert actions.find_across(NOW) == 0
    assert set(Business.objects.values_list("status", flat=True)) == {"aktif"}
    with pytest.raises(Refusal) as refused:
        actions.ask_across(told.here, told.pair.pk, now=NOW)
    assert refused.value.code == "across_asked"


def test_of_one_business_the_office_that_does_not_keep_it_counts_it_no_more() -> None:
    """The other record is untouched; the word of an end is that of the office's own person."""
    told = compared()
    actions.answer_across(told.there, told.pair.pk, "pindah", HERE, now=NOW)
    assert AcrossPair.objects.get().state == "dibandingkan"
    actions.answer_across(told.here, told.pair.pk, "sama", HERE, now=NOW)
    told.ours.refresh_from_db()
    told.theirs.refresh_from_db()
    assert (told.ours.status, told.theirs.status) == ("aktif", "pindah")
    report = EndReport.objects.get()
    assert (report.business, report.to_region_id, report.actor) == (told.theirs, HERE, told.there)
    assert told.theirs.region_id == THERE


def test_where_they_differ_nothing_happens_until_they_agree() -> None:
    """Each sees what the other said and may think again; then time is over and all is hidden."""
    told = compared()
    actions.answer_across(told.here, told.pair.pk, "sama", HERE, now=NOW)
    actions.answer_across(told.there, told.pair.pk, "sama", THERE, now=NOW)
    assert AcrossPair.objects.get().state == "dibandingkan"
    assert set(Business.objects.values_list("status", flat=True)) == {"aktif"}
    assert "Anyaman 63.09" not in seen(told, HERE, LATE)
    assert actions.end_across(LATE) == 1
    assert AcrossPair.objects.get().shown == {}
    with pytest.raises(Refusal) as refused:
        actions.answer_across(told.there, told.pair.pk, "sama", HERE, now=LATE)
    assert refused.value.code == "across_closed"
    again = actions.ask_across(told.there, told.pair.pk, now=LATE)
    assert (again.state, again.left_answer, again.asked_region_id) == ("ditanyakan", "", THERE)


def test_an_office_may_say_no_with_a_reason() -> None:
    """The asking office reads it and may ask again."""
    told = both()
    actions.ask_across(told.here, told.pair.pk, now=NOW)
    with pytest.raises(Refusal) as refused:
        actions.decline_across(told.there, told.pair.pk, " ", now=NOW)
    assert refused.value.code == "reason_missing"
    actions.decline_across(told.there, told.pair.pk, "NIK kami periksa dulu", now=NOW)
    assert (AcrossPair.objects.get().state, waiting_across(THERE, NOW)) == ("ditolak", 0)
    assert actions.ask_across(told.here, told.pair.pk, now=NOW).reason == ""


def test_what_changed_meanwhile_is_not_answered() -> None:
    """Another NIK, merged or gone: the pair is none any more."""
    told = compared()
    Owner.objects.filter(businesses=told.theirs).update(nik_index="cd" * 16)
    with pytest.raises(Refusal) as refused:
        actions.answer_across(told.here, told.pair.pk, "sama", HERE, now=NOW)
    assert refused.value.code == "changed_meanwhile"


def test_who_is_erased_is_compared_with_nobody() -> None:
    """What the other office saw goes with her, and it is not told why."""
    told = compared()
    assert told.ours.owner is not None
    erase_person(member("head", HERE), records_of(told.ours.owner), now=NOW)
    row = AcrossPair.objects.get()
    assert (row.state, row.shown, row.reason) == ("gugur", {}, "")
    assert actions.find_across(NOW) == 0


def test_each_office_is_told_what_waits_for_it() -> None:
    """Asked: the other one; compared: who has not answered."""
    told = both()
    assert (waiting_across(HERE, NOW), waiting_across(THERE, NOW)) == (0, 0)
    actions.ask_across(told.here, told.pair.pk, now=NOW)
    assert (waiting_across(HERE, NOW), waiting_across(THERE, NOW)) == (0, 1)
    actions.compare_across(told.there, told.pair.pk, now=NOW)
    actions.answer_across(told.there, told.pair.pk, "lain", "", now=NOW)
    assert (waiting_across(HERE, NOW), waiting_across(THERE, NOW)) == (1, 0)
    assert (waiting_across(HERE, LATE), waiting_across(THERE, LATE)) == (0, 0)


@pytest.mark.parametrize("role", ["board", "mentor", "enumerator", "province", "admin"])
def test_only_the_offices_decide(role: str) -> None:
    """For everybody else, and for a third kabupaten, the pair does not exist."""
    told = both()
    for actor in (member(role, HERE), member("staff", "63.10")):
        with pytest.raises(Refusal) as refused:
            actions.ask_across(actor, told.pair.pk, now=NOW)
        assert refused.value.code == "not_found"
