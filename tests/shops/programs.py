"""What tests of the market's API share: a program with a token, bodies that fit, refusals read."""

import json
from typing import Any

from django.test import Client
from django.utils import timezone

from lampit.national import qris
from lampit.people.actions import issue_token
from lampit.people.models import User
from lampit.shops.models import Maker, Product

LIST = "/api/v1/products"
GOOD: dict[str, Any] = {
    "name": "Tikar purun lipat", "price": 85_000, "kind": "SIAP", "stock": 7,
    "weight_g": 900, "size_cm": [120, 10, 10],
}  # fmt: skip


def bearer(person: User, scopes: str = "read shop") -> Client:
    """Return a program with a token of an account."""
    _token, text = issue_token(person, scopes.split(), days=1, now=timezone.now())
    return Client(headers={"Authorization": f"Bearer {text}"})


def send(client: Client, method: str, url: str, told: Any, **headers: str) -> Any:
    """Return the answer to a JSON request."""
    body = told if isinstance(told, str) else json.dumps(told)
    return getattr(client, method)(url, body, content_type="application/json", headers=headers)


def problem(answer: Any) -> tuple[int, str]:
    """Return status and code of a refusal, which is a problem of RFC 9457."""
    assert answer["Content-Type"] == "application/problem+json", answer.content
    told = answer.json()
    assert {"type", "title", "status", "code", "detail"} <= set(told)
    assert told["status"] == answer.status_code
    assert told["detail"]
    return answer.status_code, told["code"]


def static_code(name: str, *, initiation: str = "11") -> str:
    """Return a static QRIS of a shop with its CRC."""
    account = "0014ID.CO.QRIS.WWW0215ID10230000000010303UMI"
    objects = [
        ("00", "01"), ("01", initiation), ("26", account.replace("ID.CO.QRIS", "ID.DANA.CO")),
        ("51", account), ("52", "5947"), ("53", "360"), ("58", "ID"), ("59", name),
        ("60", "AMUNTAI"),
    ]  # fmt: skip
    body = "".join(f"{tag}{len(value):02d}{value}" for tag, value in objects) + "6304"
    return f"{body}{qris.crc16(body.encode()):04X}"


def deeds_of(shop: Maker, one: Product, code: str) -> list[tuple[str, str, Any]]:
    """Return every deed upon a shop, its good and its variant."""
    return [
        ("post", LIST, GOOD | {"maker": shop.slug}),
        ("patch", f"{LIST}/{one.slug}", {"price": 1_000}),
        ("put", f"/api/v1/variants/{code}/stock", {"count": 1, "reason": "OPNAME"}),
        ("put", f"/api/v1/makers/{shop.slug}/capacity", {"week": "2026-W50", "slots": 1}),
        ("put", f"/api/v1/makers/{shop.slug}/qris", {"payload": static_code("X")}),
    ]
