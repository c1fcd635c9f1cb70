"""Numbers that programs gave before they were told apart: what the upgrade makes of them."""

from importlib import import_module
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.apps import apps
from django.test import Client
from django.utils import timezone

from lampit.people.actions import issue_token
from lampit.people.models import ApiToken, User
from lampit.people.rules.tokens import account_key
from lampit.registry.actions import importing
from lampit.registry.models import Business, Change, PartnerNumber
from tests.factories import NOW, business, member
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


def test_a_number_of_before_belongs_to_the_first_program_that_names_it(
    staff: User, program: Program
) -> None:
    """Of an account with several programs nobody knows whose it was; then it is settled."""
    shop = business("63.08", name="Purun")
    PartnerNumber.objects.create(
        business=shop, region_id="63.08", program=account_key(staff.pk), number="7"
    )
    kecamatan, koperasi = program("kecamatan"), program("koperasi")
    assert koperasi.get(LIST, {"external_id": "7"}).json()["items"][0]["external_id"] == "7"
    assert put(kecamatan, "7", TOLD).json()["id"] == shop.public_id
    assert put(koperasi, "7", OTHER).status_code == 201
    assert put(kecamatan, "7", TOLD).json()["id"] == shop.public_id
    foreign = program("lain", user=member("staff", "63.08"))
    assert foreign.get(LIST, {"external_id": "7"}).json()["items"] == []


def _moved() -> None:
    """Run the two data migrations on what stands in the tables."""
    for room, name in (
        ("people", "0007_programs_of_clients"),
        ("registry", "0042_numbers_of_partners"),
    ):
        import_module(f"lampit.{room}.migrations.{name}").tell_apart(apps, SimpleNamespace())


def _shop(number: str, source: str, by: User | None, **told: Any) -> Business:
    shop = business("63.08", external_id=number, source=source, **told)
    if by is not None:
        _noted(shop, by)
    return shop


def _noted(shop: Business, by: User) -> None:
    Change.objects.create(
        entity="business", entity_id=shop.pk, field="name", source="mitra", actor=by, at=NOW
    )


def _as_before(numbers: dict[str, str]) -> None:
    """Put numbers where they stood before the programs were told apart."""
    PartnerNumber.objects.all().delete()
    for public_id, number in numbers.items():
        Business.objects.filter(public_id=public_id).update(external_id=number)


def test_numbers_of_before_go_to_who_wrote_them(staff: User) -> None:
    """Who registered has its number; of a list's number its accounts alone; others nothing."""
    several = member("staff", "63.08")
    now = timezone.now()
    for account, label in ((staff, ""), (several, "a"), (several, "b")):
        issue_token(account, ["write"], days=1, now=now, label=label)
    issue_token(staff, ["read"], days=1, now=now, label="hanya baca")
    ApiToken.objects.update(program="")
    own = _shop("1", "mitra", staff)
    changed = _shop("3", "impor", staff)
    listed = _shop("4", "impor", None)
    double = _shop("1", "mitra", staff, golden=own)
    theirs = _shop("5", "mitra", several)
    for shop, account in ((own, several), (changed, several), (theirs, staff)):
        _noted(shop, account)  # a PATCH of what another one registered, or a list gave
    _moved()
    key = ApiToken.objects.get(user=staff, label="").program
    told = PartnerNumber.objects.values_list("business_id", "program", "number")
    assert set(told) == {
        (own.pk, key, "1"), (theirs.pk, account_key(several.pk), "5"),
        (changed.pk, account_key(staff.pk), "3"), (changed.pk, account_key(several.pk), "3"),
    }  # fmt: skip
    left = dict(Business.objects.values_list("pk", "external_id"))
    assert left == {own.pk: "", changed.pk: "3", listed.pk: "4", double.pk: "", theirs.pk: ""}


def test_a_program_does_not_get_the_number_of_what_it_only_changed(
    staff: User, program: Program
) -> None:
    """Its own number like that is its own: it stands before what its account may have used."""
    first, second = program("kecamatan"), program("koperasi", user=member("staff", "63.08"))
    foreign = put(first, "7", TOLD).json()
    path = f"{LIST}/{foreign['id']}"
    headers = {"If-Match": second.get(path)["ETag"]}
    sent = {"activity": "tikar"}
    changed = second.patch(path, sent, content_type="application/json", headers=headers)
    assert changed.status_code == 200
    _as_before({foreign["id"]: "7"})
    _moved()
    assert second.get(LIST, {"external_id": "7"}).json()["items"] == []
    assert put(second, "7", OTHER).status_code == 201
    assert put(first, "7", TOLD).json()["id"] == foreign["id"]


def test_what_a_list_numbered_anew_keeps_the_number_of_its_program(
    program: Program, tmp_path: Path, settings: Any
) -> None:
    """The journal of the list tells it, however long both are; where there was none it has none."""
    settings.LAMPIT_HOME = tmp_path
    client, own = program("koperasi"), "K" * 40
    one = put(client, own, TOLD).json()["id"]
    other = put(client, "2", OTHER).json()["id"]
    _as_before({one: own, other: ""})  # the second as a POST leaves it
    rows = [["Nama Pemilik", "Nama Usaha", "Kecamatan", "Desa", "ID Usaha"]]
    for shop in Business.objects.select_related("owner", "village", "district").order_by("pk"):
        assert shop.owner is not None
        assert shop.village is not None
        assert shop.district is not None
        place = [shop.district.name, shop.village.name]
        rows.append([shop.owner.name, shop.name, *place, f"A{shop.pk}".ljust(40, "1")])
    path = tmp_path / "daftar.csv"
    path.write_text("\n".join(";".join(row) for row in rows), encoding="utf-8")
    run = importing.open_run(None, "63.08", path.name, path, now=timezone.now())
    assert importing.start_run(run, now=timezone.now()).counts["update"] == 2
    listed = dict(Business.objects.values_list("public_id", "external_id"))
    assert {text[0] for text in listed.values()} == {"A"}
    _moved()
    told = {row.business.public_id: row for row in PartnerNumber.objects.all()}
    key = ApiToken.objects.get().program
    assert (told[one].program, told[one].number) == (key, own)
    assert (told[other].program, told[other].number) == (
        account_key(ApiToken.objects.get().user_id), listed[other],
    )  # fmt: skip
    assert dict(Business.objects.values_list("public_id", "external_id")) == listed
    assert put(client, own, TOLD).json()["id"] == one


def test_after_the_upgrade_programs_find_what_they_wrote(staff: User) -> None:
    """Negative control: without the move of the numbers the same PUT makes a double."""
    _token, text = issue_token(staff, ["read", "write"], days=1, now=timezone.now())
    client = Client(headers={"Authorization": f"Bearer {text}"})
    made = put(client, "K-1", TOLD).json()["id"]
    PartnerNumber.objects.all().delete()
    Business.objects.update(external_id="K-1")
    assert put(client, "K-1", TOLD).status_code == 409
    _moved()
    assert put(client, "K-1", TOLD).json()["id"] == made
