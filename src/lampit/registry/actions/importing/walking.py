"""Walks the blocks of a run: the same for rows that are compared and for those poured in."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Protocol, TypeVar

from lampit.registry.actions.importing.writing import beat
from lampit.registry.models import ImportRun
from lampit.registry.rules.importing.passing import Passed
from lampit.registry.rules.importing.problems import Problem

BEATS = 20  # blocks that are only recalled between two heartbeats
MOST_PROBLEMS = 100
Progress = Callable[[int], bool]
B = TypeVar("B")
P = TypeVar("P")
B_contra = TypeVar("B_contra", contravariant=True)


@dataclass
class Report:
    """What a run did or would do."""

    counts: Counter[str] = field(default_factory=Counter)
    problems: list[Problem] = field(default_factory=list)
    columns: dict[str, str] = field(default_factory=dict)
    passed: list[Passed] = field(default_factory=list)
    is_whole: bool = True
    gave_way: ImportRun | None = None


class Lane(Protocol[B_contra, P]):
    """How the blocks of a run are written: row by row, or poured."""

    def plan(self, block: B_contra, /) -> P:
        """Return what the rows of a block do."""

    def recall(self, planned: P, /) -> None:
        """Remember what an earlier attempt did with them."""

    def tally(self, planned: P, counts: Counter[str], /) -> None:
        """Add it to the counts of a run."""

    def told(self, planned: P, /) -> Iterator[Problem]:
        """Yield their problems."""

    def write(self, number: int, planned: P, counts: Counter[str], /, *, was_empty: bool) -> bool:
        """Write them; False when the run was stopped."""


def walk(
    run: ImportRun, lane: Lane[B, P], blocks: Iterable[B], progress: Progress | None,
    was_empty: bool,
) -> Report:  # fmt: skip
    """Write the blocks that are not written yet and report all."""
    report = Report()
    for number, block in enumerate(blocks):
        planned = lane.plan(block)
        is_done = number < run.next_chunk
        if is_done:
            lane.recall(planned)  # before it is counted: what was made then counts as made
        add(report, lane, planned)
        if not is_done and not lane.write(number, planned, report.counts, was_empty=was_empty):
            report.is_whole = False
            break
        if not _goes_on(run, number, report, progress, is_done=is_done):
            report.is_whole = False
            break
    return report


def _goes_on(
    run: ImportRun, number: int, report: Report, progress: Progress | None, *, is_done: bool
) -> bool:
    """Tell how far a run is and return whether it goes on.

    Over blocks that an earlier attempt wrote the run beats now and then, and its job with it:
    taken for dead, it would be given to a second worker.
    """
    if is_done:
        if number % BEATS:
            return True
        beat(run)
    return progress is None or progress(report.counts["rows"])


def add(report: Report, lane: Lane[B, P], planned: P) -> None:
    """Add to a report what the rows of a block do, and the first problems."""
    lane.tally(planned, report.counts)
    if left := MOST_PROBLEMS - len(report.problems):
        report.problems += islice(lane.told(planned), left)
