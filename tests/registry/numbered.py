"""Programs of partners that put businesses under numbers of their own."""

from collections.abc import Callable
from typing import Any

from django.test import Client
from django.utils import timezone

from lampit.people.actions import issue_token, make_client
from lampit.people.models import User

LIST = "/api/v1/businesses"
PUT = f"{LIST}/by-external-id"
TOLD: dict[str, Any] = {"owner_name": "Siti Contoh", "village": "63.08.05.1001", "name": "Purun"}
OTHER = TOLD | {"owner_name": "Rahmad Contoh", "name": "Anyaman Rahmad"}
Program = Callable[..., Client]


def programs_of(staff: User) -> Program:
    """Return a function that makes a client of a label and gives its program a token.

    All act as one account, unless the function is given another `user`.
    """

    def made(label: str = "", *, user: User | None = None, replaces: str = "") -> Client:
        account, now = user or staff, timezone.now()
        client, _secret = make_client(
            account, ["read", "write"], label=label, now=now, replaces=replaces
        )
        _token, text = issue_token(
            account, ["read", "write"], days=1, now=now, label=label, replaces=client.client_id
        )
        return Client(headers={"Authorization": f"Bearer {text}"})

    return made


def put(client: Client, number: str, told: dict[str, Any]) -> Any:
    """Return the answer to a PUT under a number."""
    return client.put(f"{PUT}/{number}", told, content_type="application/json")
