"""Reports are decided at the desk; what is taken down comes back; nobody decides twice."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from lampit.basics.refusal import Refusal
from lampit.outside import vault
from lampit.people.models import AuditEntry, User
from lampit.shops import access as shops
from lampit.shops.actions import Draft, add_product, set_state
from lampit.shops.models import Maker, Product
from lampit.trust import access, actions, queries
from lampit.trust.models import Notice, Report
from lampit.trust.queries import Thing
from tests.factories import NOON, maker, member, product
from tests.trust.things import HSU, TABALONG, review

pytestmark = pytest.mark.django_db
WORDS = "Ramin perlu surat asal, belum ada."
DAY = timedelta(days=1)


def reported(good: Product, reason: str = "palsu", **more: Any) -> Report:
    """Return a new report of a good."""
    thing = Thing("barang", good.maker, good)
    return actions.report(thing, reason, "Ini bukan purun asli.", NOON, seconds=9.0, **more)


def refused(act: object) -> str:
    """Return the code with which something is refused."""
    with pytest.raises(Refusal) as told:
        act()  # type: ignore[operator]
    return told.value.code


@pytest.fixture
def staff() -> User:
    """Return somebody of the office."""
    return member("staff", HSU)


@pytest.fixture
def head() -> User:
    """Return the head of the same office."""
    return member("head", HSU)


@pytest.fixture
def shop() -> Maker:
    """Return a shop with its keeper."""
    return maker(HSU, member("maker", HSU))


def test_who_reported_is_sealed_and_forgotten(staff: User, shop: Maker) -> None:
    """The contact is no text in the table; 90 days after the answer it is gone."""
    made = reported(product(shop), contact="0812 0000 7731")
    assert b"7731" not in bytes(made.contact or b"")
    assert vault.decrypt(bytes(made.contact or b""), made.contact_context) == "0812 0000 7731"
    found = queries.report_whole(access.visible_reports(staff), made.pk)
    assert found is not None
    assert found[1] == "0812 0000 7731"
    assert queries.report_whole(access.visible_reports(member("staff", TABALONG)), made.pk) is None
    actions.decide(staff, made, "tanpa", "Sudah dicek, purun asli.", NOON)
    assert actions.drop_contacts(NOON + timedelta(days=89)) == 0
    assert actions.drop_contacts(NOON + timedelta(days=90)) == 1


def test_a_good_goes_down_with_reason_and_comes_back(staff: User, head: User, shop: Maker) -> None:
    """Down everywhere at once; the appeal is decided by another; granted, all is as before."""
    good = product(shop)
    actions.decide(staff, reported(good, "dilarang"), "turun", WORDS, NOON)
    notice = Notice.objects.get()
    today = NOON.date()
    assert not shops.public_products(today).exists()
    assert not shops.reachable_products().exists()
    assert (notice.words, notice.rule[:8], notice.before) == (WORDS, "UU 8/199", "tayang")
    assert access.own_notices(shop.account or member("maker", HSU)).get() == notice
    assert not access.own_notices(member("maker", HSU)).exists()

    made = actions.appeal(shop.account, notice, "Ini kayu ramin bersurat, ada fotonya.", NOON)
    assert refused(lambda: actions.appeal(shop.account, notice, "Sekali lagi saja.", NOON)) == (
        "sudah_diajukan"
    )
    said = "Suratnya sudah dilihat."
    assert refused(lambda: actions.decide_appeal(staff, made, True, said, NOON)) == "orang_sama"
    stranger = member("head", TABALONG)
    assert refused(lambda: actions.decide_appeal(stranger, made, True, said, NOON)) == (
        "bukan_wilayah"
    )
    actions.decide_appeal(head, made, True, said, NOON)
    assert refused(lambda: actions.decide_appeal(head, made, False, said, NOON)) == "sudah_dijawab"
    assert shops.public_products(today).get() == good
    notice.refresh_from_db()
    assert (notice.state, notice.ended_by, Notice.objects.count()) == ("DICABUT", head, 1)
    deeds = set(AuditEntry.objects.values_list("deed", flat=True))
    assert {"pasar.turun", "pasar.cabut"} <= deeds


def test_a_refused_appeal_changes_nothing(staff: User, head: User, shop: Maker) -> None:
    """It is kept with its answer; three at most."""
    good = product(shop)
    actions.decide(staff, reported(good), "turun", WORDS, NOON)
    notice = Notice.objects.get()
    for _ in range(3):
        made = actions.appeal(shop.account, notice, "Saya tidak setuju.", NOON)
        actions.decide_appeal(head, made, False, "Suratnya belum ada juga.", NOON)
    good.refresh_from_db()
    assert good.state == "diturunkan"
    assert refused(lambda: actions.appeal(shop.account, notice, "Saya tidak setuju.", NOON)) == (
        "sudah_tiga_kali"
    )


def test_asked_to_change_mended_or_taken_down(staff: User, shop: Maker) -> None:
    """The good stays meanwhile; the office lifts it, or takes it down by itself alone."""
    good, other = product(shop), product(shop)
    until = NOON.date() + timedelta(days=7)
    for one in (good, other):
        actions.decide(staff, reported(one, "harga"), "ubah", WORDS, NOON, until=until)
    assert shops.public_products(NOON.date()).count() == 2
    first, second = Notice.objects.order_by("pk")
    assert queries.overdue_changes(access.visible_notices(staff), until).count() == 0
    assert queries.overdue_changes(access.visible_notices(staff), until + DAY).count() == 2
    assert shop.account is not None
    actions.say_fixed(shop.account, first, "Harganya sudah benar.", NOON)
    assert refused(lambda: actions.say_fixed(member("maker", HSU), second, "", NOON)) == (
        "bukan_lapak_anda"
    )
    actions.end_notice(staff, first, "Sudah dilihat, benar.", NOON)
    assert Report.objects.get(product=good).state == "SELESAI"
    down = actions.escalate(staff, second, "Belum diubah sampai batasnya.", NOON)
    other.refresh_from_db()
    assert (other.state, down.kind, down.state) == ("diturunkan", "TURUN", "BERLAKU")
    actions.end_notice(staff, down, "Sudah diubah, dilihat.", NOON)
    other.refresh_from_db()
    assert other.state == "tayang"


def test_two_people_close_a_shop(staff: User, head: User, shop: Maker) -> None:
    """The first only proposes; the same person can not agree; lifted, the shop opens by consent."""
    thing = Thing("lapak", shop)
    made = actions.report(thing, "penipuan", "Sudah dibayar, tidak dikirim.", NOON, seconds=9.0)
    assert refused(lambda: actions.decide(staff, made, "turun", WORDS, NOON)) == "bukan_barang"
    actions.decide(staff, made, "tutup", WORDS, NOON)
    notice = Notice.objects.get()
    shop.refresh_from_db()
    assert (notice.state, shop.is_published) == ("USUL", True)
    yes = "Setuju, tiga laporan sama."
    assert refused(lambda: actions.confirm_closing(staff, notice, True, yes, NOON)) == "orang_sama"
    actions.confirm_closing(head, notice, True, yes, NOON)
    shop.refresh_from_db()
    assert (shop.is_barred, shop.is_published) == (True, False)
    made_appeal = actions.appeal(shop.account, notice, "Barangnya sudah sampai.", NOON)
    for person in (staff, head):
        with pytest.raises(Refusal):
            actions.decide_appeal(person, made_appeal, True, "Sudah dicek lagi.", NOON)
    third = member("staff", HSU)
    actions.decide_appeal(third, made_appeal, True, "Sudah dicek lagi.", NOON)
    shop.refresh_from_db()
    assert not shop.is_barred


def test_a_second_person_may_say_no(staff: User, head: User, shop: Maker) -> None:
    """Nothing is closed; it can be proposed again."""
    thing = Thing("lapak", shop)
    for _ in range(2):
        made = actions.report(thing, "penipuan", "Tidak dikirim juga.", NOON, seconds=9.0)
        actions.decide(staff, made, "tutup", WORDS, NOON)
        actions.confirm_closing(head, Notice.objects.latest("pk"), False, "Belum terbukti.", NOON)
    shop.refresh_from_db()
    assert shop.is_published


def test_a_report_is_decided_once_and_by_its_own_office(staff: User, shop: Maker) -> None:
    """A neighbour, a made-up decision, a date gone by and a second answer are refused."""
    made = reported(product(shop))

    def act(who: User, what: str, until: date | None = None) -> Callable[[], Report]:
        return lambda: actions.decide(who, made, what, WORDS, NOON, until=until)

    assert refused(act(member("staff", TABALONG), "tanpa")) == "bukan_wilayah"
    assert refused(act(staff, "hapus")) == "putusan_pilih"
    assert refused(act(staff, "ubah", until=NOON.date())) == "tanggal_ubah"
    assert refused(lambda: actions.decide(staff, made, "tanpa", "ya", NOON)) == "kata_pendek"
    act(staff, "tanpa")()
    assert refused(act(staff, "turun")) == "sudah_diputus"


def test_a_review_taken_down_comes_back_as_it_was(staff: User, head: User) -> None:
    """Its good stays on sale; only the review goes."""
    stood = review()
    thing = Thing("ulasan", stood.maker, stood.product, stood)
    made = actions.report(thing, "kasar", "Kata-katanya menghina.", NOON, seconds=9.0)
    assert refused(
        lambda: actions.decide(staff, made, "ubah", WORDS, NOON, until=NOON.date() + DAY)
    ) == ("ulasan_ubah")
    actions.decide(staff, made, "turun", WORDS, NOON)
    assert not access.public_reviews().exists()
    assert shops.reachable_products().filter(pk=stood.product_id).exists()
    appeal = actions.appeal(None, Notice.objects.get(), "Itu pendapat saya.", NOON)
    actions.decide_appeal(head, appeal, True, "Bukan hinaan.", NOON)
    assert access.public_reviews().get() == stood


def test_a_good_not_allowed_is_a_notice_and_an_appeal_sells_it(
    staff: User, head: User, shop: Maker
) -> None:
    """The look before the first sale can be appealed; afterwards hiding and selling just works."""
    keeper = shop.account
    assert keeper is not None
    typed = Draft("Meja ramin", 900_000, stock=1, answers={"janji": "ya", "kayu": "ya"})
    good = add_product(keeper, shop, typed, NOON)
    kept = good.pledges.get()
    assert refused(lambda: actions.judge_pledge(staff, kept, False, "tidak", NOON)) == "kata_pendek"
    actions.judge_pledge(staff, kept, False, WORDS, NOON)
    good.refresh_from_db()
    assert good.state == "diturunkan"
    made = actions.appeal(keeper, Notice.objects.get(), "Ini suratnya, kayu rakyat.", NOON)
    actions.decide_appeal(head, made, True, "Suratnya benar.", NOON)
    good.refresh_from_db()
    assert good.state == "tayang"
    from_now = NOON + DAY
    for state in ("disembunyikan", "tayang"):
        good = set_state(keeper, good, state, from_now)
    assert good.state == "tayang"


def test_too_many_reports_of_one_thing(shop: Maker) -> None:
    """One place tells of a thing once a day and five times an hour; others are always heard."""
    good = product(shop)
    reported(good, senders=["aa"])
    assert refused(lambda: reported(good, senders=["aa"])) == "sudah_lapor"
    for number in range(25):
        reported(good, senders=[f"b{number}"])
    for _ in range(4):
        reported(product(shop), senders=["aa"])
    assert refused(lambda: reported(product(shop), senders=["aa"])) == "terlalu_sering"
    assert refused(lambda: reported(product(shop), senders=["cc", "aa"])) == "terlalu_sering"
    assert reported(good, senders=["dd"]).sender == "dd"


def test_the_queue_shows_a_thing_once_and_one_answer_may_be_for_all(
    staff: User, shop: Maker
) -> None:
    """What is due first stands for all; other goods stand apart; nobody else's are answered."""
    good, other = product(shop), product(shop)
    rows = [reported(good, senders=[f"a{number}"]) for number in range(3)]
    soon = reported(good, "dilarang", senders=["b"])
    apart = reported(other, senders=["c"])
    found = list(queries.queue(Report.objects.all()))
    assert [(one.pk, getattr(one, "alike", 0)) for one in found] == [(soon.pk, 4), (apart.pk, 1)]
    actions.decide(staff, soon, "turun", "Barang ini satwa dilindungi.", NOON, together=True)
    assert {Report.objects.get(pk=one.pk).decision for one in rows} == {"turun"}
    assert Notice.objects.count() == 1
    assert list(queries.queue(Report.objects.all())) == [apart]


def test_junk_is_put_aside_wholesale(staff: User, shop: Maker) -> None:
    """Of one sender or about one thing; what others told stays open; a neighbour's too."""
    good, other = product(shop), product(shop)
    junk = [reported(one, senders=["spam"]) for one in (good, other)]
    real = reported(good, senders=["ibu"])
    far = reported(product("63.09"), senders=["spam"])
    assert refused(lambda: actions.put_aside(staff, junk[0], "apa", NOON)) == "pilih_mana"
    assert refused(lambda: actions.put_aside(staff, far, "ini", NOON)) == "bukan_wilayah"
    assert actions.put_aside(staff, junk[0], "pengirim", NOON) == 2
    assert {one.state for one in Report.objects.filter(decision="bukan")} == {"SELESAI"}
    assert set(Report.objects.filter(state="BARU")) == {real, far}
    assert refused(lambda: actions.put_aside(staff, junk[0], "ini", NOON)) == "sudah_diputus"
    assert actions.put_aside(staff, real, "hal", NOON) == 1
    assert AuditEntry.objects.filter(deed="pasar.sisihkan").count() == 2


def test_senders_are_forgotten_after_a_week(shop: Maker) -> None:
    """Then nothing tells which reports came from one place."""
    kept = reported(product(shop), senders=["aa"])
    assert actions.forget_senders(NOON + timedelta(days=6)) == 0
    assert actions.forget_senders(NOON + timedelta(days=7)) == 1
    assert Report.objects.get(pk=kept.pk).sender == ""
