"""The audit chain: whatever is changed, removed or moved is found."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from hypothesis import assume, given
from hypothesis import strategies as st

from lampit.people.rules import chain

Words = Mapping[str, str | int | None]


@dataclass(frozen=True)
class Link:
    """One entry as the chain sees it."""

    number: int
    previous: str
    digest: str
    words: Words


def forged(deeds: list[str]) -> list[Link]:
    """Return a chain that holds, one link per deed."""
    links: list[Link] = []
    before = chain.START
    for number, deed in enumerate(deeds, start=1):
        words: Words = {"number": number, "deed": deed, "actor": None}
        links.append(Link(number, before, chain.digest(before, words), words))
        before = links[-1].digest
    return links


def broken(links: list[Link]) -> chain.Break | None:
    """Walk the links."""
    return chain.first_break((k.number, k.previous, k.digest, k.words) for k in links)


deeds = st.lists(st.text(max_size=8), min_size=2, max_size=12)


@given(deeds)
def test_an_untouched_chain_holds(told: list[str]) -> None:
    """No false alarm."""
    assert broken(forged(told)) is None


@given(deeds, st.data())
def test_a_changed_word_is_found(told: list[str], data: st.DataObject) -> None:
    """The first break is the changed entry itself."""
    links = forged(told)
    at = data.draw(st.integers(0, len(links) - 1))
    other = data.draw(st.text(max_size=8))
    assume(other != told[at])
    links[at] = replace(links[at], words={**links[at].words, "deed": other})
    found = broken(links)
    assert found is not None
    assert found.number == at + 1


@given(deeds, st.data())
def test_a_changed_word_with_a_fresh_digest_breaks_the_next(
    told: list[str], data: st.DataObject
) -> None:
    """Who recomputes one digest must recompute all that follow, up to the head."""
    links = forged(told)
    at = data.draw(st.integers(0, len(links) - 2))
    words = {**links[at].words, "deed": "lain " + told[at]}
    links[at] = replace(links[at], words=words, digest=chain.digest(links[at].previous, words))
    found = broken(links)
    assert found is not None
    assert found.number == at + 2


@given(deeds, st.data())
def test_a_removed_entry_is_found(told: list[str], data: st.DataObject) -> None:
    """Every gap before the end shows; the end itself is held by the head row."""
    links = forged(told)
    del links[data.draw(st.integers(0, len(links) - 2))]
    assert broken(links) is not None


@given(deeds, st.data())
def test_entries_that_changed_places_are_found(told: list[str], data: st.DataObject) -> None:
    """The order is part of what was promised."""
    links = forged(told)
    one, two = data.draw(
        st.lists(st.integers(0, len(links) - 1), min_size=2, max_size=2, unique=True)
    )
    links[one], links[two] = links[two], links[one]
    assert broken(links) is not None


def test_the_order_of_keys_does_not_matter() -> None:
    """A digest covers what is said, not how a dictionary happens to be ordered."""
    assert chain.digest("", {"a": 1, "b": "x"}) == chain.digest("", {"b": "x", "a": 1})
    assert chain.digest("", {"a": 1}) != chain.digest("", {"a": "1"})
