"""Somebody who means harm: guessed numbers, odd texts, endless JSON; never a fault of ours."""

import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import quote
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import URLPattern, get_resolver

from lampit.measure import views
from lampit.measure.rules.receiving import hash_of
from lampit.outside import phonefiles
from lampit.people.models import User
from tests.factories import member
from tests.measure.deliveries import content, drawn, new_id, xml
from tests.measure.fieldwork import open_field, staff
from tests.measure.telephones import telephone
from tests.measure.test_views_pendata import client_of, post, registered

pytestmark = pytest.mark.django_db
TEXTS = ("9" * 30, "-1", "../../x", "=1+1", "\ud83d", "x" * 5_000, "\u202e\n\r", "0" * 32, "[]")
NUMBERS: tuple[Any, ...] = (10**30, 2**63, 2**31, -1, 0, 1.5, True, None, "1", [], {})
DEEP = "[" * 100_000


@pytest.fixture(autouse=True)
def root(settings: Any, tmp_path: Path) -> Path:
    """Keep the files of each test apart."""
    settings.ANSWERS_ROOT = tmp_path
    cache.clear()
    return tmp_path


def routes(patterns: Any = None, begin: str = "") -> list[tuple[str, list[str]]]:
    """Return the addresses of this room with the kinds of their arguments."""
    found = []
    for one in get_resolver().url_patterns if patterns is None else patterns:
        if not isinstance(one, URLPattern):
            found += routes(one.url_patterns, begin + str(one.pattern))
        elif one.callback.__module__.startswith("lampit.measure"):
            found.append((begin + str(one.pattern), list(one.pattern.converters)))
    return found


def asked_for() -> list[str]:
    """Return every name under which the views of this room read something typed."""
    text = "".join(path.read_text() for path in Path(views.__file__).parent.glob("*.py"))
    return sorted(set(re.findall(r'(?:POST|GET)\.get(?:list)?\("([a-z_]+)"', text)))


def filled(route: str, told: str) -> str:
    """Return an address whose numbers are huge and whose texts are odd."""
    address = re.sub(r"<int:\w+>", "9" * 25, route)
    address = re.sub(r"<uuid:\w+>", str(uuid4()), address)
    slug = re.sub(r"[^\w-]", "", told)[:60] or "x"
    address = re.sub(r"<slug:\w+>", slug, address)
    text = quote(told.replace("/", "").encode("utf-8", "ignore")) or "x"
    return "/" + re.sub(r"<(?:str|path):\w+>", text, address)


def steady(answer: Any, *about: object) -> None:
    """Say that an answer is no fault of ours."""
    assert answer.status_code < 500, (answer.status_code, *about)


@pytest.mark.parametrize("role", ["staff", "enumerator"])
def test_guessed_addresses_and_odd_texts_are_no_fault(role: str) -> None:
    """Every address of the room with numbers that no column holds, and with odd texts typed."""
    open_field()
    client = Client(raise_request_exception=False)
    client.force_login(member(role, "63.08"))
    names = asked_for()
    assert len(names) > 10
    for route, _kinds in routes():
        for told in TEXTS[:4:2]:
            url = filled(route, told)
            steady(client.get(url, {"hal": told, "lihat": told}), "GET", url)
            steady(client.post(url, dict.fromkeys(names, told)), "POST", url)


def test_odd_texts_typed_at_pages_that_exist() -> None:
    """The pages of a round, its businesses and instruments, with every field filled oddly."""
    found = open_field()
    person, one = staff(), drawn(found)
    client = Client(raise_request_exception=False)
    client.force_login(person)
    pages = [route for route, _kinds in routes() if route.startswith("balai/survei/")]
    names = asked_for()
    known = {
        "round_id": found.pk, "member": one.pk, "instrument": found.instrument_id,
        "business": one.business.public_id, "person": person.pk, "other": found.instrument_id,
        "receipt": found.receipt,
    }  # fmt: skip
    for route in pages:
        url = "/" + re.sub(r"<\w+:(\w+)>", lambda m: str(known.get(m[1], "x")), route)
        for told in TEXTS[::2]:
            typed = dict.fromkeys(names, told.encode("utf-8", "ignore").decode())
            steady(client.get(url, typed), "GET", url, told[:20])
            if "langkah" not in url:
                steady(client.post(url, typed), "POST", url, told[:20])


def test_phones_may_say_anything() -> None:
    """Endless JSON, numbers that no column holds, kinds that are none: 4xx with words."""
    found = open_field()
    person = member("enumerator", "63.08")
    client = client_of(person)
    client.raise_request_exception = False
    number, _keys = registered(client)
    phone = {"X-Lampit-Device": number}
    told = content(drawn(found)).decode()
    good = {"round": found.pk, "instance": str(uuid4()), "kind": "jawaban", "content": told}
    for path in ("kirim/", "terima/", "perangkat/", "perangkat/kunci/", "perangkat/keluar/"):
        url = f"/pendata/{path}"
        for raw in (DEEP, '{"a":' * 50_000, "{}", "[]", "nul", "\x00", '{"items": [[]]}'):
            answer = client.post(url, raw, content_type="application/json", headers=phone)
            steady(answer, url, raw[:20])
        for key in ("round", "instance", "kind", "content", "hash", "device", "name", "password"):
            for odd in (*NUMBERS, *TEXTS, "a\x00b"):
                steady(post(client, url, {**good, key: odd}, **phone), url, key, odd)
    for odd in NUMBERS:
        item = {**good, "round": odd}
        steady(post(client, "/pendata/terima/", {"items": [item]}, **phone), odd)
        steady(post(client, "/pendata/kirim/", {**item, "content": DEEP}, **phone), odd)
    for kind in ("kunjungan", "usulan", "usaha_baru"):
        for odd in (*NUMBERS, *TEXTS, "a\x00b"):
            body = dict.fromkeys(
                ("business", "result", "note", "at", "was", "told", "village", "name", "owner",
                 "phone", "sector", "workers", "point"), odd,
            )  # fmt: skip
            sent = {**good, "kind": kind, "instance": str(uuid4()), "content": json.dumps(body)}
            steady(post(client, "/pendata/kirim/", sent, **phone), kind, odd)


def test_names_and_sizes_of_photos() -> None:
    """A path, a long name, signs of control, a file that no form names: nothing is kept of it."""
    found = open_field()
    client = client_of(member("enumerator", "63.08"))
    client.raise_request_exception = False
    number, _keys = registered(client)
    sha = "a" * 64
    for name in ("..%2f..%2fx.jpg", "x" * 300, "a%0d%0ab.jpg", "a%00b", "%F0%9F%93%B7.jpg", "..."):
        for query in (
            f"sha256={sha}&size=3",
            f"sha256={sha}&size=3&from={'9' * 30}",
            "sha256=../x",
        ):
            url = f"/pendata/berkas/{found.pk}/{uuid4()}/{name}/?{query}"
            for answer in (
                client.get(url, headers={"X-Lampit-Device": number}),
                client.post(url, b"xxx", content_type="application/octet-stream",
                            headers={"X-Lampit-Device": number}),
            ):  # fmt: skip
                assert 400 <= answer.status_code < 500 or answer.json().get("held") == 0, url


def test_pieces_are_kept_only_for_what_was_sent_and_names_them(root: Path) -> None:
    """A phone cannot fill the disk with photos that belong to no interview of its own."""
    found = open_field()
    person = member("enumerator", "63.08")
    client = client_of(person)
    number, _keys = registered(client)
    phone = {"X-Lampit-Device": number}
    good, instance = "b" * 64, new_id().removeprefix("uuid:")
    body = content(drawn(found), files={"a.jpg": good}).decode()
    sent = {"round": found.pk, "instance": instance, "kind": "jawaban", "content": body,
            "hash": hash_of(body.encode())}  # fmt: skip

    def piece(name: str, sha: str, to: str = instance) -> int:
        url = f"/pendata/berkas/{found.pk}/{to}/{name}/?sha256={sha}&size=9"
        told = client.post(url, b"xxx", content_type="application/octet-stream", headers=phone)
        return int(told.status_code)

    assert piece("a.jpg", good) == 422, "before the interview itself"
    assert post(client, "/pendata/kirim/", sent, **phone).status_code == 201
    assert (piece("a.jpg", "c" * 64), piece("b.jpg", good)) == (422, 422)
    assert piece("a.jpg", good, str(uuid4())) == 422
    other = client_of(member("enumerator", "63.08"))
    others, _keys = registered(other)
    url = f"/pendata/berkas/{found.pk}/{instance}/a.jpg/?sha256={good}&size=9"
    told = other.post(url, b"xxx", content_type="application/octet-stream",
                      headers={"X-Lampit-Device": others})  # fmt: skip
    assert told.status_code == 422
    assert not list(root.glob("halves/*"))
    for sender in (client, other):
        for at in (10**25, 2**40):
            url = f"/pendata/berkas/{at}/{instance}/a.jpg/?sha256={good}&size=9"
            told = sender.post(url, b"x", content_type="application/octet-stream", headers=phone)
            assert told.status_code in (403, 422)
    assert piece("a.jpg", good) == 201
    assert len(list(root.glob("halves/*"))) == 1


XML_TRICKS = (
    b'<!DOCTYPE a [<!ENTITY x "y">]><data>&x;</data>',
    b'<!DOCTYPE a SYSTEM "file:///etc/passwd"><data/>',
    b"<data>" * 200 + b"</data>" * 200,
    b"<data>" + b"<a/>" * 30_000 + b"</data>",
    '<?xml version="1.0" encoding="utf-16"?><data/>'.encode("utf-16"),
    b'<?xml version="1.0" encoding="utf-7"?><data/>',
    b"<data id='lampit_digital_v1'>\x00</data>", b"<data id='\xff'/>", b"", b"<", b"\xef\xbb\xbf",
    b"<data xmlns:a='x' a:id='1' b:id='2'/>", b"<a>" * 90 + b"x" * 900_000 + b"</a>" * 90,
)  # fmt: skip


def test_tricks_with_xml_are_refused(root: Path) -> None:
    """Entities, document types, depth, encodings: 4xx, nothing read, nothing kept."""
    phone = telephone(open_field())
    for raw in XML_TRICKS:
        answer = phone.post(raw, {"a.jpg": b"x"})
        assert answer.status_code in (400, 413), (answer.status_code, raw[:40])
        assert b"root:" not in answer.content
    assert not [path for path in root.glob("??/*") if len(path.name) == 64]


def test_odd_leaves_of_a_form_are_kept_or_refused() -> None:
    """Texts where numbers stand, control signs, huge numbers, names with paths."""
    found = open_field()
    phone, one = telephone(found), drawn(found)
    for number, odd in enumerate(
        ("1e999", "9" * 5_000, "-0", "nan", "x y " * 500, "&#x10FFFF;", "٣")
    ):
        told = xml(one, f"uuid:{number}", more=f"<indeks>{odd}</indeks><f>../../{number}.jpg</f>")
        told = told.replace(b"-2.43 115.25 12.0 8.5", odd.encode()[:200])
        steady(phone.post(told, {f"../../{number}.jpg": b"x"}), odd)


def test_a_key_opens_its_own_round_only() -> None:
    """Path token and digest of one round, used at another: 401, whatever is asked."""
    here, there = open_field(), open_field(name="2026-2", region="63.09")
    phone, other = telephone(here), telephone(there)
    for made in (phone.made, other.made):
        own = made.key.round_id
        for at in (here.pk, there.pk, f"r{here.pk}", 10**30, "..", "2026-1"):
            url = f"/openrosa/{at}/key/{made.token}/formList"
            fits = str(at) in {str(own), f"r{own}", made.key.round.name}
            assert (Client().get(url).status_code == 200) == fits, url
    answer = phone.ask("GET", f"/openrosa/{there.pk}/formList")
    assert answer.status_code == 401


def test_files_that_are_none() -> None:
    """A phone's file with an endless head, a short one, one of another phone: a refusal."""
    person, shown = staff(), open_field().instrument_id
    client = Client(raise_request_exception=False)
    client.force_login(person)
    size = len(DEEP).to_bytes(4, "little")
    for raw in (b"", phonefiles.MAGIC, phonefiles.MAGIC + size + DEEP.encode(),
                phonefiles.MAGIC + b"\xff\xff\xff\xff{", b"PK\x03\x04", b"x" * 100):  # fmt: skip
        sent = {"berkas": SimpleUploadedFile("a.lampit", raw)}
        assert client.post("/balai/survei/hp/berkas/", sent).status_code == 422
    language = SimpleUploadedFile("bjn.json", DEEP.encode())
    steady(client.post(f"/balai/survei/instrumen/{shown}/bahasa/", {"file": language}))


def test_a_password_is_not_guessed_by_phone(monkeypatch: pytest.MonkeyPatch) -> None:
    """The key of a phone is given for the right password; wrong ones end in waiting."""
    person = User.objects.get(pk=member("enumerator", "63.08").pk)
    client = client_of(person)
    number, _keys = registered(client)
    told = [
        post(client, "/pendata/perangkat/kunci/", {"device": number, "password": f"x{n}"})
        for n in range(31)
    ]
    assert told[-1].status_code == 429
