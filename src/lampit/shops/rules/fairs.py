"""Events with chosen goods (pameran, bazar): what one must tell, and how long it is announced."""

from dataclasses import dataclass
from datetime import date, timedelta

from lampit.basics.refusal import Refusal
from lampit.shops.rules import texts

LONGEST_NAME, LONGEST_PLACE = 90, 120
LONGEST_DAYS = 92  # a longer one is a shop by another name
MOST_GOODS = 600  # as many as a catalogue with photos takes
FEW_GOODS = 60  # with more, its catalogue with photos is made by a job
AHEAD_DAYS = 30  # the start page leads to it from so many days before
# Address words of pages that stand beside those of events.
RESERVED = frozenset({"baru"})


@dataclass(frozen=True, slots=True)
class Told:
    """An event as its office tells it; it lasts from its first to its last day."""

    name: str
    place: str
    from_on: date
    until_on: date


def checked(told: Told) -> Told:
    """Return an event without hidden signs and stray blanks.

    Raises:
        Refusal: `nama_kosong`, `nama_panjang`, `tempat_panjang`, `hari_terbalik`, `hari_banyak`.
    """
    name = texts.check_name(told.name, "Tulis nama acaranya, misalnya: Pameran Hari Jadi.")
    if len(name) > LONGEST_NAME:
        raise Refusal("nama_panjang", f"Nama acara paling panjang {LONGEST_NAME} huruf.")
    place = texts.cleaned(told.place)
    if len(place) > LONGEST_PLACE:
        raise Refusal("tempat_panjang", f"Tempat paling panjang {LONGEST_PLACE} huruf.")
    if told.until_on < told.from_on:
        raise Refusal("hari_terbalik", "Hari terakhir tidak boleh sebelum hari pertama.")
    if (told.until_on - told.from_on).days >= LONGEST_DAYS:
        raise Refusal("hari_banyak", f"Satu acara paling lama {LONGEST_DAYS} hari.")
    return Told(name, place, told.from_on, told.until_on)


def last_announced(today: date) -> date:
    """Return the latest first day of events that the start page leads to today."""
    return today + timedelta(days=AHEAD_DAYS)


def check_room(count: int) -> None:
    """Refuse more goods than a catalogue takes.

    Raises:
        Refusal: `barang_banyak`.
    """
    if count > MOST_GOODS:
        raise Refusal("barang_banyak", f"Satu acara paling banyak {MOST_GOODS} barang.")
