"""Opens rounds, draws their samples, and moves them through their states."""

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from lampit.basics.refusal import Refusal
from lampit.measure import access
from lampit.measure.actions import processing
from lampit.measure.actions._sampled import write_sample
from lampit.measure.actions.counting import count_waiting
from lampit.measure.actions.following import bring_back_results
from lampit.measure.actions.freezing import freeze
from lampit.measure.actions.instruments import publish_instrument
from lampit.measure.actions.margins import COUNTED_AT_ONCE, freeze_margins
from lampit.measure.actions.second_draw import check_drawn
from lampit.measure.actions.showing import show_to_enumerators
from lampit.measure.actions.villages import open_listings
from lampit.measure.models import Delivery, Round
from lampit.measure.queries import planning
from lampit.measure.rules import listed_draw, receiving, states
from lampit.measure.rules.frames import LISTED
from lampit.measure.rules.planning import Choices, Plan, choices_of, plan, wanted_of
from lampit.people.actions import audit
from lampit.people.models import User
from lampit.places.models import Region

LAST_COUNT = 5.0  # seconds in which what phones sent is counted before a round closes
_TIMES = {
    states.DRAWN: "drawn_at",
    states.FIELD: "field_at",
    states.CLOSED: "closed_at",
    states.PUBLISHED: "published_at",
}


def open_round(
    actor: User | None,
    region: str,
    name: str,
    *,
    wanted: int,
    recommendation: str,
    reference_on: date,
    now: datetime,
) -> Round:
    """Open a round of a kabupaten in state `rancangan`; `actor` None is the command line.

    What BPS recommended may be told later: it is needed for the draw.

    Raises:
        Refusal: `region_unknown`, `reference_far`, `round_exists`.
    """
    place = Region.objects.filter(pk=region).first()
    if place is None or (actor is not None and not access.plans_region(actor, region)):
        raise Refusal("region_unknown", "Wilayah ini di luar wilayah Anda.")
    states.check_reference(reference_on, timezone.localdate(now))
    try:
        with transaction.atomic():
            opened = Round.objects.create(
                region=place,
                name=name,
                instrument=publish_instrument(now=now),
                reference_on=reference_on,
                wanted_count=wanted,
                recommendation=recommendation.strip(),
                opened_by=actor,
                opened_at=now,
            )
            _audit(actor, "survey_round_opened", opened, now)
            return opened
    except IntegrityError as error:
        raise Refusal("round_exists", f"Putaran {name} sudah ada. Pilih nama lain.") from error


def plan_for(region: str, wanted: int) -> Plan:
    """Return the plan of a draw from today's register; nothing is written."""
    choices = Choices()
    register = planning.population(region, timezone.localdate(), choices)
    return plan(register.people, wanted, choices)


def draw(actor: User | None, round_id: int, *, seed: int, now: datetime) -> Round:
    """Draw the sample of a planned round: frozen frame, seed, receipt; then state `ditarik`.

    Raises:
        Refusal: `round_out_of_reach`, `round_state`, `recommendation_missing`, `frame_empty`, and
            those of the plan.
    """
    with transaction.atomic():
        found = _locked(actor, round_id)
        states.check_next(found.state, states.DRAWN)
        states.check_recommendation(found.recommendation)
        choices = choices_of(found.plan)
        register = planning.population(found.region_id, found.reference_on, choices, found.after)
        spreads = planning.spreads_of(found.region_id) if choices.allocation == "neyman" else None
        wanted = wanted_of(register.people, found.wanted_count, choices, spreads)
        planned = plan(register.people, wanted, choices, spreads)
        drawing = listed_draw.draw(
            register.people, planned.allocation, choices, seed, register.before
        )
        found.plan, found.wanted_count = choices.as_json(), wanted
        found.expected = planned.as_json() | {"allocation": planned.allocation}
        found.frame_count = register.people.cells.total
        found.frame_hash = freeze(register.frozen)
        found.seed, found.receipt, found.method = seed, drawing.receipt, drawing.method
        write_sample(found, register, drawing, now=now)
        if drawing.method == LISTED:
            open_listings(found)
        found.drawn_count = found.members.count()
        found.state, found.drawn_at = states.DRAWN, now
        found.save()
        if found.frame_count <= COUNTED_AT_ONCE:
            freeze_margins(found, now=now, at_draw=True)
        _audit(actor, "survey_sample_drawn", found, now, reason=f"angka acak {seed}")
        return found


def open_and_draw(
    actor: User,
    region: str,
    name: str,
    *,
    wanted: int,
    recommendation: str,
    reference_on: date,
    seed: int,
    now: datetime,
) -> Round:
    """Open a round and draw its sample in one transaction; a refusal leaves neither.

    Raises:
        Refusal: as `open_round` and `draw`.
    """
    with transaction.atomic():
        opened = open_round(
            actor,
            region,
            name,
            wanted=wanted,
            recommendation=recommendation,
            reference_on=reference_on,
            now=now,
        )
        return draw(actor, opened.pk, seed=seed, now=now)


def move_round(actor: User | None, round_id: int, wanted: str, *, now: datetime) -> Round:
    """Move a round to its next state (field work, closed, processed, published).

    Processing freezes its weights and figures, publishing lets them stand for good. Before it
    closes, what phones have sent is counted.

    Raises:
        Refusal: `round_out_of_reach`, `round_state`, `deliveries_uncounted`, and as
            `processing.process`.
    """
    if wanted == states.CLOSED:
        count_waiting(now, LAST_COUNT, round_id=round_id)
    with transaction.atomic():
        found = _locked(actor, round_id)
        states.check_next(found.state, wanted)
        if wanted == states.CLOSED:
            _check_counted(found.pk)
        if wanted == states.DRAWN:
            raise Refusal("round_state", "Contoh ditarik dengan undian, bukan dengan menggeser.")
        check_drawn(found)
        found.state = wanted
        if wanted in _TIMES:
            setattr(found, _TIMES[wanted], now)
        found.save()
        if wanted == states.PROCESSED:
            processing.process(actor, found, now=now)
        elif wanted == states.PUBLISHED:
            processing.publish(found, now=now)
        if wanted == states.CLOSED:
            bring_back_results(found)
        show_to_enumerators(found)
        _audit(actor, f"survey_round_{wanted}", found, now)
        return found


def _check_counted(round_id: int) -> None:
    """Refuse while something of a round was taken in and not counted yet.

    Its sender was told that it is there: closed now, it would wait for the supervisor.

    Raises:
        Refusal: `deliveries_uncounted`.
    """
    if Delivery.objects.filter(round=round_id, state=receiving.STORED).exists():
        message = "Masih ada kiriman yang sedang dihitung. Coba lagi sebentar lagi."
        raise Refusal("deliveries_uncounted", message)


def _locked(actor: User | None, round_id: int) -> Round:
    """Return the round locked for change, if the actor may plan it."""
    rounds = Round.objects.all() if actor is None else access.plannable_rounds(actor)
    found = rounds.select_for_update().filter(pk=round_id).first()
    if found is None:
        raise Refusal("round_out_of_reach", "Putaran ini di luar wilayah Anda.")
    return found


def _audit(actor: User | None, deed: str, found: Round, now: datetime, *, reason: str = "") -> None:
    """Write what was done to a round into the chain."""
    audit(
        actor,
        deed,
        subject_kind="measure.round",
        subject_id=found.pk,
        reason=reason,
        region=found.region_id,
        at=now,
    )
