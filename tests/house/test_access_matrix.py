"""Every address x every role x the things of both kabupaten, held against `access.txt`.

A new address without a row fails, and so does a row whose address is gone. To write the rows
anew: `LAMPIT_WRITE_ACCESS=1 pytest -n0 tests/house/test_access_matrix.py`, then read what
changed: the file is the promise, not the protocol.
"""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.cache import cache
from django.db import transaction
from django.http import HttpResponseBase
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse
from pytest_django import DjangoDbBlocker

from lampit.web.door import everyone
from tests.house import addresses, realm
from tests.house.realm import COLUMNS, OTHER, OWN, Realm
from tests.house.resources import foreign
from tests.house.test_house import patterns

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("access")]
TABLE = Path(__file__).with_name("access.txt")
WRITING = "LAMPIT_WRITE_ACCESS" in os.environ
Key = tuple[str, str, str]
METHODS = ("GET", "POST")
CLIENT = Client(raise_request_exception=False)  # one: each would load the middleware anew
FORM = {"csrfmiddlewaretoken": "x"}  # what a browser sends when nothing is filled in


def spaced(pattern: URLPattern) -> str:
    """Return the URL name with its room."""
    return f"{room_of(pattern)}:{pattern.name}" if room_of(pattern) else str(pattern.name)


def room_of(pattern: URLPattern) -> str:
    """Return the room whose view it is; config has no namespace."""
    room = pattern.callback.__module__.split(".")[1]
    return "" if room == "config" else room


ADDRESSES = dict(patterns(get_resolver()))


def keys(route: str) -> list[Key]:
    """Return the rows that an address needs: per method, and per kabupaten if it names things."""
    names = ADDRESSES[route].pattern.converters or "(?P<" in route
    owners = (OWN, OTHER) if names else ("-",)
    return [(method, route, owner) for method in METHODS for owner in owners]


def table() -> dict[Key, list[str]]:
    """Return the promised answers; `all X` stands for the same answer to everybody."""
    found: dict[Key, list[str]] = {}
    for line in TABLE.read_text().splitlines() if TABLE.exists() else ():
        if not line.strip() or line.startswith("#"):
            continue
        method, route, owner, *answers = line.split()
        alike = [answers[1]] * len(COLUMNS) if answers[0] == "all" else answers
        found[method, route.removeprefix("/"), owner] = alike
    return found


@pytest.fixture(scope="module")
def built(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Realm]:
    """Give the realm, made once; nothing of it stays."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield realm.build()
        transaction.set_rollback(True)


def answer(session: str, method: str, url: str) -> str:
    """Ask as the person of a session and return the status; `login` is the way to sign in."""
    CLIENT.cookies.clear()
    if session:
        CLIENT.cookies["sessionid"] = session
    cache.clear()
    with transaction.atomic():
        told = CLIENT.get(url) if method == "GET" else CLIENT.post(url, FORM)
        transaction.set_rollback(True)
    _look_at(told)
    if told.streaming:
        list(told)  # read to its end, a file is closed
    to_sign_in = told.status_code == 302 and told["Location"].startswith("/masuk/?next=")
    return "login" if to_sign_in else str(told.status_code)


def _look_at(told: HttpResponseBase) -> None:
    """See that a page, whoever gets it, fetches from nowhere else and says so to the browser."""
    if told.streaming or not told.headers.get("Content-Type", "").startswith("text/html"):
        return
    assert "default-src 'self'" in told.headers.get("Content-Security-Policy", "")
    fetched = foreign(told.content.decode()) if told.status_code == 200 else []  # type: ignore[attr-defined]
    assert fetched == []


def asked(built: Realm, key: Key) -> list[str]:
    """Return what everybody gets at one row."""
    method, route, owner = key
    pattern = ADDRESSES[route]
    names = list(pattern.pattern.converters) or (["name"] if "(?P<name>" in route else [])
    told = built.things[OWN if owner == "-" else owner]
    url = reverse(spaced(pattern), kwargs=addresses.arguments(route, names, told))
    return [answer(built.sessions[column], method, url) for column in COLUMNS]


@pytest.mark.parametrize("route", ADDRESSES)
def test_everybody_gets_what_the_table_says(route: str, built: Realm) -> None:
    """Who may open it, who is sent to sign in, for whom it does not exist."""
    promised, wrong = table(), []
    for key in keys(route):
        told = asked(built, key)
        assert not [status for status in told if status.startswith("5")], (key, told)
        if WRITING:
            _written[key] = told
        elif told != promised.get(key):
            wrong += [f"{row(key, promised.get(key, ['-']))}   in the table", row(key, told)]
    assert not wrong, "\n" + "\n".join([HEADER, *wrong])


def test_the_table_names_no_address_that_is_gone() -> None:
    """Rows of removed addresses are removed with them."""
    if WRITING:
        write()
    needed = {key for route in ADDRESSES for key in keys(route)}
    assert set(table()) <= needed
    assert len(table()) == len(needed)


# Figures of other kabupaten that hold no person: open to those who may see the board of boards.
OPEN_FIGURES = {"nasional/<str:code>/"}
CLOSED = {"login", "401", "403", "404", "405"}


def test_no_row_opens_the_things_of_another_kabupaten() -> None:
    """However the table is written: behind a door, a foreign thing is never answered."""
    known = table()
    for (method, route, whose), answers in known.items():
        if whose == "-" or route in OPEN_FIGURES:
            continue
        if getattr(ADDRESSES[route].callback, "access_rule", None) is everyone:
            continue
        told = dict(zip(COLUMNS, answers, strict=True))
        strangers = {"tetangga"} if whose == OWN else set(realm.ROLES) - {"admin", "nation"}
        open_to = {name for name in {*strangers, "stranger"} if told[name] not in CLOSED}
        assert not open_to, (method, route, whose, open_to)


_written: dict[Key, list[str]] = {}
WIDTH = 62
HEADER = f"# {'method and address':<{WIDTH + 5}} {'whose':<6} " + " ".join(
    f"{name[:6]:<6}" for name in COLUMNS
)
PREFACE = """\
# Who gets what at which address, held by test_access_matrix.py.
#
# whose: the kabupaten that owns the thing in the address; everybody in the table belongs to
# 63.08 except tetangga (staff of 63.09), province (63), nation, admin and buyer.
# Answers: status; `login` = sent to sign in; 404 = does not exist for this person; 403 = this
# page is not for this role; 405 = method not served; 422 = let in, the empty form is refused;
# 302 = done, or led on. `all X`: the same for everybody. POST carries an empty form.
"""


def row(key: Key, answers: list[str]) -> str:
    """Return a line of the table."""
    method, route, owner = key
    told = f"all {answers[0]}" if len(set(answers)) == 1 else " ".join(f"{a:<6}" for a in answers)
    return f"{method:<5} /{route:<{WIDTH}} {owner:<6} {told}".rstrip()


def write() -> None:
    """Write the table as it is now, for a person to read."""
    lines, before = [PREFACE], ""
    for key, answers in _written.items():
        room = room_of(ADDRESSES[key[1]]) or "config"
        if room != before:
            lines.append(f"\n# {room}\n{HEADER}")
            before = room
        lines.append(row(key, answers))
    TABLE.write_text("\n".join(lines) + "\n")
