"""Papers noted by office, mentor and maker; certificates; reminders made and sent once."""

import os
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings
from pytest_django.fixtures import DjangoAssertNumQueries

from lampit.basics.refusal import Refusal
from lampit.outside import papers as files
from lampit.people.models import AuditEntry
from lampit.registry import access, actions
from lampit.registry.actions import Proof
from lampit.registry.models import Business, Change, Permit, PermitFile
from lampit.registry.queries import checks
from lampit.registry.queries import papers as queries
from tests.factories import NOW, business, member, owner, region
from tests.outside.scans import pdf, photo, written
from tests.registry.paperwork import CODE, TODAY, ending, made, maker_of

pytestmark = pytest.mark.django_db


def test_each_side_notes_papers_with_the_word_it_may_give() -> None:
    """The office checked, the mentor saw, the maker says; the journal tells who."""
    shop = made()
    staff, mentor, maker = member("staff", CODE), member("mentor", CODE), maker_of(shop)
    Business.objects.filter(pk=shop.pk).update(mentor=mentor)
    actions.add_permit(
        staff, shop.public_id, "halal", "ID1", now=NOW, proof=Proof("dicek", "SiHalal")
    )
    actions.add_permit(
        mentor, shop.public_id, "merek", "IDM1", now=NOW, proof=Proof("dilihat")
    )  # fmt: skip
    said = actions.add_permit(maker, shop.public_id, "pirt", "203630801000129", now=NOW)
    assert said.proof == "dikatakan"
    told = Change.objects.filter(field="permit").order_by("pk").values_list("source", flat=True)
    assert list(told) == ["petugas", "kunjungan", "pemilik"]
    for person, proof in ((mentor, Proof("dicek", "OSS")), (maker, Proof("dilihat"))):
        with pytest.raises(Refusal) as refused:
            actions.add_permit(person, shop.public_id, "sni", "SNI 1", now=NOW, proof=proof)
        assert refused.value.code == "proof_not_yours"


def test_what_a_maker_changes_is_only_said_again() -> None:
    """Seen papers do not stay seen when their number is another; the office's word stays."""
    shop = made()
    staff, maker = member("staff", CODE), maker_of(shop)
    permit = actions.add_permit(
        staff, shop.public_id, "merek", "IDM1", now=NOW, proof=Proof("dilihat")
    )
    kept = actions.change_permit(staff, permit.pk, "IDM2", now=NOW)
    assert (kept.proof, kept.proof_by) == ("dilihat", staff)
    changed = actions.change_permit(maker, permit.pk, "IDM3", now=NOW)
    assert (changed.proof, changed.proof_by) == ("dikatakan", maker)


def test_a_first_nib_becomes_that_of_the_business_and_never_overwrites_one() -> None:
    """The other number stays and is warned of on the page of the paper."""
    staff, shop, second = member("staff", CODE), made(), made(nib="9120000000001")
    actions.add_permit(staff, shop.public_id, "nib", "9120000000002", now=NOW)
    actions.add_permit(staff, second.public_id, "nib", "9120000000002", now=NOW, agreed=True)
    shop.refresh_from_db()
    second.refresh_from_db()
    assert (shop.nib, second.nib) == ("9120000000002", "9120000000001")
    row = queries.paper(access.visible_permits(staff), second.permits.get().pk, TODAY)
    assert row is not None
    assert "berbeda" in queries.oddities(row, second.nib)[0]


def test_the_number_that_came_fills_the_paper_that_was_asked_for() -> None:
    """One NIB, not one that is being asked for beside one that came; unseen until it is there."""
    staff, shop = member("staff", CODE), made()
    asked = actions.add_permit(staff, shop.public_id, "nib", "", now=NOW, proof=Proof("dilihat"))
    assert (asked.status, asked.proof) == ("proses", "dikatakan")
    came = actions.add_permit(
        staff, shop.public_id, "nib", "9120000000002", now=NOW, proof=Proof("dilihat")
    )
    assert (came.pk, came.status, came.proof) == (asked.pk, "berlaku", "dilihat")
    assert shop.permits.count() == 1
    change = Change.objects.filter(field="permit").latest("pk")
    assert change.old
    assert "9120000000002" in change.new


def test_a_business_has_one_nib() -> None:
    """A second one is refused with the first one's number; the first one may be changed."""
    staff, shop = member("staff", CODE), made()
    first = actions.add_permit(staff, shop.public_id, "nib", "9120000000002", now=NOW)
    with pytest.raises(Refusal, match="9120000000002") as refused:
        actions.add_permit(staff, shop.public_id, "nib", "9120000000003", now=NOW)
    assert refused.value.code == "nib_second"
    actions.change_permit(staff, first.pk, "9120000000003", now=NOW)
    assert [permit.number for permit in shop.permits.all()] == ["9120000000003"]


def test_a_number_of_somebody_else_is_asked_about() -> None:
    """Named where the person sees it, kept when she agrees; one owner's businesses share a NIB."""
    staff, maker_shop = member("staff", CODE), made(name="Kue Mahmud")
    other, own = made(), made()
    Business.objects.filter(pk=own.pk).update(owner=maker_shop.owner)
    number = "201630807008726"
    actions.add_permit(staff, maker_shop.public_id, "pirt", number, now=NOW)
    actions.add_permit(staff, own.public_id, "pirt", number, now=NOW)
    client = Client()
    client.force_login(staff)
    address = reverse("registry:add_permit", args=[other.public_id])
    typed = {"kind": "pirt", "number": number, "proof": "dilihat"}
    answer = client.post(address, typed)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Kue Mahmud" in page
    assert 'type="checkbox" name="agreed"' in page
    assert not other.permits.exists()
    assert client.post(address, typed | {"agreed": "on"}).status_code == 302
    assert other.permits.get().number == number
    far = member("staff", "63.09")
    region("63.09.01.2001")
    elsewhere = business("63.09", owner=owner("63.09"))
    actions.add_permit(far, elsewhere.public_id, "pirt", number, now=NOW)


def test_odd_numbers_are_marked_where_papers_are_listed() -> None:
    """A green tag alone would say that a number like this was found right."""
    staff, shop = member("staff", CODE), made()
    actions.add_permit(staff, shop.public_id, "halal", "HALAL-1234", now=NOW)
    client = Client()
    client.force_login(staff)
    for address in (
        reverse("registry:papers") + "?keadaan=semua",
        reverse("registry:business", args=[shop.public_id]),
    ):
        assert "cocokkan nomornya" in client.get(address).content.decode()
    actions.change_permit(staff, shop.permits.get().pk, "ID" + "1" * 17, now=NOW)
    assert "cocokkan nomornya" not in client.get(address).content.decode()


def test_nobody_notes_or_sees_papers_outside_own_reach() -> None:
    """Neighbours, mentors of others, other makers, the board: nothing, or no change."""
    shop = made()
    permit = ending(shop, 10)
    for person in (member("staff", "63.09"), member("mentor", CODE), member("maker", CODE)):
        assert not access.visible_permits(person).exists()
        with pytest.raises(Refusal) as refused:
            actions.add_permit(person, shop.public_id, "halal", "ID1", now=NOW)
        assert refused.value.code == "not_found"
        with pytest.raises(Refusal):
            actions.remove_permit(person, permit.pk, now=NOW)
        with pytest.raises(Refusal):
            actions.attach_file(person, permit.pk, photo(), now=NOW)
    board = member("board", CODE)
    assert access.visible_permits(board).exists()
    assert not access.changeable_permits(board).exists()
    assert Permit.objects.count() == 1


def test_a_certificate_is_kept_apart_opened_with_a_note_and_goes_with_its_paper() -> None:
    """Outside the media folder; the reading is in the audit; nothing stays on the disk."""
    staff, shop = member("staff", CODE), made()
    permit = actions.note_permit(
        staff, shop.public_id, "halal", "ID1", now=NOW, scan=written(pdf(2))
    )
    file = permit.files.get()
    path = files.path_of(settings.PAPERS_ROOT, file.name)
    assert path.is_file()
    assert Path(settings.MEDIA_ROOT) not in path.parents
    client = Client()
    client.force_login(staff)
    answer = client.get(reverse("registry:paper_file", args=[file.pk]))
    assert answer.content == written(pdf(2)) or answer.content.startswith(b"%PDF-")
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert "script" not in answer["Content-Security-Policy"]
    assert answer["Cache-Control"] == "private, no-store"
    assert (
        AuditEntry.objects.filter(deed="read_certificate", subject_id=shop.public_id).count() == 1
    )
    assert client.get(reverse("registry:paper_file_small", args=[file.pk])).status_code == 404
    for other in (member("staff", "63.09"), member("maker", CODE), member("mentor", CODE)):
        client.force_login(other)
        assert client.get(reverse("registry:paper_file", args=[file.pk])).status_code == 404
    client.force_login(member("board", CODE))
    assert client.get(reverse("registry:paper_file", args=[file.pk])).status_code == 403
    actions.remove_permit(staff, permit.pk, now=NOW)
    assert not path.exists()


def test_a_refused_certificate_leaves_nothing_and_keeps_the_form() -> None:
    """Neither paper nor file; what was typed stands in the form again, with the reason."""
    staff, shop = member("staff", CODE), made()
    client = Client()
    client.force_login(staff)
    sent = {
        "kind": "halal",
        "number": "ID77",
        "proof": "dilihat",
        "scan": _named(b"MZ, no picture"),
    }
    answer = client.post(reverse("registry:add_permit", args=[shop.public_id]), sent)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "ID77" in page
    assert "bukan PDF atau foto" in page
    assert not Permit.objects.exists()
    before = {path.name for path in settings.PAPERS_ROOT.glob("*/*")}
    good = ending(shop, 10)
    actions.attach_file(staff, good.pk, photo(), now=NOW)
    with pytest.raises(Refusal) as refused:
        actions.attach_file(staff, good.pk, photo(), now=NOW)
    assert refused.value.code == "file_twice"
    assert len({path.name for path in settings.PAPERS_ROOT.glob("*/*")} - before) == 2
    assert PermitFile.objects.count() == 1


def _named(content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile("surat.pdf", content, "application/pdf")


def test_papers_stay_with_their_record_through_merge_and_parting() -> None:
    """Seen through the golden record while merged; each with its own afterwards."""
    staff = member("staff", CODE)
    left, right = made(), made()
    permit = ending(right, 5)
    actions.attach_file(staff, permit.pk, photo(), now=NOW)
    event = actions.merge(staff, [left.pk, right.pk], now=NOW, reason="orang yang sama")
    permit.refresh_from_db()
    assert permit.business_id == right.pk
    row = queries.paper(access.visible_permits(staff), permit.pk, TODAY)
    assert row is not None
    assert row.files == 1
    golden = Business.objects.get(pk=event.golden_id)
    assert row.business_id == golden.public_id
    actions.unmerge(staff, event.pk, now=NOW)
    row = queries.paper(access.visible_permits(staff), permit.pk, TODAY)
    assert row is not None
    assert row.business_id == right.public_id


def test_the_list_is_narrowed_and_costs_two_queries(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    """However many rows; those that end first stand at the top; closed businesses are out."""
    staff = member("staff", CODE)
    for days in (-3, 5, 25, 80, 400):
        ending(made(), days)
    ending(made(status="tutup"), 5)
    Permit.objects.create(business=made(), kind="halal")
    seen = access.visible_permits(staff)
    found = {
        what: len(queries.page(queries.narrowed(seen, what, "", TODAY), "1", TODAY).object_list)
        for what in queries.CHOICES
    }
    assert found == {
        "ingatkan": 0, "habis": 1, "7": 1, "30": 2, "90": 3, "proses": 1, "dikatakan": 6,
        "semua": 7,
    }  # fmt: skip
    assert queries.tally(seen, TODAY) == {"habis": 1, "d7": 1, "d30": 2, "d90": 3}
    with django_assert_num_queries(1):
        page = queries.page(queries.narrowed(seen, "semua", "", TODAY), "1", TODAY)
    ends = [row.valid_until for row in page.object_list if row.valid_until]
    assert ends == sorted(ends)


def test_a_maker_sees_in_plain_words_what_to_do() -> None:
    """The paper that ends stands first, with the days left and the next step."""
    shop = made(name="Tikar Rahmah")
    maker = maker_of(shop)
    today = timezone.localdate()
    ending(shop, 400, since=today, number="lama")
    ending(shop, 12, since=today, kind="pirt", number="203630801000126")
    client = Client()
    client.force_login(maker)
    page = client.get(reverse("registry:own_papers")).content.decode()
    assert page.index("tinggal") < page.index("lama")
    assert "Dinas Kesehatan" in page
    sent = {"kind": "halal", "number": "", "scan": ""}
    answer = client.post(reverse("registry:add_own_permit"), sent)
    assert answer.status_code == 302
    assert Permit.objects.get(kind="halal").business == shop
    assert client.get(reverse("registry:papers")).status_code == 403


def test_a_paper_is_removed_only_after_a_question() -> None:
    """The first press asks, the second does it."""
    staff, shop = member("staff", CODE), made()
    permit = ending(shop, 10)
    client = Client()
    client.force_login(staff)
    address = reverse("registry:remove_permit", args=[permit.pk])
    assert "Hapus surat ini" in client.post(address).content.decode()
    assert Permit.objects.exists()
    assert client.post(address, {"confirm": "yes"}).status_code == 302
    assert not Permit.objects.exists()


def test_a_day_in_the_future_is_refused_at_its_field() -> None:
    """422, the message at the field, everything typed still there."""
    staff, shop = member("staff", CODE), made()
    client = Client()
    client.force_login(staff)
    later = date(2030, 1, 1).isoformat()
    sent = {"kind": "halal", "number": "ID5", "issued_on": later, "proof": "dilihat"}
    answer = client.post(reverse("registry:add_permit", args=[shop.public_id]), sent)
    assert answer.status_code == 422
    assert "belum sampai" in answer.content.decode()


def test_an_emptied_number_is_refused_and_stays(client: Client) -> None:
    """A POST without fields, or a number left blank, loses nothing; a new number replaces."""
    staff = member("staff", CODE)
    permit = ending(made(), 90, number="IDM000123456")
    client.force_login(staff)
    address = reverse("registry:paper", args=[permit.pk])
    answer = client.post(address, {"kind": "merek", "proof": "dilihat"})
    assert answer.status_code == 422
    assert "jangan dikosongkan" in answer.content.decode()
    with pytest.raises(Refusal) as refused:
        actions.change_permit(staff, permit.pk, "  ", now=NOW)
    assert refused.value.code == "number_gone"
    permit.refresh_from_db()
    assert permit.number == "IDM000123456"
    assert actions.change_permit(staff, permit.pk, "IDM000654321", now=NOW).number == "IDM000654321"


def test_verify_misses_finds_and_compares_certificates(tmp_path: Path, settings: Settings) -> None:
    """Missing, changed and ownerless files are counted; what was just sent is left alone."""
    settings.PAPERS_ROOT = tmp_path
    staff, permit = member("staff", CODE), ending(made(), 90)
    kept = [
        actions.attach_file(staff, permit.pk, content, now=NOW)
        for content in (photo(), written(pdf()), written(pdf(2)))
    ]

    def said() -> tuple[bool, str]:
        found = next(c for c in checks() if c.name == "registry_certificates")
        return found.ok, found.detail

    assert said() == (True, "3 berkas surat, 0 hilang, 0 berubah, 0 tanpa surat")
    files.path_of(tmp_path, kept[1].name).unlink()
    files.path_of(tmp_path, kept[2].name).write_bytes(b"lain")
    stray = tmp_path / "aa" / "lain.pdf"
    stray.parent.mkdir(exist_ok=True)
    stray.write_bytes(b"x")
    assert said() == (False, "3 berkas surat, 1 hilang, 1 berubah, 0 tanpa surat")
    os.utime(stray, (0, 0))
    assert said() == (False, "3 berkas surat, 1 hilang, 1 berubah, 1 tanpa surat")
