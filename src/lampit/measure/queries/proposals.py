"""Corrections that phones proposed: what waits, what was used, and what the phone is told."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext

from lampit.measure.models import FieldReport
from lampit.measure.rules import reporting
from lampit.registry.rules.words import field_label
from lampit.web.language import in_words

# What was decided is told to the phone this long, and at most so many.
TOLD_DAYS, MOST_TOLD = timedelta(days=30), 200
WAITING, USED = "", "dipakai"


@dataclass(frozen=True, slots=True)
class Field:
    """One proposed field: seen on the phone, proposed, present, and what became of it.

    Attributes:
        why: why it waits, in the reader's words; empty when it does not, or nobody said.
        is_used: it went into the register.
        is_changed: the register says something else than the phone saw and proposed.
    """

    label: str
    was: str
    told: str
    present: str
    why: str
    is_used: bool
    is_changed: bool


@dataclass(frozen=True, slots=True)
class Proposed:
    """A proposed correction beside what the register says now."""

    report: FieldReport
    fields: list[Field]
    version: int

    @property
    def is_used(self) -> bool:
        """Say whether something of it stands in the register."""
        return any(field.is_used for field in self.fields)


def listed_proposals(reports: QuerySet[FieldReport], shown: str) -> QuerySet[FieldReport]:
    """Return what nobody decided yet, oldest first; for `USED` what was used, newest first.

    None of a business that has moved away: what the register says of it is another office's.
    """
    here = Q(member__business__region=F("region"), member__business__withdrawn_at=None)
    rows = reports.filter(here, kind=FieldReport.Kind.PROPOSAL)
    rows = rows.select_related("account", "settled_by", "member__business__owner")
    if shown == USED:
        return rows.filter(state=FieldReport.State.APPLIED).order_by("-id")
    return rows.filter(state=FieldReport.State.WAITING).order_by("id")


def beside_register(report: FieldReport) -> Proposed:
    """Return a proposal beside the register; no query."""
    business = report.member.business if report.member is not None else None
    owner = business.owner.name if business is not None and business.owner is not None else ""
    present = {name: str(getattr(business, name, "") or "") for name in reporting.PROPOSABLE}
    present["owner"] = owner
    body = report.body
    told, was = body.get("told", {}), body.get("was", {})
    changed = set(reporting.overlapping(body, present)) if told else set()
    fields = [
        Field(
            label_of(name), was.get(name, ""), told[name], present[name],
            in_words(body.get("waits", {}).get(name, "")) if body.get("waits") else "",
            name in body.get("used", {}), name in changed,
        )
        for name in told
    ]  # fmt: skip
    return Proposed(report, fields, business.version if business is not None else 0)


def label_of(name: str) -> str:
    """Return how a field of a phone is called, in the reader's words."""
    return gettext(field_label(reporting.REGISTER_NAMES.get(name, name)))


def told_back(account_id: int, now: datetime) -> dict[str, dict[str, str]]:
    """Return number → state and sentence of what became of an account's proposals; one query.

    Of a village's marks, too, where others had marked the same entries.
    """
    rows = FieldReport.objects.filter(
        account_id=account_id, received_at__gt=now - TOLD_DAYS,
        kind__in=(FieldReport.Kind.PROPOSAL, FieldReport.Kind.VILLAGE),
    )  # fmt: skip
    found = rows.order_by("-id").values_list("instance_id", "kind", "state", "body")[:MOST_TOLD]
    return {
        str(number): {"state": state, "words": words}
        for number, kind, state, body in found
        if (words := _of_village(body) if kind == FieldReport.Kind.VILLAGE else _words(state, body))
    }


def _of_village(body: dict[str, int]) -> str:
    """Say how many marks of others stand; nothing where there were none."""
    left = body.get("left", 0)
    if not left:
        return ""
    return gettext("%(n)d usaha sudah ditandai orang lain; tanda mereka tetap.") % {"n": left}


def _words(state: str, body: dict[str, dict[str, str]]) -> str:
    """Say what became of a proposal; names of fields, never a value of somebody."""
    used, waits = body.get("used") or {}, body.get("waits") or {}
    if state == FieldReport.State.DECLINED:
        if body.get("back"):
            return gettext("Sempat dipakai, lalu dikembalikan petugas ke isian sebelumnya.")
        return gettext("Tidak dipakai petugas.")
    parts = []
    if used or state == FieldReport.State.APPLIED:
        names = _names(used or body.get("told") or {})
        parts.append(gettext("Sudah dipakai: %(fields)s.") % {"fields": names})
    if state == FieldReport.State.WAITING:
        left = [name for name in body.get("told") or {} if name not in used]
        whys = dict.fromkeys(in_words(why) for why in waits.values())
        parts.append(gettext("Menunggu petugas: %(fields)s.") % {"fields": _names(left)})
        parts += whys
    return " ".join(parts)


def _names(fields: Iterable[str]) -> str:
    return ", ".join(label_of(name) for name in fields)
