"""Invented businesses and answers: believable, repeatable, and valid for our own rules."""

from datetime import date
from itertools import islice
from random import Random

from lampit.desk.rules import invented_businesses
from lampit.desk.rules.invented_doubles import doubles
from lampit.national import nik, phone

TODAY = date(2026, 11, 25)
VILLAGES = ["63.08.05.1002", "63.08.08.2010", "63.08.09.2001"]


def _made(count: int, seed: int = 1) -> list[invented_businesses.Invented]:
    return list(invented_businesses.businesses(count, VILLAGES, rng=Random(seed), today=TODAY))


def test_same_seed_gives_the_same_businesses_and_another_seed_others() -> None:
    """The demo can be told apart and repeated by its seed."""
    assert _made(50) == _made(50)
    assert _made(50) != _made(50, seed=2)


def test_invented_identities_have_the_right_form() -> None:
    """Each NIK parses with the sex told, each phone stands where no operator is."""
    for one in _made(400):
        if one.nik:
            assert nik.parse(one.nik, TODAY).sex == one.sex
        if one.phone:
            assert phone.normalise(one.phone) == one.phone
            assert one.phone.startswith("+62890")


def test_the_stream_is_lazy() -> None:
    """A million businesses are never held at once: taking three makes three."""
    stream = invented_businesses.businesses(10**6, VILLAGES, rng=Random(1), today=TODAY)
    assert len(list(islice(stream, 3))) == 3


def test_some_owners_have_two_businesses() -> None:
    """A person is not a business."""
    keys = [one.owner_key for one in _made(400)]
    assert 0 < len(keys) - len(set(keys)) < 60


def test_younger_owners_are_more_digital_than_older_ones() -> None:
    """The demo tells the story that the survey measures, with the same noise for both."""
    trade = invented_businesses.TRADES[0]
    levels = [
        invented_businesses.propensity(trade, VILLAGES[0], born, 2026, 0.0)
        for born in (1998, 1980, 1955)
    ]
    assert levels == sorted(levels, reverse=True)
    assert levels[0] > levels[2]


def test_doubles_tell_of_known_businesses_in_another_way() -> None:
    """Each has its own number and owner key; the same dice give the same doubles."""
    known = _made(60)
    made = list(doubles(known, 8, rng=Random(2), first=61))
    assert [one.number for one in made] == list(range(61, 69))
    assert made == list(doubles(known, 8, rng=Random(2), first=61))
    assert all(one.owner_key == f"g{one.number}" for one in made)
    assert any(one.owner_name not in {k.owner_name for k in known} for one in made)
