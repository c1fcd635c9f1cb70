"""OpenRosa as ODK Collect speaks it: exact codes and headers, nothing lost and nothing doubled."""

import re
import time
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from lampit.measure import actions
from lampit.measure.actions.odk_keys import make_device_key, revoke_device_key
from lampit.measure.models import Attachment, Delivery, DeviceKey, Round, SampleMember, Submission
from lampit.measure.rules import odk, receiving, states
from lampit.outside.kept import path_of
from lampit.people.models import Role
from tests.factories import member
from tests.measure.deliveries import drawn, xml
from tests.measure.fieldwork import NOW, open_field, staff
from tests.measure.questionnaires import answers
from tests.measure.telephones import Telephone, message_of, telephone

pytestmark = pytest.mark.django_db
FORM = "lampit_digital_v1"


@pytest.fixture(autouse=True)
def answers_root(settings: Any, tmp_path: Path) -> Path:
    """Keep the files of each test apart."""
    settings.ANSWERS_ROOT = tmp_path / "answers"
    cache.clear()
    return tmp_path / "answers"


@pytest.fixture
def found() -> Round:
    """Give a round in the field."""
    return open_field()


@pytest.fixture
def phone(found: Round) -> Telephone:
    """Give a telephone of an enumerator of that round."""
    return telephone(found)


def is_framed(answer: Any) -> bool:
    """Say whether an answer carries what every OpenRosa answer carries."""
    return bool(answer["X-OpenRosa-Version"] == "1.0" and answer["Date"].endswith("GMT"))


def test_a_telephone_downloads_the_form_and_its_own_list(found: Round, phone: Telephone) -> None:
    """Form list, form, manifest and sample: text/xml, hashes of the exact bytes, 304 on repeat."""
    listed = phone.ask("GET", "formList")
    assert (listed.status_code, listed["Content-Type"]) == (200, "text/xml; charset=utf-8")
    assert is_framed(listed)
    told = listed.content.decode()
    assert f"<formID>{FORM}</formID>" in told
    assert re.search(r"<version>\d{10}</version>", told)
    assert "descriptionText" not in told
    assert "descriptionText" in phone.ask("GET", "formList?verbose=true").content.decode()
    assert "<xform>" not in phone.ask("GET", "formList?formID=lain").content.decode()
    form = phone.ask("GET", f"forms/{FORM}.xml")
    assert f"<hash>md5:{odk.md5(form.content)}</hash>" in told
    assert b'<data id="lampit_digital_v1"' in form.content
    again = phone.ask("GET", f"forms/{FORM}.xml", headers={"If-None-Match": f"W/{form['ETag']}"})
    assert (again.status_code, again.content) == (304, b"")
    media = phone.ask("GET", f"forms/{FORM}/manifest")
    assert media["Content-Type"] == "text/xml; charset=utf-8"
    sample = phone.ask("GET", f"forms/{FORM}/sampel.csv")
    assert f"<hash>md5:{odk.md5(sample.content)}</hash>" in media.content.decode()
    rows = sample.content.decode().splitlines()
    assert rows[0] == "name,label,kode_desa,alamat"
    assert len(rows) - 1 == SampleMember.objects.filter(round=found).count()


def test_the_list_holds_only_what_was_given_to_this_enumerator(
    found: Round, phone: Telephone
) -> None:
    """Least data on the phone: with assignments, one's own; the hash differs by person."""
    one = drawn(found)
    SampleMember.objects.filter(pk=one.pk).update(assigned_to=phone.user)
    Round.objects.filter(pk=found.pk).update(is_assigned=True)
    rows = phone.ask("GET", f"forms/{FORM}/sampel.csv").content.decode().splitlines()
    assert [row.split(",")[0] for row in rows[1:]] == [one.business.public_id]
    other = telephone(found)
    assert len(other.ask("GET", f"forms/{FORM}/sampel.csv").content.splitlines()) == 1


def test_head_says_where_and_how_much(phone: Telephone) -> None:
    """Exactly 204, with length and location on the same host."""
    answer = phone.ask("HEAD", "submission?deviceID=collect%3Ax")
    assert (answer.status_code, answer.content) == (204, b"")
    assert answer["X-OpenRosa-Accept-Content-Length"] == "10485760"
    assert answer["Location"] == f"http://testserver{phone.base}/submission"
    assert is_framed(answer)


def test_a_form_is_sent_and_counted(found: Round, phone: Telephone) -> None:
    """201 with a message; the repeat is 201 too, and quick; one questionnaire stands."""
    one = drawn(found)
    sent = phone.post(xml(one, "uuid:1"))
    assert sent.status_code == 201
    assert is_framed(sent)
    assert message_of(sent) == "Terima kasih, data sudah diterima."
    began = time.perf_counter()
    assert phone.post(xml(one, "uuid:1")).status_code == 201
    assert (
        time.perf_counter() - began < 0.5
    )  # the bench holds 50 ms; a busy machine turns no test red
    row = Submission.objects.get()
    assert (row.answers, row.started_by) == (answers(), phone.user)
    assert Delivery.objects.get().source == receiving.ODK


def test_the_same_tree_written_otherwise_is_the_same(found: Round, phone: Telephone) -> None:
    """Equality is that of the canonical form: quotes, attribute order, empty elements."""
    one = drawn(found)
    told = xml(one, "uuid:1", more="<kosong/>")
    phone.post(told)
    other = told.replace(b"<kosong/>", b"<kosong></kosong>").replace(
        b'id="lampit_digital_v1" version="2026112401"',
        b"version='2026112401'  id='lampit_digital_v1'",
    )
    assert other != told
    assert phone.post(other).status_code == 201
    assert Delivery.objects.count() == 1


def test_photos_come_in_several_posts_in_any_order(
    found: Round, phone: Telephone, answers_root: Path
) -> None:
    """Each post repeats the XML; retries begin anew; every photo is there once."""
    one = drawn(found)
    names = [f"foto{n}.jpg" for n in range(3)]
    told = xml(one, "uuid:1", more="".join(f"<f{n}>{name}</f{n}>" for n, name in enumerate(names)))
    photo = {name: name.encode() * 50_000 for name in names}
    for part in ([names[2]], [names[0]], [names[0]], names[:2], []):
        more = {"*isIncomplete*": "yes"} if part != [] else {}
        answer = phone.post(told, {name: photo[name] for name in part}, **more)
        assert answer.status_code == 201, answer.content
    row = Delivery.objects.get()
    assert row.is_whole
    kept = {a.name: a.sha256 for a in Attachment.objects.all()}
    assert sorted(kept) == names
    assert Attachment.objects.count() == 3
    for name, digest in kept.items():
        assert path_of(answers_root, digest).read_bytes() == photo[name]
    assert len(list(answers_root.glob("??/*"))) == 3
    assert not list(answers_root.glob("*.part"))


def test_a_hundred_and_one_files_at_once(found: Round, phone: Telephone) -> None:
    """As many as Collect sends in one post."""
    told = xml(drawn(found), "uuid:1")
    answer = phone.post(told, {f"f{n}.jpg": b"%d" % n for n in range(101)})
    assert answer.status_code == 201
    assert Attachment.objects.count() == 101


def test_other_xml_under_the_same_number_is_409_until_decided(
    found: Round, phone: Telephone
) -> None:
    """Both contents are kept; the telephone keeps the form until a person decided."""
    one = drawn(found)
    phone.post(xml(one, "uuid:1"))
    changed = xml(one, "uuid:1", given=answers(daring_kini=7))
    for _ in range(2):
        answer = phone.post(changed)
        assert answer.status_code == 409
        assert "penyelia" in message_of(answer)
    assert Delivery.objects.count() == 2
    assert Submission.objects.get().answers["daring_kini"] == 0


def test_a_closed_round_is_403_and_loses_nothing(found: Round, phone: Telephone) -> None:
    """The telephone keeps the form, and so does the office."""
    actions.move_round(None, found.pk, states.CLOSED, now=NOW)
    answer = phone.post(xml(drawn(found), "uuid:1"))
    assert answer.status_code == 403
    assert "penyelia" in message_of(answer)
    assert Delivery.objects.get().reason == receiving.CLOSED
    assert "<xform>" not in phone.ask("GET", "formList").content.decode()


BOMB = (
    b'<?xml version="1.0"?><!DOCTYPE d [<!ENTITY a "aa">]><data id="lampit_digital_v1">&a;</data>'
)


@pytest.mark.parametrize(
    ("content", "status"),
    [
        (b"", 400),
        (b"<data", 400),
        (b"<data></data>", 400),
        (BOMB, 400),
        (b'<data id="lampit_digital_v1">' + b"<a>" * 200 + b"</a>" * 200 + b"</data>", 400),
        (b'<data id="lampit_digital_v1"><x>' + b"x" * 1_100_000 + b"</x></data>", 413),
        (b'<data id="lain"><meta><instanceID>uuid:1</instanceID></meta></data>', 400),
        (b'<data id="lampit_digital_v1"><x/></data>', 400),
    ],
)
def test_what_is_no_form_is_told_so(phone: Telephone, content: bytes, status: int) -> None:
    """Malformed, foreign, deep, huge, with entities: a sentence, and nothing kept."""
    answer = phone.post(content)
    assert answer.status_code == status, answer.content
    assert is_framed(answer)
    assert message_of(answer)
    assert not Delivery.objects.exists()


def test_a_body_that_was_cut_off_keeps_nothing(found: Round, phone: Telephone) -> None:
    """Half a photo is no photo."""
    told = xml(drawn(found), "uuid:1", more="<f>f.jpg</f>")
    body = (
        b'--b\r\nContent-Disposition: form-data; name="xml_submission_file"; filename="a.xml"\r\n'
        b"Content-Type: text/xml\r\n\r\n" + told + b"\r\n--b\r\nContent-Disposition: form-data; "
        b'name="f.jpg"; filename="f.jpg"\r\n\r\n' + b"x" * 5000
    )
    kind = "multipart/form-data; boundary=b"
    cut = phone.ask("POST", "submission", data=body, content_type=kind)
    assert cut.status_code == 400
    assert not Delivery.objects.exists()
    whole = phone.ask("POST", "submission", data=body + b"\r\n--b--\r\n", content_type=kind)
    assert whole.status_code == 201
    assert Attachment.objects.get().size == 5000


def test_who_does_not_know_the_secret_stays_out(found: Round, phone: Telephone) -> None:
    """401 with a challenge; wrong secret, other round, revoked key, another method's digest."""
    bare = Client().get(f"{phone.base}/formList")
    assert bare.status_code == 401
    assert bare["WWW-Authenticate"].startswith('Digest realm="lampit", qop="auth", nonce="')
    assert is_framed(bare)
    assert phone.ask("GET", "formList").status_code == 200
    wrong = Telephone(phone.made, phone.user, challenge=phone.challenge)
    wrong.made = type(phone.made)(phone.made.key, "salah", "x")
    assert wrong.ask("GET", "formList").status_code == 401
    assert phone.ask("GET", "/openrosa/999/formList").status_code == 401
    assert phone.ask("GET", f"/openrosa/{found.name}/formList").status_code == 200
    revoke_device_key(staff(), found.pk, phone.made.key.pk, now=NOW)
    assert phone.ask("GET", "formList").status_code == 401


def test_an_old_nonce_is_stale_and_asked_again(phone: Telephone, monkeypatch: Any) -> None:
    """After five minutes the client answers a fresh nonce, without asking the person."""
    phone.ask("GET", "formList")
    monkeypatch.setattr("lampit.measure.rules.digest.NONCE_SECONDS", -1)
    answer = phone.ask("GET", "formList")
    assert answer.status_code == 401
    assert "stale=true" in answer["WWW-Authenticate"]
    monkeypatch.undo()
    phone.challenge = answer["WWW-Authenticate"]
    assert phone.ask("GET", "formList").status_code == 200


def test_a_key_in_the_address_opens_without_a_digest(found: Round, caplog: Any) -> None:
    """The path token of a QR: links lead through it, and no log holds it."""
    one = telephone(found)
    base = f"{one.base}/key/{one.made.token}"
    assert len(one.made.token) >= 43
    told = Client().get(f"{base}/formList")
    assert told.status_code == 200
    assert f"{base}/forms/{FORM}.xml" in told.content.decode()
    assert Client().head(f"{base}/submission")["Location"].endswith(f"{base}/submission")
    assert Client().get(f"{one.base}/key/{'x' * 48}/formList").status_code == 401
    from lampit.web.requests import JsonLines

    lines = [JsonLines().format(record) for record in caplog.records]
    assert not [line for line in lines if one.made.token in line]
    assert one.made.token not in DeviceKey.objects.values_list("token_hash", flat=True)


def test_guessing_ends(found: Round, phone: Telephone) -> None:
    """Thirty wrong secrets from an address: no more is tried for an hour; who has one comes in."""
    wrong = [Client().get(f"{phone.base}/key/{n:048d}/formList").status_code for n in range(32)]
    assert wrong[0] == 401
    assert wrong[-1] == 429
    assert phone.ask("GET", "formList").status_code == 200
    assert phone.post(xml(drawn(found), "uuid:1")).status_code == 201


def test_a_fault_of_ours_lets_the_telephone_keep_the_form(
    found: Round, phone: Telephone, monkeypatch: Any
) -> None:
    """500 with headers and a sentence."""

    def fall(*_told: object, **_more: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("lampit.measure.api.openrosa.receive_submission", fall)
    answer = phone.post(xml(drawn(found), "uuid:1"))
    assert answer.status_code == 500
    assert is_framed(answer)
    assert "HP" in message_of(answer)


def test_keys_are_made_by_planners_for_askers(found: Round) -> None:
    """A mentor of elsewhere or an enumerator makes none; a maker gets none."""
    for actor, owner in (
        (member(Role.ENUMERATOR, "63.08"), member(Role.ENUMERATOR, "63.08")),
        (staff("63.09"), member(Role.ENUMERATOR, "63.09")),
        (staff(), member(Role.MAKER, "63.08")),
    ):
        with pytest.raises(Exception, match=r"wilayah|Pilih"):
            make_device_key(actor, found.pk, owner.pk, now=NOW)


def test_addresses_that_collect_never_asks_for(phone: Telephone) -> None:
    """404 and 405 carry the headers too."""
    for answer in (Client().get("/openrosa/1/lain"), phone.ask("GET", "forms/lain/manifest")):
        assert answer.status_code == 404
        assert is_framed(answer)
    assert phone.ask("GET", "submission").status_code == 405
    assert phone.ask("POST", "formList").status_code == 405
