"""Beside the values of a list: points of homes, words of telephones, printed numbers."""

from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from lampit.national.phone import words_beside
from lampit.people.models import User
from lampit.registry.models import Business, ImportRun
from lampit.registry.rules.importing.cleaning import RowReader
from lampit.registry.rules.importing.points import coarse, is_named
from lampit.registry.rules.importing.veiling import veiled, veiled_kept
from tests.factories import member, region
from tests.registry import messy
from tests.registry.test_import_months import brought_in

database = [pytest.mark.django_db, pytest.mark.database]
POINT = "-2.4178123, 115.2502456"


@pytest.mark.parametrize(
    ("header", "cell", "kept"),
    [
        ("Koordinat", POINT, "-2.41…, 115.25…"),
        ("Lat", "-2,4178123", "-2,41…"),
        ("Longitude", "115.2502", "115.25…"),
        ("Bujur", "115250245", "115…"),
        ("Koordinat GPS", "2°25'04.1\"S 115°15'00.9\"E", "2°25'S 115°15'E"),
        ("Link Google Maps", "https://maps.app.goo.gl/aBcD12", "tautan peta (tidak disimpan)"),
        ("Keterangan lain", f"rumah biru {POINT}", "rumah biru -2.41…, 115.25…"),
        ("Keterangan lain", "luas 12,345 m2", "luas 12,345 m2"),
        ("Koordinat", "belum ada", "belum ada"),
        ("GPS", "2°25.123'S 115°15.456'E", "2°25'S 115°15'E"),
        ("Catatan", "2° 25,123' LS", "2° 25' LS"),
        ("LS", "2,4178123", "2,41…"),
        ("Catatan", "2.41781 LS 115.25024 BT", "2.41… LS 115.25… BT"),
        ("Catatan", "Lat -2.41781 Long: 115.25024", "Lat -2.41… Long: 115.25…"),
        ("Catatan", "-2.4178S 115.2502E", "-2.41…S 115.25…E"),
        ("Catatan", "HQ2C+7V Amuntai", "tautan peta (tidak disimpan) Amuntai"),
        ("Harga", "5.000 / 10.000", "5.000 / 10.000"),
        ("Harga", "5.000 / 100.000", "5.000 / 100.000"),
        ("Ukuran", "12,345 x 100,250", "12,345 x 100,250"),
    ],
)  # fmt: skip
def test_a_point_is_kept_to_about_a_kilometre(header: str, cell: str, kept: str) -> None:
    """By its heading, or by its look under any other; what is no point stays as it came."""
    assert coarse(cell, is_point=is_named(header)) == kept


def test_a_note_tells_no_point_either_and_a_long_cell_holds_nobody_up() -> None:
    """What stands in the column of notes is kept like what nobody asked for."""
    reader = RowReader(messy.desk(), "Data", ["Nama", "Catatan"], {"owner": 0, "note": 1}, 2026)
    record, _ = reader.read(2, ["Siti", f"rumah biru {POINT} (https://maps.app.goo.gl/aB1)"], "")
    assert record.note == "rumah biru -2.41…, 115.25… tautan peta (tidak disimpan)"
    assert coarse("a." * 16_000, is_point=False) == "a." * 16_000


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        ("0812 5111 2233 (suami)", "suami"), ("hp anak 081345667788", "anak"),
        ("0812-3456-7892 (WA)", ""), ("O8l2 3456 7892", ""), ("an. Rina 081345667788", "an Rina"),
        ("081345667788 / 081345667789", ""), ("0812 atau 0813", ""),
    ],
)  # fmt: skip
def test_whose_telephone_it_is(cell: str, words: str) -> None:
    """Words that only say that it is one tell nothing."""
    assert words_beside(cell) == words


def test_numbers_that_stand_on_packages_are_shown() -> None:
    """P-IRT, halal and brands are for all to read; a NIK written among them is not."""
    assert veiled("IDM000888123", "merek") == "IDM000888123"
    assert veiled_kept("Sertifikat Halal", "ID63110000777120923") == "ID63110000777120923"
    assert veiled_kept("P-IRT", "2036308010022-29") == "2036308010022-29"
    assert "4512750003" not in str(veiled("6308054512750003", "pirt"))
    assert veiled("suami", "phone") == "suami"
    assert veiled_kept("Koordinat", POINT) == "-2.41…, 115.25…", "kept before, shown no closer"


@pytest.fixture
def staff(tmp_path: Path, settings: Any) -> User:
    """Return a staff member of an office that knows its places."""
    settings.LAMPIT_HOME = tmp_path
    messy.load_places()
    return member("staff", messy.HSU)


class TestComesIn:
    """What the register keeps of it, and what the pages say."""

    pytestmark = database
    ROWS = (
        "Nama Pemilik;Nama Usaha;Desa;Kecamatan;No HP;Koordinat;Tgl Lahir",
        f"Rina;Toko Rina;Antasari;Amuntai Tengah;081251110001 (suami);{POINT};17-08-1974",
        "Basuni;UD Basuni;Banyu Hirang;Amuntai Selatan;081251110002;;",
    )

    @pytest.mark.parametrize("is_long", [False, True])
    def test_no_home_is_kept_and_no_word_is_lost(
        self, staff: User, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_long: bool
    ) -> None:
        """In both lanes the same."""
        if is_long:
            monkeypatch.setattr("lampit.registry.actions.importing.running.LONG_FILE", 1)
        path = tmp_path / "titik.csv"
        path.write_text("\n".join(self.ROWS))
        brought_in(path, staff)
        rina = Business.objects.select_related("owner").get(name="Toko Rina")
        assert rina.extras == {"No HP": "suami", "Koordinat": "-2.41…, 115.25…"}
        assert rina.phone == "+6281251110001"
        assert Business.objects.get(name="UD Basuni").extras == {}

    def test_the_pages_say_what_is_kept_and_lead_to_the_businesses(
        self, client: Client, staff: User, tmp_path: Path
    ) -> None:
        """The columns page shows a birth by its year; a finished import lists what it wrote."""
        path = tmp_path / "titik.csv"
        path.write_text("\n".join(self.ROWS))
        run = brought_in(path, staff)
        client.force_login(staff)
        ImportRun.objects.filter(pk=run.pk).update(state="draft")
        page = client.get(f"/balai/impor/{run.pk}/kolom/").content.decode()
        assert "satu kilometer" in page
        assert "•••• 1974" in page
        assert "17-08-1974" not in page
        ImportRun.objects.filter(pk=run.pk).update(state="done")
        assert (
            f"/balai/impor/{run.pk}/usaha/"
            in client.get(f"/balai/impor/{run.pk}/").content.decode()
        )
        listed = client.get(f"/balai/impor/{run.pk}/usaha/").content.decode()
        assert "Toko Rina" in listed
        assert "UD Basuni" in listed
        assert "Banyu Hirang" in listed
        assert (
            "Toko Rina"
            not in client.get(f"/balai/impor/{run.pk}/usaha/?apa=update").content.decode()
        )
        Business.objects.filter(name="UD Basuni").update(region=region("63.09"))
        assert "Basuni" not in client.get(f"/balai/impor/{run.pk}/usaha/").content.decode(), "moved"
