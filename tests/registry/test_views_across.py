"""Pages of a person in two registers: asked on one side, answered on both."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from django.test import Client

from lampit.registry.models import AcrossPair
from tests.factories import NOW, member
from tests.registry.across import HERE, THERE, both, person

pytestmark = [pytest.mark.django_db, pytest.mark.database]
Counter = Callable[..., AbstractContextManager[Any]]
LIST = "/balai/duplikat/lintas/"


def test_two_offices_decide_through_the_pages(client: Client) -> None:
    """Asked, agreed, answered; a form that lacks the office keeps what was chosen."""
    told = both()
    page = f"{LIST}{told.pair.pk}/"
    client.force_login(told.here)
    assert "Anyaman 63.08" in client.get(LIST).content.decode()
    assert "Tanyakan ke Kabupaten 63.09" in client.get(page).content.decode()
    assert client.post(f"{page}tanya/").headers["Location"] == page
    assert "Menunggu Kabupaten 63.09" in client.get(page).content.decode()
    client.force_login(told.there)
    asked = client.get(page).content.decode()
    assert "Anyaman 63.08" not in asked
    assert client.post(f"{page}tolak/", {"reason": ""}).status_code == 422
    client.post(f"{page}bandingkan/")
    assert "Anyaman 63.08" in client.get(page).content.decode()
    wrong = client.post(f"{page}jawab/", {"what": "sama", "keeper": ""})
    assert wrong.status_code == 422
    assert "Pilih dinas mana yang melanjutkan" in wrong.content.decode()
    assert "checked" in wrong.content.decode()
    client.post(f"{page}jawab/", {"what": "sama", "keeper": HERE})
    client.force_login(told.here)
    assert "Kabupaten 63.09 menjawab" in client.get(page).content.decode()
    client.post(f"{page}jawab/", {"what": "sama", "keeper": HERE})
    assert "catatan kita yang dilanjutkan" in client.get(page).content.decode()
    client.force_login(told.there)
    done = client.get(page).content.decode()
    assert "tidak dihitung lagi" in done
    assert f"/balai/usaha/{told.theirs.public_id}/pindah/" in done


def test_who_has_nothing_to_do_with_it_finds_nothing(client: Client) -> None:
    """A third kabupaten gets 404, other roles are not let in; an answer to nothing is told."""
    told = both()
    page = f"{LIST}{told.pair.pk}/"
    client.force_login(member("staff", "63.10"))
    assert client.get(page).status_code == 404
    assert client.post(f"{page}tanya/").status_code == 404
    assert "Anyaman" not in client.get(LIST).content.decode()
    client.force_login(member("board", HERE))
    assert client.get(page).status_code == 403
    client.force_login(told.there)
    assert client.post(f"{page}bandingkan/", follow=True).status_code == 200
    assert AcrossPair.objects.get().state == "ditemukan"


def test_a_list_of_many_asks_as_often_as_one_of_few(
    client: Client, django_assert_max_num_queries: Counter
) -> None:
    """One query for the page of pairs, whatever their number."""
    told = both()
    theirs = [person(THERE, f"Siti {n}") for n in range(12)]
    AcrossPair.objects.bulk_create(
        AcrossPair(
            left=told.ours, right=one, left_region_id=HERE, right_region_id=THERE, found_at=NOW
        )
        for one in theirs
    )
    client.force_login(told.here)
    with django_assert_max_num_queries(9):
        assert client.get(LIST).content.decode().count("Belum ditanyakan") == 13
