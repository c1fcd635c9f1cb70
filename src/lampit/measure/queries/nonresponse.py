"""Who did not answer a round, by what the register knows of all who were drawn."""

from lampit.measure.models import Round, SampleMember
from lampit.measure.queries.following import MOST
from lampit.measure.rules import states
from lampit.measure.rules.estimating import totals
from lampit.measure.rules.nonresponse import Trait, Unit, traits

# Traits of the register, in the order of the page.
PLACE, SECTOR, SIZE, PHONE, AGAIN = "kecamatan", "sektor", "ukuran", "telepon", "panel"
TRAITS = (PLACE, SECTOR, SIZE, PHONE, AGAIN)
YES, NO = "ya", "tidak"


def nonresponse(found: Round) -> list[Trait]:
    """Return the traits of a round with the response of their groups; one query.

    Those known to have ended before the draw are left out. A trait is one that weights make up
    for when it is a margin of the round, or its non-response classes (kecamatan) are.
    """
    rows = SampleMember.objects.filter(round=found).exclude(number=None).order_by("id")
    units = [
        Unit(
            1 / chance,
            states.outcome_of(disposition, confirmed=confirmed),
            {
                PLACE: place, SECTOR: sector, SIZE: size, PHONE: YES if phone else NO,
                AGAIN: YES if selection == SampleMember.Selection.KEPT else NO,
            },
            None if online is None else float(online),
        )
        for place, sector, size, chance, disposition, confirmed, selection, phone, online in (
            rows.values_list(
                "subdistrict", "sector", "size", "probability", "disposition", "is_confirmed",
                "selection", "business__phone", "submission__score__sells_online",
            )[:MOST]
        )
    ]  # fmt: skip
    margins = found.plan.get("weight_margins", totals.MARGINS)
    weighted = {PLACE} | {SECTOR for m in margins if m == totals.PLACES}
    weighted |= {SIZE for m in margins if m == totals.SIZES}
    return [one for one in traits(units, TRAITS, weighted) if len(one.groups) > 1]
