"""A sitting over pairs of possible doubles, by keys alone; for the test and for the bench."""

import time
from dataclasses import dataclass, field

from playwright.sync_api import Page

from lampit.registry.actions.storing import FoundPair, store_pairs
from tests.factories import business, owner
from tests.registry.told import NOW, VILLAGE

SAME_EVERY, UNSURE_EVERY, UNDO_EVERY = 25, 40, 60


@dataclass
class Sat:
    """What a person pressed: answers by kind, and the seconds from a key to the next page."""

    same: int = 0
    unsure: int = 0
    different: int = 0
    undone: int = 0
    waits: list[float] = field(default_factory=list)


def queued(count: int) -> None:
    """Put pairs in the queue, one after the other less likely."""
    found = []
    for n in range(count):
        both = [
            business(
                "63.08", name=f"Anyaman {n}", owner=owner("63.08", name=f"Siti {n} {side}"),
                village_id=VILLAGE, district_id=VILLAGE[:8], address=f"RT {side}",
            ).pk
            for side in ("Aisyah", "Rahmah")
        ]  # fmt: skip
        found.append(FoundPair(both[0], both[1], 0.95 - n / 10_000, 3.2, "nama mirip +5,1"))
    store_pairs("63.08", found, "uji", now=NOW)


def press(page: Page, key: str, sat: Sat | None = None) -> None:
    """Press a letter and wait until the page it leads to can be read."""
    began = time.perf_counter()
    with page.expect_navigation(wait_until="domcontentloaded"):
        page.keyboard.press(key)
    if sat is not None:
        sat.waits.append(time.perf_counter() - began)


def sit(page: Page, count: int) -> Sat:
    """Answer so many pairs: nearly all are different, some the same, some unsure, some undone."""
    sat = Sat()
    for n in range(1, count + 1):
        if n % UNDO_EVERY == 0:
            press(page, "n", sat)
            press(page, "u")
            sat.undone += 1
        if n % SAME_EVERY == 0:
            press(page, "y")
            press(page, "y", sat)
            sat.same += 1
        elif n % UNSURE_EVERY == 0:
            press(page, "t", sat)
            sat.unsure += 1
        else:
            press(page, "n", sat)
            sat.different += 1
    return sat
