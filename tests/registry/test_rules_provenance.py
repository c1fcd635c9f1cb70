"""A newer weaker source does not replace a stronger one: the table of rules, case by case."""

import pytest

from lampit.registry.rules.provenance import RANKS, SOURCES, Standing, Verdict, rank
from lampit.registry.rules.words import SOURCE_LABELS

ORDER = ["pemilik", "kunjungan", "survei", "dokumen", "petugas", "impor", "contoh"]


@pytest.mark.parametrize(
    ("present", "incoming", "known", "same", "older", "verdict"),
    [
        # present source, told by, value known, equal, older list → what happens
        ("pemilik", "impor", True, False, False, "note"),
        ("pemilik", "petugas", True, False, False, "note"),
        ("pemilik", "pemilik", True, False, False, "take"),
        ("kunjungan", "pemilik", True, False, False, "take"),
        ("kunjungan", "survei", True, False, False, "note"),
        ("survei", "kunjungan", True, False, False, "take"),
        ("petugas", "impor", True, False, False, "note"),
        ("urung", "impor", True, False, False, "note"),
        ("gabung", "impor", True, False, False, "note"),
        ("impor", "impor", True, False, False, "take"),
        ("impor", "impor", True, False, True, "note"),
        ("mitra", "impor", True, False, False, "take"),
        ("contoh", "impor", True, False, False, "take"),
        ("pemilik", "impor", True, True, False, "nothing"),
        ("impor", "impor", True, True, True, "nothing"),
        # emptied by a person: stays empty until somebody believed as much fills it
        ("petugas", "impor", False, False, False, "note"),
        ("petugas", "petugas", False, False, False, "take"),
        # never told at all: anybody fills it, whoever made the record
        (None, "impor", False, False, False, "take"),
        (None, "impor", False, False, True, "take"),
        # told when the record was made, by its source
        (None, "impor", True, False, False, "note"),
    ],
)
def test_the_table(
    present: str | None, incoming: str, known: bool, same: bool, older: bool, verdict: str
) -> None:
    """Each line is one rule; the record itself was made by a member of the office."""
    fields = {} if present is None else {"phone": present}
    standing = Standing(fields, "petugas", incoming, is_older=older)
    assert standing.verdict("phone", is_known=known, is_same=same) is Verdict(verdict)


def test_every_pair_follows_the_order() -> None:
    """Whoever stands earlier replaces, whoever stands later is only noted."""
    for above, present in enumerate(ORDER):
        for below, incoming in enumerate(ORDER):
            told = Standing({"name": present}, "", incoming).verdict(
                "name", is_known=True, is_same=False
            )
            assert told is (Verdict.TAKE if below <= above else Verdict.NOTE), (present, incoming)


def test_each_source_has_a_name_and_one_rank() -> None:
    """The page can name them all; what is unknown is believed least."""
    assert {source.code for source in SOURCES} == set(RANKS) == set(SOURCE_LABELS)
    assert rank("entah") > max(RANKS.values())
    assert all(source.why for source in SOURCES if source.is_shown)
