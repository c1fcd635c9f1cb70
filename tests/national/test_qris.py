"""QRIS: every published vector, and what holds for any text, amount and reference."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lampit.national import qris
from lampit.national.qris import QrisError, crc16, make_dynamic, parse

VECTORS = Path(__file__).parent / "data" / "qris_public.txt"
STATIC = (
    "00020101021126660016ID.CO.CONTOH.WWW01189360099800000000170213LMP00000000170303UMI"
    "51440014ID.CO.QRIS.WWW0215ID10200000000170303UMI5204594753033605802ID"
    "5920ANYAMAN PURUN CONTOH6015HULU SUNGAI UTA61057141162070703A016304A46E"
)
MEANT = {r"\n": "\n", r"\r": "\r", r"\t": "\t", r"\\": "\\"}


def unescaped(text: str) -> str:
    """Undo the escapes of the vector file."""
    return re.sub(
        r"\\(?:u([0-9a-fA-F]{4})|[nrt\\])",
        lambda m: chr(int(m[1], 16)) if m[1] else MEANT[m[0]],
        text,
    )


def vectors(verdict: str) -> list[tuple[str, dict[str, Any]]]:
    """Return the vectors with one verdict as text and expectation."""
    lines = [
        line.split("\t")
        for line in VECTORS.read_text(encoding="utf-8").split("\n")
        if line and not line.startswith("#")
    ]
    return [(unescaped(text), json.loads(told)) for v, text, told in lines if v == verdict]


def signed(body: str) -> str:
    """Return `body` with a true CRC."""
    return f"{body}6304{crc16((body + '6304').encode()):04X}"


@st.composite
def payloads(draw: st.DrawFn) -> str:
    """Return texts of well-formed objects with a true CRC and any meaning."""
    pair = st.tuples(st.integers(1, 99), st.text(st.characters(codec="utf-8"), min_size=1))
    pieces = draw(st.lists(pair, max_size=8))
    return signed("000201" + "".join(f"{t:02d}{len(v):02d}{v}" for t, v in pieces if len(v) < 100))


def refused(text: str) -> tuple[str, int]:
    """Return code and position with which `text` is refused."""
    with pytest.raises(QrisError) as error:
        parse(text)
    assert error.value.message
    return error.value.code, error.value.position


def test_all_vectors_are_read() -> None:
    """The file holds 28 good codes and 30 bad ones."""
    assert (len(vectors("valid")), len(vectors("invalid"))) == (28, 30)


@pytest.mark.parametrize(("text", "told"), vectors("valid"))
def test_good_code_means_what_is_told(text: str, told: dict[str, Any]) -> None:
    """Each good code reads as told, and its dynamic forms are as told."""
    changes = told.pop("make_dynamic", [])
    assert parse(text).as_dict() == told
    for change in changes if isinstance(changes, list) else [changes]:
        if "error" in change:
            with pytest.raises(QrisError) as error:
                make_dynamic(text, change["amount"], change["reference"])
            assert (error.value.code, error.value.position) == (change["error"], 0)
        else:
            assert make_dynamic(text, change["amount"], change["reference"]) == change["result"]


@pytest.mark.parametrize(("text", "told"), vectors("invalid"))
def test_bad_code_is_refused_as_told(text: str, told: dict[str, Any]) -> None:
    """Each bad code names its first fault and where it stands."""
    assert refused(text) == (told["code"], told["position"])


@pytest.mark.parametrize(("data", "crc"), [(b"123456789", 0x29B1), (b"", 0xFFFF), (b"A", 0xB915)])
def test_crc_is_the_published_one(data: bytes, crc: int) -> None:
    """Published CRC-16/CCITT-FALSE values."""
    assert crc16(data) == crc


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("0002A", ("truncated", 0)),
        ("00020101021", ("truncated", 6)),
        ("0002010", ("truncated", 6)),
        ("000201x", ("bad_tag", 6)),
        ("00020101x", ("bad_length", 6)),
        ("000201010", ("truncated", 6)),
        ("000201\u0660\u06610211", ("bad_tag", 6)),
        ("0002010102\n1", ("bad_character", 10)),
        ("0002" + "9" * 600, ("too_long", 512)),
        (STATIC[:-8], ("crc_missing", len(STATIC) - 8)),
        (STATIC + "0102XX", ("crc_not_last", len(STATIC) - 8)),
        ("\u200b" + STATIC[:60] + "\ufeff", ("truncated", 12)),
    ],
)
def test_structure_is_judged_before_meaning(text: str, told: tuple[str, int]) -> None:
    """Cut and damaged pastes say what is wrong with their form."""
    assert refused(text) == told


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("5802ID", "5802ID5802ID", ("duplicate_tag", 151)),
        ("5802ID", "5802\u0131d", ("bad_country", 145)),
        ("5303360", "530336054040.00", ("bad_amount", 145)),
        ("5303360", "5303360540400.0", ("bad_amount", 145)),
        ("5303360", "5303360550204", ("bad_value", 145)),
        ("5303360", "53033605502035703100", ("bad_value", 151)),
        ("5303360", "5303360550203", ("missing_tag", 228)),
        ("62070703A01", "62070105A01", ("truncated", 207)),
    ],
)
def test_meaning_is_judged_with_a_true_crc(old: str, new: str, told: tuple[str, int]) -> None:
    """Faults of meaning are found at their object even when the CRC is right."""
    body = STATIC[:-8].replace(old, new)
    assert refused(signed(body)) == told


@pytest.mark.parametrize(
    ("change", "warning"),
    [
        (("5303360", "530336056042000"), "tip_ignored"),
        (("61057141171", "6112714117141171"), "postal_too_long"),
        (("6015HULU SUNGAI UTA", "6017HULU SUNGAI UTARA"), "city_too_long"),
    ],
)
def test_odd_codes_are_accepted_with_a_warning(change: tuple[str, str], warning: str) -> None:
    """What acquirers do in the field is told, not refused."""
    body = STATIC[:-8].replace("610571411", "6112714117141171").replace(*change)
    assert warning in parse(signed(body)).warnings


@pytest.mark.parametrize("amount", [True, 1.0, "85000", None, 0, -1, 10**13])
def test_amount_is_a_whole_positive_int(amount: Any) -> None:
    """Nothing is rounded or converted: anything but an int of 1 to 13 digits is refused."""
    with pytest.raises(QrisError) as error:
        make_dynamic(STATIC, amount)
    assert error.value.code == "bad_amount"


@pytest.mark.parametrize("reference", ["", "x" * 26, "é", "a\n", 7])
def test_reference_is_short_plain_text(reference: Any) -> None:
    """1 to 25 printable ASCII characters, else `bad_reference`."""
    with pytest.raises(QrisError) as error:
        make_dynamic(STATIC, 1000, reference)
    assert error.value.code == "bad_reference"


def test_full_additional_data_takes_no_reference() -> None:
    """Additional data that would exceed 99 characters is refused, not cut."""
    full = "".join(f"{tag:02d}20{'x' * 20}" for tag in (1, 2, 3, 7))
    with pytest.raises(QrisError) as error:
        make_dynamic(signed(STATIC[:-8].replace("62070703A01", f"62{len(full)}{full}")), 1, "LMP")
    assert error.value.code == "too_long"


@given(st.one_of(st.text(), st.text().map("000201".__add__), payloads()))
def test_reading_is_total(text: str) -> None:
    """Any text is either a QRIS or a QrisError, never another exception."""
    code, position = "", 0
    try:
        parse(text)
    except QrisError as error:
        code, position = error.code, error.position
    assert code in {"", *qris.MESSAGES}
    assert 0 <= position <= max(len(text), qris.LONGEST)


@given(amount=st.integers(1, 10**13 - 1), reference=st.none() | st.from_regex(r"\A[ -~]{1,25}\Z"))
def test_amount_survives_the_round_trip(amount: int, reference: str | None) -> None:
    """A dynamic code reads as its amount, and every other object is untouched."""
    before, after = parse(STATIC), parse(make_dynamic(STATIC, amount, reference))
    assert (after.kind, after.amount_rupiah) == ("dynamic", amount)
    assert after.additional.get("05") == reference

    def kept(code: qris.Qris) -> list[str]:
        return [p.written() for p in code.pieces if p.tag not in {"01", "54", "62"}]

    assert kept(after) == kept(before)


@given(
    place=st.integers(0, len(STATIC) - 1), char=st.characters(min_codepoint=32, max_codepoint=126)
)
def test_one_changed_character_is_refused(place: int, char: str) -> None:
    """A misread character never yields another valid code (case of the CRC apart)."""
    changed = STATIC[:place] + char + STATIC[place + 1 :]
    if changed.upper() == STATIC and place >= len(STATIC) - 4:
        return
    if changed != STATIC:
        with pytest.raises(QrisError):
            parse(changed)


def test_careless_checker_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    """Negative control: with the CRC unchecked a swapped letter passes, so the check is real."""
    monkeypatch.setattr(qris, "_checked_crc", lambda *_: "0000")
    assert parse(STATIC.replace("PURUN", "PURUM")).merchant_name == "ANYAMAN PURUM CONTOH"
