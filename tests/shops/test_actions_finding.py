"""The index of goods: written with the good, forgotten with it, mended by the clock."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from lampit.shops.actions import index_products, mend_index, reckon_rarities
from lampit.shops.actions.erasing import erase_shops
from lampit.shops.models import Document, Posting, Product, Term, Word
from lampit.shops.queries.finding import checks, lexicon
from tests.factories import NOON, maker, product

pytestmark = pytest.mark.django_db
HSU = "63.08"


def indexed(**values: Any) -> Product:
    """Return an indexed good."""
    made = product(HSU, **values)
    index_products([made])
    return made


def test_indexing_twice_changes_nothing() -> None:
    """The index of a good follows from the good alone."""
    made = indexed(name="Tas purun motif gigi haruan")
    before = sorted(Posting.objects.values_list("term__text", "impact"))
    index_products([made])
    assert sorted(Posting.objects.values_list("term__text", "impact")) == before
    assert ("tas+purun", 1000) in before


def test_a_good_off_sale_leaves_the_index() -> None:
    """What is hidden is indexed no more, by whoever hid it: the clock catches up."""
    made = indexed(name="Tas purun")
    Product.objects.filter(pk=made.pk).update(state="disembunyikan")
    assert mend_index(NOON) == 1
    assert not Posting.objects.exists()
    Product.objects.filter(pk=made.pk).update(state="tayang")
    assert mend_index(NOON) == 1
    assert mend_index(NOON) == 0
    assert Document.objects.get().product_id == made.pk


def test_names_of_the_erased_are_forgotten() -> None:
    """Words that only her goods held are in no suggestion and no list any more."""
    shop = maker(HSU, name="Norhasanah Rawa")
    index_products([product(shop, name="Tas ketapang"), product(HSU, name="Tas rotan")])
    assert Word.objects.filter(text="norhasanah").exists()
    erase_shops([shop.business_id])
    assert not Word.objects.filter(text__in=["norhasanah", "ketapang"]).exists()
    assert Word.objects.filter(text="rotan").exists()


def test_rarities_are_reckoned_by_the_clock_once_a_day() -> None:
    """A term of all goods tells less than one of a few; nothing is done twice."""
    for number in range(3):
        indexed(name=f"Tas {'rotan' if number else 'purun'}", category="lainnya")
    assert reckon_rarities(NOON) > 0
    told = dict(Term.objects.values_list("text", "rarity"))
    assert told["tas"] < told["rotan"] < told["purun"]
    assert reckon_rarities(NOON + timedelta(hours=1)) == 0
    assert Term.objects.get(text="rotan").goods == 2


def test_own_words_of_an_office_are_read_and_indexed_anew(settings: Any, tmp_path: Path) -> None:
    """A file of words of another region works at once for questions, by the clock for goods."""
    settings.LAMPIT_HOME = tmp_path
    made = indexed(name="Noken kulit kayu")
    before = lexicon().edition
    (tmp_path / "kata.csv").write_text("word,means,kind,note\nnoken,tas,daerah,Papua\n")
    assert lexicon().edition != before
    assert lexicon().words.terms("noken") == ("tas",)
    assert mend_index(NOON) == 1
    assert Posting.objects.filter(product=made, term__text="tas").exists()


def test_verify_finds_a_forged_or_missing_posting() -> None:
    """The check compares goods with their postings; a changed weight is named."""
    made = indexed(name="Tas purun")
    assert checks()[0].ok
    Posting.objects.filter(product=made, term__text="tas").update(impact=1)
    (told,) = checks()
    assert not told.ok
    assert str(made.pk) in told.detail
    Posting.objects.all().delete()
    Document.objects.all().delete()
    assert not checks()[0].ok
