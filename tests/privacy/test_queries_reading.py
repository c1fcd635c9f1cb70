"""The copy of everything as people read it: order, local time, money and days in words."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.template.loader import render_to_string
from django.utils import timezone

from lampit.basics.dossier import Cell, Section, section
from lampit.privacy.models import Request
from lampit.privacy.queries import reading

LATE = datetime(2026, 11, 29, 11, 12, tzinfo=UTC)


def moves() -> Section:
    """Return a section whose rows stand in no order, in two zones."""
    columns = [("number", "Pesanan"), ("total", "Jumlah (Rp)"), ("at", "Waktu")]
    local = timezone.localtime(LATE).replace(hour=18, minute=0)
    rows: list[tuple[Cell, ...]] = [("B", 736_000, LATE), ("A", "85000", local), ("C", None, None)]
    return section("orders.steps", "Perjalanan pesanan", columns, rows)


def test_events_stand_in_order_and_in_local_time() -> None:
    """UTC and local instants are one line of time; what has no time comes first."""
    told = reading.in_order(moves())
    assert [row[0] for row in told.rows] == ["C", "A", "B"]
    assert str(told.rows[2][2]) == "2026-11-29 19:12:00+08:00"
    part = reading.parts([told], [])[0]
    assert [item.text for item in part.entries[2].items] == [
        "B", "Rp736.000", "29 November 2026, 19.12",
    ]  # fmt: skip
    assert part.columns == ("Pesanan", "Jumlah", "Waktu")
    assert not part.is_list


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        (date(2026, 3, 1), "1 Maret 2026"), ("2026-11-26", "26 November 2026"),
        ("2026-13-26", "2026-13-26"), (True, "ya"), (False, "tidak"), (0, "0"), (None, ""),
        ("+6281200000142", "0812-0000-0142"), (1969, "1969"),
    ],
)  # fmt: skip
def test_cells_are_words(cell: str | bool | int | date | None, words: str) -> None:
    """Days are written out, unknown is empty, years keep their digits."""
    assert reading.spoken(cell) == words


def test_one_row_or_many_columns_become_label_and_value(tmp_path: Path) -> None:
    """What is not known stands in one line; a photo is a link to the file beside the page."""
    photo = tmp_path / "ab12.jpg"
    photo.write_bytes(b"x")
    files = reading.enclosed([("foto-kunjungan/ab12.jpg", photo), ("surat/x.pdf", tmp_path / "no")])
    assert [(f.label, f.is_picture) for f in files] == [("Foto kunjungan 1", True)]
    columns = [("name", "Nama"), ("note", "Catatan"), ("photo", "Foto")]
    told = section("coaching.visits", "Kunjungan", columns, [("Siti", "", "ab/ab12.jpg")])
    part = reading.parts([told], files)[0]
    assert part.is_list
    assert part.entries[0].unknown == "Catatan"
    assert part.entries[0].known[1] == reading.Item(
        "Foto", "Foto kunjungan 1", "foto-kunjungan/ab12.jpg"
    )


def test_the_page_says_each_heading_once_and_nothing_in_one_sentence() -> None:
    """A summary first; sections without rows have no heading of their own."""
    empty = section("people.tokens", "Kunci program", [("label", "Untuk apa")], [])
    sections = [reading.in_order(moves()), empty]
    page = render_to_string(
        "privacy/dossier.html",
        {
            "request": Request(number="PDP-2026-0001"),
            "who": "Siti",
            "parts": reading.parts(sections, []),
            "nothing": reading.nothing_in(sections),
            "made_at": timezone.localtime(LATE),
            "zone": "WITA",
        },
    )
    flat = " ".join(page.split())
    assert "Tidak ada catatan tentang:</strong> Kunci program." in flat
    assert flat.count("<h2") == 2
    assert "<caption" not in page
    assert flat.count("WITA") == 1  # named once, for all hours
    assert 'data-th="Jumlah"' in page
    assert flat.index("Ringkasan") < flat.index("Rp736.000")
