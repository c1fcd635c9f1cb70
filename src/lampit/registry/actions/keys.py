"""Rotation of the field keys: every sealed value is sealed again with the first key."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import models, transaction

from lampit.outside import vault
from lampit.registry.actions._sealed_journal import rotate_journal, rotate_merges
from lampit.registry.models import Business, Consent, ConsentFile, Owner, OwnerSource
from lampit.registry.rules.records import context

CHUNK = 500
# Files are up to five megabytes: few at once.
FILE_CHUNK = 4
SEALED: tuple[tuple[type[models.Model], str, tuple[str, ...], int], ...] = (
    (Owner, "owner", ("nik", "birth"), CHUNK),
    (OwnerSource, "owner", ("nik", "birth"), CHUNK),
    (Business, "business", ("sales", "capital"), CHUNK),
    (Consent, "consent", ("proof",), CHUNK),
    (ConsentFile, "consent_file", ("content",), FILE_CHUNK),
)


@dataclass(frozen=True, slots=True)
class Rotation:
    """What a rotation did: values sealed again, already new, and not to be opened."""

    resealed: int
    unchanged: int
    unreadable: int


def rotate_keys(say: Callable[[int], None] | None = None) -> Rotation:
    """Seal all protected values of the registry with the present key, while others work.

    Each value is replaced only where it still is what was read, so an edit in between wins.
    A broken run is simply started again.
    """
    found: Counter[str] = Counter()
    for model, table, names, size in SEALED:
        for batch in _batches(model, names, size):
            with transaction.atomic():
                found.update(_outcomes(model, table, names, batch))
            if say is not None:
                say(found.total())
    for outcome in (*rotate_journal(), *rotate_merges()):
        found[outcome] += 1
    return Rotation(found["resealed"], found["unchanged"], found["unreadable"])


def _outcomes(
    model: type[models.Model], table: str, names: tuple[str, ...], batch: list[tuple[Any, ...]]
) -> Iterator[str]:
    """Seal the old values of a batch again and yield what became of each."""
    current = vault.current_key()
    for pk, public_id, *sealed in batch:
        for name, old in zip(names, sealed, strict=True):
            if old is None:
                continue
            if vault.key_of(old) == current:
                yield "unchanged"
                continue
            done = _reseal(model, pk, f"{name}_sealed", old, context(table, public_id, name))
            yield "resealed" if done else "unreadable"


def _batches(
    model: type[models.Model], names: tuple[str, ...], size: int
) -> Iterator[list[tuple[Any, ...]]]:
    columns = ["pk", "public_id", *(f"{name}_sealed" for name in names)]
    last = 0
    while True:
        rows = model._default_manager.filter(pk__gt=last).order_by("pk")
        batch = list(rows.values_list(*columns)[:size])
        if not batch:
            return
        yield batch
        last = batch[-1][0]


def _reseal(model: type[models.Model], pk: int, column: str, old: bytes, where: str) -> bool:
    try:
        content = vault.decrypt_bytes(bytes(old), where)
    except vault.VaultError:
        return False
    fresh = vault.encrypt_bytes(content, where)
    model._default_manager.filter(pk=pk, **{column: old}).update(**{column: fresh})
    return True
