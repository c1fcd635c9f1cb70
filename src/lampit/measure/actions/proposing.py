"""What becomes of a correction that a phone proposed: used by itself, or decided at the desk.

What meets no later change goes into the register at once, by the register's own edit and in the
name of who proposed it; the rest waits with the reason. `body` of the report keeps the numbers of
the changes (`used`), so that staff can take them back, and why a field waits (`waits`).
"""

from datetime import datetime

from django.db import transaction

from lampit.basics.refusal import Refusal
from lampit.measure import access
from lampit.measure.models import FieldReport
from lampit.measure.rules import reporting
from lampit.people.actions import audit
from lampit.people.models import User
from lampit.registry import access as registry_access
from lampit.registry.actions import (
    Proposal,
    accept_proposed,
    take_back_proposed,
    use_proposed,
)

States = FieldReport.State


def use_by_itself(proposer: User, report: FieldReport, *, now: datetime) -> None:
    """Write what nobody changed since the phone saw it, and note why the rest waits.

    Called in the transaction that keeps the report: a repeat finds it and writes nothing again.
    """
    told = Proposal(
        reporting.in_register(report.body["told"]),
        reporting.in_register(report.body["was"]),
        reporting.seen_at(report.body, now),
    )
    changes: dict[str, int] = {}
    try:
        used = use_proposed(proposer, _business(report), told, now=now)
    except Refusal as refusal:
        waits = dict.fromkeys(report.body["told"], refusal.message)
    else:
        changes, waits = reporting.on_phone(used.changes), reporting.on_phone(used.waits)
    source = registry_access.confirm_kind_of(proposer)
    report.body = report.body | {"used": changes, "waits": waits, "source": source}
    report.state = States.WAITING if waits else States.APPLIED
    report.save(update_fields=["body", "state"])
    if changes:
        _audit(proposer, "field_proposal_used", report, ",".join(sorted(changes)), now)


def settle_proposal(actor: User, pk: int, *, is_used: bool, now: datetime) -> FieldReport:
    """Note what staff decided about what waits; the register was edited on its own page, or not.

    Raises:
        Refusal: `proposal_unknown`.
    """
    with transaction.atomic():
        found = _waiting(actor, pk)
        _settle(actor, found, States.APPLIED if is_used else States.DECLINED, now)
    return found


def write_proposal(actor: User, pk: int, *, based_on: int, now: datetime) -> FieldReport:
    """Write what waits into the register, as staff saw it beside version `based_on`.

    Raises:
        Refusal: `proposal_unknown`, or what the register refuses, as `changed_meanwhile`.
    """
    with transaction.atomic():
        found = _waiting(actor, pk)
        body = found.body
        left = {name: value for name, value in body["told"].items() if name not in _used(found)}
        changes = accept_proposed(
            actor, _business(found), reporting.in_register(left),
            source=body.get("source", "survei"), based_on=based_on, now=now,
        )  # fmt: skip
        found.body = body | {"used": _used(found) | reporting.on_phone(changes), "waits": {}}
        _settle(actor, found, States.APPLIED, now)
    return found


def take_back_proposal(actor: User, pk: int, *, now: datetime) -> FieldReport:
    """Put back what a proposal changed; nothing of it is used then.

    Raises:
        Refusal: `proposal_unknown`, `not_found`, or `changed_since`.
    """
    with transaction.atomic():
        found = _visible(actor, pk)
        if found is None or not _used(found):
            raise Refusal("proposal_unknown", "Usulan ini tidak ada, atau sudah diambil kembali.")
        take_back_proposed(actor, _business(found), _used(found), now=now)
        found.body = found.body | {"used": {}, "waits": {}, "back": True}
        _settle(actor, found, States.DECLINED, now)
    return found


def _used(report: FieldReport) -> dict[str, int]:
    """Return field → number of the change that a proposal made."""
    return dict(report.body.get("used", {}))


def _business(report: FieldReport) -> str:
    return "" if report.member is None else report.member.business.public_id


def _visible(actor: User, pk: int) -> FieldReport | None:
    rows = access.visible_reports(actor).select_for_update(of=("self",))
    rows = rows.select_related("member__business").filter(kind=FieldReport.Kind.PROPOSAL)
    return rows.filter(pk=pk).first()


def _waiting(actor: User, pk: int) -> FieldReport:
    found = _visible(actor, pk)
    if found is None or found.state != States.WAITING:
        raise Refusal("proposal_unknown", "Usulan ini tidak ada, atau sudah diputuskan.")
    return found


def _settle(actor: User, found: FieldReport, state: str, now: datetime) -> None:
    found.state = state
    found.settled_by, found.settled_at = actor, now
    found.save(update_fields=["state", "body", "settled_by", "settled_at"])
    _audit(actor, "field_proposal_settled", found, state, now)


def _audit(actor: User, deed: str, found: FieldReport, reason: str, now: datetime) -> None:
    audit(
        actor, deed, subject_kind="measure.report", subject_id=found.pk, reason=reason,
        region=found.region_id, at=now,
    )  # fmt: skip
