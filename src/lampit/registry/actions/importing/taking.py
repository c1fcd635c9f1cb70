"""The rows to put right leave the house: noted, marked, and long ones whole by two people only."""

from datetime import datetime

from lampit.basics.refusal import Refusal
from lampit.basics.texts import gettext_noop
from lampit.people.actions import audit
from lampit.people.models import User
from lampit.registry.access import may_read_value
from lampit.registry.models import ImportRun
from lampit.registry.rules.exporting import Leaving
from lampit.registry.rules.records import check_reason

REPORT_JOB, TITLE = "import_report", gettext_noop("Baris yang perlu diperbaiki, utuh")
WHOLE = ("nik", "phone", "birth")  # what a report may show whole, with a reason


def problems_known(run: ImportRun) -> int:
    """Return how many rows of a checked run need a look: the persons in its report."""
    return sum(int(run.counts.get(key) or 0) for key in ("flagged", "reject"))


def whole_report(run: ImportRun, actor: User) -> Leaving:
    """Return the report of a run with all values whole, as a second person is asked about it.

    Raises:
        Refusal: `not_allowed`.
    """
    _check_whole(actor)
    labels = {
        "nik": "NIK",
        "phone": gettext_noop("HP/WA"),
        "birth": gettext_noop("Tanggal lahir"),
        "rest": gettext_noop("Kolom lain dari berkas kantor"),
    }
    about = {"run": run.pk}
    return Leaving(REPORT_JOB, TITLE, "perbaiki", about, labels, "xlsx", frozenset(WHOLE))


def note_report(
    run: ImportRun, actor: User | None, *, now: datetime, reason: str | None = None
) -> None:
    """Put into the audit trail that somebody took rows of a list out of the house.

    Args:
        run: whose rows.
        actor: who takes them.
        now: when.
        reason: why NIK, telephones and birth dates are whole in it; None when they are veiled.

    Raises:
        Refusal: `not_allowed`, `reason_missing`.
    """
    is_whole = reason is not None
    if is_whole:
        _check_whole(actor)
    audit(
        actor, "import_report", subject_kind="import", subject_id=run.pk, region=run.region_id,
        fields=WHOLE if is_whole else (), reason="" if reason is None else check_reason(reason),
        at=now,
    )  # fmt: skip


def _check_whole(actor: User | None) -> None:
    if actor is None or not all(may_read_value(actor, name) for name in WHOLE):
        raise Refusal("not_allowed", "Anda tidak boleh melihat data terlindung ini.")
