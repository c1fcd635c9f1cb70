"""New and changed records against a register: by its index, without reading the register.

Gives what a full run over everything gives for the pairs with one of them. Two things are those
of the last full run: which rules ask for more than usual, and the share of second businesses.
"""

from collections.abc import Callable, Collection

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from lampit.science.linkage.blocks import LARGEST_BLOCK, Ints, codes
from lampit.science.linkage.engine import DuckEngine
from lampit.science.linkage.find import Found, book, cut_of, told
from lampit.science.linkage.index import Hasher, Hashes, Index, joined
from lampit.science.linkage.model import Model
from lampit.science.linkage.ready import Ready, make_ready, rarities, rarity, table

Bools = npt.NDArray[np.bool_]
Read = Callable[[list[int]], pa.Table]


def find_new(
    index: Index,
    new: pa.Table,
    *,
    model: Model,
    read: Read,
    stale: Collection[int] = (),
    threshold: float = 0.6,
) -> Found:
    """Find the pairs of `new` among themselves and with the records of the index.

    Args:
        index: of the last full run with this model.
        new: records that the index does not know, or knows otherwise; `id` whole numbers.
        model: the model.
        read: gives records of the register by id, in the columns of `new`.
        stale: ids that the index knows, but that are gone meanwhile.
        threshold: between 0 and 1.

    Raises:
        Refusal: `ids_double`, `ids_missing`.
    """
    model = model.with_second(index.second)
    fresh = make_ready(new, model.schema)
    out = np.zeros(len(index.ids), bool)
    own = np.asarray(fresh.ids).astype(np.int64)
    out[index.places(np.union1d(own, np.array(list(stale), np.int64)))] = True
    search = _Search(index, model, fresh, out)
    pairs = search.pairs()
    rows = len(index.ids)
    old = np.unique(pairs[pairs < rows])
    known = read(index.ids[old].tolist())
    ready = make_ready(pa.concat_tables([new, known.cast(new.schema)]), model.schema)
    ids = np.asarray(ready.ids).astype(np.int64)
    a, b = (search.ids(side) for side in pairs)
    there = np.isin(a, ids) & np.isin(b, ids)
    a, b = np.searchsorted(ids, a[there]), np.searchsorted(ids, b[there])
    ready = Ready(ready.ids, ready.features, worth=search.rarities(ready))
    total = rows - int(out.sum()) + fresh.rows
    with DuckEngine() as engine:
        engine.load(table(ready, model.schema, model.common), model.schema)
        engine.take(np.minimum(a, b), np.maximum(a, b))
        kept = engine.survivors(book(model), cut_of(threshold) - model.prior(total))
    report = {"records": total, "candidates": len(a), "rules": []}
    return told(ready, model, kept, report, threshold, full=False, records=total)


class _Search:
    """New records beside an index: record n of the new ones has the number rows + n."""

    def __init__(self, index: Index, model: Model, fresh: Ready, out: Bools) -> None:
        self._index, self._model, self._fresh, self._out = index, model, fresh, out
        self._hasher = Hasher(fresh.features, index.secret)
        self._rows = len(index.ids)

    def ids(self, numbers: Ints) -> Ints:
        """Return the ids of numbers."""
        own = np.asarray(self._fresh.ids).astype(np.int64)
        return np.concatenate([self._index.ids, own])[numbers]

    def pairs(self) -> Ints:
        """Return the candidates, each once: 2 × pairs, the first of each a new record."""
        found = [np.zeros((2, 0), np.int64)]
        for number, rule in enumerate(self._model.schema.rules):
            if not self._index.refused[number]:
                on = (*rule.on, *rule.narrow) if self._index.narrowed[number] else rule.on
                found.append(self._met(f"rule-{number}", *self._hasher.members(on)))
        a, b = np.concatenate(found, axis=1)
        swap = (b >= self._rows) & (b < a)  # two new ones meet from both sides
        a, b = np.where(swap, b, a), np.where(swap, a, b)
        width = self._rows + self._fresh.rows
        once = np.unique(a[a != b] * width + b[a != b])
        return np.stack([once // width, once % width])

    def _met(self, name: str, record: Ints, key: Hashes) -> Ints:
        """Return the pairs that one rule makes, blocks split and left out as in a full run."""
        keys, mine = np.unique(key, return_inverse=True)
        place, old = self._index.entries(name, keys)
        stays = ~self._out[old]
        group = np.concatenate([place[stays], mine])
        member = np.concatenate([old[stays], record + self._rows]).astype(np.int64)
        group, member = self._split(group, member)
        new = np.flatnonzero(member >= self._rows)
        order = np.argsort(group, kind="stable")
        sorted_ = group[order]
        low = np.searchsorted(sorted_, group[new], side="left")
        counts = np.searchsorted(sorted_, group[new], side="right") - low
        first = np.repeat(np.cumsum(counts) - counts, counts)
        partner = order[np.repeat(low, counts) + np.arange(counts.sum()) - first]
        return np.stack([np.repeat(member[new], counts), member[partner]])

    def _split(self, group: Ints, member: Ints) -> tuple[Ints, Ints]:
        sizes = np.bincount(group) if len(group) else np.zeros(0, np.int64)
        for name in self._model.schema.split:
            large = sizes[group] > LARGEST_BLOCK
            if not large.any():
                break
            part = self._parts(name, member)
            fine = joined(group.astype(np.uint64) + np.uint64(1), part + np.uint64(1))
            whole = group.astype(np.uint64) << np.uint64(1)  # even, where joined ones are odd
            group = codes(pa.array(np.where(large, fine, whole)))
            sizes = np.bincount(group)
        kept = sizes[group] <= LARGEST_BLOCK
        return group[kept], member[kept]

    def _parts(self, name: str, member: Ints) -> Hashes:
        old = member < self._rows
        found = np.empty(len(member), np.uint64)
        found[old] = self._index.column(f"split-{name}")[member[old]]
        found[~old] = self._hasher.of(name)[member[~old] - self._rows]
        return found

    def rarities(self, ready: Ready) -> dict[str, Ints]:
        """Return what rare values add, counted over the whole register, per record of `ready`."""
        return {
            name: rarity(ready.features[name], self._model.common[name], self._counts(name, ready))
            for name in rarities(self._model.schema)
            if name in self._model.common
        }

    def _counts(self, name: str, ready: Ready) -> tuple[Ints, int]:
        """Return how often each distinct value of a feature stands in the register, and in all."""
        column = ready.features[name]
        flat = column.flatten() if pa.types.is_list(column.type) else column
        values = flat.dictionary_encode().dictionary
        keys = Hasher({name: values}, self._index.secret).of(name)
        place, record = self._index.entries(f"rare-{name}", keys)
        counts = np.bincount(place[~self._out[record]], minlength=len(keys))
        own = self._hasher.members((name,))[1]
        seen, times = np.unique(own, return_counts=True)
        if len(seen):
            at = np.minimum(np.searchsorted(seen, keys), len(seen) - 1)
            counts = counts + np.where(seen[at] == keys, times[at], 0)
        total = int((~self._out[self._index.column(f"rare-{name}.record")]).sum())
        return counts, total + len(own)
