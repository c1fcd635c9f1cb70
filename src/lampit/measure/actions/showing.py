"""Lets enumerators see in the register whom they are to ask, and nobody else of a round."""

from datetime import datetime

from django.db import transaction

from lampit.measure.models import Round, SampleMember
from lampit.measure.rules import states
from lampit.registry.actions import call_back, send_each, send_to_field
from lampit.registry.queries.care import shared_errands


def show_to_enumerators(found: Round) -> None:
    """Tell the register who exists for whom, as long as the round is in the field.

    Before anybody was given a business, all enumerators share the round; then each sees her own,
    and what waits for somebody is seen by none. Call it holding the round, after every change.
    """
    errand = f"measure.round {found.pk}"
    drawn = SampleMember.objects.filter(round=found)
    if found.state != states.FIELD:
        call_back(errand)
    elif found.is_assigned:
        given = drawn.exclude(assigned_to=None).values_list("business_id", "assigned_to_id")
        send_each(errand, found.region_id, dict(given))
    else:
        send_to_field(errand, found.region_id, list(drawn.values_list("business_id", flat=True)))


def narrow_shared(_now: datetime) -> int:
    """Let each enumerator see her own only, in rounds that were divided before that was so.

    Returns how many rounds were narrowed; one query where there is none.
    """
    rounds = Round.objects.filter(state=states.FIELD, is_assigned=True)
    by_errand = {f"measure.round {pk}": pk for pk in rounds.values_list("pk", flat=True)}
    narrowed = 0
    for errand in sorted(shared_errands(list(by_errand))) if by_errand else ():
        with transaction.atomic():
            found = rounds.select_for_update().filter(pk=by_errand[errand]).first()
            if found is not None:
                show_to_enumerators(found)
                narrowed += 1
    return narrowed
