"""Whether the sample of a round is the one that its frame and its seed give."""

from functools import lru_cache
from pathlib import Path
from typing import Any

from lampit.basics.refusal import Refusal
from lampit.measure.models import ListedDraw, ReserveUnit, Round, SampleMember
from lampit.measure.queries.frames import Frozen, frame_path, kept_cells, kept_frame
from lampit.measure.queries.planning import drawn_again, drawn_villages
from lampit.measure.rules.drawing import KEPT
from lampit.measure.rules.frames import ASKED, LISTED, SECOND, stratum_name
from lampit.measure.rules.listed_draw import draw_second, village_receipt
from lampit.measure.rules.planning import choices_of
from lampit.science.survey import receipt_of

RECEIPT_LENGTH = 64
PROGRAM = Path(__file__).parents[1] / "data" / "periksa_undian.txt"


def receipt_in_tables(found: Round) -> str:
    """Return the receipt that the stored sample of a round would have; two queries, a file."""
    rows = SampleMember.objects.filter(round=found)
    if not found.method:  # the first rule: ids of the register, strata without sizes
        told = rows.values_list("subdistrict", "sector", "order", "business_id")
        old = sorted((stratum_name(sub, sector), n, str(pk)) for sub, sector, n, pk in told)
        return receipt_of(found.seed or 0, found.frame_hash, [(name, pk) for name, _, pk in old])
    if found.method == LISTED:
        return village_receipt(found.seed or 0, found.frame_hash, drawn_villages(found))
    try:
        frozen = kept_frame(found.frame_hash)
    except Refusal:
        return ""
    return _receipt_of_rows(found, found.seed or 0, found.frame_hash, frozen)


def second_receipt_in_tables(done: ListedDraw) -> str:
    """Return the receipt that the stored sample of a second draw would have, as above."""
    try:
        frozen = kept_frame(done.frame_hash)
    except Refusal:
        return ""
    return _receipt_of_rows(done.round, done.seed, done.frame_hash, frozen)


def _receipt_of_rows(found: Round, seed: int, fingerprint: str, frozen: Frozen) -> str:
    rows = SampleMember.objects.filter(round=found)
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
    return receipt_of(seed, fingerprint, [(name, str(number)) for name, _, number in numbered])


def draws_again(found: Round) -> bool:
    """Say whether the frame is kept unchanged and another draw from it has the same receipt."""
    try:
        return drawn_again(found).receipt == found.receipt
    except Refusal:
        return False


def second_draws_again(done: ListedDraw) -> bool:
    """Say whether the frame of a second draw is kept, and drawing from it again gives the same."""
    try:
        cells = kept_frame(done.frame_hash).cells
        villages, choices = drawn_villages(done.round), choices_of(done.round.plan)
        return draw_second(cells, villages, choices, done.seed)[1] == done.receipt
    except Refusal:
        return False


def same_again(found: Round, done: ListedDraw | None = None) -> bool:
    """Say the same as `draws_again` (of the second draw: as `second_draws_again`).

    Remembered by the process as long as the file stands.
    """
    drawn = done or found
    path = frame_path(drawn.frame_hash)
    return path.is_file() and _remembered(
        found.pk, drawn.receipt, path.stat().st_mtime_ns, done is not None
    )


@lru_cache(maxsize=64)
def _remembered(number: int, receipt: str, _changed: int, is_second: bool) -> bool:
    if is_second:
        done = ListedDraw.objects.filter(round=number, receipt=receipt).select_related("round")
        return any(second_draws_again(one) for one in done)
    found = Round.objects.filter(pk=number, receipt=receipt).first()
    return found is not None and draws_again(found)


def round_of(receipt: str) -> tuple[Round, ListedDraw | None] | None:
    """Return the round of a whole receipt, with its second draw where the receipt is that one's.

    None where there is none; two queries.
    """
    if len(receipt) != RECEIPT_LENGTH:
        return None
    rows = Round.objects.exclude(method="").select_related("region")
    found = rows.filter(receipt=receipt).order_by("-id").first()
    if found is not None:
        return found, None
    second = ListedDraw.objects.filter(receipt=receipt).select_related("round__region").first()
    return None if second is None else (second.round, second)


def frame_text(found: Round, done: ListedDraw | None = None) -> str:
    """Return the frame as anybody gets it: cells and counts, no names and no ids.

    Raises:
        Refusal: as `frames.kept_frame`.
    """
    return kept_cells((done or found).frame_hash).text()


def program(_found: Round, _done: ListedDraw | None = None) -> str:
    """Return the program that draws again; it needs Python alone."""
    return PROGRAM.read_text(encoding="utf-8")


def told_of(found: Round, done: ListedDraw | None = None) -> dict[str, Any]:
    """Return what, with the frame, decides a draw; the villages where they were drawn before."""
    choices, drawn = choices_of(found.plan), done or found
    panel = found.after_id is not None
    goes_back = done is not None or (panel and found.method != LISTED)
    villages = [one.id for one in drawn_villages(found)] if goes_back else []
    return {
        "region": found.region_id, "round": found.name,
        "method": found.method if done is None else SECOND,
        "seed": drawn.seed, "frame_hash": drawn.frame_hash, "receipt": drawn.receipt,
        "allocation": found.expected.get("allocation", {}), "by_size": choices.by_size,
        "per_village": choices.per_village, "reserve_share": choices.reserve_share,
        "kept_share": choices.kept_share, "panel": panel, "villages": villages,
    }  # fmt: skip
