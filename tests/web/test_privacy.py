"""What an answer tells browsers to keep, and that no NIK gets into addresses or logs."""

import json
import logging

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client

from lampit.national import nik
from lampit.web.errors import broken
from lampit.web.privacy import PrivateAnswers
from lampit.web.requests import JsonLines
from tests.factories import member

NIK = "6308054403900012"
PARTED = "6308 0544-0390.0012"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (NIK, NIK),
        (f"Rina {PARTED}", NIK),
        (f"{NIK} 081251110001", NIK),
        ("081251110001", ""),
        ("1234567890123", ""),
        ("115.2345678901234", ""),
        ("-2.4167890123456789, 115.25", ""),
    ],
)
def test_what_may_be_a_nik(text: str, found: str) -> None:
    """Sixteen digits, parted as people write them; telephones, NIB and places on a map are none."""
    assert nik.inside(text) == found
    assert (nik.veiled(text) == text) == (not found)


def test_a_line_of_the_log_holds_no_nik() -> None:
    """Neither the path, nor the words, nor the traceback."""
    try:
        raise ValueError(f"invalid: {NIK!r}")
    except ValueError as fault:
        record = logging.makeLogRecord(
            {"msg": "asked %s", "args": (PARTED,), "path": f"/balai/usaha/{NIK}/",
             "exc_info": (ValueError, fault, fault.__traceback__), "status": 500}
        )  # fmt: skip
    line = JsonLines().format(record)
    assert "0012" not in line.replace("6308••••••••0012", "")
    assert json.loads(line)["path"] == "/balai/usaha/6308••••••••0012/"


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/balai/usaha/", "/", "/tidak-ada/", "/masuk/"])
def test_a_nik_in_an_address_leads_to_the_page_without_it(
    client: Client, caplog: pytest.LogCaptureFixture, path: str
) -> None:
    """Old bookmarks too: nothing echoes it, no sign-in page carries it on, no log keeps it."""
    with caplog.at_level(logging.DEBUG):
        answer = client.get(path, {"q": PARTED, "kecamatan": "63.08.08", "next": f"/x/?q={NIK}"})
        followed = client.get(answer.headers["Location"], follow=True)
    assert (answer.status_code, answer.headers["Location"]) == (302, f"{path}?kecamatan=63.08.08")
    told = f"{followed.redirect_chain} {followed.content.decode()} {caplog.text}"
    assert "0012" not in told
    shown = client.get("/pribadi/") if path == "/" else followed  # beside a page of everybody
    assert "NIK dihapus dari alamat" in shown.content.decode() or path == "/tidak-ada/"


@pytest.mark.django_db
def test_what_signed_in_persons_see_is_not_kept(client: Client) -> None:
    """Pages of everybody hold nothing of a person; pages with a rule of their own keep it."""
    assert client.get("/").headers["Cache-Control"] == "no-cache"
    assert "no-store" in client.get("/masuk/").headers["Cache-Control"]
    client.force_login(member("staff", "63.08"))
    assert client.get("/").headers["Cache-Control"] == "no-cache"
    for path in ("/pribadi/", "/balai/", "/balai/usaha/", "/akun/", "/tidak-ada/", "/nasional/"):
        assert "no-store" in client.get(path).headers["Cache-Control"], path
    client.post("/keluar/")
    assert client.get("/").headers["Cache-Control"] == "no-cache"


def test_a_fault_is_never_kept_and_own_rules_win() -> None:
    """A 500 asks nobody who it is for: the session may be what is broken."""
    assert PrivateAnswers(broken)(HttpRequest()).headers["Cache-Control"] == "private, no-store"
    own = HttpResponse(headers={"Cache-Control": "private, max-age=60"})
    assert PrivateAnswers(lambda _request: own)(HttpRequest()) is own
    assert own.headers["Cache-Control"] == "private, max-age=60"
