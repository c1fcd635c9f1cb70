"""A request to delete is called done only where something is gone, and the letter says what."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from lampit.basics.refusal import Refusal
from lampit.people.models import User
from lampit.privacy import actions
from lampit.privacy.models import Request
from lampit.privacy.queries import deletable, deleted_of
from lampit.privacy.rules import requests as rules
from lampit.registry.actions import (
    consenting,
    remove_permit,
)
from lampit.registry.actions.importing import planning
from lampit.registry.models import (
    Business,
    Change,
    Claim,
    ImportRow,
    ImportRun,
    MergeEvent,
    Owner,
    Permit,
)
from lampit.registry.rules import merging
from lampit.registry.rules.changes import MASK
from lampit.registry.rules.consents import BY_CODE, MESSAGES
from lampit.registry.rules.provenance import Standing
from lampit.registry.rules.veils import GONE
from tests.factories import business, member, owner
from tests.privacy.deleting import PHONE, WORDS, answered, asked, emptied, her_shop

pytestmark = [pytest.mark.django_db, pytest.mark.database]
DESK = "/balai/permintaan/"


@pytest.fixture
def staff() -> User:
    """Return who answers at the desk of HSU."""
    return member("staff", "63.08")


@pytest.fixture
def shop() -> Business:
    """Return a business whose owner has a second telephone and a NIK."""
    return her_shop()


def test_nothing_deleted_is_not_called_done(staff: User, shop: Business) -> None:
    """By letter alone, with a key of nothing, of before the request, or of what came back."""
    before = emptied(shop, "address", staff, hours=30)
    found = asked(shop)
    back = emptied(shop, "phone_2", staff)
    Business.objects.filter(pk=shop.pk).update(phone_2=PHONE)
    desk = Client()
    desk.force_login(staff)
    answer = desk.post(f"{DESK}{found.pk}/jawab/", {"jawab-words": WORDS})
    assert answer.status_code == 422
    assert "Belum ada yang dihapus" in answer.content.decode()
    assert WORDS in answer.content.decode(), "what was typed stays"
    with pytest.raises(Refusal) as refused:
        answered(staff, found, f"c{before.pk}", f"c{back.pk}", "c0", "x")
    assert refused.value.code == "nothing_deleted"
    found.refresh_from_db()
    assert found.state in rules.OPEN
    assert Change.objects.get(pk=back.pk).old == PHONE, "nothing else was touched"


def test_the_head_may_refuse_it_all_the_same(staff: User, shop: Business) -> None:
    """What cannot be deleted is refused on a lawful ground, with its letter."""
    found = asked(shop)
    head = member("head", "63.08")
    done = actions.refuse(head, found, "wajib_simpan", WORDS, now=timezone.now())
    assert (done.state, done.outcome, done.deleted) == (rules.REFUSED, "", [])


def test_named_parts_stand_in_page_letter_and_copy_without_their_values(
    staff: User, shop: Business
) -> None:
    """Field, paper and consent; when and, at the desk, by whom; the rest is said to stay."""
    assert shop.owner is not None
    permit = Permit.objects.create(business=shop, kind="pirt", number="2063308010001-26")
    found = asked(shop)
    emptied(shop, "phone_2", staff)
    Owner.objects.filter(pk=shop.owner_id or 0).update(phone_2="")
    remove_permit(staff, permit.pk, now=timezone.now())
    consenting.seed_consents(
        [shop.owner.pk], MESSAGES, channel="kertas", now=timezone.now() - timedelta(days=2)
    )
    consenting.record_consent(
        staff, shop.owner, MESSAGES, False, words=BY_CODE[MESSAGES].words, channel="kertas",
        proof="saksi Rina", now=timezone.now(),
    )  # fmt: skip
    desk = Client()
    desk.force_login(staff)
    page = desk.get(f"{DESK}{found.pk}/").content.decode()
    keys = [one.key for one in deletable(found)]
    assert len(keys) == 3
    assert all(f'value="{key}"' in page for key in keys)
    assert PHONE not in page
    assert "2063308010001" not in page
    sent = {"jawab-words": WORDS, "jawab-parts": keys}
    assert desk.post(f"{DESK}{found.pk}/jawab/", sent).status_code == 302
    found.refresh_from_db()
    assert (found.state, found.outcome) == (rules.DONE, rules.PARTLY)
    assert {one["kind"] for one in found.deleted} == {"isian", "surat", "izin"}
    whole = desk.get(f"{DESK}{found.pk}/surat/").content.decode()
    letter = whole.partition("<article")[2].partition("</article>")[0]
    for shown in ("Yang kami hapus:", "Nomor kedua", "P-IRT", "Yang lain tentang Anda tetap"):
        assert shown in letter
    assert staff.username not in letter
    page = desk.get(f"{DESK}{found.pk}/").content.decode()
    assert f"· {staff.username}" in page
    assert PHONE not in letter + page
    mine = Client()
    mine.force_login(User.objects.get(owners=shop.owner_id or 0))
    assert "Yang kami hapus:" in mine.get("/saya/data/").content.decode()


def test_a_named_part_is_brought_back_by_nothing(staff: User, shop: Business) -> None:
    """History, other sources, journals of lists, notes of merges and merged records lose it."""
    run = ImportRun.objects.create(
        region=shop.region, file_name="a.xlsx", path="a", digest="d", created_at=timezone.now()
    )
    row = ImportRow.objects.create(
        run=run, sheet="1", row=2, action="update", business_id=shop.pk, cells=["Siti", PHONE],
        before={"business": {"phone_2": [PHONE, "x"], "rt": ["1", "2"]}},
    )  # fmt: skip
    part = business("63.08", owner=shop.owner, name="Siti", phone_2=PHONE, golden=shop)
    event = MergeEvent.objects.create(
        region=shop.region, golden=shop, members=[part.pk], at=timezone.now(),
        written={"before": {"phone": {"phone": "", "phone_2": PHONE}}, "derived": {}},
    )  # fmt: skip
    Claim.objects.create(
        entity="business", entity_id=shop.pk, field="phone_2", value=PHONE, source="impor",
        at=timezone.now(),
    )  # fmt: skip
    older = Change.objects.create(
        entity="business", entity_id=shop.pk, field="phone_2", old="", new=PHONE, source="impor",
        at=timezone.now() - timedelta(days=9),
    )  # fmt: skip
    found = asked(shop)
    change = emptied(shop, "phone_2", staff)
    kept = emptied(shop, "address", staff)
    done = answered(staff, found, f"c{change.pk}")
    for line in Change.objects.filter(pk__in=(change.pk, older.pk)):
        assert (line.old, line.new) == ("", "")
    assert Change.objects.get(pk=kept.pk).old == "Jl. Lama", "what was not named stays"
    part.refresh_from_db()
    event.refresh_from_db()
    row.refresh_from_db()
    assert part.phone_2 == ""
    assert event.written["before"]["phone"] == {"phone": "", "phone_2": ""}
    assert row.cells == []
    assert row.before == {"business": {"rt": ["1", "2"]}}
    assert not Claim.objects.filter(value=PHONE).exists()
    assert "(1 berkas) mungkin masih memuatnya" in done.answer, "what still holds it is told"


def test_a_sealed_value_is_gone_when_its_columns_are(staff: User, shop: Business) -> None:
    """The journal shows a mask only: the record itself decides."""
    found = asked(shop)
    Change.objects.create(
        entity="owner", entity_id=shop.owner_id or 0, field="nik", old=MASK, new="",
        source="petugas", actor=staff, at=timezone.now(),
    )  # fmt: skip
    assert deletable(found) == []
    Owner.objects.filter(pk=shop.owner_id or 0).update(nik_sealed=None, nik_index="")
    assert [(one.kind, one.what) for one in deletable(found)] == [("isian", "nik")]


def test_an_erasure_answers_as_a_whole(staff: User, shop: Business, settings: Any) -> None:
    """Also the second request of somebody who was erased by the first."""
    found, again = asked(shop), asked(shop, "akhiri")
    Request.objects.filter(pk=again.pk).update(kind="hapus")
    actions.propose_erasure(staff, found, now=timezone.now())
    head = member("head", "63.08")
    actions.confirm_erasure(head, found, now=timezone.now())
    found.refresh_from_db()
    assert (found.outcome, found.deleted) == (rules.WHOLE, [])
    again.refresh_from_db()
    done = answered(staff, again)
    assert done.outcome == rules.WHOLE
    assert deleted_of(done) == []


def test_an_account_without_a_record_has_no_parts(staff: User) -> None:
    """Erasure or refusal, and the sentence says so."""
    account = member("buyer", "63.08")
    found = actions.ask(account, "hapus", "", owner=None, now=timezone.now())
    with pytest.raises(Refusal, match="Usulkan penghapusan") as refused:
        answered(staff, found)
    assert refused.value.code == "nothing_deleted"


def test_a_kept_column_of_a_list_goes_by_being_named(staff: User, shop: Business) -> None:
    """Record, journals and search lose it; a mark keeps the next list from bringing it back."""
    kept = {"Agama": "Islam", "Kode": "A1"}
    Business.objects.filter(pk=shop.pk).update(extras=kept, search_key="anyaman islam a1")
    part = business("63.08", owner=shop.owner, name="Siti", extras=kept, golden=shop)
    run = ImportRun.objects.create(
        region=shop.region, file_name="a.csv", digest="d", created_at=timezone.now()
    )
    row = ImportRow.objects.create(
        run=run, sheet="", row=2, action="update", business_id=shop.pk,
        before={"business": {"extras": [{}, kept]}},
    )  # fmt: skip
    Change.objects.create(
        entity="business", entity_id=shop.pk, field="extras", old="", new=str(kept),
        source="impor", at=timezone.now() - timedelta(days=2),
    )  # fmt: skip
    found = asked(shop)
    keys = {one.what: one.key for one in deletable(found) if one.entity_id == shop.pk}
    assert set(keys) == {"Agama", "Kode"}
    done = answered(staff, found, keys["Agama"])
    for one in (shop, part, row):
        one.refresh_from_db()
    assert shop.extras == part.extras == {"Agama": GONE, "Kode": "A1"}
    assert row.before == {"business": {"extras": [{"Agama": GONE}, shop.extras]}}
    assert "islam" not in shop.search_key
    assert "a1" in shop.search_key
    assert not Change.objects.filter(new__contains="Islam").exists()
    line = Change.objects.get(field="extras", source="hapus")
    assert (line.old, line.new, line.actor) == ("Agama", "", staff)
    assert [(one.label, one.by) for one in deleted_of(done)] == [("Agama", staff.username)]
    assert "Islam" not in str(done.deleted)
    again = planning._kept(shop.extras, {"Agama": "Islam", "Kode": "B2"}, Standing({}, "impor"))
    assert again == {"extras": {"Agama": GONE, "Kode": "B2"}}


def test_what_stood_with_somebody_merged_by_mistake_goes_too(staff: User, shop: Business) -> None:
    """Merged with a namesake and parted since: her number stands in that one's journal."""
    other = business("63.08", owner=owner("63.08", name="Siti R."), name="Siti")
    now = timezone.now()
    for days, old, new in ((9, "", other.public_id), (8, other.public_id, "")):
        Change.objects.create(
            entity="business", entity_id=shop.pk, field="golden", old=old, new=new,
            source=merging.MERGED if new else merging.PARTED, at=now - timedelta(days=days),
        )  # fmt: skip
    line = Change.objects.create(
        entity="business", entity_id=other.pk, field="phone_2", old="", new=PHONE,
        source=merging.MERGED, at=now - timedelta(days=9),
    )  # fmt: skip
    found = asked(shop)
    change = emptied(shop, "phone_2", staff)
    answered(staff, found, f"c{change.pk}")
    line.refresh_from_db()
    assert line.new == ""
