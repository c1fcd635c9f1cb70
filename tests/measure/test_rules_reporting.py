"""Proposals that overlap with later changes, and what is read of businesses met in the field."""

from lampit.measure.rules import reporting


def test_only_fields_changed_since_overlap() -> None:
    """Unchanged, or already as proposed: no overlap; changed otherwise: a person looks."""
    body = {"told": {"name": "B", "rt": "2"}, "was": {"name": "A", "rt": "1"}}
    assert reporting.overlapping(body, {"name": "A", "rt": "1"}) == []
    assert reporting.overlapping(body, {"name": "B", "rt": "1"}) == []
    assert reporting.overlapping(body, {"name": "C", "rt": "1"}) == ["name"]


def test_what_cannot_be_read_is_unknown_not_lost() -> None:
    """A wrong number, sector or point leaves the rest."""
    seen = reporting.seen_of(
        {"name": "Toko", "phone": "tidak ada", "sector": "x", "workers": -1, "point": [200, 1]}
    )
    assert (seen.name, seen.phone, seen.sector, seen.workers) == ("Toko", "", "", None)
    assert (seen.latitude, seen.accuracy) == (None, None)
