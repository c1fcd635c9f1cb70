"""Invented records of businesses that stand in the list already: as old lists write them. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from random import Random

from lampit.desk.rules.invented_businesses import Invented

# How an older list writes the same names.
SPELLINGS = (
    ("Muhammad ", "M. "),
    ("Siti ", "Sity "),
    ("Ahmad ", "Akhmad "),
    ("Nur", "Noor"),
    ("ju", "djoe"),
    ("u", "oe"),
    ("i", "y"),
)


def doubles(
    known: Sequence[Invented], count: int, *, rng: Random, first: int
) -> Iterator[Invented]:
    """Yield `count` records that each tell of one of `known` again, numbered from `first` on.

    Two in three keep the telephone, one in three the NIK; names are written in another way.
    Read `known` late: it may still fill up until the first one is asked for.
    """
    picked = rng.sample(range(len(known)), min(count, len(known)))
    for number, place in enumerate(picked, start=first):
        one = known[place]
        yield replace(
            one,
            number=number,
            name=_shop(one.name, rng),
            owner_name=_person(one.owner_name, one.sex, rng),
            owner_key=f"g{number}",
            nik=one.nik if rng.random() < 0.35 else "",
            phone=one.phone if rng.random() < 0.65 else "",
            nib="",
            sales=None,
            confirmed_on=None,
        )


def elsewhere(
    known: Sequence[Invented], made: Iterable[Invented], count: int
) -> Iterator[Invented]:
    """Yield `made`, the first `count` of them as businesses of people who stand in `known`.

    So a person is listed in two kabupaten: once with the same business, once with another.
    """
    people = iter([one for one in known if one.nik and one.status == "aktif"][:count])
    for number, one in enumerate(made):
        person = next(people, None)
        if person is None:
            yield one
            continue
        yield replace(
            one,
            name=person.name if number % 2 == 0 else one.name,
            trade=person.trade if number % 2 == 0 else one.trade,
            owner_name=person.owner_name,
            owner_key=f"x{number}",
            sex=person.sex,
            birth_year=person.birth_year,
            nik=person.nik,
            phone=person.phone,
            status="aktif",
        )


def _person(name: str, sex: str, rng: Random) -> str:
    fitting = [pair for pair in SPELLINGS if pair[0] in name]
    if fitting:
        old, new = rng.choice(fitting)
        name = name.replace(old, new, 1)
    title = "Hj. " if sex == "P" else "H. "
    return title + name if rng.random() < 0.3 else name


def _shop(name: str, rng: Random) -> str:
    roll = rng.random()
    if roll < 0.35:
        return name.upper()
    if roll < 0.55 and " " in name:
        return name.split(" ", 1)[1]
    if len(name) > 4 and roll < 0.8:
        at = rng.randrange(2, len(name) - 1)
        return name[:at] + name[at + 1 :]
    return name
