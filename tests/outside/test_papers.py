"""Certificates: real, harmless and small, or refused; whatever is sent never breaks the checker."""

import io
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image
from pypdf.generic import DictionaryObject, NameObject, TextStringObject

from lampit.basics.refusal import Refusal
from lampit.outside import papers
from lampit.outside._paper_reading import told
from tests.outside.scans import pdf, photo, written


def refusal_of(content: bytes) -> str:
    """Return the code with which a file is refused."""
    with pytest.raises(Refusal) as refused:
        papers.check(content)
    return refused.value.code


def test_a_plain_pdf_passes_as_it_came() -> None:
    """Its pages are counted in a process of its own."""
    content = written(pdf(3))
    scan = papers.check(content)
    assert (scan.kind, scan.pages, scan.content, scan.small) == ("pdf", 3, content, b"")


def test_a_photo_is_drawn_anew_without_where_and_what() -> None:
    """Place and camera are gone, also a script behind the picture; the small one is unreadable."""
    exif = Image.Exif()
    exif[0x010F] = "Kamera Rahasia"
    sent = photo(exif=exif) + b"<script>alert(1)</script>"
    scan = papers.check(sent)
    assert scan.kind == "jpg"
    assert b"Kamera" not in scan.content
    assert b"<script" not in scan.content
    with Image.open(io.BytesIO(scan.content)) as image:
        assert image.size == (900, 1200)
        assert not image.getexif()
    with Image.open(io.BytesIO(scan.small)) as small:
        assert small.width <= papers.SMALL


def test_what_is_no_certificate_is_refused() -> None:
    """Empty, too large, another kind, cut off, a picture that cannot be read by eye."""
    whole = written(pdf())
    assert refusal_of(b"") == "berkas_kosong"
    assert refusal_of(b"%PDF-1.7" + b"0" * papers.LARGEST_BYTES) == "berkas_besar"
    assert refusal_of(b"PK\x03\x04" + b"0" * 50) == "berkas_bukan"
    assert refusal_of(b"<html></html>") == "berkas_bukan"
    assert refusal_of(b"GIF89a" + photo()) == "berkas_bukan"
    assert refusal_of(whole[: len(whole) // 2]) == "berkas_rusak"
    assert refusal_of(b"%PDF-1.7\n%%EOF") == "berkas_rusak"
    assert refusal_of(b"\n" + whole) == "berkas_bukan"
    tiny = io.BytesIO()
    Image.new("RGB", (60, 60)).save(tiny, "PNG")
    assert refusal_of(tiny.getvalue()) == "berkas_kecil"


def test_documents_that_act_carry_or_hide_are_refused() -> None:
    """Scripts, commands, files inside, passwords; also where no page points to them."""
    for kind, key in (("/JavaScript", "/JS"), ("/Launch", "/F"), ("/SubmitForm", "/F")):
        acting = pdf()
        acting._root_object[NameObject("/OpenAction")] = DictionaryObject(
            {NameObject("/S"): NameObject(kind), NameObject(key): TextStringObject("x")}
        )
        assert refusal_of(written(acting)) == "berkas_aktif", kind

    apart = pdf()
    kind_apart = apart._add_object(NameObject("/Launch"))
    apart._root_object[NameObject("/AA")] = DictionaryObject({NameObject("/S"): kind_apart})
    assert refusal_of(written(apart)) == "berkas_aktif"

    hidden = pdf()
    hidden._add_object(DictionaryObject({NameObject("/JS"): TextStringObject("x")}))
    assert refusal_of(written(hidden)) == "berkas_aktif"

    carrier = pdf()
    carrier.add_attachment("rahasia.exe", b"MZ")
    assert refusal_of(written(carrier)) == "berkas_lampiran"

    locked = pdf()
    locked.encrypt("rahasia", algorithm="RC4-128")
    assert refusal_of(written(locked)) == "berkas_sandi"

    assert refusal_of(written(pdf(61))) == "berkas_panjang"


def test_a_reader_that_never_ends_is_left_behind(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """What a file does to its reader is not done to the page that took it."""
    for script in ("while True: pass", "import os; os.abort()", "print('{}')", "x = 'x' * 10**12"):
        reader = tmp_path / "reader.py"
        reader.write_text(script)
        monkeypatch.setattr(papers, "READER", reader)
        monkeypatch.setattr(papers, "PATIENCE", 0.5)
        assert refusal_of(written(pdf())) == "berkas_rusak"


WHOLE = written(pdf(2))
PICTURE = photo("PNG")
HEADS = (b"", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"RIFF")


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_broken_documents_never_break_the_checker(data: st.DataObject) -> None:
    """Bytes turned, cut out, doubled: pages are told or a refusal, nothing else."""
    content = bytearray(WHOLE)
    for _blow in range(data.draw(st.integers(1, 12))):
        place = data.draw(st.integers(0, len(content) - 1))
        how = data.draw(st.sampled_from(("turn", "cut", "double")))
        if how == "turn":
            content[place] = data.draw(st.integers(0, 255))
        elif how == "cut":
            del content[place : place + data.draw(st.integers(1, 40))]
        else:
            content[place:place] = content[place : place + 60]
        if not content:
            return
    found = told(bytes(content))
    assert set(found) in ({"pages"}, {"refused"})


@settings(max_examples=60, deadline=None)
@given(
    st.binary(max_size=400), st.sampled_from((b"", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"RIFF"))
)
def test_any_bytes_are_a_certificate_or_a_refusal(tail: bytes, head: bytes) -> None:
    """Nothing else comes out of the checker."""
    try:
        papers.check(head + tail)
    except Refusal as refusal:
        assert refusal.code in papers.MESSAGES  # noqa: PT017 - either way is right


@settings(max_examples=60, deadline=None)
@given(st.integers(8, len(PICTURE) - 1), st.integers(0, 255))
def test_broken_pictures_are_refused_or_drawn_anew(place: int, value: int) -> None:
    """One byte turned: still a picture, or a refusal."""
    content = bytearray(PICTURE)
    content[place] = value
    try:
        scan = papers.check(bytes(content))
    except Refusal as refusal:
        assert refusal.code in papers.MESSAGES  # noqa: PT017 - either way is right
    else:
        assert scan.content.startswith(b"\xff\xd8")


def test_kept_files_have_names_that_none_can_guess(tmp_path: Path) -> None:
    """The same file twice is two names; only the account of the server may read them."""
    scan = papers.check(photo())
    first, second = papers.keep(scan, tmp_path), papers.keep(scan, tmp_path)
    assert first != second
    assert len(first) == len("f" * 32 + ".jpg")
    path = papers.path_of(tmp_path, first)
    assert path.read_bytes() == scan.content
    assert path.stat().st_mode & 0o077 == 0
    assert papers.small_path(tmp_path, first).exists()
    papers.drop(tmp_path, first)
    papers.drop(tmp_path, first)
    assert not path.exists()
    assert not papers.small_path(tmp_path, first).exists()
    assert papers.path_of(tmp_path, second).exists()
