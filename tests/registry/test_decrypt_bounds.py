"""A list opens no more protected values than it shows: counted at the vault itself."""

from collections.abc import Callable
from random import Random

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from lampit.outside import vault
from lampit.people.actions import issue_token
from lampit.registry import actions
from tests.factories import member
from tests.registry.told import VILLAGE, told

pytestmark = pytest.mark.django_db
COUNT = 60


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> Callable[[], int]:
    """Give what tells how many values were opened since it was last asked; 60 owners exist."""
    told()
    rows = [
        actions.SeedRow(
            name=f"Usaha {n}", owner_name=f"Orang {n}", owner_key=f"o{n}", village=VILLAGE,
            nik=f"63080552036900{n + 10:02d}", sales=500_000,
        )
        for n in range(COUNT)
    ]  # fmt: skip
    actions.seed(rows, now=timezone.now(), rng=Random(5))
    counted, real = [0], vault.decrypt

    def counting(sealed: bytes, context: str) -> str:
        counted[0] += 1
        return real(sealed, context)

    monkeypatch.setattr(vault, "decrypt", counting)

    def since() -> int:
        found, counted[0] = counted[0], 0
        return found

    return since


def test_each_list_opens_only_what_it_shows(opened: Callable[[], int]) -> None:
    """List, search and history: none; a profile: one NIK to mask; API: one per row of the page."""
    staff = member("staff", "63.08")
    client = Client()
    client.force_login(staff)
    for address, most in (
        ("/balai/usaha/", 0),
        ("/balai/usaha/?q=usaha", 0),
        ("/balai/usaha/?hal=2", 0),
        ("/balai/duplikat/", 0),
        ("/balai/permintaan/", 0),
        ("/balai/", 0),
    ):
        answer = client.get(address)
        assert answer.status_code == 200
        assert opened() <= most, address
    page = client.get("/balai/usaha/").content.decode()
    one = "/balai/usaha/" + page.split('href="/balai/usaha/')[-1].split('"')[0]
    opened()
    assert client.get(one).status_code == 200
    assert opened() <= 1
    cache.clear()
    _token, text = issue_token(staff, ["read"], days=1, now=timezone.now())
    program = Client(headers={"Authorization": f"Bearer {text}"})
    found = program.get("/api/v1/businesses", {"limit": 20})
    assert len(found.json()["items"]) == 20
    assert opened() == 20


def test_a_file_opens_the_columns_that_were_chosen(opened: Callable[[], int]) -> None:
    """Without the NIK column nothing is opened; with it one value a row."""
    client = Client()
    client.force_login(member("staff", "63.08"))
    for columns, most in ((["name", "status"], 0), (["name", "nik"], COUNT)):
        sent = {
            "kind": "csv",
            "columns": columns,
            "purpose": "undangan pelatihan kemasan",
            "receiver": "dinas",
        }
        answer = client.post("/balai/usaha/unduh/", sent)
        body = b"".join(answer)
        assert body.count(b"\n") >= COUNT
        assert opened() == most
