"""What each role sees of a person: the same on the page, in files, in the history, by the API."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from lampit.basics.refusal import Refusal
from lampit.people.actions import issue_token
from lampit.people.models import Role
from lampit.registry import access, actions
from lampit.registry.actions.exporting import check_export
from lampit.registry.models import Business
from lampit.registry.rules import seeing
from lampit.registry.rules.exporting import Wanted
from lampit.registry.rules.seeing import NOTHING, Sight
from tests.factories import member, region
from tests.registry.told import NOW, told

PLACES = {"admin": None, "nation": None, "province": "63"}
READERS = ("head", "staff", "board", "mentor", "enumerator", "admin")
# What stands on a page when its column is seen.
SIGNS = {
    "nik": "6308••••••••0007",
    "birth": "± ",
    "phone": "0001",
    "address": "Jalan Rawa 9",
    "rt": "007",
    "sales": "juta",
    "email": "siti@contoh.id",
}


def test_every_role_has_its_row_or_sees_nothing() -> None:
    """The table of domain.md section 18; province, nation and buyers see nothing of a person."""
    for role in Role.values:
        row = seeing.TABLE.get(role, {})
        assert set(row) in (set(), set(seeing.COLUMNS))
        assert set(row.values()) <= set(seeing.LEVELS)
    assert {role for role in Role.values if role not in seeing.TABLE} == {
        "buyer", "province", "nation",
    }  # fmt: skip
    assert all(Sight("nation")[column] == NOTHING for column in seeing.COLUMNS)


@pytest.mark.parametrize(
    ("role", "opens"),
    [
        ("staff", "nik birth sales capital phone"), ("head", "phone"), ("mentor", "phone"),
        ("enumerator", "phone"), ("board", ""), ("admin", ""), ("province", ""), ("", ""),
    ],
)  # fmt: skip
def test_what_opens_with_a_reason(role: str, opens: str) -> None:
    """Nothing that is not in the table, and no name that is no protected value."""
    names = (*actions.OPENABLE, "name", "password")
    assert {name for name in names if Sight(role).opens(name)} == set(opens.split())


@pytest.fixture
def ours(db: None) -> Business:
    """Return a business of which everything red is known."""
    region("63.08", "Kabupaten Hulu Sungai Utara")
    staff = member("staff", "63.08")
    made = actions.register_business(
        staff, told(sales=3_456_789, address="Jalan Rawa 9", rt="007"), now=NOW
    )
    Business.objects.filter(pk=made.pk).update(email="siti@contoh.id")
    assert made.owner is not None
    made.owner.birth_year = 1969
    made.owner.save()
    changed = told(sales=3_456_789, address="Jalan Rawa 11", rt="007")
    actions.edit_business(staff, made.public_id, changed, based_on=1, now=NOW)
    Business.objects.filter(pk=made.pk).update(address="Jalan Rawa 9")
    return made


def acting(role: str, ours: Business) -> Any:
    """Return somebody of a role to whom the business was given."""
    person = member(role, PLACES.get(role, "63.08"))
    if role == "mentor":
        actions.give_into_care(person.pk, [ours.pk])
    if role == "enumerator":
        actions.send_to_field("uji", "63.08", [ours.pk])
    return person


@pytest.mark.parametrize("role", READERS)
def test_pages_show_what_the_table_says(role: str, ours: Business) -> None:
    """Profile, owner and history; what is not seen is not on the page, not even its heading."""
    person, client = acting(role, ours), Client()
    client.force_login(person)
    sight = Sight(role)
    page = client.get(f"/balai/usaha/{ours.public_id}/").content.decode()
    for field, sign in SIGNS.items():
        assert (sign in page) == sight.sees(field), (role, field)
    assert ours.owner is not None
    owner = client.get(f"/balai/pemilik/{ours.owner.public_id}/").content.decode()
    assert (SIGNS["nik"] in owner) == sight.sees("nik")
    assert ("± " in owner) == sight.sees("birth")
    assert ("0001" in owner) == sight.sees("phone")
    past = client.get(f"/balai/usaha/{ours.public_id}/riwayat/").content.decode()
    assert ("Jalan Rawa 11" in past) == sight.sees("address")
    for name in actions.OPENABLE:
        answer = client.get(f"/balai/usaha/{ours.public_id}/lihat/{name}/")
        assert (answer.status_code == 200) == sight.opens(name), (role, name)


@pytest.mark.parametrize("role", ["head", "staff", "admin"])
def test_files_have_no_other_columns(role: str, ours: Business) -> None:
    """A column that somebody does not see is not offered, and refused when sent all the same."""
    person, client = acting(role, ours), Client()
    client.force_login(person)
    page = client.get("/balai/usaha/unduh/").content.decode()
    for code in ("nik", "phone", "email", "address", "rt", "rw", "sales_band"):
        sees = Sight(role).sees(code)
        assert (f'value="{code}"' in page) == sees, (role, code)
        wanted = Wanted("csv", ("name", code), "undangan pelatihan")
        if sees:
            assert check_export(person, wanted)
        else:
            with pytest.raises(Refusal) as refused:
                check_export(person, wanted)
            assert refused.value.code == "column_unknown"


@pytest.mark.parametrize("role", READERS)
def test_the_api_gives_no_more(role: str, ours: Business) -> None:
    """A program acts as an account and sees what that account sees."""
    person, sight = acting(role, ours), Sight(role)
    _token, text = issue_token(person, ["read"], days=1, now=timezone.now())
    client = Client(headers={"Authorization": f"Bearer {text}"})
    one = client.get(f"/api/v1/businesses/{ours.public_id}").json()
    assert client.get("/api/v1/businesses").json()["items"] == [one]
    assert bool(one["owner"]["nik"]) == bool(one["owner"]["birth_year"]) == sight.sees("nik")
    assert bool(one["phones"]) == sight.sees("phone")
    assert bool(one["address"]) == bool(one["rt"]) == sight.sees("address")
    assert (one["sales_class"] is not None) == sight.sees("sales_band")


@pytest.mark.parametrize("role", READERS)
def test_a_nik_is_looked_for_by_who_sees_one(role: str, ours: Business) -> None:
    """Whoever does not see a NIK does not learn either that it is recorded."""
    client = Client()
    client.force_login(acting(role, ours))
    answer = client.post("/balai/usaha/", {"q": told().nik})
    assert ("pemilik=" in answer["Location"]) == access.may_search_nik(
        member(role, PLACES.get(role, "63.08"))
    )


def test_the_table_is_asked(ours: Business, monkeypatch: pytest.MonkeyPatch) -> None:
    """Negative control: with another row for the board, her page shows another thing."""
    client = Client()
    client.force_login(acting("board", ours))
    address = f"/balai/usaha/{ours.public_id}/"
    assert SIGNS["address"] not in client.get(address).content.decode()
    monkeypatch.setitem(seeing.TABLE, "board", seeing.TABLE["head"])
    assert SIGNS["address"] in client.get(address).content.decode()
