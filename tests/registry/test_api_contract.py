"""The API keeps to its own description, whatever is sent: schemathesis on every operation.

Values that fit the description and values that do not, in turn; half of them are led to a
business that exists and to a village of the office, so that reads find and writes write.
"""

import base64
from collections.abc import Iterator
from copy import deepcopy
from datetime import timedelta
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import checks
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi import checks as openapi

from lampit.config import api
from lampit.people.actions import issue_token, make_client
from lampit.people.rules import lockout
from lampit.registry.models import Business
from lampit.shops.models import Variant
from lampit.web.programs import speaks_problems
from tests.factories import business, maker, member, product
from tests.registry import messy

pytestmark = pytest.mark.django_db
EXAMPLES = 25  # of each operation and kind: half a minute of CPU for the whole file
FEWER = 10  # of the market's: tests/shops/test_api.py sends them bodies of every kind
HELD = [
    checks.not_a_server_error,
    openapi.status_code_conformance,
    openapi.content_type_conformance,
    openapi.response_headers_conformance,
    openapi.response_schema_conformance,
]
OPERATIONS = [
    (method, address)
    for address, methods in api.description()["paths"].items()
    for method in methods
]


@pytest.fixture(autouse=True)
def one_connection() -> Iterator[None]:
    """Keep the connection of the test, as Django's own test client does.

    A real request ends with closing it, and with it the transaction of the test.
    """
    for moment in (request_started, request_finished):
        moment.disconnect(close_old_connections)
    yield
    for moment in (request_started, request_finished):
        moment.connect(close_old_connections)


@pytest.fixture
def office(monkeypatch: pytest.MonkeyPatch) -> tuple[dict[str, str], Business]:
    """Give the headers of a token that may everything, and a business in its reach."""
    monkeypatch.setattr(api, "MOST_A_MINUTE", 10**9)
    messy.load_places()
    person = member("staff", messy.HSU)
    _, text = issue_token(person, ["read", "write", "shop", "pii"], days=1, now=timezone.now())
    # Packed answers would reach the checks packed: this transport does not open them.
    headers = {"Authorization": f"Bearer {text}", "Accept-Encoding": "identity"}
    client, secret = make_client(person, ["read", "write", "shop"], label="", now=timezone.now())
    packed = base64.b64encode(f"{client.client_id}:{secret}".encode()).decode()
    monkeypatch.setattr(lockout, "NAME", lockout.Limit(10**6, timedelta(hours=1)))
    monkeypatch.setattr(lockout, "ADDRESS", lockout.Limit(10**6, timedelta(hours=1)))
    headers["X-Client"] = f"Basic {packed}"
    product(maker(messy.HSU, slug="lapak-ada"), slug="barang-ada")
    return headers, business(messy.HSU, name="Ada")


def led(case: Any, known: Business) -> None:
    """Lead a made-up case to what exists."""
    if "public_id" in (case.path_parameters or {}):
        case.path_parameters["public_id"] = known.public_id
    named = {"product": "barang-ada", "maker": "lapak-ada"}
    if "code" in (case.path_parameters or {}):
        named["code"] = Variant.objects.get(product__slug="barang-ada").code
    for name in set(case.path_parameters or {}) & set(named):
        case.path_parameters[name] = named[name]
    if isinstance(case.body, dict) and "village" in case.body:
        case.body["village"] = "63.08.05.1001"
    if isinstance(case.body, dict) and "maker" in case.body:
        case.body["maker"] = "lapak-ada"
    if case.operation.method == "patch" and case.headers is not None:
        case.headers["If-Match"] = "*"


def operation_of(method: str, address: str) -> Any:
    """Return an operation of the description, asked in this process."""
    schema = schemathesis.openapi.from_dict(deepcopy(api.description()))
    schema.app = get_wsgi_application()
    return schema[address][method]


@pytest.mark.parametrize("mode", list(GenerationMode))
@pytest.mark.parametrize(("method", "address"), OPERATIONS)
def test_answers_are_as_described(
    method: str, address: str, mode: GenerationMode, office: tuple[dict[str, str], Business]
) -> None:
    """No 500, only described statuses, headers and bodies; what does not fit is refused."""
    headers, known = office
    client = headers.pop("X-Client")
    if address == api.TOKEN:
        headers["Authorization"] = client
    operation = operation_of(method, address)
    held = [*HELD, openapi.negative_data_rejection] if mode is GenerationMode.NEGATIVE else HELD
    turn = iter(range(10**6))

    @settings(
        max_examples=FEWER if speaks_problems(address) else EXAMPLES, database=None,
        derandomize=True, deadline=None,
        phases=[Phase.generate], suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(case=operation.as_strategy(generation_mode=mode))
    def ask(case: Any) -> None:
        if mode is GenerationMode.POSITIVE and next(turn) % 2:
            led(case, known)
        case.call_and_validate(headers=headers, checks=held)

    ask()


@pytest.mark.parametrize(("method", "address"), [o for o in OPERATIONS if o[1] != api.TOKEN])
def test_without_a_token_everything_is_shut(method: str, address: str) -> None:
    """401 in the described shape, also for a request that is nonsense."""
    operation = operation_of(method, address)

    @settings(max_examples=3, database=None, derandomize=True, deadline=None,
              phases=[Phase.generate], suppress_health_check=list(HealthCheck))  # fmt: skip
    @given(case=operation.as_strategy())
    def ask(case: Any) -> None:
        case.headers = {k: v for k, v in (case.headers or {}).items() if k != "Authorization"}
        assert case.call_and_validate(checks=HELD).status_code == 401

    ask()


def test_the_description_names_both_ways_to_a_token() -> None:
    """OAuth2 client credentials as any library reads it: where, and which scopes."""
    told = api.description()
    flow = told["components"]["securitySchemes"]["OAuth2"]["flows"]["clientCredentials"]
    assert flow["tokenUrl"] == "/api/v1/token"
    assert set(flow["scopes"]) == {"read", "write", "shop", "pii"}
    reading = told["paths"]["/api/v1/businesses"]["get"]["security"]
    assert reading == [{"Bearer": []}, {"OAuth2": ["read"]}]
