"""Rules of finding: words, sizes, weights, slips, distances; all in whole numbers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lampit.shops.queries.finding import lexicon
from lampit.shops.rules.finding import nearness, slips
from lampit.shops.rules.finding.sizes import with_sizes
from lampit.shops.rules.finding.weights import Texts, analysed, band_of, rarity
from lampit.shops.rules.finding.words import LONGEST_TERM, MOST_NEEDS, Vocabulary, needs, vocabulary

ROWS = (
    {"word": "bakul", "means": "keranjang", "kind": "sama"},
    {"word": "perajin", "means": "kerajinan", "kind": "induk"},
    {"word": "eceng gondok", "means": "eceng", "kind": "sama"},
    {"word": "ilung", "means": "eceng", "kind": "banjar"},
    {"word": "alas tidur", "means": "tikar|lampit", "kind": "juga"},
)


@pytest.fixture
def words() -> Vocabulary:
    """Give a small list of words."""
    return vocabulary(ROWS)


def terms(text: str, words: Vocabulary) -> list[str]:
    """Return the terms of a text."""
    return [token.term for token in words.tokens(text)]


def test_words_fold_before_they_are_stemmed(words: Vocabulary) -> None:
    """Bakul is keranjang, perajin meets kerajinan; without the list they are torn apart."""
    assert terms("Bakul", words) == terms("keranjang!", words) == ["keranjang"]
    assert terms("perajin kerajinannya", words) == ["kerajinan", "kerajinan"]
    bare = Vocabulary()
    assert terms("bakul", bare) != terms("keranjang", bare)
    assert terms("perajin", bare) != terms("kerajinan", bare), "negative control"


def test_phrases_of_the_list_are_one_word(words: Vocabulary) -> None:
    """Eceng gondok is ilung, whole; half of it is only itself."""
    assert terms("tas eceng gondok", words) == terms("tas ilung", words)
    assert terms("gondok", words) == ["gondok"]
    asked = needs("alas tidur", words)
    assert [(one.word, one.also) for one in asked] == [("alas tidur", ("tikar", "lampit"))]


@pytest.mark.parametrize(
    ("old", "new"), [("poeroen", "purun"), ("djoekoeng", "jukung"), ("Tjermin", "cermin")]
)
def test_old_spelling_is_todays(old: str, new: str) -> None:
    """Signboards of before 1972 are found."""
    assert terms(old, Vocabulary()) == terms(new, Vocabulary())


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("150 × 200 cm", "150x200"), ("200x150", "150x200"), ("1,5 x 2 m", "150x200"),
        ("2 meter", "200cm"), ("2m", "200cm"), ("20 mm", "2cm"), ("0,5 kg", "500g"),
        ("setengah kilo", "500g"), ("500 gr", "500g"), ("5 ons", "500g"), ("1 liter", "1000ml"),
    ],
)  # fmt: skip
def test_a_size_is_one_word_however_written(text: str, size: str, words: Vocabulary) -> None:
    """Buyer and maker need not write sizes alike."""
    assert size in terms(f"Tikar {text}".casefold(), words)


def test_what_is_no_size_stays() -> None:
    """Numbers in words and areas per metre are left alone."""
    for text in ("per m²", "a4", "isi 10", "kmx2", "2026-11"):
        assert with_sizes(text) == text


@given(st.text(max_size=300))
def test_any_question_gives_few_short_terms(question: str) -> None:
    """Hostile questions give short terms, never an error."""
    asked = needs(question, lexicon().words)
    assert len(asked) <= MOST_NEEDS
    assert all(0 < len(term) <= LONGEST_TERM for need in asked for term in need.terms)


def test_name_outweighs_shelf_and_text(words: Vocabulary) -> None:
    """A word of the name weighs more than one of the shelf, that more than one of the text."""
    told = Texts(
        name="Tas purun", category="Anyaman", maker="Bu Siti", text="dijemur di rawa", price=60_000,
        category_code="lampit", kecamatan="63.08.08",
    )  # fmt: skip
    found = analysed(told, words, {"purun": "purun"})
    assert found.impacts["tas"] > found.impacts["anyam"] > found.impacts["rawa"] > 0
    assert found.materials == ("purun",)
    assert {"jenis:lampit", "kec:63.08.08", "harga:1", "bahan:purun", "tas+purun"} <= set(
        found.impacts
    )
    longer = analysed(Texts(name="Tas purun besar untuk ke pasar pagi hari"), words, {})
    assert longer.impacts["tas"] < found.impacts["tas"], "short names tell more"


@given(st.integers(0, 10**6), st.integers(0, 10**6))
def test_rarer_terms_tell_more(some: int, more: int) -> None:
    """The rarity falls as a term spreads, and never reaches nothing."""
    low, high = sorted((some, more))
    assert rarity(low, 10**6) >= rarity(high, 10**6) >= 1


def test_bands_of_prices() -> None:
    """A band is below its bound; the last is open."""
    assert [band_of(price) for price in (1, 49_999, 50_000, 999_999, 1_000_000)] == [0, 0, 1, 4, 5]


def test_mistyped_words_find_their_neighbour() -> None:
    """One slip up to seven letters, then two; the commoner wins, then the alphabet."""
    assert slips.nearest("purum", [("purut", 1), ("purun", 9)]) == "purun"
    assert slips.nearest("sasirngan", [("sasirangan", 1)]) == "sasirangan"
    assert slips.nearest("xy", [("ay", 1)]) is None
    assert slips.nearest("sepeda", [("rotan", 1)]) is None
    assert slips.nearest("ikta", [("itik", 1), ("ikat", 1)]) == "ikat", "a swap is one slip"


@given(st.text("abcdefghij", min_size=4, max_size=12), st.data())
def test_one_slip_shares_a_key(word: str, data: st.DataObject) -> None:
    """Whatever single letter is lost, doubled, changed or swapped, a key still meets."""
    at = data.draw(st.integers(0, len(word) - 1))
    letter = data.draw(st.sampled_from("abcdefghij"))
    wrong = data.draw(
        st.sampled_from(
            [
                word[:at] + word[at + 1 :], word[:at] + letter + word[at:],
                word[:at] + letter + word[at + 1 :],
                word[:at] + word[at : at + 2][::-1] + word[at + 2 :],
            ]
        )
    )  # fmt: skip
    assert set(slips.keys(word)) & set(slips.keys(wrong))


def test_distances_are_told_in_steps() -> None:
    """Amuntai to Banjarmasin is some 130 km as the crow flies; Sabang to Merauke 5,200."""
    amuntai, banjarmasin = (-2418, 115250), (-3319, 114591)
    assert 115 <= nearness.kilometres(amuntai, banjarmasin) <= 135
    assert 5_100 <= nearness.kilometres((5894, 95316), (-8499, 140404)) <= 5_350
    assert nearness.step(5) == 0
    assert nearness.step(9_999) == len(nearness.STEPS)
    assert nearness.levels("63.08.08.2010") == ["63.08.08.2010", "63.08.08", "63.08", "63"]
    assert nearness.rounded("-2.41789,115.2512") == (-2420, 115250)
    for typed in ("", "1", "a,b", "48.1,11.5", "nan,nan", "1,2,3", "inf,100"):
        assert nearness.rounded(typed) is None
