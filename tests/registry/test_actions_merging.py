"""Merging links records and parts them exactly; counts, lists and children follow the link."""

from datetime import timedelta
from typing import Any

import pytest

from lampit.basics.refusal import Refusal
from lampit.outside import vault
from lampit.people.models import AuditEntry
from lampit.registry import access, actions, queries
from lampit.registry.actions import _values
from lampit.registry.actions import merging as merging_actions
from lampit.registry.models import Business, Change, MergeEvent, Permit
from lampit.registry.queries import merging as reads
from lampit.registry.rules import search
from lampit.registry.rules.records import context
from lampit.registry.rules.seeing import Sight
from tests.factories import business, member, owner
from tests.factories import maker as shop
from tests.registry.lookalikes import NO, office, record
from tests.registry.told import NIK, NOW, OTHER_NIK, told

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(minutes=5)


def test_members_leave_lists_counts_and_frame_but_nothing_is_deleted() -> None:
    """Whoever counts or lists sees the golden record alone; the member row stays."""
    staff = office()
    one, other = record(staff), record(staff, name="Bunga Rawa")
    actions.merge(staff, [one.pk, other.pk], now=NOW)
    assert [row.pk for row in access.visible_businesses(staff)] == [one.pk]
    assert queries.counts("63.08")[0].businesses == 1
    assert [row.business_id for row in queries.frame("63.08")] == [one.pk]
    assert Business.objects.count() == 2
    assert queries.members_of(other.pk) == [one.pk, other.pk]
    assert queries.golden_of(other.pk) == one.pk


def test_the_stronger_source_survives_and_every_source_value_is_kept() -> None:
    """What the owner said beats an imported list; gaps are filled; the member keeps its own."""
    staff = office()
    one = business("63.08", name="Anyaman Lama", source="impor", address="Jl. A", rt="001")
    other = business("63.08", name="Anyaman Baru", source="pemilik", phone="+628111")
    event = actions.merge(staff, [one.pk, other.pk], now=NOW)
    golden, kept = event.golden, ({one.pk, other.pk} - {event.golden_id}).pop()
    golden.refresh_from_db()
    assert (golden.name, golden.address, golden.rt) == ("Anyaman Baru", "Jl. A", "001")
    assert golden.phone == "+628111"
    assert Business.objects.get(pk=kept).name in ("Anyaman Lama", "Anyaman Baru")
    assert event.survivorship["name"] == other.pk
    assert AuditEntry.objects.filter(deed="merge_businesses").count() == 1


def test_a_person_may_choose_another_value() -> None:
    """A choice beats the rule; only offered fields can be chosen."""
    staff = office()
    one, other = record(staff), record(staff, name="Bunga Rawa")
    event = actions.merge(staff, [one.pk, other.pk], now=NOW, choices={"name": other.pk})
    assert Business.objects.get(pk=event.golden_id).name == "Bunga Rawa"
    third = record(staff, name="Lain")
    with pytest.raises(Refusal, match="tidak dikenal"):
        actions.merge(staff, [one.pk, third.pk], now=NOW, choices={"public_id": third.pk})


def test_parting_restores_exactly_and_edits_stay_where_they_were_made() -> None:
    """A visit to the member goes with it, an edit of the golden record stays there."""
    staff = office()
    own = {"rw": "002", "nib": "1234567890123", "note": "x", "workers_male": 2}
    one = record(staff, address="", **own)
    other = record(staff, name="Bunga", address="Jl. B", rt="007")
    before: dict[int, Any] = {row["id"]: row for row in Business.objects.values()}
    event = actions.merge(staff, [one.pk, other.pk], now=NOW)
    golden = Business.objects.get(pk=event.golden_id)
    assert golden.address == "Jl. B"
    actions.confirm_business(other, "kunjungan", LATER)
    assert Business.objects.get(pk=golden.pk).confirmed_on == LATER.date()
    values: dict[str, Any] = own | {"name": "Nama baru", "address": "Jl. Baru", "rt": "007"}
    values |= {"phones": ()}
    golden.refresh_from_db()
    actions.edit_business(
        staff, golden.public_id, told(nik="", **values), based_on=golden.version, now=LATER
    )
    actions.unmerge(staff, event.pk, now=LATER)
    rows: dict[int, Any] = {row["id"]: row for row in Business.objects.values()}
    assert (rows[one.pk]["name"], rows[one.pk]["address"]) == ("Nama baru", "Jl. Baru")
    assert rows[one.pk]["rt"] == ""
    assert rows[golden.pk]["confirmed_on"] is None
    moved = {"version", "updated_at", "confirmed_on", "confirmed_by"}
    for name, value in before[other.pk].items():
        assert name in moved or rows[other.pk][name] == value, name


def test_forgetting_what_people_changed_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Negative control: without the journal an edit would be lost."""
    monkeypatch.setattr(merging_actions, "edited_since", lambda _event: set())
    with pytest.raises(AssertionError):
        test_parting_restores_exactly_and_edits_stay_where_they_were_made()


def test_sales_fill_a_gap_sealed_for_their_new_row() -> None:
    """A sealed value is sealed anew for the row that shows it, and leaves it when parted."""
    staff = office()
    one, other = record(staff), record(staff, name="Bunga", sales=2_000_000)
    one.nib = "1234567890123"
    Business.objects.filter(pk=one.pk).update(nib=one.nib, email="a@b.id", note="x", rt="001")
    event = actions.merge(staff, [one.pk, other.pk], now=NOW)
    golden = Business.objects.get(pk=event.golden_id)
    where = context("business", golden.public_id, "sales")
    assert vault.decrypt(bytes(golden.sales_sealed or b""), where) == "2000000"
    actions.unmerge(staff, event.pk, now=LATER)
    if golden.pk == one.pk:
        assert Business.objects.get(pk=one.pk).sales_sealed is None


def test_hard_conflicts_need_a_reason() -> None:
    """Two whole NIK that differ are merged only with a reason, which is kept."""
    staff = office()
    one, other = record(staff, nik=NIK), record(staff, nik=OTHER_NIK, name="Lain")
    with pytest.raises(Refusal, match="bertentangan"):
        actions.merge(staff, [one.pk, other.pk], now=NOW)
    event = actions.merge(staff, [one.pk, other.pk], now=NOW, reason="NIK salah ketik di Excel")
    assert event.reason == "NIK salah ketik di Excel"


def test_two_shops_are_a_hard_conflict() -> None:
    """Records with money or a shop on both sides ask for a reason."""
    staff = office()
    one, other = shop("63.08").business, shop("63.08").business
    with pytest.raises(Refusal, match="bertentangan"):
        actions.merge(staff, [one.pk, other.pk], now=NOW)


def test_a_neighbour_has_nothing_to_merge_and_a_mentor_no_right() -> None:
    """Records of another region do not exist; roles outside the office are refused."""
    staff, next_door = office(), office("63.09")
    one, other = record(staff), record(staff, name="Lain")
    far = business("63.09")
    for ids in ([one.pk, other.pk], [one.pk, far.pk]):
        with pytest.raises(Refusal) as refused:
            actions.merge(next_door, ids, now=NOW)
        assert refused.value.code == "not_found"
    with pytest.raises(Refusal) as refused:
        actions.merge(member("mentor", "63.08"), [one.pk, other.pk], now=NOW)
    assert refused.value.code == "not_allowed"
    event = actions.merge(staff, [one.pk, other.pk], now=NOW)
    with pytest.raises(Refusal):
        actions.unmerge(next_door, event.pk, now=NOW)


def test_papers_history_and_the_makers_account_are_read_through_the_link() -> None:
    """Children and history of a member stand on the page of its golden record."""
    staff, account = office(), member("maker", "63.08")
    mine = business("63.08", owner=owner("63.08", account=account), name="Punya saya")
    other = business("63.08", owner=owner("63.08", nik_index="x", nik_status="ok"), name="Daftar")
    for row in (mine, other):
        Permit.objects.create(business=row, kind="pirt", number=row.public_id)
    actions.merge(staff, [other.pk, mine.pk], now=NOW)
    seen = queries.find(access.visible_businesses(account), mine.public_id)
    assert seen is not None
    view = queries.profile(seen, NOW.date(), Sight("staff"))
    assert {p.number for p in view.permits} == {mine.public_id, other.public_id}
    assert [m.public_id for m in view.merged] == [other.public_id]
    lines = queries.history(seen, None, Sight("staff")).object_list
    assert any(line.field == "golden" for line in lines)
    assert {line.source for line in lines} == {"penggabungan catatan ganda"}


def test_other_rooms_read_children_through_one_query() -> None:
    """Rows of a member are grouped under its golden record."""
    staff = office()
    one, other = record(staff), record(staff, name="Lain")
    Permit.objects.create(business=other, kind="halal", number="1")
    actions.merge(staff, [one.pk, other.pk], now=NOW)
    assert Permit.objects.filter(business__in=queries.belonging(queries.golden_of(one.pk))).exists()
    rows = Permit.objects.annotate(top=queries.golden_id()).values_list("top", flat=True)
    assert list(rows) == [queries.golden_of(one.pk)]


def test_a_search_for_the_merged_name_finds_the_golden_record() -> None:
    """A name that only the member has still finds the business."""
    staff = office()
    one, other = record(staff), record(staff, name="Tikar Galuh")
    event = actions.merge(staff, [one.pk, other.pk], now=NOW)
    asked = queries.Asked(text="galuh")
    found = queries.filtered(access.visible_businesses(staff), asked, NOW.date())
    assert [row.pk for row in found] == [event.golden_id]


def test_a_search_for_the_replaced_name_finds_the_golden_record() -> None:
    """The sign over the shop still says the name it had before, also after an edit."""
    staff = office()
    one, other = record(staff, name="Tikar Mawar"), record(staff, name="Anyaman Galuh")
    choice = {"name": other.pk}
    event = actions.merge(staff, [one.pk, other.pk], choices=choice, now=NOW)
    golden = Business.objects.get(pk=event.golden_id)
    assert golden.name == "Anyaman Galuh"

    def found(text: str) -> list[int]:
        asked = queries.Asked(text=text)
        seen = queries.filtered(access.visible_businesses(staff), asked, NOW.date())
        return [row.pk for row in seen]

    assert found("mawar") == [event.golden_id]
    _values.put_derived(golden, golden.owner)
    golden.save()
    assert found("mawar") == [event.golden_id]
    actions.unmerge(staff, event.pk, now=NOW)
    assert found("mawar") == [one.pk]
    assert found("galuh") == [other.pk]


def test_a_name_of_an_earlier_merge_is_found_when_a_later_one_is_taken_back() -> None:
    """Also when people changed the golden record between: only what goes is written anew."""
    staff = office()
    one, other = record(staff, name="Kios Melati"), record(staff, name="Toko Berkah")
    third = record(staff, name="Warung Kenanga")
    actions.merge(staff, [one.pk, other.pk], choices={"name": other.pk}, now=NOW)
    later = actions.merge(
        staff, [one.pk, third.pk], choices={"name": third.pk}, reason="nama baru", now=NOW
    )
    golden = Business.objects.get(pk=one.pk)
    assert (later.golden_id, golden.name) == (one.pk, "Warung Kenanga")
    edited = told(**NO | {"name": golden.name, "owner_name": "Siti", "activity": "tikar purun"})
    actions.edit_business(staff, golden.public_id, edited, based_on=golden.version, now=LATER)
    actions.unmerge(staff, later.pk, now=LATER)
    golden.refresh_from_db()
    assert (golden.name, golden.activity) == ("Toko Berkah", "tikar purun")
    words = golden.search_key
    assert search.key("Melati", "") in words
    assert search.key("Kenanga", "") not in words
    _values.put_derived(golden, golden.owner)
    assert golden.search_key == words


def test_the_journal_tells_of_merges_and_verify_reckons_them_again() -> None:
    """A link that the log does not tell is reported by the checks."""
    staff = office()
    one, other = record(staff), record(staff, name="Lain")
    event = actions.merge(staff, [one.pk, other.pk], now=NOW)
    assert Change.objects.filter(field="golden", source="gabung").count() == 1
    assert all(check.ok for check in queries.checks())
    Business.objects.filter(golden=event.golden_id).update(golden=None)
    assert [check.name for check in queries.checks() if not check.ok] == ["registry_merges"]
    assert MergeEvent.objects.count() == 1
    assert reads.log_of([event.golden_id])[0].members == tuple(event.members)
