"""Records that look like the one being typed: the surest first, with all that they share."""

import pytest
from django.test import Client

from lampit.national import names
from lampit.registry import queries
from lampit.registry.models import Business
from tests.factories import business, member, owner
from tests.registry.told import VILLAGE, told, typed

pytestmark = pytest.mark.django_db
PHONE = "+6289000000001"


def _here(name: str, by: str, **values: str) -> Business:
    told()
    person = owner("63.08", name=by, name_key=names.strict_key(by))
    return business(
        "63.08", name=name, name_key=names.business_key(name), owner=person, village_id=VILLAGE,
        district_id=VILLAGE[:8], **values,
    )  # fmt: skip


def test_a_village_of_namesakes_hides_no_telephone_and_no_exact_name() -> None:
    """Nine younger near names stand behind the older record that shares all."""
    same = _here("Anyaman Bunga Rawa", "Siti Rahmah", phone=PHONE)
    lent = _here("Warung Jannah", "Yuliani Jannah", phone=PHONE)
    for _ in range(9):
        _here("Tikar Melati", "Siti Rahman")
    found = queries.twins_of(Business.objects.all(), told(nik=""))
    assert [one.public_id for one in found[:2]] == [same.public_id, lent.public_id]
    assert len(found) == 8
    assert found[0].reason == "HP sama, Nama usaha dan desa sama, Nama pemilik dan desa sama"
    assert found[1].reason == "HP sama"
    assert {one.reason for one in found[2:]} == {"Namanya hampir sama"}


def test_who_is_sure_saves_beside_the_look_alikes(client: Client) -> None:
    """The button stands with the list, not only thirty fields further down."""
    _here("Anyaman Bunga Rawa", "Siti Rahmah", phone=PHONE)
    client.force_login(member("staff", "63.08"))
    page = client.post("/balai/usaha/baru/", typed()).content.decode()
    start = page.index('id="kembar"')
    beside = page[start : page.index("</section>", start)]
    assert 'form="usaha"' in beside
    assert 'name="sure"' in beside
    assert '<form class="stack" id="usaha"' in page
