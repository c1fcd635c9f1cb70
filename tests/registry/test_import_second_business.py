"""An owner's second business is not taken for the first: neither dropped nor written over it."""

from pathlib import Path
from typing import Any

import pytest

from lampit.registry.models import Business
from tests.registry import messy
from tests.registry.test_actions_import import RINA, done

pytestmark = pytest.mark.django_db
ANTASARI, SAPALA = ("Antasari", "Amuntai Tengah"), ("Sapala", "Paminggir")


@pytest.fixture(autouse=True)
def home(tmp_path: Path, settings: Any) -> Path:
    """Give each test its own folder of uploads, and the places of HSU."""
    settings.LAMPIT_HOME = tmp_path
    messy.load_places()
    return tmp_path


def told(
    name: str, place: tuple[str, str] = ANTASARI, trade: str = "", nik: str = RINA[2]
) -> list[str]:
    """Return a row about a business of Rina."""
    return [RINA[0], name, nik, *place, trade, RINA[6], ""]


@pytest.mark.parametrize("nik", ["", RINA[2]], ids=["telephone", "NIK"])
@pytest.mark.parametrize(
    ("place", "trade"), [(SAPALA, ""), (ANTASARI, "kue basah")], ids=["village", "trade"]
)
def test_a_longer_name_elsewhere_comes_in_and_is_asked(
    home: Path, place: tuple[str, str], trade: str, nik: str
) -> None:
    """`Berkah` and `Berkah Jaya` of one person in two villages, or of two trades, are two."""
    report = done(home, told("UD Berkah", trade="tikar", nik=nik),
                  told("Berkah Jaya", place, trade, nik=nik))  # fmt: skip
    assert (report.counts["create"], report.counts["suspected"]) == (2, 1)
    assert set(Business.objects.values_list("name", flat=True)) == {"UD Berkah", "Berkah Jaya"}
    again = done(home, told("Berkah Jaya", place, trade, nik=nik))
    assert (again.counts["create"], again.counts["update"]) == (0, 0)


def test_a_longer_name_in_the_same_village_is_one_business(home: Path) -> None:
    """The control: nothing else tells them apart."""
    report = done(home, told("UD Berkah"), told("Berkah Jaya"))
    assert (report.counts["create"], report.counts["double"]) == (1, 1)


def _two(home: Path) -> tuple[Business, Business]:
    done(home, told("UD Berkah", trade="tikar"), told("Berkah Jaya", trade="kue basah"))
    first, second = Business.objects.order_by("pk")
    return first, second


def test_a_row_with_the_very_name_is_written_to_that_business(home: Path) -> None:
    """The first one found is not taken while another bears the name of the row."""
    first, second = _two(home)
    Business.objects.update(kbli="", activity="")
    done(home, [*told("Berkah Jaya")[:7], "7 jt"])
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.name, second.name) == ("UD Berkah", "Berkah Jaya")
    assert (first.sales_band, second.sales_band is not None) == (None, True)


def test_a_row_that_may_be_two_businesses_is_written_to_neither(home: Path) -> None:
    """Without a name it is asked whose it is; both keep what they have."""
    first, second = _two(home)
    Business.objects.update(kbli="", activity="")
    report = done(home, [*told("")[:7], "7 jt"])
    assert report.counts["suspected"] == 1
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.sales_band, second.sales_band) == (None, None)


def test_rows_without_a_number_share_none(home: Path) -> None:
    """Two of one name in one village, of whom nothing else is known, stay two and are asked."""
    nameless = ["Siti Aminah", "", "", *ANTASARI, "", "", ""]
    done(home, nameless, RINA)
    report = done(home, [*nameless[:5], "tikar", "", "2 jt"])
    assert (report.counts["create"], report.counts["suspected"]) == (1, 1)
    assert report.counts["update"] == 0


def test_a_list_tells_the_shown_one_of_merged_records(home: Path) -> None:
    """A record that was merged into another is written to only where it alone is meant."""
    done(home, told("Kue Rina", SAPALA), told("Toko Kue Rina Jaya"))
    first, second = Business.objects.order_by("pk")
    Business.objects.filter(pk=second.pk).update(name="Kue Rina", name_key=first.name_key)
    Business.objects.filter(pk=first.pk).update(golden=second)
    report = done(home, [*told("Kue Rina", SAPALA)[:7], "7 jt"])
    assert report.counts["update"] == 1
    second.refresh_from_db()
    first.refresh_from_db()
    assert (first.sales_band, second.sales_band is not None) == (None, True)
    Business.objects.filter(pk=second.pk).update(name="Rina Kue Manis", name_key="kue manis rina")
    again = done(home, [*told("Rina Kue Manis Jaya", SAPALA)[:7], "9 jt"])
    assert (again.counts["create"], again.counts["update"]) == (0, 1)
