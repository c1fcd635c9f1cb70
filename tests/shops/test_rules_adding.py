"""Pure rules of adding: what of a draft is kept, the guessed shelf, buttons that right a photo."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lampit.basics.refusal import Refusal
from lampit.outside.pictures import MOST_TILT, PLAIN, Shaping
from lampit.shops.rules import guessing, kinds, righting, sending, sketches


@pytest.mark.parametrize(
    ("name", "shelf"),
    [
        ("Sajadah purun", "anyaman-purun"),
        ("TAS ILUNG besar", "anyaman-eceng-gondok"),
        ("Lampit rotan 2 x 3", "lampit"),
        ("Bakul rotan bertutup", "anyaman-rotan"),
        ("Meja rotan", "mebel"),
        ("Telur itik asin", "pangan"),
        ("Itik Alabio betina", "unggas"),
        ("Kain sasirangan hijau", "sasirangan"),
        ("Gantungan kunci", ""),
        ("", ""),
    ],
)
def test_the_shelf_follows_from_the_name(name: str, shelf: str) -> None:
    """The heavier word decides; a name that tells nothing gives nothing."""
    assert guessing.category_of(name) == shelf


@given(st.text(max_size=200))
def test_any_name_is_guessed_to_a_shelf_or_none(name: str) -> None:
    """No text makes the guess fail."""
    assert guessing.category_of(name) in {"", *kinds.BY_SLUG}


def test_what_is_typed_is_kept_within_bounds() -> None:
    """Words stay as typed, rows of one name too; tokens, keys and floods do not."""
    typed = {
        "name": ["Tas"], "material_name": ["purun", "benang"], "csrfmiddlewaretoken": ["x"],
        "key": ["k"], "description": ["a" * 9_000], "nul": ["a\0b"], "f" * 61: ["x"],
    }  # fmt: skip
    found = sketches.kept(typed)
    assert found["material_name"] == ["purun", "benang"]
    assert (len(found["description"][0]), found["nul"]) == (4_000, ["ab"])
    assert set(found) == {"name", "material_name", "description", "nul"}
    assert len(sketches.kept({f"f{n}": ["x"] for n in range(500)})) == sketches.MOST_FIELDS


def test_a_page_only_opened_is_no_draft() -> None:
    """Its defaults say nothing that would be missed."""
    assert not sketches.says_something({"stock": ["1"], "unit": ["buah"], "name": [" "]})
    assert sketches.says_something({"price": ["62"]})


@pytest.mark.parametrize("key", ["", "a" * 65, "../x", "a b", "é"])
def test_odd_keys_are_refused(key: str) -> None:
    """Names of forms are plain."""
    with pytest.raises(Refusal, match="Buka lagi"):
        sketches.check_key(key)


@given(st.lists(st.sampled_from(righting.DEEDS), max_size=30))
def test_no_press_leaves_what_can_be_made(deeds: list[str]) -> None:
    """However often the buttons are pressed, the photo stands as one that can be made."""
    now = PLAIN
    for deed in deeds:
        now = righting.after(now, deed)
        assert 0 <= now.turned <= 3
        assert abs(now.tilt) <= MOST_TILT
    assert righting.after(now, "asli") == PLAIN
    assert righting.after(righting.after(now, "kiri"), "kanan").turned == now.turned


@pytest.mark.parametrize("told", [("x", "0", ""), ("1", "1.5", ""), ("", "²", "")])
def test_a_slider_tells_whole_numbers(told: tuple[str, str, str]) -> None:
    """Anything else is refused; nothing told is the photo as it came."""
    with pytest.raises(Refusal):
        righting.told(*told)
    assert righting.told("", "", "") == PLAIN
    assert righting.told("1", "-4", "kotak") == Shaping(1, -4, "kotak")


@pytest.mark.parametrize(
    ("sizes", "count"),
    [
        ([], 0),
        ([1] * 10, 10),
        ([1] * 150, 10),
        ([sending.MOST_BYTES_AT_ONCE], 1),
        ([sending.MOST_BYTES_AT_ONCE + 1, 1], 1),  # the first is judged where it is read
        ([1, sending.MOST_BYTES_AT_ONCE], 1),
        ([30 << 20, 30 << 20, 1], 2),
    ],
)
def test_one_form_brings_so_many_photos_and_bytes(sizes: list[int], count: int) -> None:
    """Whoever sends 150 photos at once keeps nobody waiting; one photo is always looked at."""
    assert sending.taken(sizes) == count
