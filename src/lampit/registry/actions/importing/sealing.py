"""Seals what new rows keep secret, a column at a time, under public ids drawn for them.

Of a long list the process that reads marks and seals when it is ahead, else the one that writes:
so both have about as much to do.
"""

from collections.abc import Iterable, Iterator, Sequence
from os import urandom

from lampit.outside import vault
from lampit.registry.rules import ids, records
from lampit.registry.rules.importing.deciding import mark
from lampit.registry.rules.importing.record import Batch, Draft, Sealed


def sealed(
    niks: Sequence[str], births: Sequence[str], sales: Sequence[str], capital: Sequence[str]
) -> Sealed:
    """Return columns sealed with the present key; of an empty text nothing."""
    key = vault.current_key()
    owners, businesses = _public_ids(len(niks)), _public_ids(len(niks))
    return Sealed(
        key, owners, businesses,
        _sealed("owner", "nik", owners, niks), _sealed("owner", "birth", owners, births),
        _sealed("business", "sales", businesses, sales),
        _sealed("business", "capital", businesses, capital),
    )  # fmt: skip


def seal(drafts: list[Draft]) -> None:
    """Mark the rows of drafts and seal what they keep secret."""
    for draft in drafts:
        mark(draft, vault.blind_indexes)
        draft.sealed = sealed(draft.nik, draft.birth, draft.sales, draft.capital)


def seal_early(batches: Iterable[Batch]) -> Iterator[Batch]:
    """Yield batches with their secrets sealed; which the reading process left open."""
    for batch in batches:
        batch.sealed = sealed_now(batch)
        yield batch


def sealed_now(batch: Batch) -> Sealed:
    """Return what a batch keeps sealed; ask in the transaction that writes it.

    What was sealed with a key that is the present one no more is sealed again: who changes the
    keys meanwhile may be past these rows already.
    """
    before = batch.sealed
    if before is not None and before.key == vault.current_key():
        return before
    return sealed(batch.nik, batch.birth, batch.sales, batch.capital)


def _public_ids(count: int) -> list[str]:
    """Return fresh public ids in order, all beginning alike.

    The tree of ids then grows in one place for each block and not in all its leaves, which costs
    more than the rows at a million of them. 42 bits of chance are left: that two of 5,000 are the
    same happens in three blocks of a million, and such a block is refused whole.
    """
    chance = bytearray(urandom(ids.BYTES * count))
    chance[:: ids.BYTES] = chance[:1] * count
    return sorted(ids.public_ids(chance))


def _sealed(
    table: str, name: str, public_ids: Sequence[str], values: Sequence[str]
) -> list[bytes | None]:
    if not any(values):  # a column that the list does not tell
        return [None] * len(values)
    return vault.encrypt_all(values, records.contexts(table, public_ids, name))
