"""The second draw of a round: businesses from the lists that the field made of drawn villages."""

from datetime import datetime

from django.db import transaction

from lampit.basics.refusal import Refusal
from lampit.measure import access
from lampit.measure.actions._sampled import write_numbers
from lampit.measure.actions.freezing import freeze
from lampit.measure.actions.margins import mark_members
from lampit.measure.models import ListedDraw, Round, VillageListing
from lampit.measure.queries import listing as reads
from lampit.measure.queries.planning import drawn_villages
from lampit.measure.rules import listed_draw, states
from lampit.measure.rules import listing as rules
from lampit.measure.rules.planning import choices_of
from lampit.people.actions import audit
from lampit.people.models import User


def draw_businesses(actor: User | None, round_id: int, *, seed: int, now: datetime) -> ListedDraw:
    """Draw businesses from what was listed: a frozen frame, a seed and a receipt of their own.

    From then on no village is opened again; the round goes on as any other.

    Raises:
        Refusal: `round_out_of_reach`, `listing_none`, `listing_closed`, `villages_open`,
            `found_undecided`, `villages_unlisted`, `list_empty`, and as `frames.kept_frame`.
    """
    with transaction.atomic():
        found = _locked(actor, round_id)
        listings = list(
            VillageListing.objects.select_for_update(of=("self",)).filter(drawn__round=found)
        )
        rules.check_second([one.state for one in listings], reads.undecided(found.pk))
        frame = reads.listed_frame(found)
        villages = drawn_villages(found)
        numbers, receipt = listed_draw.draw_second(
            frame.cells, villages, choices_of(found.plan), seed
        )
        if not numbers:
            message = "Tidak ada usaha yang ditemui di desa mana pun; tidak ada yang dapat diundi."
            raise Refusal("list_empty", message)
        done = ListedDraw.objects.create(
            round=found, seed=seed, frame_count=frame.cells.total, frame_hash=freeze(frame),
            receipt=receipt, villages=[one.as_json() for one in reads.counted(found)],
            drawn_by=actor, drawn_at=now,
        )  # fmt: skip
        write_numbers(found, frame.ids, numbers)
        mark_members(found)
        found.drawn_count = found.members.count()
        found.save(update_fields=["drawn_count"])
        audit(
            actor, "survey_businesses_drawn", subject_kind="measure.round", subject_id=found.pk,
            reason=f"angka acak {seed}", region=found.region_id, at=now,
        )  # fmt: skip
        return done


def check_drawn(found: Round) -> None:
    """Refuse field work of a round whose villages were drawn and its businesses not yet.

    Raises:
        Refusal: `businesses_not_drawn`.
    """
    if reads.is_listed(found) and reads.draw_of(found) is None:
        message = "Usahanya belum diundi. Lengkapi pendaftaran desa, lalu undi dari daftarnya."
        raise Refusal("businesses_not_drawn", message)


def _locked(actor: User | None, round_id: int) -> Round:
    rounds = Round.objects.all() if actor is None else access.plannable_rounds(actor)
    found = rounds.select_for_update().filter(pk=round_id).first()
    if found is None:
        raise Refusal("round_out_of_reach", "Putaran ini di luar wilayah Anda.")
    if not reads.is_listed(found):
        raise Refusal("listing_none", "Putaran ini tidak memakai pendaftaran desa.")
    is_drawn = ListedDraw.objects.filter(round=found).exists()
    rules.check_listing(found.state, is_drawn=is_drawn or found.state != states.DRAWN)
    return found
