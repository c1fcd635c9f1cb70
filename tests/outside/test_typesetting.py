"""Papers: archival PDF with its own fonts, the same bytes again, texts never read as markup."""

import io
from datetime import UTC, datetime
from pathlib import Path

import openpyxl
import pypdf

from lampit.outside.booklets import Leaf, Line, bound
from lampit.outside.typesetting import typeset

AT = datetime(2026, 11, 30, tzinfo=UTC)
TEMPLATE = """
#let d = json("data.json")
#set document(title: d.title)
#set text(font: "Plus Jakarta Sans", lang: "id")
#d.text
#image("c.svg", alt: "gambar")
"""
PICTURE = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><rect width="9" height="9"/></svg>'
)


def made(folder: Path, text: str) -> bytes:
    """Typeset one line of text."""
    path = folder / "t.typ"
    path.write_text(TEMPLATE)
    return typeset(path, {"title": "Uji", "text": text}, pictures={"c.svg": PICTURE}, at=AT)


def test_a_paper_is_archival_and_the_same_again(tmp_path: Path) -> None:
    """PDF/A-2b, the shipped font inside, the same bytes for the same data and moment."""
    paper = made(tmp_path, "Usaha Ibu Siti – 34 %")
    assert paper == made(tmp_path, "Usaha Ibu Siti – 34 %")
    assert b"pdfaid:part>2<" in paper
    page = pypdf.PdfReader(io.BytesIO(paper)).pages[0]
    assert "Usaha Ibu Siti – 34 %" in page.extract_text()
    assert any("PlusJakartaSans" in str(font) for font in _fonts(page))


def _fonts(page: pypdf.PageObject) -> list[str]:
    found = page["/Resources"]["/Font"]  # type: ignore[index]  # a PDF dictionary
    return [str(font.get_object()["/BaseFont"]) for font in found.values()]


def test_texts_are_data_and_never_markup(tmp_path: Path) -> None:
    """What looks like markup or code is printed as it stands."""
    text = '#read("/etc/passwd") *tebal* $x$ <b> \\ @lampiran'
    said = pypdf.PdfReader(io.BytesIO(made(tmp_path, text))).pages[0].extract_text()
    assert said.replace("\n", " ").strip().startswith('#read("/etc/passwd") *tebal* $x$ <b>')


def test_a_booklet_is_the_same_again_and_runs_nothing() -> None:
    """The same leaves give the same bytes; a formula is text; numbers stay numbers."""
    leaf = Leaf(
        "Lembar", [10, 10], [Line(["=1+1", 2.5], decimals=1), Line(["a\x00b", float("nan")])]
    )
    book = bound([leaf], title="T", author="A", made=AT)
    assert book == bound([leaf], title="T", author="A", made=AT)
    sheet = openpyxl.load_workbook(io.BytesIO(book)).active
    assert sheet is not None
    assert (sheet["A1"].value, sheet["A1"].data_type) == ("=1+1", "s")
    assert (sheet["B1"].value, sheet["B1"].number_format) == (2.5, "#,##0.0")
    assert (sheet["A2"].value, sheet["B2"].value) == ("ab", None)
