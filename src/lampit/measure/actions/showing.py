"""Lets enumerators see in the register whom they are to ask, and nobody else of a round."""

from lampit.measure.models import Round, SampleMember
from lampit.measure.rules import states
from lampit.registry.actions import call_back, send_each, send_to_field


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
