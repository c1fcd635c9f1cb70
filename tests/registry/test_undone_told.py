"""What an undo left alone is told in words people know, with a way there."""

from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from lampit.registry.actions import importing
from lampit.registry.models import Business, Change, ImportRun, Owner
from tests.factories import NOW, member
from tests.registry import messy
from tests.registry.test_actions_import import BASUNI, RINA, done

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def home(tmp_path: Path, settings: Any) -> Path:
    """Give each test its own folder of uploads, and the places of HSU."""
    settings.LAMPIT_HOME = tmp_path
    messy.load_places()
    return tmp_path


def test_who_was_left_alone_has_a_name_and_a_page(home: Path, client: Client) -> None:
    """Without a business name that of the owner; a field by its label; a person by their page."""
    staff = member("staff", messy.HSU)
    done(home, [BASUNI[0], "", *BASUNI[2:6], "", ""])
    done(home, RINA, [BASUNI[0], "", *BASUNI[2:7], ""])
    basuni = Business.objects.get(owner__name="Basuni")
    rina = Business.objects.get(name="Toko Rina")
    Business.objects.filter(pk=rina.pk).update(name="")
    Business.objects.filter(pk=basuni.pk).update(phone="+6281251119999")
    Owner.objects.filter(name="Basuni").update(phone="+6281251119999")
    Change.objects.create(
        entity="business", entity_id=rina.pk, field="name", source="petugas", at=NOW
    )
    run = ImportRun.objects.latest("pk")
    importing.undo_run(run, staff, now=NOW)
    client.force_login(staff)
    page = client.get(f"/balai/impor/{run.pk}/")
    left = {(one.name, one.field, one.is_owner) for one in page.context["left_alone"]}
    assert left == {
        ("Rina", "", False), ("Basuni", "Nomor HP/WA", False), ("Basuni", "Nomor HP/WA", True)
    }  # fmt: skip
    for one in page.context["left_alone"]:
        there = "pemilik" if one.is_owner else "usaha"
        address = f"/balai/{there}/{one.public_id}/"
        assert address in page.content.decode()
        assert client.get(address).status_code == 200
