"""What an OpenDocument sheet hides is told like what Excel hides."""

import zipfile
from pathlib import Path

from lampit.outside.spreadsheets.hidden import Hidden, hidden

SPACES = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
)
CELL = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'


def written(path: Path, *tables: str) -> Path:
    """Write an OpenDocument sheet of these tables."""
    content = (
        f"<office:document-content {SPACES}><office:body><office:spreadsheet>{''.join(tables)}"
        "</office:spreadsheet></office:body></office:document-content>"
    )
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
    return path


def row(text: str, told: str = "") -> str:
    """Return a row with one cell."""
    return f"<table:table-row{told}>{CELL.format(text)}</table:table-row>"


def test_hidden_columns_and_rows_of_each_sheet_are_told(tmp_path: Path) -> None:
    """Collapsed and filtered rows, repeated ones counted; the endless rest of a sheet is none."""
    first = (
        '<table:table table:name="Desa &amp; Kel">'
        '<table:table-column table:number-columns-repeated="2"/>'
        '<table:table-column table:visibility="collapse"/>'
        + row("Nama")
        + row("Siti", ' table:visibility="filter"')
        + row("Noor", ' table:number-rows-repeated="2" table:visibility="collapse"')
        + row("Rina")
        + row("", ' table:visibility="collapse" table:number-rows-repeated="1048570"')
        + "</table:table>"
    )
    plain = f'<table:table table:name="Lain">{row("Nama")}</table:table>'
    found = hidden(written(tmp_path / "daftar.ods", first, plain))
    assert found == [Hidden("Desa & Kel", is_sheet=False, columns=(2,), rows=(2, 3, 4))]


def test_a_sheet_that_hides_nothing_is_not_told(tmp_path: Path) -> None:
    """The control."""
    plain = f'<table:table table:name="Lain">{row("Nama")}{row("Siti")}</table:table>'
    assert hidden(written(tmp_path / "daftar.ods", plain)) == []
