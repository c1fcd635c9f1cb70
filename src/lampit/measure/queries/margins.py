"""What is known of all businesses of a round: as it was frozen, or as it would be frozen now."""

from lampit.basics.refusal import Refusal
from lampit.measure.models import Round, RoundMargins, SampleMember
from lampit.measure.queries.frames import kept_cells
from lampit.measure.queries.listing import listed_register_of
from lampit.measure.rules.estimating.known import Known, Lines, of_frame, of_register
from lampit.measure.rules.estimating.totals import Register
from lampit.registry.queries.frames import marginals


def kept_margins(found: Round) -> RoundMargins | None:
    """Return what was frozen of a round, None where nothing was; one query."""
    return RoundMargins.objects.filter(round=found).first()


def known_of(kept: RoundMargins) -> Known:
    """Return frozen counts as rules read them."""
    return Known(kept.places, kept.sizes, kept.sexes, kept.phones)


def known_now(found: Round) -> Known:
    """Return what would be frozen of a round now; one or two queries.

    Counts of the kept frame come first; of a round that was drawn before frames were kept, those
    that the strata of its sample tell.
    """
    places, sizes = _of_frame(found)
    lines = marginals(found.region_id, found.reference_on)
    return of_register(lines, places or _of_strata(found), sizes)


def known_of_round(found: Round) -> Known:
    """Return what is known of all businesses of a round; one query once it is frozen."""
    kept = kept_margins(found)
    return known_now(found) if kept is None else known_of(kept)


def register_of(found: Round) -> Register:
    """Return the counts that the weights of a round are fitted to; one query once frozen.

    Where drawn villages were listed first, they are those that the listing gave.
    """
    listed = listed_register_of(found)
    if listed is not None:
        return listed
    return known_of_round(found).register()


def _of_frame(found: Round) -> tuple[Lines | None, Lines | None]:
    if not found.method:
        return None, None
    try:
        return of_frame(kept_cells(found.frame_hash))
    except Refusal:
        return None, None


def _of_strata(found: Round) -> Lines | None:
    """Return the frame's counts by kecamatan and sector, None where some stratum is not in it."""
    rows = (
        SampleMember.objects.filter(round=found, psu="")
        .exclude(selection=SampleMember.Selection.CERTAIN)
        .order_by()
        .values_list("subdistrict", "sector", "stratum", "stratum_size")
        .distinct()
    )
    counts: dict[tuple[str, str], int] = {}
    for place, sector, _, size in rows:
        counts[place, sector] = counts.get((place, sector), 0) + size
    whole = sum(counts.values()) == found.frame_count
    return [[*key, counts[key]] for key in sorted(counts)] if whole else None
