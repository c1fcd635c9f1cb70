"""Whether the sample of a round is the one that its frame and its seed give."""

from lampit.basics.refusal import Refusal
from lampit.measure.models import ReserveUnit, Round, SampleMember
from lampit.measure.queries.frames import kept_frame
from lampit.measure.queries.planning import drawn_again
from lampit.measure.rules.drawing import KEPT
from lampit.measure.rules.frames import ASKED, stratum_name
from lampit.science.survey import receipt_of


def receipt_in_tables(found: Round) -> str:
    """Return the receipt that the stored sample of a round would have; two queries, a file."""
    rows = SampleMember.objects.filter(round=found)
    if not found.method:  # the first rule: ids of the register, strata without sizes
        told = rows.values_list("subdistrict", "sector", "order", "business_id")
        old = sorted((stratum_name(sub, sector), n, str(pk)) for sub, sector, n, pk in told)
        return receipt_of(found.seed or 0, found.frame_hash, [(name, pk) for name, _, pk in old])
    try:
        frozen = kept_frame(found.frame_hash)
    except Refusal:
        return ""
    # A released reserve stands in the reserve; what ended before the draw was not drawn.
    mine = rows.exclude(number=None).exclude(selection=SampleMember.Selection.RESERVE)
    drawn = [
        (f"{stratum}|{ASKED}" if selection == KEPT else stratum, n, pk)
        for stratum, selection, n, pk in mine.values_list(
            "stratum", "selection", "order", "business_id"
        )
    ]
    waiting = ReserveUnit.objects.filter(round=found)
    drawn += list(waiting.values_list("stratum", "order", "business_id"))
    # The number is looked up by the business: who was put in another's place is found out.
    number_of = frozen.number_of(pk for _, _, pk in drawn)
    numbered = sorted((name, n, number_of.get(pk, 0)) for name, n, pk in drawn)
    return receipt_of(
        found.seed or 0, found.frame_hash, [(name, str(number)) for name, _, number in numbered]
    )


def draws_again(found: Round) -> bool:
    """Say whether the frame is kept unchanged and another draw from it has the same receipt."""
    try:
        return drawn_again(found).receipt == found.receipt
    except Refusal:
        return False
