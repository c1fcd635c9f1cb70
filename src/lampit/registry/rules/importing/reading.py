"""Walks the rows of a file once and yields what became of each one.

A sheet is read in two steps: the rows up to and around its heading are held back until the
columns are known, then every row is answered as it comes (see `sheets`). A heading further down
starts a new table. Sub-headings give the kecamatan or village of the rows under them.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice

from lampit.registry.rules.importing.deciding import Keyed, decided
from lampit.registry.rules.importing.doubles import Where
from lampit.registry.rules.importing.findings import Findings
from lampit.registry.rules.importing.glance import Glance
from lampit.registry.rules.importing.lane import Lane
from lampit.registry.rules.importing.record import Batch, Draft, SourceRow
from lampit.registry.rules.importing.seen import Doubles
from lampit.registry.rules.importing.settling import settled
from lampit.registry.rules.importing.sheets import NO_ROW, Sheet
from lampit.registry.rules.importing.tables import RawRow

TOGETHER = 1_000  # rows that are asked for doubles at once


@dataclass
class Lists(Findings):
    """The reading of one file; `tables` fills while `rows` is walked."""

    doubles: Doubles = field(default_factory=Doubles)
    late: dict[str, Where] = field(default_factory=dict)  # see `Worn.late`; when all is read

    def rows(self, source: Iterable[RawRow]) -> Iterator[SourceRow]:
        """Yield every row of every sheet, in order."""
        held: list[SourceRow] = []
        for row in self._walk(source):
            held.append(row)
            if len(held) == TOGETHER:
                yield from settled(held, self.doubles)
                held = []
        yield from settled(held, self.doubles)
        self.late = self.doubles.worn.late

    def drafts(self, source: Iterable[RawRow], size: int) -> Iterator[Draft]:
        """Yield what the records tell for an empty region, `size` at a time; see `Lane`."""
        self.lane = lane = Lane(size)
        for _ in self._walk(source):
            if lane.is_full:
                yield lane.draft()
        if lane.rows:
            yield lane.draft()

    def batches(self, drafts: Iterable[Draft], keyed: Keyed) -> Iterator[Batch]:
        """Yield what drafts write, which come in their order; see `decided`."""
        for draft in drafts:
            yield decided(draft, self.doubles, keyed)
        self.late = self.doubles.worn.late

    def _walk(self, source: Iterable[RawRow]) -> Iterator[SourceRow]:
        sheet = Sheet(self, "")
        rows = iter(source)
        while some := [*islice(rows, TOGETHER)]:
            place = 0
            glance = Glance(some) if self.lane is not None else None
            while place < len(some):
                taken = sheet.takes_all(some, place, glance) if glance is not None else 0
                place += taken
                if taken or place == len(some):
                    yield NO_ROW
                    continue
                raw = some[place]
                place += 1
                if raw[0] != sheet.name:
                    yield from sheet.end()
                    sheet = Sheet(self, raw[0])
                yield from sheet.take(raw)
        yield from sheet.end()
