"""Erasure: two persons, nothing of the person left, nothing that brings her back."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from lampit.aid.models import Grant
from lampit.basics.refusal import Refusal
from lampit.orders.models import Part
from lampit.outside import vault
from lampit.people.models import AuditEntry, User
from lampit.privacy import actions, queries
from lampit.privacy.actions.erasing import CUSTOMER_KEPT
from lampit.privacy.models import Copy, Erasure, Request, Retained
from lampit.registry import actions as registry
from lampit.registry.actions import importing
from lampit.registry.models import (
    Business,
    Change,
    ConfirmLink,
    ImportRow,
    ImportRun,
    MergeEvent,
    Owner,
    Permit,
    PermitFile,
)
from lampit.registry.queries import checks
from tests.aid.things import programme
from tests.factories import NOW, assigned, maker, member, product, sale
from tests.orders.things import goods, order, shop
from tests.registry import messy
from tests.registry.told import NIK, told

pytestmark = pytest.mark.django_db
NAME, SHOP = "Zubaidah Qalbi", "Anyaman Xanthia"


def person(region: str = "63.08") -> tuple[User, Business]:
    """Return staff and the business of somebody with a name that nothing else holds."""
    staff = member("staff", region)
    found = registry.register_business(
        staff, told(owner_name=NAME, name=SHOP, note="suka teh", sales=700_000), now=NOW
    )
    return staff, found


def to_erase(staff: User, found: Business) -> Request:
    """Return a request to erase the owner of a business, entered at the desk."""
    assert found.owner is not None
    return actions.enter(
        staff, actions.About("63.08", found.owner), "hapus", "", channel="meja",
        identity="KTP dicocokkan", received_at=NOW, now=NOW,
    )  # fmt: skip


def erased(staff: User, found: Business, asked: Request | None = None) -> Request:
    """Erase the owner of a business as two people do."""
    asked = asked or to_erase(staff, found)
    actions.propose_erasure(staff, asked, now=NOW)
    actions.confirm_erasure(member("head", "63.08"), asked, now=NOW)
    return asked


def everything() -> str:
    """Return every value of every table as text, hex for bytes."""
    told_: list[str] = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608 - names of our own schema
            for row in cursor.fetchall():
                told_ += [
                    bytes(v).hex() if isinstance(v, bytes | memoryview) else str(v) for v in row
                ]
    return "\n".join(told_)


def test_two_people_and_nobody_else_erase() -> None:
    """The proposer does not confirm, staff does not, a neighbour does not exist."""
    staff, found = person()
    asked = to_erase(staff, found)
    head = member("head", "63.08")
    for actor, code in ((head, "not_proposed"), (staff, "not_allowed")):
        with pytest.raises(Refusal) as refused:
            actions.confirm_erasure(actor, asked, now=NOW)
        assert refused.value.code == code
    actions.propose_erasure(head, asked, now=NOW)
    for actor, code in ((head, "same_person"), (member("head", "63.09"), "not_allowed")):
        with pytest.raises(Refusal) as refused:
            actions.confirm_erasure(actor, asked, now=NOW)
        assert refused.value.code == code
    assert Owner.objects.filter(name=NAME).exists()
    actions.confirm_erasure(member("head", "63.08"), asked, now=NOW)
    assert not Owner.objects.filter(name=NAME).exists()
    deeds = set(AuditEntry.objects.values_list("deed", flat=True))
    assert {"erasure_proposed", "erasure_done"} <= deeds


def test_nothing_of_the_person_is_left_in_any_table() -> None:
    """Name, NIK and its index, telephone, notes: no column of any table holds them."""
    staff, found = person()
    registry.edit_business(
        staff, found.public_id,
        told(owner_name=NAME, name=SHOP, note="pindah rumah", phones=("+6281234500000",)),
        based_on=found.version, now=NOW,
    )  # fmt: skip
    assert found.owner is not None
    index = vault.blind_index("nik", NIK)
    assert all(part in everything() for part in (NAME, SHOP, index, "81234500000"))
    asked = to_erase(staff, found)
    plan = queries.plan(asked)
    assert (plan.names, plan.against) == ([NAME], [])
    erased(staff, found, asked)
    left = everything()
    for part in (
        NAME,
        "Zubaidah",
        "zubaidah",
        SHOP,
        "xanthia",
        index,
        "81234500000",
        "pindah rumah",
    ):
        assert part not in left
    found.refresh_from_db()
    assert (found.village_id, found.workers_female, found.sales_band) == ("63.08.08.2010", 3, 2)
    assert all(check.ok for check in checks())


@pytest.fixture
def listed(tmp_path: Path, settings: Settings) -> Callable[[], ImportRun]:
    """Give a list of one person, imported."""
    settings.LAMPIT_HOME = tmp_path

    def bring() -> ImportRun:
        messy.load_places()
        path = tmp_path / "daftar.csv"
        rows = [f"Orang {n};Usaha {n};;08125000000{n};Antasari;Amuntai Tengah" for n in range(4)]
        rows.append(f"{NAME};{SHOP};{NIK};081234567892;Antasari;Amuntai Tengah")
        path.write_text("\n".join(["Nama Pemilik;Nama Usaha;NIK;HP;Desa;Kecamatan", *rows]))
        staff = member("staff", "63.08")
        run = importing.open_run(staff, "63.08", path.name, path, now=NOW)
        path.unlink()
        importing.start_run(run, now=NOW)
        run.refresh_from_db()
        return run

    return bring


def test_undoing_the_import_does_not_bring_her_back(
    listed: Callable[[], ImportRun],
    tmp_path: Path,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    """The journal is empty, the file is gone, and undo finds nothing to restore."""
    run = listed()
    found = Business.objects.select_related("owner").get(name=SHOP)
    assert list((tmp_path / "uploads").glob("*.csv"))
    with django_capture_on_commit_callbacks(execute=True):
        erased(member("staff", "63.08"), found)
    assert not list((tmp_path / "uploads").glob("*.csv"))
    row = ImportRow.objects.get(run=run, business_id=found.pk)
    assert (row.cells, row.before, row.action) == ([], None, "dihapus")
    importing.undo_run(run, None, now=NOW)
    left = everything()
    assert NAME not in left
    assert "xanthia" not in left.lower()


def test_parting_merged_records_does_not_bring_her_back() -> None:
    """The other record of the same person goes too, and the note of the merge is empty."""
    staff, found = person()
    other = registry.register_business(
        staff, told(owner_name="Zubaidah Q.", name=SHOP, nik="", note="kedua"), now=NOW, sure=True
    )
    event = registry.merge(staff, [found.pk, other.pk], now=NOW)
    asked = to_erase(staff, found)
    assert queries.plan(asked).names == [NAME, "Zubaidah Q."]
    erased(staff, found, asked)
    written = MergeEvent.objects.get(pk=event.pk).written
    assert (written["before"], written["derived"]) == ({}, {})
    assert "Zubaidah" not in everything()
    with pytest.raises(Refusal):
        registry.unmerge(staff, event.pk, now=NOW)
    assert "Zubaidah" not in everything()


def test_the_account_and_the_words_of_her_other_record_go_too() -> None:
    """A merged record may have an account, requests and open questions of its own."""
    staff, found = person()
    other = registry.register_business(
        staff, told(owner_name="Zubaidah Q.", name=SHOP, nik="", note="kedua"), now=NOW, sure=True
    )
    event = registry.merge(staff, [found.pk, other.pk], now=NOW)
    golden, member_of = (found, other) if event.golden_id == found.pk else (other, found)
    hers = member("maker", "63.08")
    User.objects.filter(pk=hers.pk).update(first_name="Zubaidah Akun")
    Owner.objects.filter(businesses=member_of).update(account=hers)
    member_of.refresh_from_db()
    before = to_erase(staff, member_of)
    Request.objects.filter(pk=before.pk).update(wish="Zubaidah minta")
    link = ConfirmLink.objects.create(
        business=member_of, channel="wa", digest="d" * 64, nonce="n", made_at=NOW,
        expires_at=NOW + timedelta(days=14),
    )  # fmt: skip
    golden.refresh_from_db()
    asked = erased(staff, golden)
    assert asked.pk != before.pk
    assert "Zubaidah" not in everything()
    hers.refresh_from_db()
    assert not hers.is_active
    link.refresh_from_db()
    assert link.expires_at <= NOW


def test_shop_visits_and_sales_stay_without_her(settings: Settings) -> None:
    """The public page is gone; money stays to the rupiah."""
    staff, found = person()
    assert found.owner is not None
    account = member("maker", "63.08")
    User.objects.filter(pk=account.pk).update(first_name=NAME)
    Owner.objects.filter(pk=found.owner.pk).update(account=account)
    kept = maker(
        "63.08", account, business=found, person=NAME, story=f"{NAME} menganyam", slug="xanthia"
    )
    product(kept)
    assigned(member("mentor", "63.08"), found)
    sold = sale(found, NOW.date(), 85_000)
    assert Client().get("/lapak/xanthia/").status_code == 200
    erased(staff, found)
    assert Client().get("/lapak/xanthia/").status_code == 404
    sold.refresh_from_db()
    assert (sold.goods, sold.business_id) == (85_000, found.pk)
    account.refresh_from_db()
    assert (account.is_active, account.username) == (False, f"dihapus-{account.pk}")
    assert NAME not in everything()


def test_a_running_order_is_finished_first() -> None:
    """Nothing goes while goods or money are on their way; one refusal, nothing half erased."""
    staff, found = person()
    keeper = shop("63.08")
    Business.objects.filter(pk=keeper.business_id).update(owner=found.owner)
    order({goods(keeper): 1})
    asked = to_erase(staff, found)
    plan = queries.plan(asked)
    assert plan.against
    part = Part.objects.get()
    assert [(one.number, one.maker) for one in plan.running] == [(str(part), keeper.name)]
    desk = Client()
    desk.force_login(staff)
    page = desk.get(f"/balai/permintaan/{asked.pk}/hapus/").content.decode()
    assert str(part) in page
    assert f'href="/balai/usaha/{plan.running[0].business}/"' in page
    assert f"telepon penjual {plan.running[0].phone}" in " ".join(page.split())
    assert "•" in plan.running[0].phone
    assert f"{plan.running[0].business}/lihat/phone/" in page
    actions.propose_erasure(staff, asked, now=NOW)
    with pytest.raises(Refusal) as refused:
        actions.confirm_erasure(member("head", "63.08"), asked, now=NOW)
    assert refused.value.code == "orders_open"
    assert Owner.objects.filter(name=NAME).exists()


def test_a_buyer_is_kept_sealed_as_long_as_the_law_says() -> None:
    """Name and telephone leave the order; the sealed rest goes after five years."""
    bought = order({goods(shop("63.08")): 1})
    bought.parts.update(state="DIBATALKAN", reserved_until=None)
    name, phone = bought.buyer_name, bought.buyer_phone
    asked = actions.ask_as_buyer(bought, "hapus", "", now=NOW)
    staff = member("staff", "63.08")
    actions.propose_erasure(staff, asked, now=NOW)
    actions.confirm_erasure(member("head", "63.08"), asked, now=NOW)
    bought.refresh_from_db()
    assert (bought.buyer_name, bought.buyer_phone) == ("", "")
    assert name not in everything()
    kept = Retained.objects.get()
    assert phone in vault.decrypt(bytes(kept.sealed), kept.place)
    assert actions.drop_retained(NOW + timedelta(days=365)) == 0
    assert actions.drop_retained(NOW + CUSTOMER_KEPT + timedelta(days=30)) == 1


def test_the_page_leads_through_both_steps() -> None:
    """Staff proposes, the head confirms; what was asked for otherwise has no such page."""
    staff, found = person()
    asked = to_erase(staff, found)
    page = f"/balai/permintaan/{asked.pk}/hapus/"
    clients = []
    for actor in (staff, member("head", "63.08"), member("staff", "63.09")):
        client = Client()
        client.force_login(actor)
        clients.append(client)
    assert NAME in clients[0].get(page).content.decode()
    assert clients[2].get(page).status_code == 404
    clients[0].post(page, {"deed": "usul"})
    clients[0].post(page, {"deed": "tetapkan"})
    assert Owner.objects.filter(name=NAME).exists()
    clients[1].post(page, {"deed": "tetapkan"})
    assert not Owner.objects.filter(name=NAME).exists()
    assert "tidak bisa diurungkan" in clients[1].get(page).content.decode()
    assert Change.objects.filter(field="erased").exists()


def test_the_letter_is_made_with_the_erasure_and_its_address_is_kept_a_week() -> None:
    """The request is answered at once; name and address are sealed, opened by the letter only."""
    staff, found = person()
    Business.objects.filter(pk=found.pk).update(address="Jalan Xanthia 5")
    found.refresh_from_db()
    asked = erased(staff, found)
    asked.refresh_from_db()
    assert (asked.state, asked.answered_at) == ("selesai", NOW)
    assert asked.letter
    assert "Yang dihapus:" in asked.answer
    assert not {NAME, "Xanthia"} & set(everything().split())
    page = f"/balai/permintaan/{asked.pk}/"
    desk = Client()
    desk.force_login(staff)
    assert "Buat salinan" not in desk.get(page).content.decode()
    with pytest.raises(Refusal):
        actions.ask_copy(staff, asked, back_url="/", now=NOW)
    letter = desk.get(f"{page}surat/").content.decode()
    assert NAME in letter
    assert "Jalan Xanthia 5" in letter
    assert AuditEntry.objects.filter(deed="erasure_letter_opened").count() == 1
    with pytest.raises(Refusal):
        actions.open_addressee(member("staff", "63.09"), asked, now=NOW)
    assert actions.drop_addressees(NOW + timedelta(days=7)) == 0
    assert actions.drop_addressees(NOW + timedelta(days=8)) == 1
    assert Erasure.objects.get().addressee is None
    assert NAME not in desk.get(f"{page}surat/").content.decode()
    assert not Copy.objects.exists()


def test_the_head_is_told_that_an_erasure_waits() -> None:
    """On the desk's first page, in the queue and on the request; not who proposed it."""
    staff, found = person()
    asked = to_erase(staff, found)
    head, other = Client(), Client()
    head.force_login(member("head", "63.08"))
    other.force_login(staff)
    told, link = "menunggu ketetapan Anda", f"/balai/permintaan/{asked.pk}/hapus/"
    assert told not in head.get("/balai/").content.decode()
    actions.propose_erasure(staff, asked, now=NOW)
    asked.refresh_from_db()
    assert (asked.state, asked.taken_by) == ("dikerjakan", staff)
    for page in ("/balai/", "/balai/permintaan/", f"/balai/permintaan/{asked.pk}/"):
        shown = head.get(page).content.decode()
        assert told in shown
        assert link in shown
        assert told not in other.get(page).content.decode()
    assert "menunggu kepala dinas" in other.get("/balai/permintaan/").content.decode()


def test_the_dry_run_counts_scans_and_aid() -> None:
    """What is erased in other rooms stands in the dry run: certificates, and grants by NIK."""
    staff, found = person()
    asked = to_erase(staff, found)
    before = [what for what, _count in queries.plan(asked).going]
    assert not [what for what in before if "bantuan" in what or "berkas surat" in what]
    permit = Permit.objects.create(business=found, kind="merek", number="IDM000000001")
    PermitFile.objects.create(
        permit=permit, name="a.pdf", kind="pdf", size=1, digest="d" * 64, added_at=NOW,
        added_by=staff,
    )  # fmt: skip
    Grant.objects.create(
        public_id="G1", programme=programme(staff), region_id="63.08", owner=found.owner,
        name=NAME, created_at=NOW,
    )  # fmt: skip
    plan = queries.plan(asked)
    going = dict(plan.going)
    assert going["berkas surat usaha dan bukti izin"] == 1
    assert going["catatan bantuan: nama, NIK, HP dan alamat penerima"] == 1
    assert "nilai, program dan desa pada catatan bantuan" in [
        what for what, _n, _why in plan.staying
    ]
