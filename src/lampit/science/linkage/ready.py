"""Records made ready: sorted by id, cleaned, with what rare values add to a weight."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from lampit.basics.refusal import Refusal
from lampit.science.linkage.blocks import Ints, codes
from lampit.science.linkage.fields import features
from lampit.science.linkage.model import LEAN, TENTHS
from lampit.science.linkage.schema import Schema


@dataclass(frozen=True, slots=True)
class Ready:
    """A register that can be compared.

    Attributes:
        ids: the ids, ascending; the place of a record in it is its number in both engines.
        features: one array per feature, in the order of the ids.
        coded: codes of features that were asked for.
        worth: what rare values add, where it was counted elsewhere than in these records.
    """

    ids: pa.Array
    features: Mapping[str, pa.Array]
    coded: dict[str, Ints] = field(default_factory=dict)
    worth: Mapping[str, Ints] = field(default_factory=dict)

    @property
    def rows(self) -> int:
        """Return how many records there are."""
        return len(self.ids)

    def code(self, feature: str) -> Ints:
        """Return one number per distinct value of a feature, -1 where missing."""
        if feature not in self.coded:
            self.coded[feature] = codes(self.features[feature])
        return self.coded[feature]

    def rarity(self, feature: str, common: float) -> Ints:
        """Return what the value of each record adds to the weight of agreeing on it, in tenths."""
        if feature in self.worth:
            return self.worth[feature]
        return rarity(self.features[feature], common)


def make_ready(records: pa.Table, schema: Schema) -> Ready:
    """Sort by id and clean; the order of the rows is forgotten here.

    Raises:
        Refusal: `ids_double`, `ids_missing`.
    """
    ids = records[schema.id].combine_chunks() if schema.id in records.column_names else None
    if ids is None:
        ids = pa.array(np.arange(1, records.num_rows + 1))
    if pa.types.is_dictionary(ids.type):
        ids = ids.dictionary_decode()
    if ids.null_count:
        raise Refusal("ids_missing", "Ada baris tanpa id. Isi kolom id di setiap baris.")
    order = pc.sort_indices(ids)
    ids = ids.take(order)
    if len(ids) > 1:
        same = pc.equal(ids[1:], ids[:-1])
        if pc.any(same).as_py():
            double = ids[1:].filter(same)[0].as_py()
            raise Refusal("ids_double", f"Id {double} ada lebih dari sekali. Id harus tunggal.")
    return Ready(ids, features(records.take(order), schema.fields))


def coincidence(column: pa.Array) -> float:
    """Return the chance that two other records with a value have the same one."""
    counts = np.bincount(_known(column)[1])
    total = int(counts.sum())
    if total < 2:
        return 1.0
    found = float((counts.astype(float) * (counts - 1)).sum() / (total * (total - 1.0)))
    return float(max(found, 1.0 / (total * (total - 1.0))))


def rarity(column: pa.Array, common: float, counted: tuple[Ints, int] | None = None) -> Ints:
    """Return what the value of each record adds to the weight of agreeing on it, in tenths.

    A value as frequent as the model expects adds 0; `Siti Aisyah` takes away, a name that
    nobody else has adds. Small registers lean on the model's expectation. `counted` is how
    often each distinct value stands in the register and how many values that has, where these
    records are only a part of it.
    """
    record, code = _known(column)
    counts, total = counted or (np.bincount(code), len(code))
    share = (counts + LEAN * common) / (total + LEAN)
    value = np.rint(TENTHS * np.log2(common / share)).astype(np.int64) if total else counts
    found = np.zeros(len(column), np.int64)
    if pa.types.is_list(column.type):
        # Of two numbers the commoner one counts: agreement on it may be all there is.
        found[:] = np.iinfo(np.int64).max
        np.minimum.at(found, record, value[code])
        found[found == np.iinfo(np.int64).max] = 0
    else:
        found[record] = value[code]
    return found


def _known(column: pa.Array) -> tuple[Ints, Ints]:
    """Return (record, code) of every value that is there."""
    if pa.types.is_list(column.type):
        record = np.asarray(pc.list_parent_indices(column)).astype(np.int64)
        return record, codes(column.flatten())
    code = codes(column)
    record = np.flatnonzero(code >= 0)
    return record, code[record]


def rarities(schema: Schema) -> list[str]:
    """Return the features whose rare values weigh more."""
    return sorted({level.rarity for c in schema.comparisons for level in c.levels} - {""})


def table(ready: Ready, schema: Schema, common: Mapping[str, float]) -> pa.Table:
    """Return what the engine compares: number, features that levels read, rarities."""
    wanted = sorted({f for c in schema.comparisons for f in c.features})
    columns: dict[str, Any] = {"i": pa.array(np.arange(ready.rows, dtype=np.int32))}
    columns |= {name: ready.features[name] for name in wanted}
    for name in rarities(schema):
        add = ready.rarity(name, common[name]) if name in common else None
        cells = np.zeros(ready.rows, np.int32) if add is None else add.astype(np.int32)
        columns[f"rare_{name}"] = pa.array(cells)
    return pa.table(columns)
