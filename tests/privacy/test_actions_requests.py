"""Requests: who may enter, answer and refuse them, numbers, letters, and the copy of everything."""

import json
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
from pytest_django import Settings

from lampit.basics.refusal import Refusal
from lampit.people.models import AuditEntry, Job
from lampit.privacy import actions, jobs, queries
from lampit.privacy.actions.copies import folder
from lampit.privacy.models import Copy, Request
from lampit.registry import actions as registry
from lampit.registry.models import Owner
from tests.factories import member, owner
from tests.orders.things import goods, order, shop
from tests.registry.told import NIK, NOW, told

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
WORDS = "Data Anda sudah kami perbaiki hari ini."


def asked(kind: str = "lihat", region: str = "63.08") -> Request:
    """Return a request of a maker about her own record."""
    account = member("maker", region)
    wish = "RT saya sekarang 3" if kind == "perbaiki" else ""
    return actions.ask(account, kind, wish, owner=owner(region, account=account), now=NOW)


def test_a_request_starts_the_clock_and_an_answer_ends_it() -> None:
    """72 hours from the receipt; numbers without gaps; the letter has a number of its own."""
    first, second = asked(), asked("perbaiki")
    assert (first.number, second.number) == ("PDP-2026-0001", "PDP-2026-0002")
    assert first.due_at - first.received_at == 72 * HOUR
    staff = member("staff", "63.08")
    actions.take(staff, second, now=NOW)
    kept = actions.Correction("tetap")
    done = actions.answer(staff, second, WORDS, now=NOW + HOUR, correction=kept)
    assert (done.state, done.letter, done.taken_by) == ("selesai", "0001/PDP/2026", staff)
    with pytest.raises(Refusal) as refused:
        actions.answer(staff, second, WORDS, now=NOW + HOUR)
    assert refused.value.code == "request_closed"
    assert queries.pressing("63.08", NOW + 67 * HOUR) == queries.Pressing(1, 0, 1)
    assert queries.pressing("63.08", NOW + 50 * HOUR) == queries.Pressing(1, 1, 0)
    deeds = AuditEntry.objects.filter(subject_kind="request").values_list("deed", flat=True)
    assert sorted(set(deeds)) == ["request_answered", "request_entered", "request_taken"]


def test_only_the_head_refuses_and_only_on_a_lawful_ground() -> None:
    """A refusal without ground, without words or by staff leaves the clock running."""
    found = asked("hapus")
    head = member("head", "63.08")
    for actor, ground, words, code in (
        (member("staff", "63.08"), "bahaya", WORDS, "not_allowed"),
        (head, "repot", WORDS, "ground_unknown"),
        (head, "bahaya", "tidak", "words_missing"),
        (member("head", "63.09"), "bahaya", WORDS, "not_allowed"),
    ):
        with pytest.raises(Refusal) as refused:
            actions.refuse(actor, found, ground, words, now=NOW)
        assert refused.value.code == code
    done = actions.refuse(head, found, "wajib_simpan", WORDS, now=NOW)
    assert (done.state, done.letter != "") == ("ditolak", True)
    assert "mewajibkan" in done.ground_words


def test_the_desk_enters_what_came_by_telephone() -> None:
    """The clock runs from the receipt, not from the writing down; identity is told."""
    staff, person = member("staff", "63.08"), owner("63.08")
    about = actions.About("63.08", person)
    made = actions.enter(
        staff, about, "batasi", "", channel="telepon", identity="ditelepon balik",
        received_at=NOW - 5 * HOUR, now=NOW,
    )  # fmt: skip
    assert made.due_at == NOW + 67 * HOUR
    for actor, identity, received, code in (
        (member("staff", "63.09"), "KTP dicocokkan", NOW, "not_allowed"),
        (staff, "", NOW, "identity_missing"),
        (staff, "KTP dicocokkan", NOW + HOUR, "received_later"),
    ):
        with pytest.raises(Refusal) as refused:
            actions.enter(
                actor, about, "lihat", "", channel="meja", identity=identity,
                received_at=received, now=NOW,
            )  # fmt: skip
        assert refused.value.code == code


def test_nobody_asks_about_another() -> None:
    """An owner who is not theirs does not exist for them."""
    with pytest.raises(Refusal) as refused:
        actions.ask(member("maker", "63.08"), "lihat", "", owner=owner("63.08"), now=NOW)
    assert refused.value.code == "not_yours"


def test_a_copy_whose_job_fell_is_asked_for_again(tmp_path: Path, settings: Settings) -> None:
    """Nobody waits for ever, and what the job had written goes."""
    settings.LAMPIT_HOME = tmp_path
    staff, account = member("staff", "63.08"), member("maker", "63.08")
    made = registry.register_business(staff, told(), now=NOW)
    assert made.owner is not None
    Owner.objects.filter(pk=made.owner.pk).update(account=account)
    made.owner.refresh_from_db()
    found = actions.ask(account, "lihat", "", owner=made.owner, now=NOW)
    first = actions.ask_copy(account, found, back_url="/saya/data/", now=NOW)
    folder().mkdir(parents=True)
    begun = folder() / first.name
    begun.write_bytes(b"half of it")
    Job.objects.filter(pk=first.job_id or 0).update(state=Job.State.FAILED)
    second = actions.ask_copy(account, found, back_url="/saya/data/", now=NOW)
    assert second.pk != first.pk
    assert not begun.exists()
    Job.objects.filter(pk=second.job_id or 0).update(state=Job.State.CANCELLED)
    assert actions.delete_copies(NOW) == 1
    assert not queries.waiting_copies(Request.objects.all())


def test_the_copy_holds_everything_and_is_gone_in_an_hour(
    tmp_path: Path, settings: Settings
) -> None:
    """A page, the same for programs, nothing of another person; an hour, then gone."""
    settings.LAMPIT_HOME = tmp_path
    staff, account = member("staff", "63.08"), member("maker", "63.08")
    made = registry.register_business(staff, told(sales=700_000), now=NOW)
    other = registry.register_business(
        staff, told(owner_name="Hasan Basri", nik="", name="Meubel Jati"), now=NOW, sure=True
    )
    assert made.owner is not None
    Owner.objects.filter(pk=made.owner.pk).update(account=account)
    registry.reveal(staff, made.public_id, "nik", "cek bantuan benih", now=NOW)
    made.owner.refresh_from_db()
    found = actions.ask(account, "lihat", "", owner=made.owner, now=NOW)
    copy = actions.ask_copy(account, found, back_url="/saya/data/", now=NOW)
    assert actions.ask_copy(account, found, back_url="/saya/data/", now=NOW) == copy
    jobs.make_copy(Job.objects.get(kind="privacy_copy"))
    copy.refresh_from_db()
    path = actions.fetch(account, copy, now=NOW)
    assert path.parent == folder()
    assert path.stat().st_mode & 0o077 == 0
    with zipfile.ZipFile(path) as archive:
        page = archive.read("baca-saya.html").decode()
        data = json.loads(archive.read("data.json"))
    for text in (NIK, made.name, "cek bantuan benih", "Rp700.000"):
        assert text in page
    assert other.name not in page
    assert "Hasan" not in page
    owners = next(s for s in data["sections"] if s["code"] == "registry.owner")
    assert owners["rows"][0]["nik"] == NIK
    assert actions.fetch(account, copy, now=NOW + HOUR / 2) == path  # the download broke off
    assert actions.delete_copies(NOW + HOUR / 2) == 0
    with pytest.raises(Refusal) as refused:
        actions.fetch(account, copy, now=NOW + HOUR)
    assert refused.value.code == "copy_gone"
    assert actions.delete_copies(NOW + 2 * HOUR) == 1
    assert not path.exists()


def test_a_copy_that_nobody_fetches_goes_after_a_week(tmp_path: Path, settings: Settings) -> None:
    """And nobody else may fetch it before."""
    settings.LAMPIT_HOME = tmp_path
    found = asked()
    copy = actions.ask_copy(member("staff", "63.08"), found, back_url="/", now=NOW)
    actions.make_copy(copy, now=NOW, progress=lambda _title: None)
    for stranger in (member("maker", "63.08"), member("staff", "63.09"), member("board", "63.08")):
        with pytest.raises(Refusal):
            actions.fetch(stranger, copy, now=NOW)
    assert actions.delete_copies(NOW + 24 * HOUR) == 0
    assert actions.delete_copies(NOW + 7 * 24 * HOUR) == 1
    assert not list(folder().glob("*.zip"))
    assert Copy.objects.get().deleted_at is not None


def test_a_buyer_asks_with_the_address_of_the_order(tmp_path: Path, settings: Settings) -> None:
    """Once per kind while it is open; the copy tells of that order alone."""
    settings.LAMPIT_HOME = tmp_path
    keeper = shop("63.08")
    variant = goods(keeper)
    mine, other = order({variant: 1}), order({variant: 1})
    found = actions.ask_as_buyer(mine, "lihat", "", now=NOW)
    assert (found.region_id, found.channel) == ("63.08", "pesanan")
    with pytest.raises(Refusal) as refused:
        actions.ask_as_buyer(mine, "lihat", "", now=NOW)
    assert refused.value.code == "already_asked"
    copy = actions.ask_copy(None, found, back_url="/", now=NOW)
    actions.make_copy(copy, now=NOW, progress=lambda _title: None)
    with zipfile.ZipFile(actions.fetch(None, copy, now=NOW)) as archive:
        page = archive.read("baca-saya.html").decode()
    assert mine.number in page
    assert other.number not in page


def test_who_wants_a_correction_says_what_is_wrong() -> None:
    """Empty is refused, on screen and at the desk; a number is not used up."""
    account, staff = member("maker", "63.08"), member("staff", "63.08")
    person = owner("63.08", account=account)
    for wish in ("", "  ", "alamat"):
        with pytest.raises(Refusal) as refused:
            actions.ask(account, "perbaiki", wish, owner=person, now=NOW)
        assert refused.value.code == "wish_missing"
    with pytest.raises(Refusal) as refused:
        actions.enter(
            staff, actions.About("63.08", person), "perbaiki", "", channel="meja",
            identity="KTP dicocokkan", received_at=NOW, now=NOW,
        )  # fmt: skip
    assert refused.value.code == "wish_missing"
    made = actions.ask(account, "perbaiki", "RT saya sekarang 3", owner=person, now=NOW)
    assert made.number == "PDP-2026-0001"


def test_the_same_is_not_asked_twice_while_it_is_open() -> None:
    """Another correction is another request; answered or taken back, it may be asked again."""
    account, staff = member("maker", "63.08"), member("staff", "63.08")
    person = owner("63.08", account=account)
    first = actions.ask(account, "hapus", "", owner=person, now=NOW)
    with pytest.raises(Refusal) as refused:
        actions.ask(account, "hapus", "sekali lagi", owner=person, now=NOW)
    assert refused.value.code == "already_asked"
    with pytest.raises(Refusal):
        actions.enter(
            staff, actions.About("63.08", person), "hapus", "", channel="meja",
            identity="KTP dicocokkan", received_at=NOW, now=NOW,
        )  # fmt: skip
    actions.ask(account, "perbaiki", "RT saya sekarang 3", owner=person, now=NOW)
    actions.ask(account, "perbaiki", "Nama usaha saya keliru", owner=person, now=NOW)
    with pytest.raises(Refusal):
        actions.ask(account, "perbaiki", "rt  saya sekarang 3", owner=person, now=NOW)
    actions.withdraw(account, first, now=NOW)
    again = actions.ask(account, "hapus", "", owner=person, now=NOW)
    assert again.number == "PDP-2026-0004"


def test_a_person_takes_her_own_request_back() -> None:
    """The clock stops, no letter is due; nobody else can, and not what is answered."""
    account, staff = member("maker", "63.08"), member("staff", "63.08")
    person = owner("63.08", account=account)
    found = actions.ask(account, "hapus", "", owner=person, now=NOW)
    actions.propose_erasure(staff, found, now=NOW)
    for stranger in (member("maker", "63.08"), staff, None):
        with pytest.raises(Refusal) as refused:
            actions.withdraw(stranger, found, now=NOW)
        assert refused.value.code == "not_yours"
    done = actions.withdraw(account, found, now=NOW + HOUR)
    assert (done.state, done.letter) == ("ditarik", "")
    assert queries.row_of(done, NOW + 99 * HOUR).clock.state == "selesai"
    with pytest.raises(Refusal) as refused:
        actions.confirm_erasure(member("head", "63.08"), found, now=NOW)
    assert refused.value.code == "request_closed"
    assert Owner.objects.filter(pk=person.pk).exists()


def test_the_office_asks_back_and_the_clock_goes_on() -> None:
    """The law knows no pause: only an answer stops the 72 hours; her reply joins the request."""
    found = asked("perbaiki")
    assert found.owner is not None
    staff, account = member("staff", "63.08"), found.owner.account
    with pytest.raises(Refusal):
        actions.ask_back(staff, found, "apa?", now=NOW)
    done = actions.ask_back(staff, found, "RT mana yang tertulis sekarang?", now=NOW + HOUR)
    assert (done.state, done.due_at, done.answered_at) == ("dikerjakan", found.due_at, None)
    assert queries.row_of(done, NOW + 73 * HOUR).clock.state == "lewat"
    with pytest.raises(Refusal):
        actions.reply(member("maker", "63.08"), found, "RT 2", now=NOW)
    told = actions.reply(account, found, "Tertulis RT 2", now=NOW + 2 * HOUR)
    assert (told.wish, told.question) == ("RT saya sekarang 3\nTertulis RT 2", "")
