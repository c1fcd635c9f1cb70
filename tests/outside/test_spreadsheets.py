"""Files that offices send: read by content; the dangerous and the wrong get one sentence."""

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from lampit.basics.refusal import Refusal
from lampit.outside import spreadsheets
from lampit.outside.spreadsheets import FaultyCell, Part, ReportRow, sniffing

Maker = Callable[[Path], None]


def zipped(**parts: bytes) -> bytes:
    """Return a zip file with parts; `__` in a name is a slash, `_dot_` a dot."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/").replace("_dot_", "."), content)
    return buffer.getvalue()


def wide(text: str) -> bytes:
    """Return a text as OLE directories write names."""
    return text.encode("utf-16-le")


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
WRONG = {
    "file_is_pdf": b"%PDF-1.7\n1 0 obj",
    "file_is_picture": b"\x89PNG\r\n\x1a\n" + b"\0" * 50,
    "file_is_page": b"<html><table><tr><td>NIK</td></tr></table></html>",
    "file_empty": b"",
    "file_password": OLE + wide("EncryptedPackage"),
    "file_macros": zipped(xl__workbook_dot_xml=b"<workbook/>", xl__vbaProject_dot_bin=b"x"),
    "file_broken": b"PK\x03\x04" + b"rusak" * 40,
    "file_bomb": zipped(
        xl__workbook_dot_xml=b"<workbook/>", xl__worksheets__sheet1_dot_xml=b"0" * 20_000_000
    ),
    "file_not_spreadsheet": zipped(word__document_dot_xml=b"<document/>"),
}


@pytest.mark.parametrize(("code", "content"), list(WRONG.items()))
def test_files_that_are_no_lists(tmp_path: Path, code: str, content: bytes) -> None:
    """Each is refused by its content, whatever its name, with one Indonesian sentence."""
    path = tmp_path / "daftar.xlsx"
    path.write_bytes(content)
    with pytest.raises(Refusal) as refused:
        list(spreadsheets.rows(path))
    assert refused.value.code == code
    assert refused.value.message.endswith(".")
    assert "\n" not in refused.value.message


def test_other_binary_files_and_missing_ones(tmp_path: Path) -> None:
    """Programs are no lists; a macro workbook of the old kind is told; a missing file too."""
    path = tmp_path / "daftar.csv"
    for content, code in (
        (b"\x7fELF\x02\x01\x01\0\0\0\0\0\0", "file_not_spreadsheet"),
        (OLE + wide("_VBA_PROJECT") + wide("Workbook"), "file_macros"),
        (OLE + wide("WordDocument"), "file_not_spreadsheet"),
    ):
        path.write_bytes(content)
        with pytest.raises(Refusal) as refused:
            spreadsheets.sniff(path)
        assert refused.value.code == code
    with pytest.raises(Refusal, match="tidak ditemukan"):
        spreadsheets.sniff(tmp_path / "tidak-ada.csv")


def test_a_file_of_200_mb_is_refused_by_its_size(tmp_path: Path) -> None:
    """Nothing of it is read."""
    path = tmp_path / "besar.csv"
    with path.open("wb") as file:
        file.truncate(spreadsheets.MAX_BYTES)
    with pytest.raises(Refusal) as refused:
        spreadsheets.sniff(path)
    assert refused.value.code == "file_too_big"


def test_a_zip_that_lies_about_its_sizes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The parts are unpacked once with a limit, so the directory is not believed."""
    monkeypatch.setattr("lampit.outside.spreadsheets.reading.MAX_UNPACKED", 1_000)
    path = tmp_path / "bohong.xlsx"
    path.write_bytes(zipped(xl__workbook_dot_xml=bytes(range(256)) * 20))
    with pytest.raises(Refusal) as refused:
        list(spreadsheets.rows(path))
    assert refused.value.code == "file_bomb"


def test_a_workbook_holds_no_more_than_the_house_reads(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """200 MB unpacked and 1,048,576 rows: what is more is told to be parted, not called a bomb."""
    assert sniffing.MAX_UNPACKED == 200_000_000
    path = tmp_path / "panjang.xlsx"
    book = xlsxwriter.Workbook(str(path))
    page = book.add_worksheet()
    for row in range(12):
        page.write(row, 0, "Rina")
    book.close()
    assert len(list(spreadsheets.rows(path))) == 12
    for name, most in (("reading.MAX_ROWS", 11), ("sniffing.MAX_UNPACKED", 1_000)):
        with monkeypatch.context() as tight:
            tight.setattr(f"lampit.outside.spreadsheets.{name}", most)
            with pytest.raises(Refusal, match="Bagi menjadi beberapa berkas") as refused:
                list(spreadsheets.rows(path))
        assert refused.value.code == "file_too_long"


@pytest.mark.parametrize("is_1904", [True, False])
def test_the_day_zero_of_a_workbook_is_known(tmp_path: Path, is_1904: bool) -> None:
    """By its properties, of an old workbook by its record; a CSV has none."""
    path = tmp_path / "mac.xlsx"
    xlsxwriter.Workbook(str(path), {"date_1904": is_1904}).close()
    assert spreadsheets.counts_from_1904(path) is is_1904
    old = tmp_path / "mac.xls"
    records = b"\x09\x08\x10\x00\x00\x06\x05\x00" + b"\0" * 12 + b"\xe1\x00\x02\x00\xb0\x04"
    records += b"\x22\x00\x02\x00" + (b"\x01\x00" if is_1904 else b"\x00\x00")
    old.write_bytes(OLE + wide("Workbook") + records + b"\x0a\x00\x00\x00" + b"\0" * 64)
    assert spreadsheets.counts_from_1904(old) is is_1904
    plain = tmp_path / "daftar.csv"
    plain.write_text("Nama Pemilik;Desa\nRina;Antasari\n")
    assert not spreadsheets.counts_from_1904(plain)


def test_rows_are_numbered_as_excel_does(tmp_path: Path) -> None:
    """Blank rows count, trailing ones and a table's place do not matter, errors are told."""
    path = tmp_path / "daftar.xlsx"
    book = xlsxwriter.Workbook(str(path))
    page = book.add_worksheet("Desa & Kel")
    page.write(2, 1, "NIK")
    page.write_formula(3, 1, "=1/0", None, "#DIV/0!")
    page.write_formula(4, 1, "=1+1", None, 2)
    page.write_blank(900, 1, None, book.add_format({"bold": True}))
    book.close()
    found = list(spreadsheets.rows(path))
    assert {sheet for sheet, _, _ in found} == {"Desa & Kel"}
    assert [number for _, number, _ in found] == [1, 2, 3, 4, 5]
    assert [cells[1] for _, _, cells in found[2:]] == ["NIK", "#DIV/0!", 2.0]


def test_a_formula_whose_value_was_not_kept_is_told(tmp_path: Path) -> None:
    """As programs write it that do not reckon; kept values, empty texts and spare rows are not."""
    path = tmp_path / "daftar.xlsx"
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page.title = "Desa & Kel"
    for line in (
        ["No", "Nama", "NIK"], [1, "Rina", '="6308"&"05"'], ["=ROW()-1", "Basuni", "12"],
        [3, "", "=C2"],
    ):  # fmt: skip
        page.append(line)
    book.save(path)
    found = [cells for _, _, cells in spreadsheets.rows(path)]
    assert found == [["No", "Nama", "NIK"], [1.0, "Rina", "#RUMUS!"], ["#RUMUS!", "Basuni", "12"],
                     [3.0, "", ""]]  # fmt: skip
    kept = tmp_path / "tersimpan.xlsx"
    other = xlsxwriter.Workbook(str(kept))
    sheet = other.add_worksheet()
    sheet.write_row(0, 0, ["Nama", "NIK"])
    for number, (name, value) in enumerate((("Rina", 2), ("Basuni", "x")), start=1):
        sheet.write(number, 0, name)
        sheet.write_formula(number, 1, "=A1", None, value)
    other.close()
    with zipfile.ZipFile(kept) as whole:
        parts = {name: whole.read(name) for name in whole.namelist()}
    with zipfile.ZipFile(kept, "w") as whole:  # an empty text, as Excel keeps it
        for name, part in parts.items():
            whole.writestr(name, part.replace(b"<v>x</v>", b"<v></v>"))
    assert [cells[1] for _, _, cells in spreadsheets.rows(kept)] == ["NIK", 2.0, ""]


@pytest.mark.parametrize(
    ("encoding", "delimiter", "hint"),
    [
        ("utf-8", ",", ""), ("utf-8-sig", ";", ""), ("utf-16", "\t", ""),
        ("cp1252", "|", ""), ("utf-8-sig", ";", "sep=;\r\n"),
    ],
)  # fmt: skip
def test_csv_in_any_dress(tmp_path: Path, encoding: str, delimiter: str, hint: str) -> None:
    """Delimiter and encoding are found; line breaks in cells do not split rows."""
    path = tmp_path / "daftar.csv"
    lines = [["Nama", "Desa", "Omzet"], ["Sa’adah", '"Jl. A\nRT 3"', "1.500"], ["Rina", "B", ""]]
    text = hint + "\r\n".join(delimiter.join(line) for line in lines) + "\r\n" + delimiter * 2
    path.write_bytes(text.encode(encoding))
    found = list(spreadsheets.rows(path, "Lembar"))
    assert [cells[0] for _, _, cells in found] == ["Nama", "Sa’adah", "Rina"]
    assert found[1] == ("Lembar", 2, ["Sa’adah", "Jl. A\nRT 3", "1.500"])


def test_ods_is_read(tmp_path: Path) -> None:
    """LibreOffice's own kind is a list as well."""
    path = tmp_path / "daftar.ods"
    spaces = (
        'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
        'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
    )
    cell = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'
    row = "<table:table-row>{}</table:table-row>"
    body = row.format(cell.format("NIK") + cell.format("Nama"))
    content = (
        f"<office:document-content {spaces}><office:body><office:spreadsheet>"
        f'<table:table table:name="Desa">{body}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
    assert list(spreadsheets.rows(path)) == [("Desa", 1, ["NIK", "Nama"])]


def test_reports_hold_no_formulas(tmp_path: Path) -> None:
    """Text that begins like a formula stays text, byte for byte; faulty cells carry a comment."""
    path = tmp_path / "perbaiki.xlsx"
    evil = ["=HYPERLINK(1)", "+62812", "-5", "@SUM(A1)", "http://contoh.id", 12.0]
    part = Part("Perlu diperbaiki", ["A"] * 6, [ReportRow(evil, [FaultyCell(1, "Nomor HP")])])
    assert spreadsheets.write_report(path, [part], lambda: [("Ditolak", 1)]) == 1
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["Perlu diperbaiki", "Ringkasan"]
    page = book["Perlu diperbaiki"]
    assert [cell.value for cell in page[2]] == evil
    assert {cell.data_type for cell in page[2][:5]} == {"s"}
    comment = page.cell(2, 2).comment
    assert comment is not None
    assert "Nomor HP" in comment.text
    book.close()


def test_rows_under_merged_cells_know_what_they_hold(tmp_path: Path) -> None:
    """Cells merged downwards tell their value to the rows beneath; the cells stay blank."""
    path = tmp_path / "gabung.xlsx"
    book = xlsxwriter.Workbook(str(path))
    page = book.add_worksheet()
    page.merge_range(0, 1, 0, 4, "JUDUL")
    page.merge_range(2, 1, 4, 1, "Babirik")
    for number in range(2, 6):
        page.write(number, 2, f"desa {number}")
    book.close()
    rows = [cells for _, _, cells in spreadsheets.rows(path)]
    assert [getattr(cells, "below", None) for cells in rows[2:]] == [
        None, {1: "Babirik"}, {1: "Babirik"}, None,
    ]  # fmt: skip
    assert rows[3][1:] == ["", "desa 3"]


def test_a_csv_that_was_cut_off_has_no_nul(tmp_path: Path) -> None:
    """A file of a disk that went away is filled up with them; no database takes them."""
    path = tmp_path / "putus.csv"
    path.write_bytes(b"nama;desa\n" + b"Siti;Antasari\n" * 400 + b"Rina;An\0\0\0")
    last = list(spreadsheets.rows(path))[-1]
    assert last[2] == ["Rina", "An"]
