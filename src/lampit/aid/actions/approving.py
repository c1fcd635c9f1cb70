"""Several recipients approved at once: each by itself, so one question holds up nobody else."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from lampit.aid import access
from lampit.aid.actions.granting import do
from lampit.aid.models import Grant
from lampit.aid.rules import grants
from lampit.basics.refusal import Refusal
from lampit.people.models import User

MOST = 100


@dataclass(slots=True)
class Approved:
    """What became of the chosen recipients: public ids.

    Attributes:
        done: approved now.
        left: still planned, with the code of what stands in the way.
        late: somebody else was quicker, or they do not exist here.
    """

    done: list[str] = field(default_factory=list)
    left: dict[str, str] = field(default_factory=dict)
    late: list[str] = field(default_factory=list)


def approve_all(
    actor: User, programme: int, public_ids: Sequence[str], *, now: datetime
) -> Approved:
    """Approve the chosen recipients of a programme that no question stands in the way of.

    Each is approved as by itself, behind the same locks: whom somebody else approves in the same
    moment is approved once. Who the recipient of a list is must be settled before.

    Raises:
        Refusal: `nobody_chosen`, `too_many`.
    """
    chosen = list(dict.fromkeys(public_ids))
    if not chosen:
        raise Refusal("nobody_chosen", "Centang dulu penerima yang disetujui.")
    if len(chosen) > MOST:
        raise Refusal("too_many", f"Pilih paling banyak {MOST} penerima sekali setujui.")
    rows = access.decidable_grants(actor).filter(programme=programme, public_id__in=chosen)
    known = dict(rows.values_list("public_id", "match"))
    told = Approved(late=[one for one in chosen if one not in known])
    for one in (one for one in chosen if one in known):
        _approve(actor, one, known[one], told, now)
    return told


def _approve(actor: User, public_id: str, match: str, told: Approved, now: datetime) -> None:
    if match == Grant.Match.ASKED:
        told.left[public_id] = grants.UNSURE
        return
    try:
        do(actor, public_id, "setujui", now=now)
    except Refusal as refusal:
        if refusal.code in ("deed_late", "grant_unknown"):
            told.late.append(public_id)
        else:
            told.left[public_id] = refusal.code
    else:
        told.done.append(public_id)
