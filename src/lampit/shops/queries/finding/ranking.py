"""The ranked walk over the index: integers and plain SQL, so that every database ranks alike.

A good must hold one term of each group; its points are the sum of impact × rarity over the
groups, the best term of a group counting; equal points stand in the order of their numbers.
"""

from collections.abc import Mapping, Sequence

from django.db import connection

from lampit.shops.models import Term

ALSO_SHARE = 2  # a term that is shown for another counts half


def known_terms(texts: Sequence[str]) -> dict[str, tuple[int, int, int]]:
    """Return number, rarity and goods of each known term by its text; one query."""
    rows = Term.objects.filter(text__in=sorted(set(texts)))
    return {
        t: (pk, rare, n) for t, pk, rare, n in rows.values_list("text", "pk", "rarity", "goods")
    }


Group = Mapping[int, int]  # number of a term → its rarity; 0 for what only narrows


def ranked(groups: Sequence[tuple[int, Group]], most: int) -> list[int]:
    """Return the numbers of at most `most` goods, best first; one query.

    Args:
        groups: how many goods hold it (any estimate: the rarest is walked first) and the terms.
        most: how many to return.
    """
    walked = [group for _n, group in sorted(groups, key=lambda one: (one[0], sorted(one[1])))]
    tables, conditions, points, inside, given = [], [], [], [], []
    for place, group in enumerate(walked):
        name = f"p{place}"
        if len(group) == 1:
            (term, rare), = group.items()  # fmt: skip
            tables.append(f"shops_posting {name}")
            conditions.append(f"{name}.term_id = %s")
            given.append(term)
            points += [f"{name}.impact * {int(rare)}"] if rare else []
        else:
            tables.append(f"({_best_of(group)}) {name}")
            inside += sorted(group)
            points.append(f"{name}.points")
        if place:
            conditions.append(f"{name}.product_id = p0.product_id")
    order = "p0.impact DESC" if len(walked) == 1 and points == _alone(walked) else "points DESC"
    sql = (
        f"SELECT p0.product_id, {' + '.join(points) or '0'} AS points FROM "  # noqa: S608 - numbers
        f"{' CROSS JOIN '.join(tables)} WHERE {' AND '.join(conditions) or '1 = 1'} "
        f"ORDER BY {order}, p0.product_id LIMIT %s"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [*inside, *given, most])
        return [row[0] for row in cursor.fetchall()]


def _alone(walked: Sequence[Group]) -> list[str]:
    """Return the points of a single term: then the index by impact already stands in order."""
    return [f"p0.impact * {rare}" for rare in walked[0].values()] if len(walked[0]) == 1 else []


def _best_of(group: Group) -> str:
    """Return the goods of several terms with the points of their best one."""
    cases = " ".join(f"WHEN {int(term)} THEN {int(rare)}" for term, rare in sorted(group.items()))
    marks = ", ".join(["%s"] * len(group))
    return (
        f"SELECT product_id, MAX(impact * CASE term_id {cases} END) AS points "  # noqa: S608 - numbers
        f"FROM shops_posting WHERE term_id IN ({marks}) GROUP BY product_id"
    )
