"""A sitting over pairs of possible doubles, by keys alone; for the test and for the bench."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from playwright.sync_api import Page

from lampit.registry.actions.storing import FoundPair, store_pairs
from tests.factories import business, owner
from tests.registry.told import NOW, VILLAGE

SAME_EVERY, UNSURE_EVERY, UNDO_EVERY = 25, 40, 60
# From the last key pressed to the paint of what it led to, a page or its swapped middle, by the
# browser's own clock.
WATCH = """
addEventListener("keydown", () => {
  window.painted = 0;
  sessionStorage.setItem("pressed", performance.timeOrigin + performance.now());
}, true);
const tell = (at) => {
  const began = sessionStorage.getItem("pressed");
  if (began) window.painted = performance.timeOrigin + at - began;
};
new PerformanceObserver((seen) => {
  for (const paint of seen.getEntriesByName("first-contentful-paint")) tell(paint.startTime);
}).observe({type: "paint", buffered: true});
addEventListener("DOMContentLoaded", () => {
  let main = document.getElementById("isi");
  new MutationObserver(() => {
    const now = document.getElementById("isi");
    if (!now || now === main) return;
    main = now;
    // What is asked for in a frame comes behind its paint.
    requestAnimationFrame(() => {
      const after = new MessageChannel();
      after.port1.onmessage = () => tell(performance.now());
      after.port2.postMessage(0);
    });
  }).observe(document.body, {childList: true, subtree: true});
});
"""
SEEN = """new Promise((tell) => {
  const look = () => (window.painted ? tell(window.painted) : setTimeout(look, 5));
  look();
})"""
TURNS = ("j", "k")
LOOKED_AT = 320  # ms for which a pair is seen before it is answered: the page takes none before


@dataclass
class Sat:
    """What a person pressed: answers by kind, and the seconds from a key to the next page.

    `painted` is until that page is seen, where it is watched.
    """

    same: int = 0
    unsure: int = 0
    different: int = 0
    undone: int = 0
    waits: list[float] = field(default_factory=list)
    painted: list[float] = field(default_factory=list)
    is_watched: bool = False


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


def wait(page: Page) -> None:
    """Look at a pair for as long as it takes before the page takes an answer."""
    page.wait_for_timeout(LOOKED_AT)


def pass_time(page: Page) -> None:
    """Let so much time pass on the clock of the page (`page.clock.install` before it is opened)."""
    page.clock.fast_forward(LOOKED_AT)


def press(
    page: Page, key: str, sat: Sat | None = None, *, look: Callable[[Page], None] = wait
) -> None:
    """Press a letter and wait until what it leads to can be read; an answer needs a look before."""
    if key not in TURNS:
        look(page)
    page.evaluate("document.getElementById('isi').dataset.read = ''")
    began = time.perf_counter()
    page.keyboard.press(key)
    page.wait_for_selector("main#isi:not([data-read])")
    if sat is not None:
        sat.waits.append(time.perf_counter() - began)
        if sat.is_watched:  # nobody answers a pair before it is seen
            sat.painted.append(page.evaluate(SEEN) / 1000)


def sit(
    page: Page, count: int, *, watched: bool = False, look: Callable[[Page], None] = wait
) -> Sat:
    """Answer so many pairs: nearly all are different, some the same, some unsure, some undone.

    A page that is `watched` has `WATCH` as its init script, and each pair is seen before the next
    key.
    """
    sat = Sat(is_watched=watched)
    for n in range(1, count + 1):
        if n % UNDO_EVERY == 0:
            press(page, "n", sat, look=look)
            press(page, "u", look=look)
            sat.undone += 1
        if n % SAME_EVERY == 0:
            press(page, "y", look=look)
            press(page, "y", sat, look=look)
            sat.same += 1
        elif n % UNSURE_EVERY == 0:
            press(page, "t", sat, look=look)
            sat.unsure += 1
        else:
            press(page, "n", sat, look=look)
            sat.different += 1
    return sat
