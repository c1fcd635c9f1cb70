"""The walk through the market: from the start page along every link, in several processes."""

from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from concurrent.futures import FIRST_COMPLETED, Future, wait
from dataclasses import dataclass, field

from lampit.basics.refusal import Refusal
from lampit.market.actions.copying.crew import Crew
from lampit.market.actions.copying.folder import Entry
from lampit.market.actions.copying.pages import Copier, Made
from lampit.web.prepared import together

BATCH = 24
MOST_PAGES = 300_000
AHEAD = 2  # batches given for each process, so that none waits for its next one
AGAIN = 3
Say = Callable[[int, int], bool]


@dataclass(slots=True)
class Walk:
    """What a walk found and wrote.

    Attributes:
        entries: file → what stands there.
        written, same: how many files changed and did not.
        foreign: files of others that stood in the way.
        brings: addresses of the files that pages need.
    """

    entries: dict[str, Entry] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)
    foreign: set[str] = field(default_factory=set)
    brings: set[str] = field(default_factory=set)
    pages: dict[str, str] = field(default_factory=dict)
    links: dict[str, frozenset[str]] = field(default_factory=dict)
    refused: set[str] = field(default_factory=set)
    gone: set[str] = field(default_factory=set)

    def take(self, made: Made) -> None:
        """Take what became of one address; a page made again replaces itself."""
        if made.refused:
            self.refused.add(made.refused)
        if made.entry is None:
            self.gone.add(made.address)
            self.entries.pop(self.pages.pop(made.address, ""), None)
            self.links.pop(made.address, None)
            return
        self.gone.discard(made.address)
        self.pages[made.address] = made.file
        self.links[made.address] = frozenset(made.links)
        self.brings |= made.brings
        self.entries[made.file] = made.entry
        self.note(made.file, made.what)

    def drop(self, addresses: Iterable[str]) -> None:
        """Let pages go that nothing leads to; their files are removed in the end."""
        for address in addresses:
            self.entries.pop(self.pages.pop(address), None)
            self.links.pop(address, None)

    def note(self, file: str, what: str) -> None:
        """Count what became of a file."""
        if what == "foreign":
            self.foreign.add(file)
        self.counts[what] = self.counts.get(what, 0) + 1


def pages_made(
    copier: Copier, batch: Sequence[str], refused: frozenset[str], gone: frozenset[str]
) -> list[Made]:
    """Make some pages of a copy; rows that they share are read once."""
    copier.told(refused, gone)
    with together():
        return [copier.page(address) for address in batch]


def walked(crew: Crew, seeds: Iterable[str], guessed: Set[str], *, say: Say) -> Walk:
    """Walk from the seeds along every link and return what was written.

    Of the seeds those that were `guessed` stay only where other pages lead to them. `say` hears
    how many pages are done and how many are known, and answers whether to go on.

    Raises:
        Refusal: `copy_too_large`, `copy_stopped`.
    """
    walk, first = Walk(), list(dict.fromkeys(seeds))
    known = set(first)
    _wave(walk, first, known, crew, say)
    settled: set[str] = set()
    for _round in range(AGAIN):  # pages that lead to what turned out not to be there
        missing = (known - set(walk.pages)) - settled
        if not missing:
            break
        settled |= missing
        again = [address for address, links in walk.links.items() if links & missing]
        walk.gone |= missing
        _wave(walk, again, known, crew, say)
    walk.drop(guessed & set(walk.pages) - _reached(walk, set(walk.pages) - guessed))
    return walk


def _reached(walk: Walk, pages: set[str]) -> set[str]:
    """Return some pages and all to which links lead from them."""
    reached, last = set(pages), pages
    while last:
        last = {link for page in last for link in walk.links.get(page, ())} - reached
        reached |= last
    return reached


def _wave(walk: Walk, first: list[str], known: set[str], crew: Crew, say: Say) -> None:
    waiting, running, done = list(first), set[Future[list[Made]]](), 0
    while waiting or running:
        while waiting and len(running) < crew.width * AHEAD:
            size = max(1, min(BATCH, len(waiting) // crew.width))  # the last ones for all alike
            batch, waiting = waiting[:size], waiting[size:]
            told = frozenset(walk.refused), frozenset(walk.gone)
            running.add(crew.give(pages_made, batch, *told))
        ended, running = wait(running, return_when=FIRST_COMPLETED)
        for made in _results(ended):
            walk.take(made)
            done += 1
            new = made.links - known
            known |= new
            waiting.extend(sorted(new))
        if len(known) > MOST_PAGES:
            raise Refusal("copy_too_large", "Pasar ini terlalu besar untuk satu salinan.")
        if not say(done, done + len(waiting) + len(running) * BATCH):
            raise Refusal("copy_stopped", "Penyalinan dihentikan. Jalankan lagi untuk meneruskan.")


def _results(ended: Iterable["Future[list[Made]]"]) -> Iterator[Made]:
    for future in ended:
        yield from future.result()
