"""Loading the regions from the file of the house."""

import pytest

from lampit.places import actions, queries
from lampit.places.models import Region

pytestmark = pytest.mark.django_db


def test_a_kabupaten_loads_with_its_parents_and_only_once() -> None:
    """63.08 has 10 sub-districts and 219 villages; the second load writes nothing."""
    first = actions.load_regions(only="63.08")
    assert first.written == 2 + 10 + 219
    assert actions.load_regions(only="63.08") == actions.Loaded(0, first.written)
    assert Region.objects.get(pk="63.08").name == "Kabupaten Hulu Sungai Utara"
    assert Region.objects.get(pk="63.08.03.2035").name == "Rantau Karau Tengah"
    assert Region.objects.filter(kind="kelurahan").count() == 5


def test_a_changed_name_is_put_right() -> None:
    """What somebody broke in the table comes back from the file."""
    actions.load_regions(only="63.08")
    Region.objects.filter(pk="63.08.01").update(name="Salah")
    assert actions.load_regions(only="63.08").written == 1
    assert queries.names_of(["63.08.01"]) == {"63.08.01": "Danau Panggang"}


def test_a_province_brings_its_districts() -> None:
    """Only what lies in the asked region is loaded, codes of neighbours are not."""
    actions.load_regions(only="63.08.01")
    assert Region.objects.filter(level=3).count() == 1
    assert Region.objects.filter(level=4).count() == 16
