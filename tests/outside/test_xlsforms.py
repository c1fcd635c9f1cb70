"""Workbooks of forms keep every text as it was."""

from pathlib import Path

from lampit.outside.xlsforms import sheets_of, workbook


def test_texts_come_back_as_they_were(tmp_path: Path) -> None:
    """Numbers keep their zeros, formulas and links stay texts, blanks stay blank."""
    told = [["name", "label"], ["01", "=1+1"], ["", "https://contoh.id"], ["a\nb", "−88"]]
    path = tmp_path / "form.xlsx"
    path.write_bytes(workbook({"survey": told, "choices": [["x"]]}))
    found = sheets_of(path)
    assert list(found) == ["survey", "choices"]
    assert [[str(cell) for cell in cells] for _, cells in found["survey"]] == told
    assert [number for number, _ in found["survey"]] == [1, 2, 3, 4]
