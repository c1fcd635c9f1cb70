"""What changed and was not heard yet."""

import json
from collections.abc import Collection

from lampit.market.models import Touch
from lampit.web.reads import Read

MOST = 5_000  # more at once are told as whole tables
MARK = ""  # no table: the row that says what was forgotten last


def waiting(heard: Collection[int] = ()) -> tuple[list[int], set[Read]]:
    """Return the ids of what waits, the `heard` left out, and the reads it makes untrue.

    One query, two when it is much.

    A read of a whole table is made untrue by any row of it; a row without values makes all reads
    of its table untrue and is told as (table, "*", "").
    """
    news = Touch.objects.exclude(relation=MARK)
    rows = list(news.values_list("pk", "relation", "keys")[: MOST + 1])
    if len(rows) > MOST:
        # All of it, however much: what is left out would be believed to be heard.
        ids: list[int] = []
        tables: set[str] = set()
        for pk, relation in news.values_list("pk", "relation").iterator():
            if pk not in heard:
                ids.append(pk)
                tables.add(relation)
        return ids, {(table, "*", "") for table in tables}
    rows = [row for row in rows if row[0] not in heard]
    untrue: set[Read] = set()
    for _pk, relation, keys in rows:
        if not keys:
            untrue.add((relation, "*", ""))
            continue
        untrue.add((relation, "", ""))
        untrue.update((relation, name, str(value)) for name, value in json.loads(keys).items())
    return [pk for pk, _relation, _keys in rows], untrue


def marked() -> str:
    """Return the mark of what was forgotten last, "" before anything was; one query."""
    return Touch.objects.filter(relation=MARK).values_list("keys", flat=True).first() or ""
