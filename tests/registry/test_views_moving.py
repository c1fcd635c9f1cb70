"""Pages of a move: what each office sees, forms that keep what was typed, and the receipt."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from lampit.registry.models import Business, Transfer
from tests.factories import member, region
from tests.registry.moving import HERE, THERE, VILLAGE, moving_business, staff_of_both

pytestmark = [pytest.mark.django_db, pytest.mark.database]
Counter = Callable[..., AbstractContextManager[Any]]


def typed(**values: str) -> dict[str, str]:
    """Return the form of a move as the page sends it."""
    region(VILLAGE, "Desa Baru")
    usual = {
        "region": THERE, "village": "desa baru", "on": timezone.localdate().isoformat(),
        "channel": "kertas", "proof": "formulir 12",
    }  # fmt: skip
    return usual | values


def test_a_business_goes_over_through_the_pages(client: Client) -> None:
    """Asked by one, accepted by the other; before that neither owner, number nor NIK is seen."""
    staff, other = staff_of_both()
    row = moving_business()
    client.force_login(staff)
    ask = f"/balai/usaha/{row.public_id}/pindah/"
    region(THERE)
    assert "Bacakan kepada pemilik" in client.get(ask).content.decode()
    unclear = client.post(ask, typed(village="desa antah"))
    assert unclear.status_code == 422
    assert "desa antah" in unclear.content.decode()
    number = Transfer.objects.get(
        pk=int(client.post(ask, typed()).headers["Location"].split("/")[-2])
    ).pk
    page = f"/balai/pindah/{number}/"
    assert "Batalkan permintaan" in client.get(page).content.decode()
    client.force_login(other)
    seen = client.get(page).content.decode()
    assert "Anyaman Siti" in seen
    assert "tas purun" in seen
    for hidden in ("Siti Rahmah", "81200000001", "Jl. Lama", row.public_id):
        assert hidden not in seen
    assert client.get(f"/balai/usaha/{row.public_id}/").status_code == 404
    refused = client.post(f"{page}tolak/", {"reason": ""})
    assert refused.status_code == 422
    taken = client.post(f"{page}terima/", {"village": VILLAGE})
    assert taken.headers["Location"] == f"/balai/usaha/{row.public_id}/"
    assert "PINDAH-" in client.get(taken.headers["Location"]).content.decode()
    client.force_login(staff)
    assert client.get(f"/balai/usaha/{row.public_id}/").status_code == 404
    receipt = client.get(page).content.decode()
    assert "tanda terimanya" in receipt
    assert row.public_id not in receipt
    assert Business.objects.get(pk=row.pk).region_id == THERE


def test_lists_tell_both_ways_in_few_queries(
    client: Client, django_assert_max_num_queries: Counter
) -> None:
    """Coming and going, filtered; a page costs the same with many rows as with one."""
    staff, other = staff_of_both()
    region(VILLAGE, "Desa Baru")
    for _ in range(3):
        row = moving_business()
        Transfer.objects.create(
            business=row, name=row.name, from_region_id=HERE, to_region_id=THERE,
            moved_on=timezone.localdate(), asked_by=staff, asked_at=timezone.now(),
            expires_at=timezone.now() + timedelta(days=30),
        )  # fmt: skip
    client.force_login(other)
    with django_assert_max_num_queries(12):
        told = client.get("/balai/pindah/?arah=masuk").content.decode()
    assert told.count("PINDAH") + told.count("Anyaman Siti") >= 3
    assert "Anyaman Siti" not in client.get("/balai/pindah/?arah=keluar").content.decode()
    client.force_login(member("staff", "63.10"))
    assert "Anyaman Siti" not in client.get("/balai/pindah/").content.decode()


def test_passing_on_keeps_what_was_typed(client: Client) -> None:
    """A day to come is refused beside its field; a good form leads back to the business."""
    staff, _ = staff_of_both()
    row = moving_business()
    client.force_login(staff)
    url = f"/balai/usaha/{row.public_id}/pemilik-baru/"
    assert client.get(url).status_code == 200
    form = {"name": "Noor Aisyah", "on": "2099-01-01", "reason": "keluarga"}
    refused = client.post(url, form)
    assert refused.status_code == 422
    assert "Noor Aisyah" in refused.content.decode()
    done = client.post(url, form | {"on": timezone.localdate().isoformat()})
    assert done.status_code == 302
    shown = client.get(f"/balai/usaha/{row.public_id}/").content.decode()
    assert "Pemilik dari waktu ke waktu" in shown
    assert "diteruskan anak atau keluarga" in shown
