"""What changed and was not heard yet."""

import json
from collections.abc import Collection

from lampit.market.models import Touch
from lampit.web.reads import Read

MOST = 5_000  # more at once are told as whole tables
MOST_WHOLE = 100_000


def waiting(heard: Collection[int] = ()) -> tuple[list[int], set[Read]]:
    """Return the ids of what waits, the `heard` left out, and the reads it makes untrue.

    One query, two when it is much.

    A read of a whole table is made untrue by any row of it; a row without values makes all reads
    of its table untrue and is told as (table, "*", "").
    """
    rows = list(Touch.objects.values_list("pk", "relation", "keys")[: MOST + 1])
    if len(rows) > MOST:
        pairs = list(Touch.objects.values_list("pk", "relation")[:MOST_WHOLE])
        fresh = [(pk, relation) for pk, relation in pairs if pk not in heard]
        return [pk for pk, _ in fresh], {(relation, "*", "") for _, relation in fresh}
    rows = [row for row in rows if row[0] not in heard]
    untrue: set[Read] = set()
    for _pk, relation, keys in rows:
        if not keys:
            untrue.add((relation, "*", ""))
            continue
        untrue.add((relation, "", ""))
        untrue.update((relation, name, str(value)) for name, value in json.loads(keys).items())
    return [pk for pk, _relation, _keys in rows], untrue
