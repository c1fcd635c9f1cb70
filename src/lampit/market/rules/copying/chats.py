"""What a buyer of a copy writes to a maker, and to whom it goes.

A `wa.me` link holds the number itself, so only makers who let their number be printed get it
(domain.md section 18); for the others the office passes the message on.
"""

import re
from dataclasses import dataclass

from lampit.basics.texts import gettext_noop
from lampit.national import rupiah
from lampit.shops.rules import texts

_NUMBER = re.compile(r"\+?[1-9][0-9]{7,14}")  # what wa.me takes (commerce.md 10.5)
DIRECT, BY_OFFICE, NOBODY = "langsung", "lewat_dinas", "tanpa_nomor"
ORDER = gettext_noop("Assalamu'alaikum. Saya ingin memesan: {name} ({price} per {unit}).")
ASK = gettext_noop("Assalamu'alaikum. Saya ingin bertanya tentang {name} ({price}). Masih ada?")
GREET = gettext_noop("Assalamu'alaikum, {maker}. Saya melihat lapaknya di salinan pasar.")
COUNT = gettext_noop("Jumlah: 1")
CODE = gettext_noop("Kode: {code}")
PASS_ON = gettext_noop("Mohon diteruskan kepada {maker}, {place}.")


@dataclass(frozen=True, slots=True)
class Contact:
    """How a maker is reached.

    Attributes:
        number: E.164, "" when there is none.
        may_print: she agreed that the number stands in pages.
        office: number of the office that runs the market of her kabupaten, "" without one.
    """

    maker: str
    place: str
    number: str
    may_print: bool
    office: str = ""


def way_to(contact: Contact, office: str) -> tuple[str, str]:
    """Return how a maker is reached from a copy, and the number to write to.

    `office` passes messages on for all; without it the office of each kabupaten does.
    """
    passing = office or contact.office
    if _NUMBER.fullmatch(contact.number) and contact.may_print:
        return DIRECT, contact.number
    return (BY_OFFICE, passing) if _NUMBER.fullmatch(passing) else (NOBODY, "")


@dataclass(frozen=True, slots=True)
class Asked:
    """The good a message is about; `link` is "" when nobody knows where the copy stands."""

    name: str
    price: int
    unit: str
    code: str
    link: str = ""


def order_text(good: Asked, contact: Contact, way: str, say: dict[str, str]) -> str:
    """Return the message that orders one piece of a good; `say` holds the sentences to use."""
    told = say[ORDER].format(
        name=texts.cleaned(good.name), price=rupiah.show(good.price), unit=good.unit
    )
    lines = [told, say[CODE].format(code=good.code), say[COUNT], *_ends(contact, way, say)]
    return "\n".join([*lines, good.link] if good.link else lines)


def question_text(good: Asked, contact: Contact, way: str, say: dict[str, str]) -> str:
    """Return the message that asks about a good."""
    told = say[ASK].format(name=texts.cleaned(good.name), price=rupiah.show(good.price))
    lines = [told, say[CODE].format(code=good.code), *_ends(contact, way, say)]
    return "\n".join([*lines, good.link] if good.link else lines)


def greeting_text(contact: Contact, way: str, say: dict[str, str]) -> str:
    """Return the message that begins a chat with a maker."""
    return "\n".join([say[GREET].format(maker=contact.maker), *_ends(contact, way, say)])


def _ends(contact: Contact, way: str, say: dict[str, str]) -> list[str]:
    if way != BY_OFFICE:
        return []
    return [say[PASS_ON].format(maker=contact.maker, place=contact.place)]


def link(number: str, text: str) -> str:
    """Return the wa.me link of a message, "" without a number."""
    return texts.wa_link(number, text) if number else ""


SENTENCES = (ORDER, ASK, GREET, COUNT, CODE, PASS_ON)
