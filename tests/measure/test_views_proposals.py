"""Proposed corrections at the desk: beside the register, decided once, by the own office."""

import pytest
from django.test import Client

from lampit.measure.models import FieldReport
from lampit.registry.models import Business
from tests.factories import member
from tests.measure.fieldwork import first_member, open_field, staff
from tests.measure.test_actions_reporting import carried, tell

pytestmark = pytest.mark.django_db


def test_staff_see_what_changed_since_and_decide() -> None:
    """The page shows all three values and marks a later change; a decision takes it off."""
    found = open_field()
    asked = first_member(found)
    shop = asked.business
    told = {"business": shop.public_id, "told": {"name": "Purun Jaya"}, "was": {"name": shop.name}}
    row = tell(carried(member("enumerator", "63.08")), found, "usulan", told)
    client = Client()
    client.force_login(staff())
    page = client.get("/balai/survei/hp/usulan/").content.decode()
    assert "Purun Jaya" in page
    assert "Sudah berubah" not in page
    Business.objects.filter(pk=shop.pk).update(name="Nama ketiga")
    page = client.get("/balai/survei/hp/usulan/").content.decode()
    assert "Nama ketiga" in page
    assert "Sudah berubah" in page
    other = Client()
    other.force_login(staff("63.09"))
    deed = {"usulan": row.pk, "keputusan": "tidak"}
    assert other.post("/balai/survei/hp/usulan/", deed).status_code == 422
    assert client.post("/balai/survei/hp/usulan/", deed).status_code == 302
    assert FieldReport.objects.get().state == "ditolak"
    assert Business.objects.get(pk=shop.pk).name == "Nama ketiga"
