"""The reader of forms: whatever comes in, it answers or refuses, and never reaches outside."""

import base64
import json
import zlib
from xml.sax.saxutils import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lampit.basics.refusal import Refusal
from lampit.measure.rules import digest, odk, openrosa, receiving
from lampit.measure.rules.arriving import checked
from lampit.measure.rules.logic import Answer
from tests.measure.deliveries import xml
from tests.measure.questionnaires import answers, instrument

NAMES = st.sampled_from(["data", "a", "isi", "meta", "instanceID", "usia_pemilik", "akun"])
TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), max_size=20)


@st.composite
def trees(draw: st.DrawFn, depth: int = 4) -> str:
    """Draw a tree of elements."""
    name = draw(NAMES)
    parts = draw(st.lists(TEXTS.map(escape), max_size=2))
    if depth:
        parts += draw(st.lists(trees(depth - 1), max_size=3))
    return f"<{name}>{''.join(parts)}</{name}>"


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    """Nothing but a refusal is raised."""
    code = "xml_read"
    try:
        openrosa.parse(content)
    except Refusal as refusal:
        code = refusal.code
    assert code.startswith("xml_")


@given(trees(), st.integers(0, 400))
def test_a_form_cut_off_anywhere_is_refused(tree: str, place: int) -> None:
    """Half a form is no form; the whole one is read, and hashed the same twice."""
    whole = f'<data id="x">{tree}</data>'.encode()
    assert openrosa.parse(whole).form_id == "x"
    assert openrosa.hash_of(whole) == openrosa.hash_of(whole)
    cut = whole[: min(place, len(whole) - 1)]
    with pytest.raises(Refusal):
        openrosa.parse(cut)


@given(st.sampled_from(["id_usaha", "catatan_x"]), TEXTS)
def test_texts_arrive_as_they_were_typed(name: str, text: str) -> None:
    """Escaped or in CDATA, the text of a leaf is the same but for blanks around it."""
    plain = f'<data id="x"><{name}>{escape(text)}</{name}></data>'.encode()
    assert openrosa.parse(plain).leaves[name] == text.strip()
    if "]]>" not in text:
        other = f'<data id="x"><{name}><![CDATA[{text}]]></{name}></data>'.encode()
        assert openrosa.parse(other).leaves[name] == text.strip()


@pytest.mark.parametrize(
    "head",
    [
        '<!DOCTYPE d [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE d [<!ENTITY a "b"><!ENTITY c "&a;&a;">]>',
        '<!DOCTYPE d SYSTEM "http://127.0.0.1/x.dtd">',
        "<!DOCTYPE d>",
    ],
)
def test_document_types_and_entities_are_refused(head: str) -> None:
    """No DTD at all: neither bombs nor files nor addresses."""
    with pytest.raises(Refusal) as refused:
        openrosa.parse(f'{head}<data id="x">&a;</data>'.encode())
    assert refused.value.code in {"xml_forbidden", "xml_malformed"}


def test_what_a_form_says() -> None:
    """Both spellings of meta, groups, several choices, point, times, files, empty elements."""
    told = openrosa.parse(xml(None, "uuid:1", deprecated="uuid:0", business="U1",
                              more="<foto>a b.jpg</foto><kosong/>"))  # fmt: skip
    assert (told.instance_id, told.deprecated_id, told.form_id) == (
        "uuid:1", "uuid:0", "lampit_digital_v1",
    )  # fmt: skip
    plain = openrosa.parse(b'<d id="x"><meta><instanceID>uuid:2</instanceID></meta></d>')
    assert plain.instance_id == "uuid:2"
    said = openrosa.told_by(told, instrument())
    assert said.answers == answers()
    assert said.consent is True
    assert said.files == {"a b.jpg": ""}
    assert (said.latitude, said.longitude, said.accuracy) == (-2.43, 115.25, 8.5)
    assert said.began is not None
    assert said.began.isoformat() == "2026-11-02T00:30:00+00:00"


@pytest.mark.parametrize(
    ("given_answers", "code"),
    [
        ({"usia_pemilik": "4.5"}, "not_a_number"),
        ({"usia_pemilik": 400}, "out_of_range"),
        ({"omzet": ["b1"]}, "one_answer"),
        ({"omzet": "b99"}, "option_unknown"),
        ({"akun": ["wa", "tidak_ada"]}, "none_with_others"),
        ({"bukan": "x"}, "question_unknown"),
    ],
)
def test_answers_that_cannot_be_are_faults(given_answers: dict[str, Answer], code: str) -> None:
    """Each with its question and code; the others stay."""
    found = checked(instrument(), answers() | given_answers)
    assert [fault.code for fault in found.faults] == [code]
    assert len(found.answers) >= len(answers()) - 1


def test_answers_that_are_not_asked_are_left_out() -> None:
    """No account online: how often one posts is not asked."""
    found = checked(instrument(), answers(akun=["tidak_ada"]))
    assert found.skipped == ["unggah"]
    assert not found.faults


@given(st.binary(max_size=100))
def test_any_json_is_read_or_refused(content: bytes) -> None:
    """Our own contents alike."""
    code = "content_read"
    try:
        receiving.read_json(content)
    except Refusal as refusal:
        code = refusal.code
    assert code.startswith("content_")


def test_digest_equals_the_example_of_the_rfc() -> None:
    """RFC 2617, 3.5, with its realm."""
    told = digest.Credentials(
        "Mufasa", "testrealm@host.com", "dcd98b7102dd2f0e8b11d0f600bfb0c093", "/dir/index.html",
        "6629fae49393a05397450978507c4ef1", "auth", "00000001", "0a4f113b",
    )  # fmt: skip
    known = "939e7578ed9e3c518a452acee763bce9"
    assert digest.fits(told, "GET", known)
    assert not digest.fits(told, "POST", known)


def test_a_nonce_is_ours_and_has_an_age() -> None:
    """Signed: neither made up nor moved in time."""
    key, made = b"k", digest.nonce(b"k", 1000)
    assert digest.nonce_age(made, key, 1299) == 299
    assert digest.nonce_age(made, b"other", 1000) is None
    assert digest.nonce_age("000003e9" + made[8:], key, 1000) is None
    assert digest.nonce_age("xyz", key, 1000) is None


def test_settings_of_collect_unpack() -> None:
    """JSON, zlib, base64, as the QR of Collect carries them."""
    packed = odk.settings("https://x/openrosa/1", "HSU", "pendata01", "s")
    told = json.loads(zlib.decompress(base64.b64decode(packed)))
    assert told["general"]["server_url"] == "https://x/openrosa/1"
    assert told["general"]["form_update_mode"] == "match_exactly"
    assert told["project"] == {"name": "HSU"}
    assert told["admin"] == {}
