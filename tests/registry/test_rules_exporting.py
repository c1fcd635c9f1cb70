"""What may leave as a file, and how a choice is remembered."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lampit.basics.refusal import Refusal
from lampit.registry.rules.exporting import (
    KINDS,
    Wanted,
    check_wanted,
    opened_of,
    recalled,
    remembered,
)

KNOWN = {"owner": 1, "nik": 1, "phone": 1, "name": 1}


@pytest.mark.parametrize(
    ("wanted", "code"),
    [
        (Wanted("pdf", ("name",), ""), "kind_unknown"),
        (Wanted("csv", (), ""), "columns_missing"),
        (Wanted("csv", ("sandi",), ""), "column_unknown"),
    ],
)
def test_what_cannot_be_made_is_refused(wanted: Wanted, code: str) -> None:
    """One sentence each."""
    with pytest.raises(Refusal) as refused:
        check_wanted(wanted, KNOWN)
    assert refused.value.code == code


def test_counts_by_village_need_no_columns() -> None:
    """A map has its own figures."""
    check_wanted(Wanted("geojson", (), ""), KNOWN)


def test_only_what_stands_in_the_file_is_opened() -> None:
    """Ticking "NIK in full" without the column opens nothing, and a map opens nothing at all."""
    both = frozenset({"nik", "phone"})
    assert opened_of(Wanted("csv", ("nik", "name"), "", both)) == ("nik",)
    assert opened_of(Wanted("geojson", ("nik",), "", both)) == ()
    assert opened_of(Wanted("csv", ("nik", "phone"), "")) == ()


@given(st.sampled_from(sorted(KINDS)), st.lists(st.sampled_from(sorted(KNOWN)), unique=True))
def test_a_choice_comes_back(kind: str, columns: list[str]) -> None:
    """Round trip; the kind of one list is not that of another, the columns are."""
    kept = remembered(columns, kind, "Hilir")
    assert recalled(kept, KNOWN, "Hilir") == (kind, columns)
    assert recalled(kept, KNOWN, "Hulu") == ("", columns)
    assert "Hilir" not in kept


@given(st.text(max_size=80))
def test_a_spoiled_cookie_is_no_harm(text: str) -> None:
    """Whatever stands there, only known kinds and columns come out."""
    kind, columns = recalled(text, KNOWN, "")
    assert kind in {"", *KINDS}
    assert set(columns) <= set(KNOWN)
