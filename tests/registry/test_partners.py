"""Numbers belong to who gives them: each program to itself, the office's list to the office."""

from datetime import timedelta
from typing import Any, cast

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from lampit.basics.refusal import Refusal
from lampit.national import names
from lampit.people.actions import end_client, issue_token
from lampit.people.actions.programs import program_of
from lampit.people.models import ApiClient, User
from lampit.registry import access, actions
from lampit.registry.actions.erasing import erase_person
from lampit.registry.actions.numbering import follow_place, number_as
from lampit.registry.models import Business, PartnerNumber
from lampit.registry.queries.exchange import Sieve, sifted
from lampit.registry.queries.exporting.columns import Look, chosen
from lampit.registry.queries.exporting.rows import cells
from lampit.registry.queries.partners import numbers_for
from lampit.registry.queries.personal import records_of, sections
from lampit.registry.queries.recognising import matches
from lampit.registry.rules.importing.record import Record
from tests.factories import NOW, business, member, owner, region
from tests.registry import messy
from tests.registry.numbered import LIST, OTHER, TOLD, Program, programs_of, put

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff() -> User:
    """The account as which all programs of the office act, and the places of HSU."""
    messy.load_places()
    return member("staff", "63.08")


@pytest.fixture
def program(staff: User) -> Program:
    """Return what makes programs of the office."""
    return programs_of(staff)


def test_two_programs_with_one_number_make_two_businesses(program: Program) -> None:
    """Of one account as well; each finds and changes its own, and sees its own number alone."""
    kecamatan, koperasi = program("aplikasi kecamatan"), program("koperasi")
    first, second = put(kecamatan, "7", TOLD), put(koperasi, "7", OTHER)
    assert (first.status_code, second.status_code) == (201, 201)
    one, other = first.json(), second.json()
    assert one["id"] != other["id"]
    for client, told, known in ((kecamatan, TOLD, one), (koperasi, OTHER, other)):
        again = put(client, "7", told | {"note": "baru"})
        assert (again.status_code, again.json()["id"]) == (200, known["id"])
        found = client.get(LIST, {"external_id": "7"}).json()["items"]
        assert [(row["id"], row["external_id"]) for row in found] == [(known["id"], "7")]
        seen = {row["id"]: row["external_id"] for row in client.get(LIST).json()["items"]}
        assert seen == {one["id"]: "", other["id"]: ""} | {known["id"]: "7"}
    names = Business.objects.order_by("pk").values_list("name", "note")
    assert list(names) == [("Purun", "baru"), ("Anyaman Rahmad", "baru")]


def test_a_list_and_a_program_do_not_write_one_another(staff: User, program: Program) -> None:
    """A PUT of a number that the office's list has makes its own business; both are found."""
    listed = business(
        "63.08", name="Dari Daftar", external_id="7", owner=owner("63.08", name="Ibu Daftar")
    )
    client = program("koperasi")
    made = put(client, "7", TOLD)
    assert made.status_code == 201
    assert (made.json()["external_id"], made.json()["office_number"]) == ("7", "")
    own = client.get(LIST, {"office_number": "7"}).json()["items"]
    assert [(row["id"], row["external_id"]) for row in own] == [(listed.public_id, "")]
    listed.refresh_from_db()
    assert listed.name == "Dari Daftar"
    told = Record(owner_name="Ibu Daftar", external_id="7")
    found = matches("63.08", [told])[0]
    assert found is not None
    assert found.business == listed.pk


@pytest.mark.parametrize(
    ("told", "is_found"),
    [
        ({"owner_name": "Ibu Dafter"}, True),  # one slip, and the number
        ({"owner_name": "Rahmad", "business_name": "Dari Daftar"}, True),  # an heir, say
        ({"owner_name": "Rahmad"}, False),  # offices number anew
        ({"owner_name": "Ibu Daftar", "business_name": "Warung Soto"}, False),  # her second one
        ({"owner_name": "Ibu Daftar", "external_id": "8"}, False),
        ({"owner_name": "Ibu Daftar", "external_id": ""}, False),
    ],
)
@pytest.mark.usefixtures("staff")
def test_the_number_of_a_list_finds_its_business(told: dict[str, str], is_found: bool) -> None:
    """With a near name or the same business, though telephone, NIK and village are unknown."""
    listed = business(
        "63.08", name="Dari Daftar", external_id="7", owner=owner("63.08", name="Ibu Daftar")
    )
    Business.objects.filter(pk=listed.pk).update(name_key=names.business_key("Dari Daftar"))
    found = matches("63.08", [Record(**cast("dict[str, Any]", {"external_id": "7"} | told))])[0]
    assert (found is not None and found.strength == "certain") is is_found


def test_a_program_keeps_its_numbers_when_its_client_is_replaced(
    staff: User, program: Program
) -> None:
    """The same label, however it is written, another secret; or another label or account, said."""
    made = put(program("Aplikasi Kecamatan"), "K-1", TOLD).json()
    end_client(ApiClient.objects.get().client_id, of=staff, now=timezone.now())
    again = put(program(" aplikasi  kecamatan"), "K-1", TOLD)
    assert (again.status_code, again.json()["id"]) == (200, made["id"])
    former = ApiClient.objects.order_by("pk").last()
    assert former is not None
    successor = program("SIP", user=member("staff", "63.08"), replaces=former.client_id)
    assert put(successor, "K-1", TOLD).json()["id"] == made["id"]
    assert put(program("SIP"), "K-1", TOLD | {"sure": True}).status_code == 201
    with pytest.raises(Refusal, match="Tidak ada klien"):
        program_of(staff, "", replaces="lampit-tiada")


def test_tokens_made_by_hand_are_one_program_unless_they_are_called_otherwise(staff: User) -> None:
    """A token that ends is followed by another one; the program goes on."""
    now = timezone.now()
    programs = [
        issue_token(staff, ["write"], days=1, now=now, label=label)[0].program
        for label in ("", "", "kecamatan", "Kecamatan", "koperasi")
    ]
    assert programs[0] == programs[1] != programs[2] == programs[3] != programs[4]
    assert issue_token(member("staff", "63.08"), ["write"], days=1, now=now)[0].program not in (
        programs
    )


def test_a_merged_record_keeps_its_number_and_takes_it_along(staff: User, program: Program) -> None:
    """Two numbers of one program lead to the golden record, and each to its own when parted."""
    client = program("koperasi")
    one, other = (put(client, n, told).json()["id"] for n, told in (("1", TOLD), ("2", OTHER)))
    rows = {row.public_id: row.pk for row in Business.objects.all()}
    event = actions.merge(staff, list(rows.values()), now=NOW)
    golden = Business.objects.get(pk=event.golden_id).public_id
    assert {put(client, n, {**TOLD}).json()["id"] for n in ("1", "2")} == {golden}
    kept = "1" if golden == one else "2"
    for number in ("1", "2"):
        items = client.get(LIST, {"external_id": number}).json()["items"]
        assert [(row["id"], row["external_id"]) for row in items] == [(golden, kept)]
    actions.unmerge(staff, event.pk, now=NOW + timedelta(minutes=1))
    found = {n: client.get(LIST, {"external_id": n}).json()["items"][0]["id"] for n in ("1", "2")}
    assert found == {"1": one, "2": other}


def test_a_record_merged_into_another_ones_lends_it_its_number(
    staff: User, program: Program
) -> None:
    """The office's record has no number of the program; a withdrawn one lends nothing."""
    client = program("koperasi")
    theirs = put(client, "1", TOLD).json()["id"]
    listed = business("63.08", name="Purun", source="pemilik", owner=owner("63.08", name="Siti"))
    member_of = Business.objects.get(public_id=theirs)
    Business.objects.filter(pk=member_of.pk).update(golden=listed)
    found = client.get(LIST, {"external_id": "1"}).json()["items"]
    assert [(row["id"], row["external_id"]) for row in found] == [(listed.public_id, "1")]
    assert client.get(f"{LIST}/{listed.public_id}").json()["external_id"] == "1"
    Business.objects.filter(pk=member_of.pk).update(withdrawn_at=NOW)
    assert client.get(LIST, {"external_id": "1"}).json()["items"] == []
    assert client.get(f"{LIST}/{listed.public_id}").json()["external_id"] == ""


@pytest.mark.parametrize("order", [("updated_at", "id"), ("id",)])
def test_one_number_is_looked_up_and_no_list_walked(staff: User, order: tuple[str, ...]) -> None:
    """Of all kabupaten, by the number and then by the record, in whichever order it is given."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":  # a table of few rows is read whole otherwise
            cursor.execute("SET LOCAL enable_seqscan = off")
    number_as(business("63.08"), "P", "7")
    with CaptureQueriesContext(connection) as asked:
        seen = access.visible_businesses(staff)
        rows = sifted(seen, Sieve(external_id="7"), ("P", "akun-1"))
    plan = rows.order_by(*order).explain()
    assert "PRIMARY KEY" in plan or "(id = " in plan, plan
    assert "Seq Scan" not in plan, plan
    found = _plan(asked.captured_queries[0]["sql"])
    assert "partner_number_once" in found, found
    assert "SCAN" not in found, found


def test_the_numbers_of_a_page_are_looked_up_by_its_businesses() -> None:
    """A page of the API is long; a program has numbered the whole register.

    PostgreSQL counts what is in a table before it chooses its way; here next to nothing is.
    """
    with CaptureQueriesContext(connection) as asked:
        numbers_for(("P", "akun-1"), range(1, 201))
    (plan,) = (_plan(one["sql"]) for one in asked.captured_queries)
    if connection.vendor == "postgresql":
        return
    assert "business_merged" in plan, plan
    assert plan.count("partner_number_of_business") == 2, plan
    assert "SCAN" not in plan, plan


def _plan(asked: str) -> str:
    with connection.cursor() as cursor:
        plan = "QUERY PLAN" if connection.vendor == "sqlite" else ""
        cursor.execute(f"EXPLAIN {plan} {asked}")
        return str(cursor.fetchall())


def test_a_withdrawn_record_gives_its_number_free(program: Program) -> None:
    """An undo of an import, an erasure: the number means the business that is told next."""
    client = program("koperasi")
    first = put(client, "1", TOLD).json()["id"]
    Business.objects.update(withdrawn_at=NOW)
    second = put(client, "1", TOLD)
    assert (second.status_code, second.json()["id"] != first) == (201, True)
    assert PartnerNumber.objects.get().business.public_id == second.json()["id"]


def test_an_erased_person_has_no_number(staff: User, program: Program) -> None:
    """Nothing leads a program to her any more; her own copy tells the number before."""
    put(program("koperasi"), "1", TOLD)
    shop = Business.objects.select_related("owner").get()
    assert shop.owner is not None
    records = records_of(shop.owner)
    assert "1" in str(next(one for one in sections(records) if one.code == "registry.businesses"))
    done = erase_person(member("head", "63.08"), records, now=NOW)
    assert (done["partner_numbers"], PartnerNumber.objects.count()) == (1, 0)


def test_a_business_moved_by_a_program_of_the_province_keeps_its_number(staff: User) -> None:
    """It follows into the kabupaten, unless that program has the number there for another."""
    there = business("63.09").region_id
    shop, third = business("63.08"), business("63.08")
    for one, number in ((shop, "1"), (third, "2")):
        number_as(one, "P", number)
    number_as(business("63.09"), "P", "2")
    for one in (shop, third):
        one.region_id = there
        follow_place(one)
    left = PartnerNumber.objects.filter(region=there).values_list("number", flat=True)
    assert sorted(left) == ["1", "2"]
    assert not PartnerNumber.objects.filter(business=third).exists()


def test_a_business_moved_with_what_was_merged_into_it_is_found_by_all_numbers(
    program: Program,
) -> None:
    """A PUT of either in the new kabupaten changes it; the place is held while they follow."""
    province = member("staff", "63")
    client = program("koperasi", user=province)
    one, other = (put(client, n, told).json()["id"] for n, told in (("1", TOLD), ("2", OTHER)))
    golden, below = Business.objects.get(public_id=one), Business.objects.get(public_id=other)
    event = actions.merge(province, (golden.pk, below.pk), now=NOW, reason="satu usaha")
    one, other = event.golden.public_id, ({one, other} - {event.golden.public_id}).pop()
    path = f"{LIST}/{one}"
    headers = {"If-Match": client.get(path)["ETag"]}
    there = {"village": region("63.09.01.2001").pk}
    with CaptureQueriesContext(connection) as asked:
        moved = client.patch(path, there, content_type="application/json", headers=headers)
    assert moved.status_code == 200
    holds = [one for one in asked.captured_queries if "FOR NO KEY UPDATE" in one["sql"]]
    assert bool(holds) == (connection.vendor == "postgresql")
    assert {put(client, n, TOLD | there).json()["id"] for n in ("1", "2")} == {one}
    # All that hangs on it went along, so that the office there parts it.
    rows = list(Business.objects.select_related("owner"))
    assert {(row.region_id, row.village_id) for row in rows} == {("63.09", "63.09.01.2001")}
    assert {row.owner.region_id for row in rows if row.owner} == {"63.09"}
    actions.unmerge(member("staff", "63.09"), event.pk, now=NOW)
    assert not Business.objects.filter(golden__isnull=False).exists()


def test_the_page_and_the_file_tell_the_numbers(
    client: Client, staff: User, program: Program
) -> None:
    """With the name of the program; the file has the office's number beside it."""
    put(program("Aplikasi Kecamatan"), "KEC-1", TOLD)
    Business.objects.update(external_id="D-9")
    client.force_login(staff)
    page = client.get(f"/balai/usaha/{Business.objects.get().public_id}/").content.decode()
    assert "KEC-1 (Aplikasi Kecamatan)" in page
    assert "D-9" in page
    asked = chosen(("external_id", "partner_numbers"))
    ids = Business.objects.values_list("pk", flat=True)
    rows = list(cells(Business.objects.all(), iter(ids), asked, Look(NOW.date())))
    assert rows == [("D-9", "KEC-1")]


def test_a_golden_record_tells_all_numbers_of_a_program(
    client: Client, staff: User, program: Program
) -> None:
    """Those of what was merged into it stand beside its own: on the page, in the file, the API."""
    sender = program("Aplikasi Kecamatan")
    for number, told in (("1", TOLD), ("2", OTHER)):
        put(sender, number, told)
    pks = list(Business.objects.values_list("pk", flat=True))
    golden = actions.merge(staff, pks, now=NOW, reason="satu usaha").golden
    its = PartnerNumber.objects.get(business=golden).number
    found = sender.get(f"{LIST}/{golden.public_id}").json()
    assert found["external_id"] == its
    assert (found["external_ids"][0], sorted(found["external_ids"])) == (its, ["1", "2"])
    assert sender.get(LIST).json()["items"] == [found]
    client.force_login(staff)
    page = client.get(f"/balai/usaha/{golden.public_id}/").content.decode()
    assert "1 (Aplikasi Kecamatan), 2 (Aplikasi Kecamatan)" in page
    asked = chosen(("partner_numbers",))
    rows = list(cells(Business.objects.all(), iter([golden.pk]), asked, Look(NOW.date())))
    assert rows == [("1, 2",)]
    assert program("Lain").get(f"{LIST}/{golden.public_id}").json()["external_ids"] == []
