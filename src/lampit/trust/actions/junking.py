"""Reports in which there is nothing to look into are put aside, one or many at once."""

from datetime import datetime

from django.db import transaction

from lampit.basics.refusal import Refusal
from lampit.people.actions import audit
from lampit.people.models import User
from lampit.trust.actions.noticing import check_judge
from lampit.trust.models import Report
from lampit.trust.queries.alike import same_sender, same_thing
from lampit.trust.rules import reports as rules


def put_aside(actor: User, report: Report, scope: str, at: datetime) -> int:
    """Close a report, all of its sender that day, or all about its thing; return how many.

    Nothing is deleted: each tells its reporter that there was nothing to look into.

    Raises:
        Refusal: `bukan_wilayah`, `pilih_mana`, `sudah_diputus`.
    """
    check_judge(actor, report.region_id)
    rows = {
        rules.ALONE: Report.objects.filter(pk=report.pk, state=rules.NEW),
        rules.OF_SENDER: same_sender(report),
        rules.OF_THING: same_thing(report),
    }.get(scope)
    if rows is None:
        raise Refusal("pilih_mana", "Pilih laporan mana yang disisihkan.")
    with transaction.atomic():
        n = rows.update(
            state=rules.CLOSED, decision=rules.JUNK, words=rules.JUNK_WORDS, decided_by=actor,
            decided_at=at,
        )  # fmt: skip
        if not n:
            raise Refusal("sudah_diputus", "Laporan ini sudah diputus. Muat ulang halaman.")
        audit(
            actor, "pasar.sisihkan", subject_kind="report", subject_id=report.pk,
            reason=f"{scope}: {n}", region=report.region_id, at=at,
        )  # fmt: skip
    return n
