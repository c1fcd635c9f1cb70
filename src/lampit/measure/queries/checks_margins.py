"""The check of frozen counts: they are what was frozen, what the frame holds, what weights met."""

from lampit.basics.refusal import Refusal
from lampit.measure.models import Revision, RoundMargins
from lampit.measure.queries.checks_frozen import Check
from lampit.measure.queries.frames import kept_cells
from lampit.measure.queries.margins import known_of
from lampit.measure.rules.estimating.known import of_frame

ROUNDS = 50


def margins_check() -> Check:
    """Return the check of the newest fifty rounds whose counts are frozen."""
    rows = list(
        RoundMargins.objects.select_related("round", "round__region").order_by("-id")[:ROUNDS]
    )
    used: dict[int, set[str]] = {}
    published = Revision.objects.filter(
        round__in=[row.round_id for row in rows], state=Revision.State.PUBLISHED
    )
    for round_id, design in published.order_by("id").values_list("round_id", "design"):
        if "known" in design:
            used.setdefault(round_id, set()).add(design["known"])
    wrong = [
        f"{row.round.region_id}/{row.round.name}"
        for row in rows
        if not (_holds(row) and used.get(row.round_id, {row.fingerprint}) == {row.fingerprint})
    ]
    detail = f"{len(rows)} putaran diperiksa"
    told = f", jumlah yang dibekukan berubah: {', '.join(wrong)}" if wrong else ""
    return Check("survey_margins", not wrong, detail + told)


def _holds(row: RoundMargins) -> bool:
    """Say whether counts have their fingerprint, and are those of the frame where it is kept."""
    known = known_of(row)
    if known.fingerprint() != row.fingerprint:
        return False
    if not row.round.method:
        return True
    try:
        places, sizes = of_frame(kept_cells(row.round.frame_hash))
    except Refusal:
        return True  # a frame that is gone is told by the check of the draws
    return [places, sizes] == [known.places, known.sizes]
