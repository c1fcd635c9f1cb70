"""The person goes out of the grants; what was given stays as a number."""

from datetime import datetime
from pathlib import Path

from django.db import transaction
from django.db.models import Q

from lampit.aid.actions.listing import LIVE_JOBS
from lampit.aid.models import Grant, ListRun, Overlap
from lampit.aid.queries.lists import list_path, of_owner
from lampit.basics.refusal import Refusal
from lampit.people.actions import audit
from lampit.people.models import User
from lampit.registry.models import Owner

ERASED_NAME = "(dihapus)"


def erase_owner(actor: User | None, owner: Owner, *, now: datetime) -> int:
    """Erase what identifies a person in the grants and return how many were touched.

    Programme, amount, state, day and village stay: money of the public is accounted for. Call it
    before the owner's own NIK is erased, so that grants of lists are found by it.

    Raises:
        Refusal: `list_running` while a list that holds her is being brought in.
    """
    with transaction.atomic():
        found = of_owner(owner)
        ids = list(found.values_list("pk", flat=True))
        _drop_files(list(found.exclude(run=None).values_list("run", flat=True).distinct()))
        touched = Grant.objects.filter(pk__in=ids).update(
            owner=None, name=ERASED_NAME, nik_index="", kk_index="", rt="", address="", phone="",
            reason="", erased_at=now,
        )  # fmt: skip
        held = Q(grant__in=ids) | Q(other__in=ids)
        Overlap.objects.filter(held).exclude(reason="").update(reason="")
        if touched:
            audit(
                actor, "aid_erased", subject_kind="owner", subject_id=owner.public_id,
                region=owner.region_id, at=now,
            )  # fmt: skip
    return touched


def _drop_files(run_ids: list[int]) -> None:
    """Delete the files of lists that hold her; their digest, counts and grants stay.

    One that stopped half way cannot be gone on with then: it would record her anew.
    """
    runs = ListRun.objects.filter(pk__in=run_ids).exclude(path="")
    if runs.filter(job__state__in=LIVE_JOBS).exists():
        raise Refusal(
            "list_running", "Daftar bantuan yang memuatnya sedang dimasukkan. Tunggu dulu."
        )
    paths = [list_path(run) for run in runs]
    runs.update(path="")
    transaction.on_commit(lambda: _unlink(paths))


def _unlink(paths: list[Path]) -> None:
    for path in paths:
        path.unlink(missing_ok=True)
