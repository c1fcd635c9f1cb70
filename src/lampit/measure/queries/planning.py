"""What a plan and a draw read: the frame, the villages there are, the round before."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

import numpy as np
from django.db.models import Count, Max, QuerySet, StdDev

from lampit.basics.refusal import Refusal
from lampit.measure.models import DrawnVillage, ListedDraw, Round, SampleMember, Score
from lampit.measure.queries.frames import Frozen, Marking, kept_frame, read_frame
from lampit.measure.rules import states
from lampit.measure.rules.drawing import Before, Drawing, draw, stratum_of
from lampit.measure.rules.frames import LISTED
from lampit.measure.rules.listed_draw import draw_first
from lampit.measure.rules.panel import layer_after
from lampit.measure.rules.planning import Choices, Population, Spreads, choices_of
from lampit.places import queries as places
from lampit.registry import queries as registry
from lampit.science import survey

FEWEST_FOR_SPREAD = 10


@dataclass(frozen=True)
class Register:
    """The frame of a round with its population, and who was asked in the round before.

    `asked` is business → in how many rounds in a row; `ended` those of them that run no more.
    """

    frozen: Frozen
    people: Population
    asked: Mapping[int, int]
    ended: Mapping[int, str]
    before: Before | None


def population(region: str, on: date, choices: Choices, after: Round | None = None) -> Register:
    """Return today's register as a frame of a day; two queries, some more for a panel."""
    asked = asked_before(after)
    layers = {pk: layer_after(rounds) for pk, rounds in asked.items()}
    marking = Marking(choices.certain_from, choices.certain_cared, layers)
    frozen = read_frame(region, on, marking, village_codes(region))
    before = None if after is None else _before(after, frozen)
    ended = registry.ended(asked) if asked else {}
    return Register(frozen, Population(frozen.cells, region), asked, ended, before)


def village_codes(region: str) -> list[str]:
    """Return the codes of the villages of a kabupaten; one query."""
    return [village.code for village in places.villages_of(region)]


def _by_chance(found: Round) -> QuerySet[SampleMember]:
    """Return who was drawn by chance; not who had ended before, told once is enough."""
    rows = SampleMember.objects.filter(round=found)
    rows = rows.exclude(selection=SampleMember.Selection.CERTAIN)
    return rows.exclude(number=None) if found.method else rows


def asked_before(after: Round | None) -> dict[int, int]:
    """Return the businesses of a round with in how many rounds in a row they were; one query."""
    if after is None:
        return {}
    return dict(_by_chance(after).values_list("business_id", "rounds_in_panel"))


def drawn_villages(found: Round) -> list[survey.DrawnVillage]:
    """Return the villages of a round's first stage; one query."""
    return [
        survey.DrawnVillage(
            row.village_id, row.subdistrict, row.measure, Fraction(row.probability),
            row.is_certain, row.order,
        )
        for row in DrawnVillage.objects.filter(round=found).order_by("village")
    ]  # fmt: skip


def _before(after: Round, frozen: Frozen) -> Before:
    """Return the chances that the businesses of a frame had in the round before.

    Where its villages were listed first, the frame is that of its second draw.
    """
    villages = drawn_villages(after)
    listed = ListedDraw.objects.filter(round=after).values_list("frame_hash", flat=True).first()
    try:
        earlier = kept_frame(listed or after.frame_hash)
    except Refusal:
        # Drawn before frames were kept: all of a stratum are taken as having been there.
        return Before(np.ones(len(frozen.ids)).tolist(), villages)
    rows = _by_chance(after).order_by().values_list("stratum").annotate(p=Max("probability"))
    chance_in = dict(rows)
    choices, homes = choices_of(after.plan), {village.id: village for village in villages}
    was = np.zeros(len(earlier.ids))
    for cell, numbers in earlier.cells.spans():
        name = stratum_of(cell, after.region_id, choices, homes)
        was[numbers.start - 1 : numbers.stop - 1] = chance_in.get(name, 0.0)
    order = np.argsort(earlier.ids)
    at = np.searchsorted(earlier.ids, frozen.ids, sorter=order)
    at = order[np.minimum(at, max(len(order) - 1, 0))] if len(order) else at
    same = earlier.ids[at] == frozen.ids if len(order) else np.zeros(len(frozen.ids), bool)
    return Before(np.where(same, was[at] if len(order) else 0.0, 0.0).tolist(), villages)


def spreads_of(region: str) -> Spreads:
    """Return the spread of the index in each kecamatan × sector, from the last round; two queries.

    Only strata with ten answers or more say anything; nothing where no round was closed yet.
    """
    over = (states.CLOSED, states.PROCESSED, states.PUBLISHED)
    last = Round.objects.filter(region_id=region, state__in=over).order_by("-closed_at", "-id")
    found = last.values_list("pk", flat=True).first()
    if found is None:
        return {}
    rows = (
        Score.objects.filter(submission__round_id=found, index__isnull=False)
        .order_by()
        .values_list("submission__member__subdistrict", "submission__member__sector")
        .annotate(spread=StdDev("index", sample=True), n=Count("id"))
    )
    return {(sub, sector): s for sub, sector, s, n in rows if n >= FEWEST_FOR_SPREAD and s}


def drawn_again(found: Round) -> Drawing:
    """Draw a round again from the frame that was kept; nothing is written.

    Raises:
        Refusal: `frame_gone`, `frame_changed`, or those of the draw.
    """
    frozen = kept_frame(found.frame_hash)
    before = None
    if found.after_id is not None:
        before = Before([0.0] * len(frozen.ids), drawn_villages(found))
    people = Population(frozen.cells, found.region_id)
    if found.method == LISTED:
        return draw_first(people, found.expected.get("allocation", {}), found.seed or 0)
    return draw(
        people,
        found.expected.get("allocation", {}),
        choices_of(found.plan),
        found.seed or 0,
        before,
    )
