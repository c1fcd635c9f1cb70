"""Who is sought in a list that nobody has brought in: by NIK, telephone, or name in her village."""

import pytest

from lampit.national import names
from lampit.registry.rules.sought import Search, Sought, national

NIK, PHONE = "6308055203690007", "81251119999"


def hashed(nik: str) -> str:
    """Return something that stands for the keyed hash."""
    return f"#{nik}"


HER = Sought(
    frozenset({hashed(NIK)}), frozenset({PHONE}), frozenset({names.strict_key("Siti Rahmah")}),
    frozenset({"sungai durait hulu"}),
)  # fmt: skip


@pytest.mark.parametrize(
    "cells",
    [
        ["1", "Orang lain", NIK],
        ["1", f"'{NIK[:6]} {NIK[6:]}"],
        [1, "x", 6308055203690007],
        [f"NIK {NIK} HP 0813"],
        ["HP 0812-5111-9999 / 0813"],
        ["+6281251119999"],
        [81251119999.0],
        ["Hj. Siti Rahmah", "Sungai Durait Hulu", "anyaman"],
        ["SITI  RAHMAH", "Ds. SUNGAI DURAIT HULU RT 2", "x", "y"],
    ],
)
def test_she_is_found(cells: list[object]) -> None:
    """As lists write it."""
    assert Search(HER, hashed).holds(cells)


@pytest.mark.parametrize(
    "cells",
    [
        ["Siti Rahmah", "Panangkalaan", "anyaman", "Rp 1.500.000"],
        ["Siti Aminah", "Sungai Durait Hulu", "anyaman", "0812"],
        ["", None, "-"],
        ["6308055203690008", "081251119998"],
    ],
)
def test_somebody_else_is_not(cells: list[object]) -> None:
    """A namesake in another village, a neighbour, numbers that differ."""
    assert not Search(HER, hashed).holds([cell for cell in cells if cell is not None])


def test_a_title_tells_the_village_of_the_rows_below() -> None:
    """On a sheet of her village the name is enough."""
    search = Search(HER, hashed)
    assert not search.holds(["Siti Rahmah", "anyaman", "x", "y"])
    assert not search.holds(["DATA UMKM DESA SUNGAI DURAIT HULU", "", ""])
    assert search.holds(["Siti Rahmah", "anyaman", "x", "y"])


def test_numbers_without_country() -> None:
    """As they are looked for in a cell of digits."""
    assert national("+6281251119999") == PHONE
    assert national("052761234") == "052761234"
