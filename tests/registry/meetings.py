"""What two do at one moment with one register; the words are ids as text (see tests.meeting)."""

from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

from django.db.models import F

from lampit.people.models import User
from lampit.registry import actions
from lampit.registry.actions import importing
from lampit.registry.models import Business, ConfirmLink, ImportRow, ImportRun
from tests.registry.told import told

NOW = datetime(2026, 11, 25, 2, 0, tzinfo=UTC)


def register(actor: str, *_: str) -> None:
    """Register the business of which everybody tells the same."""
    actions.register_business(User.objects.get(pk=actor), told(), now=NOW)


def register_as_other(actor: str, *_: str) -> None:
    """Register it once more: it is another one than those the person saw."""
    seen = set(Business.objects.order_by("id")[:1].values_list("public_id", flat=True))
    actions.register_business(User.objects.get(pk=actor), told(), seen=seen, now=NOW)


def undo(_actor: str, run: str, *_: str) -> None:
    """Take a run back, or an undo."""
    importing.undo_run(ImportRun.objects.get(pk=run), None, now=NOW)


def bring_in(_actor: str, _run: str, path: str, *_: str) -> None:
    """Import a list."""
    found = Path(path)
    run = importing.open_run(None, "63.08", found.name, found, now=NOW)
    importing.start_run(run, now=NOW)


def rename(actor: str, *_: str) -> None:
    """Edit the one business that there is as the page does."""
    person, one = User.objects.get(pk=actor), Business.objects.select_related("owner").get()
    changed = told(
        owner_name=one.owner.name if one.owner else "", name="Nama Baru", nik="",
        village=str(one.village_id),
    )  # fmt: skip
    actions.edit_business(person, one.public_id, changed, based_on=one.version, now=NOW)


def withdraw(_actor: str, run: str, *_: str) -> None:
    """Take the businesses of a run away, as an undo or an erasure does."""
    rows = ImportRow.objects.filter(run=int(run))
    Business.objects.filter(pk__in=rows.values("business_id")).update(
        withdrawn_at=NOW, version=F("version") + 1
    )


def make_sheet(actor: str, village: str, *_: str) -> None:
    """Put the silent businesses of a village on a sheet."""
    actions.make_sheet(User.objects.get(pk=actor), village=village, now=NOW)


def sell(_actor: str, business: str, *_: str) -> None:
    """Note a sign of life of a business, as an order does."""
    actions.confirm_business(Business.objects.get(pk=business), "order", NOW)


def part(actor: str, _business: str, event: str, *_: str) -> None:
    """Take a merge back."""
    actions.unmerge(User.objects.get(pk=actor), int(event), now=NOW)


def give_nib(actor: str, public_id: str, *_: str) -> None:
    """Note the NIB paper of a business."""
    actions.add_permit(User.objects.get(pk=actor), public_id, "nib", "1234567890123", now=NOW)


def names(*_: str) -> list[str]:
    """Return the names of the living businesses, in order."""
    return list(
        Business.objects.filter(withdrawn_at=None).order_by("id").values_list("name", flat=True)
    )


def asked(*_: str) -> list[int]:
    """Return how often each business stands on a sheet."""
    found = Counter(ConfirmLink.objects.values_list("business", flat=True))
    return sorted(found.values())


def nib(*_: str) -> list[str]:
    """Return the NIB of the one business that there is."""
    return list(Business.objects.values_list("nib", flat=True))
