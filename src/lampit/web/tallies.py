"""Small counts of several tables in one query: a desk tells a dozen of them on one page."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from django.db.models import CharField, Count, F, IntegerField, QuerySet, Value


@dataclass(frozen=True)
class Tally:
    """What is counted of some rows: counts by name, or one count for each value of a column.

    Attributes:
        rows: what is counted.
        counts: name → count.
        by: a column of text; its values are the names, and `counts` holds one.
    """

    rows: "QuerySet[Any, Any]"
    counts: dict[str, Count] = field(default_factory=lambda: {"n": Count("pk")})
    by: str = ""

    def alone(self) -> "Counter[str]":
        """Return the counts; one query."""
        return together(it=self)["it"]

    def told(self, name: str, most: int) -> "QuerySet[Any, Any]":
        """Return the counts as rows of one shape: this name, a value or "", `most` numbers."""
        key = F(self.by) if self.by else Value("", CharField())
        named = self.rows.order_by().annotate(tally=Value(name, CharField()), tally_key=key)
        counts = {f"tally_{place}": count for place, count in enumerate(self.counts.values())}
        rest = {f"tally_{n}": Value(0, IntegerField()) for n in range(len(counts), most)}
        grouped = named.values("tally", "tally_key").annotate(**counts, **rest)
        columns = [f"tally_{n}" for n in range(most)]
        shaped: QuerySet[Any, Any] = grouped.values_list("tally", "tally_key", *columns)
        return shaped


def together(**tallies: Tally) -> "dict[str, Counter[str]]":
    """Return name → counts of each tally, all of one moment; one query however many there are."""
    most = max((len(one.counts) for one in tallies.values()), default=0)
    parts = [one.told(name, most) for name, one in tallies.items()]
    found: dict[str, Counter[str]] = {name: Counter() for name in tallies}
    for name, key, *numbers in parts[0].union(*parts[1:], all=True) if parts else ():
        names = [key] if tallies[name].by else tallies[name].counts
        found[name].update(dict(zip(names, numbers, strict=False)))
    return found
