"""The outermost layer: what it answers by itself, and what it leaves to Django."""

import gzip
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import brotli
import pytest

from lampit.config.front import Front, Site, coding
from lampit.web.kept import Heart, Key, kept_path, pack
from lampit.web.published import is_beside

BODY = b"<p>Barang</p>" * 50
HEADERS = (("Content-Type", "text/html"), ("Cache-Control", "no-cache"), ("Vary", "Cookie"))


class Asked:
    """A front with one kept page, and what it answers."""

    def __init__(self, folder: Path, *, is_https: bool = False) -> None:
        """Keep the start page and its second page in Indonesian, and the first in English."""
        self.folder = folder
        self.site = Site(folder, "pasar.example", is_https, ("id", "en"),
                         frozenset({"dark"}), is_beside)  # fmt: skip
        self.heart = Heart(folder / "pulse")
        self.heart.beat(time.monotonic())
        self.front = Front(self.live, self.site)
        for key in (Key("/", "id"), Key("/?hal=2", "id"), Key("/", "en"), Key("/", "id", "dark")):
            self.keep(key)

    def keep(self, key: Key, until: float = 60) -> None:
        """Keep a page that tells its key."""
        path = kept_path(self.folder, key)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(pack(BODY + repr(key).encode(), HEADERS, time.time() + until))

    def live(self, environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        """Answer as Django would."""
        start("200 OK", [("X-Live", "1")])
        return (b"live",)

    def get(
        self, path: str = "/", query: str = "", **environ: Any
    ) -> tuple[str, dict[str, str], bytes]:
        """Ask and return status, headers and body."""
        told: list[Any] = []
        asked = {"REQUEST_METHOD": "GET", "PATH_INFO": path, "QUERY_STRING": query,
                 "HTTP_HOST": "pasar.example"} | environ  # fmt: skip
        body = b"".join(self.front(asked, lambda status, headers: told.extend([status, headers])))
        return told[0], dict(told[1]), body


@pytest.fixture
def asked(tmp_path: Path) -> Asked:
    """Return a front before kept pages."""
    return Asked(tmp_path / "rilis")


def test_a_kept_page_is_answered_in_the_coding_the_browser_takes(asked: Asked) -> None:
    """Brotli, gzip or as it is; each with its own tag and the headers of the live page."""
    status, headers, small = asked.get(HTTP_ACCEPT_ENCODING="gzip, deflate, br")
    assert (status, headers["Content-Encoding"]) == ("200 OK", "br")
    assert headers["Cache-Control"] == "no-cache"
    assert headers["Content-Length"] == str(len(small))
    _status, zipped_headers, zipped = asked.get(HTTP_ACCEPT_ENCODING="gzip")
    _status, plain_headers, plain = asked.get()
    assert brotli.decompress(small) == gzip.decompress(zipped) == plain
    assert "Content-Encoding" not in plain_headers
    assert len({headers["ETag"], zipped_headers["ETag"], plain_headers["ETag"]}) == 3


@pytest.mark.parametrize(
    ("accepted", "wanted"),
    [("br;q=0, gzip", "gzip"), ("identity", ""), ("*", "br"), ("*;q=0", ""), ("", ""),
     ("gzip;q=1.0, br;q=0.5", "br"), ("GZIP", "gzip")],
)  # fmt: skip
def test_what_a_browser_does_not_take_it_does_not_get(accepted: str, wanted: str) -> None:
    """A quality of nought is a no."""
    assert coding(accepted) == wanted


def test_who_has_it_already_is_told_so(asked: Asked) -> None:
    """Whatever the coding of the tag; HEAD gets the headers alone."""
    tag = asked.get(HTTP_ACCEPT_ENCODING="br")[1]["ETag"]
    for sent in (tag, f"W/{tag}", f'"other", {tag}', "*"):
        status, headers, body = asked.get(HTTP_IF_NONE_MATCH=sent)
        assert (status, body) == ("304 Not Modified", b"")
        assert "Content-Length" not in headers
        assert headers["Vary"] == "Cookie"
    assert asked.get(HTTP_IF_NONE_MATCH='"other"')[0] == "200 OK"
    status, headers, body = asked.get(REQUEST_METHOD="HEAD")
    assert (status, body) == ("200 OK", b"")
    assert int(headers["Content-Length"]) > 100


def test_language_and_look_choose_the_page(asked: Asked) -> None:
    """The address says the language before the cookie does; unknown words choose nothing."""
    for environ, wanted in (
        ({}, "language='id', look=''"),
        ({"HTTP_COOKIE": "bahasa=en"}, "language='en', look=''"),
        ({"HTTP_COOKIE": "sessionid=x; bahasa=en"}, "language='en', look=''"),
        ({"HTTP_COOKIE": "bahasa=fr"}, "language='id', look=''"),
        ({"HTTP_COOKIE": "xbahasa=en"}, "language='id', look=''"),
        ({"HTTP_COOKIE": "lampit_look=dark"}, "look='dark'"),
        ({"QUERY_STRING": "bahasa=en"}, "language='en', look=''"),
        ({"QUERY_STRING": "bahasa=id", "HTTP_COOKIE": "bahasa=id"}, "language='id', look=''"),
        ({"QUERY_STRING": "bahasa=en", "HTTP_COOKIE": "bahasa=id"}, "language='en', look=''"),
        ({"QUERY_STRING": "bahasa=fr", "HTTP_COOKIE": "bahasa=en"}, "language='en', look=''"),
    ):
        assert wanted.encode() in asked.get(**environ)[2], environ


@pytest.mark.parametrize("query", ["utm_source=wa&utm_medium=x", "fbclid=1", "gclid=2"])
def test_where_one_comes_from_is_overlooked(asked: Asked, query: str) -> None:
    """Tracking keys change no page."""
    assert b"'/'" in asked.get(query=query)[2]
    assert b"'/?hal=2'" in asked.get(query=f"{query}&hal=2")[2]


@pytest.mark.parametrize(
    "environ",
    [
        {"REQUEST_METHOD": "POST"}, {"QUERY_STRING": "q=tas"}, {"QUERY_STRING": "hal=3"},
        {"QUERY_STRING": "hal=2&hal=2"}, {"HTTP_HOST": "lain.example"}, {"PATH_INFO": "/lain/"},
        {"PATH_INFO": "/caf\xc3\xa9/"}, {"HTTP_HX_REQUEST": "true"},
        {"QUERY_STRING": "utm_x=" + "y" * 3000}, {"HTTP_COOKIE": "bahasa=en; lampit_look=dark"},
        {"QUERY_STRING": "bahasa=id", "HTTP_COOKIE": "bahasa=en"},  # links lead on in Indonesian
    ],
)  # fmt: skip
def test_everything_else_is_djangos(asked: Asked, environ: dict[str, str]) -> None:
    """No guess is made: what is not certainly this page is answered live."""
    assert asked.get(**environ)[2] == b"live"


def test_a_place_behind_tls_is_answered_for_tls_alone(tmp_path: Path) -> None:
    """Who came without it is led there by Django."""
    asked = Asked(tmp_path, is_https=True)
    assert asked.get()[2] == b"live"
    assert asked.get(HTTP_X_FORWARDED_PROTO="https")[2] != b"live"


def test_a_withdrawn_page_is_gone_though_it_was_remembered(asked: Asked) -> None:
    """Memory lasts until anything is withdrawn."""
    assert asked.get()[2] != b"live"
    kept_path(asked.folder, Key("/", "id")).unlink()
    assert asked.get()[2] != b"live", "remembered: nothing said that something was withdrawn"
    asked.heart.withdrew()
    assert asked.get()[2] == b"live"
    assert asked.get(query="hal=2")[2] != b"live"


def test_without_a_pulse_nothing_is_believed(asked: Asked) -> None:
    """A publisher that died can not leave an old page behind."""
    asked.heart.beat(time.monotonic() - 2)
    assert asked.get()[2] == b"live"
    asked.heart.beat(time.monotonic())
    assert asked.get()[2] != b"live"


def test_a_page_ends_with_its_day(asked: Asked) -> None:
    """By the clock alone, whoever keeps it."""
    asked.keep(Key("/lama/", "id"), until=-1)
    assert asked.get("/lama/")[2] == b"live"


def test_what_is_answered_is_counted_by_address_alone(asked: Asked) -> None:
    """Languages, looks, tracking keys and cookies count as one page; live answers are not."""
    asked.get()
    asked.get(query="bahasa=en&utm_source=wa", HTTP_COOKIE="sessionid=rahasia")
    asked.get(query="hal=2", REMOTE_ADDR="203.0.113.7")
    asked.get("/produk/tidak-ada/")
    asked.front.tally.tell()
    told = (asked.folder.parent / "asked.tsv").read_text()
    assert sorted(told.splitlines()) == ["1\t/?hal=2", "2\t/"]
