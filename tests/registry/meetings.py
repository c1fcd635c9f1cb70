"""What two do at one moment with one register; the words are ids as text (see tests.meeting)."""

from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

from django.db import transaction
from django.db.models import F

from lampit.people.models import Job, User
from lampit.registry import actions
from lampit.registry.actions import importing
from lampit.registry.actions.storing import FoundPair
from lampit.registry.models import Business, ConfirmLink, ImportRow, ImportRun, Owner, Pair
from lampit.registry.rules.owning import Successor
from tests.registry.lookalikes import mark
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


def search(*_: str) -> None:
    """Bring the queue up to date with a full search that finds no pair any more."""
    actions.store_pairs("63.08", [], "uji-2", now=NOW, is_full=True)


def find_again(*_: str) -> None:
    """Bring the queue up to date with a search that finds the pairs it holds."""
    known = [FoundPair(one.left_id, one.right_id, 0.8) for one in Pair.objects.all()]
    actions.store_pairs("63.08", known, "uji-2", now=NOW)


def find_new(_actor: str, one: str, other: str, *_: str) -> None:
    """Bring the queue up to date with a search that finds a pair nobody knew."""
    actions.store_pairs("63.08", [FoundPair(int(one), int(other), 0.8)], "uji-2", now=NOW)


def answer(actor: str, pair: str, *_: str) -> None:
    """Say that both records of a pair are different."""
    found = Pair.objects.get(pk=pair)
    actions.decide(User.objects.get(pk=actor), found.pk, "beda", mark=mark(found), now=NOW)


def unite(actor: str, pair: str, *_: str) -> None:
    """Say that both records of a pair are the same."""
    found = Pair.objects.get(pk=pair)
    actions.merge_pair(User.objects.get(pk=actor), found.pk, mark=mark(found), now=NOW)


def take_back(actor: str, *_: str) -> None:
    """Take the last answer back."""
    actions.undo_last(User.objects.get(pk=actor), now=NOW)


def pass_on(actor: str, public_id: str, *_: str) -> None:
    """Note that a business belongs to the daughter now; her NIK nobody knows yet."""
    told_of = Successor("Noor Aisyah", NOW.date(), "waris")
    actions.pass_on(User.objects.get(pk=actor), public_id, told_of, now=NOW)


def pass_on_at_once(actor: str, public_id: str, *_: str) -> None:
    """Do so in one transaction, as the desk does."""
    with transaction.atomic():
        pass_on(actor, public_id)


def merge(actor: str, _public_id: str, *records: str) -> None:
    """Say that records are one business."""
    ids = [int(record) for record in records]
    actions.merge(User.objects.get(pk=actor), ids, now=NOW, reason="satu usaha")


def answers(*_: str) -> list[str]:
    """Return what is said of each pair."""
    return list(Pair.objects.order_by("id").values_list("state", flat=True))


def owners(*_: str) -> list[str]:
    """Return the names of all owners."""
    return list(Owner.objects.order_by("id").values_list("name", flat=True))


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


def queue_first(actor: str, first: str, *_: str) -> None:
    """Press "Masukkan" of one checked list."""
    _queue(actor, first)


def queue_second(actor: str, _first: str, second: str, *_: str) -> None:
    """Press "Masukkan" of another."""
    _queue(actor, second)


def _queue(actor: str, run: str) -> None:
    person = User.objects.get(pk=actor)
    importing.queue_run(ImportRun.objects.get(pk=run), person, back_url="/", now=NOW)


def start_waiting(*_: str) -> None:
    """Start the import whose turn it is."""
    importing.start_next("63.08", now=NOW)


def imports(*_: str) -> list[str]:
    """Return the states of all imports, then how many jobs bring one in."""
    states = sorted(ImportRun.objects.values_list("state", flat=True))
    return [*states, str(Job.objects.filter(kind="import").count())]
