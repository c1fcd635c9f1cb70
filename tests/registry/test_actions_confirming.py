"""Links, sheets and reports: a business is asked, answers once, and the register knows."""

from datetime import date, timedelta
from itertools import product
from random import Random
from urllib.parse import unquote

import pytest

from lampit.basics.refusal import Refusal
from lampit.people.models import AuditEntry, User
from lampit.registry import access, actions
from lampit.registry.actions import Ended, Moved
from lampit.registry.actions.catalogue import catch_up
from lampit.registry.models import Business, Change, ConfirmLink, EndReport
from lampit.registry.queries import silent
from lampit.registry.queries.paging import Turn
from lampit.registry.queries.silent import SilentAsked
from lampit.registry.rules import alive
from tests.factories import business, member, owner, region
from tests.registry.told import NOW

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 25)
OLD = date(2024, 1, 10)
PHONE = "+6289000000001"


def asked(staff: User, one: Business, days: int = 0) -> tuple[str, str]:
    """Ask by chat and return the wa.me address and the code in it."""
    chat = actions.ask_by_chat(
        staff, one.public_id, "dinas", address=lambda code: f"http://x/masih/{code}/",
        now=NOW + timedelta(days=days),
    )  # fmt: skip
    return chat, unquote(chat).partition("/masih/")[2].partition("/")[0]


def test_the_owner_answers_a_link_once_and_the_code_is_nowhere() -> None:
    """The answer moves the day; the database holds a hash; the reading of the number is noted."""
    staff = member("staff", "63.08")
    one = business("63.08", name="Tikar", phone=PHONE, confirmed_on=OLD, confirmed_by="impor")
    chat, code = asked(staff, one)
    assert chat.startswith("https://wa.me/6289000000001?text=")
    link = ConfirmLink.objects.get()
    assert len(code) == 26
    assert code not in (link.digest, link.nonce)
    assert actions.code_of(link) == code
    entry = AuditEntry.objects.order_by("-number").first()
    assert entry is not None
    assert (entry.deed, entry.fields) == ("ask_alive", "phone")
    actions.answer_link(code, "masih", Moved(), now=NOW)
    stored = Business.objects.get()
    assert (stored.confirmed_on, stored.confirmed_by) == (TODAY, "pemilik")
    assert Change.objects.filter(field="confirmed_on", source="pemilik").exists()
    with pytest.raises(Refusal) as refused:
        actions.answer_link(code, "tutup", Moved(), now=NOW)
    assert refused.value.code == "link_used"
    assert not EndReport.objects.exists()


def test_links_lapse_and_unknown_codes_do_nothing() -> None:
    """After fourteen days the same code is refused, and a wrong one always."""
    staff, one = member("staff", "63.08"), business("63.08", phone=PHONE)
    _, code = asked(staff, one)
    for told, days, wanted in (
        (code, 15, "link_expired"), ("x" * 26, 0, "link_unknown"), ("", 0, "link_unknown"),
    ):  # fmt: skip
        with pytest.raises(Refusal) as refused:
            actions.answer_link(told, "masih", Moved(), now=NOW + timedelta(days=days))
        assert refused.value.code == wanted
    assert Business.objects.get().confirmed_on is None


def test_every_answer_does_what_it_says() -> None:
    """Pause, closing report, move near and far, wrong person."""
    staff = member("staff", "63.08")
    for answer, moved, status, day, reports in (
        ("tutup_sementara", Moved(), "tutup_sementara", TODAY, []),
        ("tutup", Moved(), "aktif", OLD, ["tutup"]),
        ("pindah", Moved(is_near=True, place="Banjang"), "aktif", TODAY, ["pindah_dekat"]),
        ("pindah", Moved(place="Banjarmasin"), "pindah", TODAY, ["pindah"]),
        ("bukan_saya", Moved(), "aktif", OLD, []),
    ):
        one = business("63.08", phone=PHONE, confirmed_on=OLD)
        _, code = asked(staff, one)
        actions.answer_link(code, answer, moved, now=NOW)
        one.refresh_from_db()
        assert (one.status, one.confirmed_on) == (status, day), answer
        standing = EndReport.objects.filter(business=one, void_at=None)
        assert list(standing.values_list("what", flat=True)) == reports, answer
    last = Business.objects.order_by("pk").last()
    assert last is not None
    assert silent.news_of(last).is_dead, "the number belongs to somebody else"


def test_two_undelivered_messages_flag_the_number_and_a_new_number_is_free() -> None:
    """The flag hangs on the number, not on the business."""
    staff, one = member("staff", "63.08"), business("63.08", phone=PHONE)
    for dead in (False, True):
        asked(staff, one)
        assert actions.note_undelivered(staff, one.public_id, now=NOW) is dead
    assert silent.news_of(one).is_dead
    rows = silent.silent(Business.objects.all(), SilentAsked(news="mati"), TODAY)
    assert list(rows) == [one]
    one.phone = "+6289000000002"
    one.save()
    assert not silent.news_of(one).is_dead
    with pytest.raises(Refusal, match="belum ditanya"):
        actions.note_undelivered(staff, one.public_id, now=NOW)


def test_asking_has_limits() -> None:
    """No number, night, the third time in a week, another region, another mentor's care."""
    staff, one = member("staff", "63.08"), business("63.08", phone=PHONE)
    mute, fixed = business("63.08"), business("63.08", phone="+6252761234")
    for who, which, hours, code in (
        (staff, mute, 0, "no_whatsapp"),
        (staff, fixed, 0, "no_whatsapp"),
        (staff, one, 12, "too_late_in_day"),
        (member("staff", "63.09"), one, 0, "not_found"),
        (member("mentor", "63.08"), one, 0, "not_found"),
        (member("head", "63.08"), one, 0, "not_found"),
    ):
        with pytest.raises(Refusal) as refused:
            actions.ask_by_chat(
                who, which.public_id, "dinas", address=str, now=NOW + timedelta(hours=hours)
            )
        assert refused.value.code == code
    asked(staff, one), asked(staff, one)
    with pytest.raises(Refusal) as refused:
        asked(staff, one)
    assert refused.value.code == "asked_enough"
    asked(staff, one, days=8)


def test_a_second_teller_closes_and_life_voids_reports() -> None:
    """The owner says closed, the office too: closed. A later sale opens it and voids both."""
    staff = member("staff", "63.08")
    one = business("63.08", phone=PHONE, confirmed_on=OLD)
    told = Ended("tutup", "pemilik", TODAY)
    assert not actions.report_end(one, told, actor=None, now=NOW)
    actions.change_status(staff, one.public_id, "tutup", "kata tetangga sebelah", now=NOW)
    one.refresh_from_db()
    assert (one.status, one.confirmed_on) == ("tutup", TODAY)
    later = NOW + timedelta(days=3)
    assert actions.confirm_business(one, "sale", later)
    one.refresh_from_db()
    assert one.status == "aktif"
    assert not EndReport.objects.filter(void_at=None).exists()
    # Voided reports do not count together with a new one.
    assert not actions.report_end(one, Ended("tutup", "petugas", TODAY), actor=staff, now=later)


def test_a_log_in_is_life_but_opens_nothing() -> None:
    """The clock notes log-ins once; who logged in to say "closed" is not contradicted."""
    maker = member("maker", "63.08")
    maker.last_login = NOW
    maker.save()
    one = business("63.08", owner=owner("63.08", account=maker), confirmed_on=OLD)
    shut = business("63.08", owner=one.owner, confirmed_on=OLD, status="tutup")
    actions.report_end(one, Ended("tutup", "pemilik", TODAY), actor=maker, now=NOW)
    assert actions.note_log_ins(NOW) == 1
    one.refresh_from_db()
    shut.refresh_from_db()
    assert (one.confirmed_on, one.confirmed_by) == (TODAY, "masuk")
    assert (shut.confirmed_on, shut.status) == (OLD, "tutup")
    assert EndReport.objects.filter(void_at=None).count() == 1
    assert actions.note_log_ins(NOW) == 0


def test_who_is_corrected_the_same_day_is_corrected() -> None:
    """Closed by a visit in the morning, "still here" by the owner at noon: it runs."""
    one = business("63.08", confirmed_on=OLD)
    assert actions.report_end(one, Ended("tutup", "kunjungan", TODAY), actor=None, now=NOW)
    assert not actions.confirm_business(one, "login", NOW)
    assert actions.confirm_business(one, "owner", NOW + timedelta(hours=1))
    assert Business.objects.get().status == "aktif"


def test_an_end_told_late_does_not_make_what_is_known_older() -> None:
    """Closed since January, told in November, seen in March: the day stays March."""
    seen = date(2026, 3, 1)
    one = business("63.08", confirmed_on=seen, confirmed_by="kunjungan")
    told = Ended("tutup", "kunjungan", date(2026, 1, 5))
    assert actions.report_end(one, told, actor=None, now=NOW)
    one.refresh_from_db()
    assert (one.status, one.confirmed_on) == ("tutup", seen)
    with pytest.raises(Refusal) as refused:
        actions.report_end(one, Ended("tutup", "visit", date(2027, 1, 1)), actor=None, now=NOW)
    assert refused.value.code == "end_in_future"


def test_moved_to_a_named_place_is_resolved_when_only_one_is_called_so() -> None:
    """A kecamatan of the region by its name, an unknown name as it was told."""
    staff = member("staff", "63.08")
    region("63.08.07", "Banjang")
    for place, code in (("banjang", "63.08.07"), ("Entah di mana", None)):
        one = business("63.08")
        ended = Ended("pindah", "petugas", TODAY, to_place=place)
        actions.change_status(
            staff, one.public_id, "pindah", "kabar keluarga", now=NOW, ended=ended
        )
        report = EndReport.objects.get(business=one)
        assert (report.to_region_id, report.to_place) == (code, place)


def test_a_sheet_holds_twenty_and_rows_are_answered_by_one_tap() -> None:
    """The longest silent first; a business stands on one open sheet; answers count once."""
    staff, village = member("staff", "63.08"), region("63.08.01.2003", "Sungai Namang")
    never = [business("63.08", village=village) for _ in range(3)]
    for days in range(20):
        business("63.08", village=village, confirmed_on=OLD + timedelta(days=days))
    business("63.08", village=village, confirmed_on=TODAY)
    sheet = actions.make_sheet(staff, village=village.code, now=NOW)
    rows = silent.sheet_rows(sheet)
    assert [row.business for row in rows[:3]] == never
    assert len(rows) == 20
    second = actions.make_sheet(staff, village=village.code, now=NOW)
    assert len(silent.sheet_rows(second)) == 3
    with pytest.raises(Refusal, match="Tidak ada usaha"):
        actions.make_sheet(staff, village=village.code, now=NOW)
    # A sheet that comes back after its codes lapsed still tells something.
    late = NOW + timedelta(days=60)
    actions.answer_row(staff, sheet.pk, rows[0].pk, "masih", now=late)
    stored = Business.objects.get(pk=never[0].pk)
    assert (stored.confirmed_by, stored.confirmed_on) == ("desa", date(2027, 1, 24))
    for answer, code in (("tutup", "link_used"), ("bukan_saya", "answer_unknown")):
        with pytest.raises(Refusal) as refused:
            actions.answer_row(staff, sheet.pk, rows[0].pk, answer, now=late)
        assert refused.value.code == code
    stranger = member("staff", "63.09")
    with pytest.raises(Refusal) as refused:
        actions.answer_row(stranger, sheet.pk, rows[1].pk, "masih", now=NOW)
    assert refused.value.code == "not_found"


def test_a_telephone_of_relatives_stays_good_for_whose_it_is() -> None:
    """Who says "not me" about one business says nothing of the other that has the number, too."""
    staff = member("staff", "63.08")
    one, other = (business("63.08", phone=PHONE, confirmed_on=OLD) for _ in range(2))
    _, code = asked(staff, one)
    actions.answer_link(code, "bukan_saya", Moved(), now=NOW)
    fresh = {pk: Business.objects.get(pk=pk) for pk in (one.pk, other.pk)}
    assert [silent.news_of(fresh[pk]).is_dead for pk in (one.pk, other.pk)] == [True, False]
    found = silent.chosen_silent(Business.objects.all(), SilentAsked(), TODAY, regions=["63.08"])
    rows = silent.page(Business.objects.all(), found, TODAY, region="63.08").object_list
    assert {row.business.pk: row.is_dead for row in rows} == {one.pk: True, other.pk: False}
    dead = silent.silent(Business.objects.all(), SilentAsked(news="mati"), TODAY)
    assert [row.pk for row in dead] == [one.pk]


def test_who_moved_away_or_was_erased_stands_on_no_sheet_any_more() -> None:
    """The old office neither reads nor writes her, however late its sheet comes back."""
    staff, village = member("staff", "63.08"), region("63.08.01.2001")
    shops = [business("63.08", village=village) for _ in range(3)]
    sheet = actions.make_sheet(staff, village=village.code, now=NOW)
    rows = {row.business_id: row for row in silent.sheet_rows(sheet)}
    region("63.09")
    Business.objects.filter(pk=shops[0].pk).update(region="63.09", village=None)
    Business.objects.filter(pk=shops[1].pk).update(withdrawn_at=NOW)
    assert [row.business_id for row in silent.sheet_rows(sheet)] == [shops[2].pk]
    for shop in shops[:2]:
        with pytest.raises(Refusal) as refused:
            actions.answer_row(staff, sheet.pk, rows[shop.pk].pk, "tutup", now=NOW)
        assert refused.value.code == "gone_away"
    assert not EndReport.objects.exists()
    actions.answer_row(staff, sheet.pk, rows[shops[2].pk].pk, "masih", now=NOW)


def test_a_mentor_sees_and_asks_only_his_care() -> None:
    """His list and his sheet hold his businesses; the desk sees those nobody looks after."""
    mentor, staff = member("mentor", "63.08"), member("staff", "63.08")
    own, other = business("63.08"), business("63.08")
    actions.give_into_care(mentor.pk, [own.pk])
    mine = silent.silent(access.visible_businesses(mentor), SilentAsked(), TODAY)
    assert list(mine) == [own]
    lone = silent.silent(access.visible_businesses(staff), SilentAsked(mentor="tanpa"), TODAY)
    assert list(lone) == [other]
    sheet = actions.make_sheet(mentor, mentor_id=mentor.pk, now=NOW)
    assert [row.business for row in silent.sheet_rows(sheet)] == [own]
    assert not access.visible_sheets(member("mentor", "63.08")).exists()


@pytest.mark.parametrize("size", [0, 3, 25, 26, 51])
def test_pages_walk_never_confirmed_then_oldest(size: int) -> None:
    """Two ranges one after the other give each business once, in order."""
    made = [business("63.08") for _ in range(size)]
    dated = [business("63.08", confirmed_on=OLD + timedelta(days=n)) for n in range(30)]
    rows = Business.objects.all()
    found = silent.chosen_silent(rows, SilentAsked(), TODAY, regions=["63.08"])
    assert found.size == size + 30
    seen, after = [], ""
    while True:
        page = silent.page(rows, found, TODAY, Turn(after=after), region="63.08")
        seen += [row.business.pk for row in page.object_list]
        after = page.after
        if not after:
            break
    assert seen == [one.pk for one in [*made, *dated]]


@pytest.mark.parametrize("taken", [True, False], ids=["caught up", "lagging"])
def test_the_catalogue_knows_who_is_silent(taken: bool) -> None:
    """Any filter gives the same businesses out of the catalogue as from the rows themselves."""
    dice, staff, mentor = Random(3), member("staff", "63.08"), member("mentor", "63.08")
    villages = [region("63.08.05.2001"), region("63.08.08.2010"), None]
    for number in range(80):
        place = dice.choice(villages)
        one = business(
            dice.choice(("63.08", "63.08", "63.09")), village=place,
            district=region(place.code[:8]) if place else None,
            status=dice.choice(("aktif", "musiman", "tutup", "")),
            confirmed_on=dice.choice((None, TODAY, TODAY - timedelta(days=17 * number))),
        )  # fmt: skip
        if number % 5 == 0:
            actions.give_into_care(mentor.pk, [one.pk])
    if taken:
        catch_up()
    rows = access.visible_businesses(staff)
    for place_, band, who in product(("", "63.08.05"), ("", "belum", "lama"), ("", "tanpa")):
        asked = SilentAsked(subdistrict=place_, band=band, mentor=who)
        found = silent.chosen_silent(rows, asked, TODAY, regions=["63.08"])
        plain = silent.silent(rows, asked, TODAY).order_by("pk").values_list("pk", flat=True)
        assert found.tolist() == list(plain), asked


def test_negative_control_a_link_without_its_lock_is_taken_twice(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Take the check of use away and the second answer passes: the test above would see it."""
    staff, one = member("staff", "63.08"), business("63.08", phone=PHONE)
    _, code = asked(staff, one)
    monkeypatch.setattr(alive, "check_open", lambda *_told: None)
    actions.answer_link(code, "masih", Moved(), now=NOW)
    actions.answer_link(code, "tutup", Moved(), now=NOW)
    assert EndReport.objects.exists()
