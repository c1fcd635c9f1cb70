"""Takes in what a phone noted of a village without a signal: nobody else's mark is overwritten."""

from datetime import datetime

from django.db import transaction

from lampit.basics.refusal import Refusal
from lampit.measure import access
from lampit.measure.actions.villages import begin_village, complete_village, mark_entries
from lampit.measure.queries import listing as reads
from lampit.measure.rules.walking import Walked, undisputed
from lampit.people.models import User


def walk_village(actor: User, round_id: int, told: Walked, *, now: datetime) -> int:
    """Begin, mark and end a village as told; return how many marks others had made meanwhile.

    Those marks of others stay. Called in the transaction that keeps the report.

    Raises:
        Refusal: `village_out_of_reach`, `listing_closed`, `village_not_running`,
            `entries_untouched`, as the deeds of the desk.
    """
    with transaction.atomic():
        rows = access.listable_villages(actor).select_for_update(of=("self",))
        found = reads.find(rows, round_id, told.village)
        if found is None:
            raise Refusal("village_out_of_reach", "Desa ini bukan bagian Anda.")
        if told.begins:
            begin_village(actor, round_id, told.village, now=now)
        entries = reads.entries_of(found).filter(pk__in=list(told.marks))
        present = dict(entries.order_by().values_list("pk", "outcome"))
        free = undisputed(told.marks, present)
        if free:
            mark_entries(actor, round_id, told.village, free, now=now)
        if told.is_complete:
            complete_village(actor, round_id, told.village, is_sure=told.is_sure, now=now)
    return len(told.marks) - len(free)
