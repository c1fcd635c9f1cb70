"""Signs of life, states, papers, groups, and reads that leave a trace."""

from datetime import date, timedelta

import pytest

from lampit.basics.refusal import Refusal
from lampit.people.models import AuditEntry
from lampit.registry import actions, queries
from lampit.registry.actions import Ended
from lampit.registry.models import Business, Change, GroupMember, MergeEvent, Permit
from tests.factories import business, member, owner
from tests.registry.told import NIK, NOW, OTHER_NIK, told

pytestmark = pytest.mark.django_db


def test_a_sign_of_life_is_noted_once_a_day_and_never_backwards() -> None:
    """The same day and older signs are no news; English kinds of other rooms are understood."""
    made = business("63.08")
    assert actions.confirm_business(made, kind="visit", at=NOW)
    assert not actions.confirm_business(made, kind="order", at=NOW)
    assert not actions.confirm_business(made, kind="pemilik", at=NOW - timedelta(days=3))
    stored = Business.objects.get()
    assert (stored.confirmed_on, stored.confirmed_by) == (date(2026, 11, 25), "kunjungan")
    assert made.confirmed_on == stored.confirmed_on
    assert set(Change.objects.values_list("field", flat=True)) == {"confirmed_on", "confirmed_by"}
    with pytest.raises(Refusal, match="tidak dikenal"):
        actions.confirm_business(made, kind="mimpi", at=NOW)


def test_a_closed_business_that_sells_runs_again() -> None:
    """An order on a closed business brings it back; a told state is kept."""
    made = business("63.08", status="tutup")
    actions.confirm_business(made, kind="order", at=NOW)
    assert Business.objects.get().status == "aktif"
    mentor = member("mentor", "63.08")
    actions.give_into_care(mentor.pk, [made.pk])
    actions.confirm_in_reach(mentor, made.public_id, "tutup", kind="kunjungan", now=NOW)
    assert Business.objects.get().status == "tutup"


def test_a_told_state_is_seen_by_a_form_opened_before() -> None:
    """The version tells that something changed, so the old form cannot bring the state back."""
    made = business("63.08")
    actions.confirm_business(made, kind="owner", at=NOW, status="tutup_sementara")
    stored = Business.objects.get()
    assert (stored.status, stored.version) == ("tutup_sementara", made.version + 1)


@pytest.mark.parametrize(("status", "is_alive"), [("pindah", False), ("", True)])
def test_only_life_is_passed_on_to_the_golden_record(status: str, *, is_alive: bool) -> None:
    """What is told of the end of a merged record does not confirm the record it is part of."""
    golden = business("63.08")
    merged = business("63.08", golden=golden)
    actions.confirm_business(merged, kind="owner", at=NOW, status=status)
    golden.refresh_from_db()
    assert (golden.confirmed_on is not None) is is_alive
    assert golden.version == (2 if is_alive else 1)


def merged_two() -> tuple[Business, Business, MergeEvent]:
    """Return two records of one business, the golden one first, and their merge."""
    made = business("63.08"), business("63.08")
    event = actions.merge(
        member("staff", "63.08"), [one.pk for one in made], now=NOW - timedelta(days=1)
    )
    below = Business.objects.get(pk=event.members[0])
    return Business.objects.get(pk=event.golden_id), below, event


def test_a_pause_told_of_a_merged_record_is_one_of_the_business() -> None:
    """The golden record pauses and sells again with it; parted, it is as it was."""
    golden, below, event = merged_two()
    actions.confirm_business(below, "owner", NOW, status="tutup_sementara")
    golden.refresh_from_db()
    assert golden.status == "tutup_sementara"
    actions.confirm_business(below, "owner", NOW + timedelta(days=1))
    golden.refresh_from_db()
    assert golden.status == "aktif"
    actions.confirm_business(below, "owner", NOW + timedelta(days=2), status="tutup_sementara")
    actions.unmerge(member("staff", "63.08"), event.pk, now=NOW + timedelta(days=3))
    golden.refresh_from_db()
    below.refresh_from_db()
    assert (golden.status, golden.confirmed_on) == ("aktif", None)
    assert below.status == "tutup_sementara"


def test_two_tellers_on_two_records_of_one_business_close_it() -> None:
    """One tells it of the golden record, another of one merged into it: two of one business."""
    golden, below, event = merged_two()
    first, second = member("staff", "63.08"), member("staff", "63.08")
    told = Ended("tutup", "petugas", NOW.date())
    assert not actions.report_end(golden, told, actor=first, now=NOW)
    assert not actions.report_end(below, told, actor=first, now=NOW)
    assert actions.report_end(below, told, actor=second, now=NOW)
    golden.refresh_from_db()
    assert golden.status == "tutup"
    actions.unmerge(first, event.pk, now=NOW)
    golden.refresh_from_db()
    assert golden.status == "aktif"


def test_makers_confirm_only_their_own() -> None:
    """Somebody else's business does not exist for a maker."""
    maker = member("maker", "63.08")
    own = business("63.08", owner=owner("63.08", account=maker))
    other = business("63.08")
    actions.confirm_in_reach(maker, own.public_id, "aktif", kind="pemilik", now=NOW)
    with pytest.raises(Refusal, match="tidak ada"):
        actions.confirm_in_reach(maker, other.public_id, "aktif", kind="pemilik", now=NOW)


def test_closed_moved_and_died() -> None:
    """A state needs a reason; a death is noted on the owner, the business stays."""
    staff = member("staff", "63.08")
    made = business("63.08", owner=owner("63.08"))
    actions.change_status(staff, made.public_id, "pindah", "pindah ke Tabalong", now=NOW)
    assert Business.objects.get().status == "pindah"
    actions.change_status(staff, made.public_id, "meninggal", "kabar dari desa", now=NOW)
    stored = Business.objects.select_related("owner").get()
    assert stored.owner is not None
    assert stored.owner.deceased_on == date(2026, 11, 25)
    assert "kabar dari desa" in stored.note
    for what, reason, code in (
        ("tutup", "ya", "reason_missing"),
        ("terbang", "alasan panjang", "status_unknown"),
    ):
        with pytest.raises(Refusal) as refused:
            actions.change_status(staff, made.public_id, what, reason, now=NOW)
        assert refused.value.code == code


def test_papers_are_added_once_and_taken_away_with_a_trace() -> None:
    """A P-IRT number tells its last day; the same paper twice is refused."""
    staff = member("staff", "63.08")
    made = business("63.08")
    number = "P-IRT No. 2036308010001-29"
    permit = actions.add_permit(staff, made.public_id, "pirt", number, now=NOW)
    assert permit.valid_until == date(2029, 12, 31)
    with pytest.raises(Refusal, match="sudah tercatat"):
        actions.add_permit(staff, made.public_id, "pirt", number, now=NOW)
    actions.remove_permit(staff, permit.pk, now=NOW)
    assert not Permit.objects.exists()
    assert Change.objects.filter(field="permit").count() == 2
    with pytest.raises(Refusal):
        actions.remove_permit(staff, permit.pk, now=NOW)


def test_members_of_a_group() -> None:
    """A known NIK joins the known person; the same person twice is refused."""
    staff = member("staff", "63.08")
    person = actions.register_business(staff, told(), now=NOW).owner
    group = business("63.08", kind="kelompok")
    first = actions.add_member(staff, group.public_id, "Siti R.", nik=NIK, now=NOW, duty="ketua")
    assert first.owner == person
    second = actions.add_member(staff, group.public_id, "Hasan", nik=OTHER_NIK, now=NOW)
    assert second.owner.birth_year == 1969
    with pytest.raises(Refusal, match="sudah menjadi anggota"):
        actions.add_member(staff, group.public_id, "Siti", nik=NIK, now=NOW)
    actions.remove_member(staff, group.public_id, first.pk, now=NOW)
    assert list(GroupMember.objects.values_list("owner__name", flat=True)) == ["Hasan"]


def test_a_nik_is_read_only_with_a_reason_and_leaves_a_trace() -> None:
    """Who, what, why are in the trail; a short reason, another role or region is refused."""
    staff = member("staff", "63.08")
    made = actions.register_business(staff, told(sales=700_000), now=NOW)
    before = AuditEntry.objects.count()
    shown = actions.reveal(staff, made.public_id, "nik", "cocokkan dengan KTP", now=NOW)
    assert shown == NIK
    assert (
        actions.reveal(staff, made.public_id, "sales", "usulan bantuan modal", now=NOW) == "700000"
    )
    entry = AuditEntry.objects.order_by("number")[before]
    assert (entry.deed, entry.reason, entry.actor) == ("reveal_nik", "cocokkan dengan KTP", staff)
    for who, name, reason, code in (
        (staff, "nik", "cek", "reason_missing"),
        (staff, "capital", "alasan yang panjang", "value_unknown"),
        (staff, "note", "alasan yang panjang", "not_allowed"),
        (member("head", "63.08"), "nik", "alasan yang panjang", "not_allowed"),
        (member("mentor", "63.08"), "nik", "alasan yang panjang", "not_allowed"),
        (member("admin", None), "nik", "alasan yang panjang", "not_allowed"),
        (member("staff", "63.09"), "nik", "alasan yang panjang", "not_found"),
    ):
        with pytest.raises(Refusal) as refused:
            actions.reveal(who, made.public_id, name, reason, now=NOW)
        assert refused.value.code == code
    assert AuditEntry.objects.count() == before + 2


def test_checks_of_verify_see_what_is_broken() -> None:
    """A healthy registry passes; a wrong index, a foreign village and a lost origin do not."""
    staff = member("staff", "63.08")
    made = actions.register_business(staff, told(), now=NOW)
    assert all(check.ok for check in queries.checks()), queries.checks()
    assert made.owner is not None
    made.owner.nik_index = "0" * 32
    made.owner.save()
    Business.objects.filter(pk=made.pk).update(region=member("staff", "63.09").acting.region)  # type: ignore[union-attr]
    Change.objects.all().delete()
    assert [check.ok for check in queries.checks()] == [False, False, False, True, True, True]
