"""Health, headers, error pages and the log line, as an operator and a browser see them."""

import json
import logging
from typing import Any

import pytest
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from lampit.config import health
from lampit.market.views import shelves
from lampit.people import actions
from lampit.web.requests import JsonLines, RequestLog
from tests.factories import NOW, member

pytestmark = pytest.mark.django_db
PAGES = ["/", "/masuk/", "/healthz", "/tidak-ada/", "/akun/", "/balai/usaha/", "/robots.txt"]


def test_healthz_asks_nothing(client: Client, django_assert_num_queries: Any) -> None:
    """Alive is alive, whatever the database does."""
    with django_assert_num_queries(0):
        answer = client.get("/healthz")
    assert (answer.status_code, answer.json()) == (200, {"ok": True})


def test_readyz_names_what_is_fit(client: Client) -> None:
    """Database, schema and disk, each by name."""
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json() == {"ok": True, "database": True, "migrations": True, "disk": True}


@pytest.mark.parametrize("part", ["_database", "_migrations", "_disk"])
def test_readyz_answers_503_when_one_is_not(
    client: Client, monkeypatch: pytest.MonkeyPatch, part: str
) -> None:
    """Negative control: a proxy takes the instance out of service."""
    monkeypatch.setattr(health, part, lambda: False)
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["ok"] is False
    assert answer.json()[part.removeprefix("_")] is False


def test_readyz_survives_a_database_that_is_gone(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The answer is 503, not a traceback."""

    class Gone:
        """A database nobody answers for."""

        def cursor(self) -> None:
            """Fail as the driver does."""
            raise DatabaseError

    monkeypatch.setattr(health, "connection", Gone())
    monkeypatch.setattr(health, "_schema_is_current", [True])
    assert client.get("/readyz").json()["database"] is False


@pytest.mark.parametrize("path", PAGES)
def test_every_answer_carries_the_security_headers(client: Client, path: str) -> None:
    """Strict content policy without nonces or inline, no framing, no sniffing, an id."""
    answer = client.get(path)
    policy = answer["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "object-src 'none'" in policy
    assert "unsafe" not in policy
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == "strict-origin-when-cross-origin"
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"
    assert len(answer["X-Request-Id"]) == 12


def test_a_file_carries_only_what_a_file_needs() -> None:
    """Not sniffed; no id and no rules for documents, which a phone would pay for each time."""

    def file(_request: HttpRequest) -> HttpResponse:
        return HttpResponse(headers={"Cross-Origin-Opener-Policy": "same-origin"})

    answer = RequestLog(file)(RequestFactory().get("/static/web/lampit.css"))
    assert set(answer.headers) == {"Content-Type"}
    missing = RequestLog(lambda _request: HttpResponse(status=404))
    assert "X-Request-Id" in missing(RequestFactory().get("/static/web/none.css"))


def test_cookies_are_kept_from_scripts_and_other_sites(client: Client) -> None:
    """The session cookie is HttpOnly and Lax."""
    actions.create_account("siti", "rahasia-anyaman")
    client.post("/masuk/", {"name": "siti", "password": "rahasia-anyaman"})
    cookie = client.cookies["sessionid"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"


def test_404_is_a_page_of_the_product(client: Client) -> None:
    """In our words, with the way to the market; one h1."""
    answer = client.get("/tidak-ada/")
    text = answer.content.decode()
    assert answer.status_code == 404
    assert text.count("<h1") == 1
    assert 'data-page="web.missing"' in text


def test_403_says_as_whom_one_is_acting(client: Client) -> None:
    """A door that stays closed explains itself."""
    client.force_login(member("buyer", None))
    answer = client.get("/balai/audit/")
    assert answer.status_code == 403
    assert 'data-page="web.forbidden"' in answer.content.decode()


def test_a_form_without_its_token_is_refused_in_our_words() -> None:
    """CSRF: nothing was changed, send it again."""
    answer = Client(enforce_csrf_checks=True).post("/masuk/", {"name": "siti", "password": "x"})
    assert answer.status_code == 403
    assert 'data-page="web.stale"' in answer.content.decode()


def test_500_shows_a_code_and_logs_the_same(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Whoever calls the office reads out a code that the log knows; no traceback on the page."""

    def fall(*_all: object, **_named: object) -> None:
        raise ZeroDivisionError("rahasia dalam")

    monkeypatch.setattr(shelves, "render", fall)
    with caplog.at_level(logging.INFO):
        answer = Client(raise_request_exception=False).get("/")
    text = answer.content.decode()
    assert answer.status_code == 500
    assert "rahasia dalam" not in text
    codes = [record.event for record in caplog.records if hasattr(record, "event")]
    assert len(codes) == 1
    assert codes[0] in text


def test_each_answer_is_one_json_line_without_personal_data(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    """Method, path without query, status, account number, request id; no name, no address."""
    actions.create_account("siti", "rahasia-anyaman", phone="+6281234567890")
    with caplog.at_level(logging.INFO, logger="lampit.requests"):
        client.post("/masuk/?next=/akun/", {"name": "081234567890", "password": "salah"})
    (record,) = [r for r in caplog.records if r.name == "lampit.requests"]
    text = JsonLines().format(record)
    line = json.loads(text)
    assert (line["method"], line["path"], line["status"]) == ("POST", "/masuk/", 422)
    assert len(line["request"]) == 12
    assert "\n" not in text
    assert not any(word in text for word in ("0812", "siti", "salah", "next"))


def test_verify_finds_a_tampered_trail(capsys: pytest.CaptureFixture[str]) -> None:
    """`lampit verify` says yes, then no with exit code 1 once somebody changed a row."""
    from django.db import connection

    from lampit.config import starting

    for number in range(3):
        actions.audit(None, "uji", subject_kind="uji", subject_id=number, at=NOW)
    assert starting.run(["lampit", "verify", "--json"]) == 0
    held = {c["name"]: c["ok"] for c in json.loads(capsys.readouterr().out)["checks"]}
    assert held["audit_chain"] is True
    with connection.cursor() as cursor:
        cursor.execute("UPDATE people_auditentry SET reason = 'lain' WHERE number = 2")
    assert starting.run(["lampit", "verify", "--json"]) == 1
    told = {c["name"]: c for c in json.loads(capsys.readouterr().out)["checks"]}
    assert told["audit_chain"]["ok"] is False
    assert "2" in told["audit_chain"]["detail"]
