"""A list of another office: headings, rows, sums and signatures."""

import pytest

from lampit.aid.rules import lists

HEAD = ["No", "Nama Penerima", "NIK", "No. KK", "Desa", "Kec", "RT", "No HP", "Jumlah Bantuan (Rp)"]
ROW = ["1", "Hj. Siti Aminah", "6308055203690007", "6308051101100001", "Sungai Durait Hilir",
       "Babirik", "3", "0812-3456-7892", "Rp 1.200.000,-"]  # fmt: skip


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("NAMA", "name"), ("Nama Pelaku Usaha", "name"), ("N I K", "nik"), ("Nomor KTP", "nik"),
        ("No. Kartu Keluarga", "kk"), ("Nominal", "amount"), ("Nilai Bantuan", "amount"),
        ("Jenis Bantuan", "goods"), ("Barang", "goods"), ("Kelurahan", "village"),
        ("Alamat", "address"), ("No", ""), ("Tanda Tangan", ""),
    ],
)  # fmt: skip
def test_headings_are_read_in_the_words_of_offices(heading: str, field: str) -> None:
    """What cannot be told is left to the person."""
    assert lists.field_of(heading) == field


def test_the_heading_is_found_below_titles() -> None:
    """Titles and blanks above do not count."""
    rows = [["DAFTAR PENERIMA BANTUAN"], [], ["Tahun 2026"], HEAD, ROW]
    assert lists.heading_at(rows) == 3
    assert lists.heading_at([["a", "b", "c"], ROW]) == -1
    guessed = lists.guess(HEAD)
    assert guessed == [
        "", "name", "nik", "kk", "village", "district", "rt", "phone", "amount"
    ]  # fmt: skip


def test_a_row_is_read_and_what_cannot_be_is_left_out() -> None:
    """A lost NIK is told, never padded."""
    places = {name: place for place, name in enumerate(lists.guess(HEAD)) if name}
    row = lists.read_row(ROW, places)
    assert (row.name, row.nik, row.kk) == (
        "Hj. Siti Aminah", "6308055203690007", "6308051101100001",
    )  # fmt: skip
    assert (row.rt, row.phone, row.amount) == ("003", "+6281234567892", 1_200_000)
    assert row.problems == ()
    lost = [*ROW[:2], 6.30805520369000e15, "63080511", *ROW[4:]]
    row = lists.read_row(lost, places)
    assert (row.nik, row.kk) == ("", "")
    assert len(row.problems) == 2
    empty = lists.read_row(["2", "Aluh", "-", "", "", "", "", "", ""], places)
    assert (empty.nik, empty.amount, empty.problems) == ("", None, ())


def test_sums_numbers_and_signatures_are_nobody() -> None:
    """Only rows of recipients count."""
    assert lists.is_recipient(ROW)
    assert not lists.is_recipient(["(1)", "(2)", "(3)", "(4)"])
    assert not lists.is_recipient(["", "Jumlah", "", "", "", "", "", "", "24.000.000"])
    assert not lists.is_recipient([])
    assert not lists.is_recipient(["", "Mengetahui, Kepala Dinas"])
