"""Files that an operator hands over: read as text, or refused with a sentence."""

from pathlib import Path

import pytest

from lampit.basics.refusal import Refusal
from lampit.measure.queries.files import read_description, read_table


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file_empty"),
        (b"a,b\n", "file_empty"),
        (b"a,a\n1,2\n", "column_doubled"),
        (b"a,b\n1,2,3\n", "row_too_long"),
        ("a,b\n1,é\n".encode("latin-1"), "file_not_text"),
        ("a,b\n1,2\n".encode("utf-16"), "file_not_text"),
        (b'a,b\n"' + b"x" * 200_000 + b'",2\n', "file_not_csv"),
        (bytes(range(128, 256)), "file_not_text"),
    ],
)
def test_unusable_data_are_refused(tmp_path: Path, content: bytes, code: str) -> None:
    """Each by its own code."""
    path = tmp_path / "data.csv"
    path.write_bytes(content)
    with pytest.raises(Refusal) as refused:
        read_table(path)
    assert refused.value.code == code


@pytest.mark.parametrize(
    "content", ["", "{", "[]", "1" * 5000, "[" * 100_000, '{"a": ' * 5000, "nul\x00"]
)
def test_unusable_descriptions_are_refused(tmp_path: Path, content: str) -> None:
    """Broken JSON, JSON of another kind, numbers and nests without end."""
    path = tmp_path / "design.json"
    path.write_text(content)
    with pytest.raises(Refusal) as refused:
        read_description(path)
    assert refused.value.code == "design_not_json"


def test_a_missing_file_and_a_folder_are_refused(tmp_path: Path) -> None:
    """Neither is a fault."""
    for path in (tmp_path / "none.csv", tmp_path):
        with pytest.raises(Refusal) as refused:
            read_table(path)
        assert refused.value.code == "file_missing"


def test_cells_stay_as_they_were_written(tmp_path: Path) -> None:
    """Codes keep their zeros, quoted breaks and odd separators stay inside their cell."""
    path = tmp_path / "data.csv"
    path.write_bytes('\ufeffkode;catatan\r\n063.08.01;"a\nb"\r\n1;x\u2028y\x0cz\r\n'.encode())
    table = read_table(path)
    assert table.columns["kode"] == ["063.08.01", "1"]
    assert table.columns["catatan"] == ["a\nb", "x\u2028y\x0cz"]
