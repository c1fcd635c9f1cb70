"""Nobody receives the same twice without somebody deciding so, with a reason."""

import pytest
from django.test import Client
from django.urls import reverse

from lampit.aid import access, actions, queries
from lampit.aid.actions import GrantTold
from lampit.aid.models import Grant, Overlap
from lampit.aid.queries import lists, personal
from lampit.basics.refusal import Refusal
from lampit.people.models import AuditEntry
from lampit.registry import actions as registry
from lampit.registry.queries.merging import children
from tests.aid.things import CODE, NIK, OTHER_NIK, VILLAGE, given, person, planned, programme, shop
from tests.factories import NOW, assigned, member

pytestmark = pytest.mark.django_db
KK = "6308051101100001"


def approve(staff: object, grant: Grant) -> str:
    """Approve and return the code of the refusal, empty when it went through."""
    try:
        actions.do(staff, grant.public_id, "setujui", now=NOW)  # type: ignore[arg-type]  # an account
    except Refusal as refusal:
        return refusal.code
    return ""


def test_the_same_nik_in_another_programme_of_the_same_kind_is_asked() -> None:
    """From whichever source, in the register or not; the sentence names where."""
    staff = member("staff", CODE)
    first, second = programme(staff), programme(staff, "BPUM", funder="Kementerian")
    given(staff, first, name="Siti Rahmah", nik=NIK)
    again = planned(staff, second, name="Hj. St. Rahmah", nik=NIK)
    with pytest.raises(Refusal, match="NIK yang sama sudah tercatat di Modal usaha"):
        actions.do(staff, again.public_id, "setujui", now=NOW)
    again.refresh_from_db()
    assert again.status == "planned"
    found = Overlap.objects.get()
    assert (found.basis, found.is_hint, found.state) == ("nik", False, "open")
    actions.decide(staff, found.pk, "boleh", "tahap kedua, disetujui kepala", now=NOW)
    assert approve(staff, again) == ""
    deeds = set(AuditEntry.objects.values_list("deed", flat=True))
    assert {"aid_compared", "aid_overlap_allowed", "aid_approved"} <= deeds


def test_other_help_or_another_year_is_not_the_same() -> None:
    """Training after money, money again next year: no overlap."""
    staff = member("staff", CODE)
    given(staff, programme(staff), name="Siti", nik=NIK)
    for name, told in (("Latihan", {"kind": "latihan"}), ("Modal lagi", {"year": 2027})):
        assert (
            approve(staff, planned(staff, programme(staff, name, **told), nik=NIK, name="S")) == ""
        )
    assert not Overlap.objects.exists()


def test_the_person_of_the_register_is_found_by_nik_and_through_another_business() -> None:
    """A grant to her shop and a list with her NIK are one person."""
    staff = member("staff", CODE)
    siti = person(NIK)
    weaving, snacks = shop(siti), shop(siti)
    first = programme(staff)
    given(staff, first, business=weaving.public_id)
    listed = planned(staff, programme(staff, "B"), name="Siti", nik=NIK)
    assert (listed.match, listed.owner) == ("nik", siti)
    assert listed.business is None  # she has two: which one is not guessed
    assert approve(staff, listed) == "aid_overlap"
    assert approve(staff, planned(staff, programme(staff, "C"), business=snacks.public_id)) == (
        "aid_overlap"
    )


def test_merged_records_are_one_business() -> None:
    """Read through the golden record while merged; parted, they are two again."""
    staff = member("staff", CODE)
    left, right = shop(person()), shop(person())
    given(staff, programme(staff, once_per="usaha"), business=left.public_id)
    grant = planned(staff, programme(staff, "B", once_per="usaha"), business=right.public_id)
    assert not Overlap.objects.exists()
    event = registry.merge(staff, [left.pk, right.pk], now=NOW, reason="usaha yang sama")
    assert approve(staff, grant) == "aid_overlap"
    assert Overlap.objects.get().basis == "usaha"
    registry.unmerge(staff, event.pk, now=NOW)
    assert approve(staff, grant) == ""
    assert Overlap.objects.get().state == "gone"


def test_merging_sees_aid_as_a_child() -> None:
    """Two records with aid are a conflict that asks for a reason."""
    staff = member("staff", CODE)
    left = shop(person())
    given(staff, programme(staff), business=left.public_id)
    assert children([left.pk])[left.pk]["aid_grant"] == 1


def test_a_household_counts_by_its_card_and_hints_by_home() -> None:
    """KK is sure; a shared phone in the same RT is a hint unless the rule is per household."""
    staff = member("staff", CODE)
    phone = "+6281234567890"
    mother, son = shop(person(phone=phone), rt="003"), shop(person(phone=phone), rt="003")
    first = programme(staff)
    given(staff, first, business=mother.public_id, kk=KK)
    per_person = planned(staff, programme(staff, "B"), business=son.public_id)
    hint = Overlap.objects.get(grant=per_person)
    assert (hint.basis, hint.is_hint) == ("serumah", True)
    assert approve(staff, per_person) == ""
    per_home = programme(staff, "C", once_per="kk")
    assert approve(staff, planned(staff, per_home, name="Anak", kk=KK)) == "aid_overlap"
    assert approve(staff, planned(staff, per_home, business=son.public_id)) == "aid_overlap"


def test_a_refused_overlap_refuses_the_plan_and_is_remembered() -> None:
    """A planned grant ends; one that was given stays, and cannot be approved again."""
    staff = member("staff", CODE)
    given(staff, programme(staff), name="Siti", nik=NIK)
    again = planned(staff, programme(staff, "B"), name="Siti", nik=NIK)
    found = Overlap.objects.get()
    for answer, reason, code in (
        ("boleh", "ya", "reason_missing"),
        ("?", "x" * 9, "answer_unknown"),
    ):
        with pytest.raises(Refusal) as refused:
            actions.decide(staff, found.pk, answer, reason, now=NOW)
        assert refused.value.code == code
    actions.decide(staff, found.pk, "tidak", "sudah menerima tahun ini", now=NOW)
    again.refresh_from_db()
    assert (again.status, again.reason) == ("refused", "sudah menerima tahun ini")
    with pytest.raises(Refusal) as refused:
        actions.decide(staff, found.pk, "boleh", "berubah pikiran", now=NOW)
    assert refused.value.code == "overlap_decided"


def test_returned_aid_is_free_again() -> None:
    """What was given back no longer stands in the way."""
    staff = member("staff", CODE)
    first = given(staff, programme(staff), name="Siti", nik=NIK)
    again = planned(staff, programme(staff, "B"), name="Siti", nik=NIK)
    assert approve(staff, again) == "aid_overlap"
    with pytest.raises(Refusal):
        actions.do(staff, first.public_id, "kembali", now=NOW)
    actions.do(staff, first.public_id, "kembali", reason="alat rusak, dikembalikan", now=NOW)
    assert approve(staff, again) == ""


def test_a_slip_of_the_finger_is_taken_back_without_a_word_of_money() -> None:
    """Approved or given by mistake: a step back, with the reason; never called returned."""
    staff = member("staff", CODE)
    grant = given(staff, programme(staff), name="Siti", nik=NIK)
    for deed, status in (("salah", "approved"), ("batal", "planned")):
        with pytest.raises(Refusal):
            actions.do(staff, grant.public_id, deed, now=NOW)
        after = actions.do(staff, grant.public_id, deed, reason="salah menekan baris", now=NOW)
        assert (after.status, after.given_on) == (status, None)


def test_who_is_planned_twice_is_told_at_once() -> None:
    """By hand or by list, in one programme or two of a kind; nothing is stopped before approval."""
    staff = member("staff", CODE)
    found = programme(staff)
    first, second = (planned(staff, found, name="Siti", nik=NIK) for _ in range(2))
    other = planned(staff, found, name="Rahmah", nik=OTHER_NIK)
    client = Client()
    client.force_login(staff)
    for grant, told in ((first, True), (second, True), (other, False)):
        page = client.get(reverse("aid:grant", args=[grant.public_id])).content.decode()
        assert ("Direncanakan dua kali" in page) is told
        assert ("Belum ditemukan penerima yang sama" in page) is not told
    page = client.get(reverse("aid:programme", args=[found.pk])).content.decode()
    assert "1 penerima direncanakan lebih dari sekali" in page
    assert approve(staff, first) == ""
    assert approve(staff, second) == "aid_overlap"


def test_a_family_that_is_planned_twice_is_told_where_a_family_is_helped_once() -> None:
    """Two of one family card; a programme for each person does not ask about it."""
    staff = member("staff", CODE)
    client = Client()
    client.force_login(staff)
    for once_per, is_told in (("kk", True), ("nik", False)):
        found = programme(staff, f"Program {once_per}", once_per=once_per)
        for name in ("Siti", "Ahmad"):
            planned(staff, found, name=name, kk="6308050101010001")
        page = client.get(reverse("aid:programme", args=[found.pk])).content.decode()
        assert ("dengan nomor KK yang sama" in page) is is_told


def test_amounts_below_nothing_are_refused_and_addresses_taken() -> None:
    """-5 is no 5; the address of a business's page is as good as its number."""
    staff = member("staff", CODE)
    found, own = programme(staff), shop(person())
    client = Client()
    client.force_login(staff)
    address = reverse("aid:add_grant", args=[found.pk])
    answer = client.post(address, {"name": "Siti", "amount": "-5"})
    assert answer.status_code == 422
    assert "minus" in answer.content.decode()
    whole = f"http://127.0.0.1:8000/balai/usaha/{own.public_id}/?dari=cari"
    assert client.post(address, {"business": whole, "amount": "1.500.000"}).status_code == 302
    grant = Grant.objects.get()
    assert (grant.business, grant.amount) == (own, 1_500_000)


def test_neighbours_mentors_and_boards_decide_nothing() -> None:
    """Own region only; a mentor sees the makers in his care, the board sums."""
    staff, mentor = member("staff", CODE), member("mentor", CODE)
    neighbour, board = member("staff", "63.09"), member("board", CODE)
    mine, other = shop(person()), shop(person())
    assigned(mentor, mine)
    fund = programme(staff)
    own = given(staff, fund, business=mine.public_id)
    given(staff, fund, business=other.public_id)
    assert list(access.visible_grants(mentor)) == [own]
    assert list(access.visible_programmes(mentor)) == [fund]
    assert not access.visible_grants(neighbour).exists()
    assert not access.visible_programmes(neighbour).exists()
    assert not access.visible_grants(board).exists()
    assert access.counted_grants(board).count() == 2
    for outsider in (neighbour, mentor, board):
        with pytest.raises(Refusal):
            actions.do(outsider, own.public_id, "kembali", reason="tanpa hak sama sekali", now=NOW)
        with pytest.raises(Refusal):
            actions.plan_grant(outsider, fund.pk, GrantTold(name="X"), now=NOW)
    with pytest.raises(Refusal):
        planned(neighbour, programme(neighbour, "Tabalong"), business=mine.public_id)


def test_sums_say_what_they_leave_out() -> None:
    """Goods without a price are counted as such, never as nothing."""
    staff = member("staff", CODE)
    fund = programme(staff)
    given(staff, fund, name="A", nik=NIK)
    given(staff, fund, name="B", nik=OTHER_NIK, amount=None, goods="Mesin jahit")
    planned(staff, fund, name="C")
    lines = {line.status: line.sums for line in lists.sums(access.visible_grants(staff))}
    assert (lines["given"].count, lines["given"].amount, lines["given"].unknown) == (
        2,
        1_000_000,
        1,
    )
    assert (lines["planned"].count, lines["planned"].unknown) == (1, 0)


def test_a_person_is_told_and_erased() -> None:
    """Everything about an owner as plain values; afterwards only the sum is left."""
    staff = member("staff", CODE)
    siti = person(NIK, name="Siti Rahmah")
    fund = programme(staff)
    given(staff, fund, business=shop(siti).public_id)
    listed = planned(staff, programme(staff, "B"), name="S. Rahmah", nik=NIK)
    Grant.objects.filter(pk=listed.pk).update(owner=None, phone="+6281", address="Jl. Rawa")
    told = queries.about_owner(siti)
    assert [row["programme"] for row in told] == ["Modal usaha", "B"]
    assert told[0]["amount"] == 1_000_000
    section, _overlaps = personal.sections([siti.pk], [])
    assert [row[0] for row in section.rows] == ["Modal usaha", "B"]
    assert actions.erase_owner(staff, siti, now=NOW) == 2
    assert queries.about_owner(siti) != told
    for grant in Grant.objects.all():
        assert (grant.name, grant.nik_index, grant.phone, grant.address) == (
            "(dihapus)",
            "",
            "",
            "",
        )
        assert grant.amount == 1_000_000
    assert not Grant.objects.filter(village_id=VILLAGE, owner=siti).exists()


def test_a_whole_neighbourhood_never_hides_the_same_person() -> None:
    """Sixty of one RT got the same before her: her own grant is found all the same."""
    staff = member("staff", CODE)
    shop()  # the village
    first, second = programme(staff), programme(staff, "BPUM", funder="Kementerian")
    neighbour = {"village_id": VILLAGE, "rt": "001", "status": "given", "region_id": CODE}
    Grant.objects.bulk_create(
        Grant(
            public_id=f"T{n:03}", programme=first, name=f"Warga {n}", address=f"Gang {n}",
            created_at=NOW, **neighbour,
        )
        for n in range(60)
    )  # fmt: skip
    given(staff, first, name="Siti Rahmah", nik=NIK)
    again = planned(staff, second, name="Siti Rahmah", nik=NIK)
    Grant.objects.filter(pk=again.pk).update(village=VILLAGE, rt="001", address="Gang Mawar")
    assert approve(staff, again) == "aid_overlap"
    assert Overlap.objects.get().basis == "nik"


def test_a_shared_telephone_of_owners_hints_at_one_home() -> None:
    """The number stands with the owners alone, as their second one."""
    staff = member("staff", CODE)
    one = shop(person(NIK, phone_2="+6281250000001"), rt="003")
    other = shop(person(OTHER_NIK, phone_2="+6281250000001"), rt="003")
    per_home = programme(staff, once_per="kk")
    given(staff, per_home, business=one.public_id)
    assert approve(staff, planned(staff, per_home, business=other.public_id)) == "aid_overlap"
