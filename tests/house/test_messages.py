"""The catalogue of texts: sentences of refusals are found wherever they stand."""

from pathlib import Path

from tools.messages import CATALOGUE, put_aside

SOURCE = """
GONE = "Tautan ini tidak berlaku lagi."

def one(count: int) -> None:
    message = f"Masih ada {count} hal yang perlu dibetulkan."
    raise Refusal("a", message)

def two() -> None:
    told, code = "Ini bukan kalimat penolakan.", "satu"
    raise Refusal(code, GONE)

def three(line: object) -> None:
    words = "Isi dengan " "angka saja."
    Problem("survey", 1, "x", "", "y", words)
"""


def test_sentences_that_wait_in_a_variable_are_found(tmp_path: Path) -> None:
    """Of the function and of the module; what goes nowhere near a refusal is left alone."""
    (tmp_path / "a.py").write_text(SOURCE)
    assert put_aside(tmp_path) == [
        'f"Masih ada {count} hal yang perlu dibetulkan."', '"Tautan ini tidak berlaku lagi."',
        '"Isi dengan " "angka saja."',
    ]  # fmt: skip


def test_such_sentences_of_the_house_are_in_the_catalogue() -> None:
    """They are told in English too."""
    assert "HP ini dicabut oleh dinas. Hubungi dinas" in CATALOGUE.read_text()
