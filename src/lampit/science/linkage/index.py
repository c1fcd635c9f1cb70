"""What a full run leaves behind, so that new records need not wait for the next one.

Per blocking rule the keys of all records, sorted; per feature whose rare values weigh more, its
values. All are keyed hashes of 64 bits: no name, number or date can be read from the files
without the key. Reading is by memory map, a few pages per new record.
"""

import json
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path
from typing import Any, Self

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from lampit.science.linkage.blocks import Blocks, Ints
from lampit.science.linkage.model import Model
from lampit.science.linkage.ready import Ready, rarities

ABOUT = "about.json"
FORM = 1
Hashes = npt.NDArray[np.uint64]
_SPREAD = np.uint64(0x9E3779B97F4A7C15)


@dataclass(slots=True)
class Hasher:
    """Hashes the values of features, each distinct value once; 0 is missing."""

    features: Mapping[str, pa.Array]
    secret: bytes
    known: dict[str, Hashes] = field(default_factory=dict)

    def of(self, feature: str) -> Hashes:
        """Return the hash of each record's value; of lists, that of each member in their order."""
        if feature not in self.known:
            column = self.features[feature]
            self.known[feature] = self._hashes(
                column.flatten() if pa.types.is_list(column.type) else column
            )
        return self.known[feature]

    def _hashes(self, column: pa.Array) -> Hashes:
        coded = column.dictionary_encode()
        values = np.zeros(len(coded.dictionary) + 1, np.uint64)
        for place, text in enumerate(coded.dictionary):
            told = blake2b(str(text).encode(), digest_size=8, key=self.secret).digest()
            values[place + 1] = int.from_bytes(told, "little") or 1
        return values[np.asarray(coded.indices.fill_null(-1)).astype(np.int64) + 1]

    def members(self, on: Sequence[str]) -> tuple[Ints, Hashes]:
        """Return (record, key) for all records that have every part of a blocking key."""
        lists = {name: pa.types.is_list(self.features[name].type) for name in on}
        first, *others = sorted(on, key=lambda name: not lists[name])
        column = self.features[first]
        record = np.arange(len(column), dtype=np.int32)
        if lists[first]:
            record = np.asarray(pc.list_parent_indices(column)).astype(np.int32)
        key = self.of(first)
        for name in others:
            key = joined(key, self.of(name)[record])
        kept = key != 0
        return record[kept], key[kept]


def joined(left: Hashes, right: Hashes) -> Hashes:
    """Join two hashes into one; missing stays missing."""
    mixed = (left ^ (right * _SPREAD)) * _SPREAD
    mixed ^= mixed >> np.uint64(29)
    return np.where((left == 0) | (right == 0), np.uint64(0), mixed | np.uint64(1))


@dataclass(frozen=True, slots=True)
class Keep:
    """Where a full run leaves its index.

    Attributes:
        folder: written anew as a whole; ids of the records must be whole numbers.
        secret: key of the hashes, at most 64 bytes.
        told: what the caller wants to find again in `Index.told`.
    """

    folder: Path
    secret: bytes
    told: Mapping[str, Any] = field(default_factory=dict)

    def write(self, ready: Ready, blocks: Sequence[Blocks], model: Model) -> None:
        """Write the index of a register beside the old one, then put it in its place."""
        fresh = self.folder.with_name(self.folder.name + ".new")
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(parents=True, mode=0o700)
        hasher, schema = Hasher(ready.features, self.secret), model.schema
        np.save(fresh / "ids.npy", np.asarray(ready.ids).astype(np.int64))
        for number, (rule, block) in enumerate(zip(schema.rules, blocks, strict=True)):
            on = (*rule.on, *rule.narrow) if block.narrowed else rule.on
            _sorted(fresh, f"rule-{number}", *hasher.members(on))
        for name in rarities(schema):
            _sorted(fresh, f"rare-{name}", *hasher.members((name,)))
        for name in schema.split:
            np.save(fresh / f"split-{name}.npy", hasher.of(name))
        about = {
            "form": FORM,
            "model": model.title,
            "check": _check(self.secret),
            "second": dict(model.second),
            "narrowed": [block.narrowed for block in blocks],
            "refused": [bool(block.refused) for block in blocks],
            "told": dict(self.told),
        }
        (fresh / ABOUT).write_text(json.dumps(about), encoding="utf-8")
        shutil.rmtree(self.folder, ignore_errors=True)
        fresh.rename(self.folder)


def _sorted(folder: Path, name: str, record: Ints, key: Hashes) -> None:
    order = np.argsort(key, kind="stable")
    np.save(folder / f"{name}.key.npy", key[order])
    np.save(folder / f"{name}.record.npy", record[order])


def _check(secret: bytes) -> str:
    return blake2b(b"lampit", digest_size=8, key=secret).hexdigest()


@dataclass(frozen=True, slots=True)
class Index:
    """An index of a register, opened.

    Attributes:
        folder: where it lies.
        secret: key of its hashes.
        ids: ids of the records, ascending; a record's place is its number in all files.
        second, narrowed, refused: what the full run found, see `Model.second` and `Blocks`.
        told: what the caller had noted.
    """

    folder: Path
    secret: bytes
    ids: Ints
    second: Mapping[str, float]
    narrowed: Sequence[bool]
    refused: Sequence[bool]
    told: Mapping[str, Any]

    @classmethod
    def open(cls, folder: Path, secret: bytes, model: Model) -> Self | None:
        """Return the index; None where there is none of this model, key and form."""
        try:
            about = json.loads((folder / ABOUT).read_text("utf-8"))
            ids = np.load(folder / "ids.npy", mmap_mode="r")
        except (OSError, ValueError):
            return None
        asked = (FORM, model.title, _check(secret))
        if (about["form"], about["model"], about["check"]) != asked:
            return None
        return cls(
            folder, secret, ids, about["second"], about["narrowed"], about["refused"],
            about["told"],
        )  # fmt: skip

    def column(self, name: str) -> Any:
        """Return one file, mapped."""
        return np.load(self.folder / f"{name}.npy", mmap_mode="r")

    def places(self, ids: Ints) -> Ints:
        """Return the places of those of `ids` that are in the index."""
        place = np.searchsorted(self.ids, ids)
        place = place[place < len(self.ids)] if len(self.ids) else place[:0]
        return place[np.isin(self.ids[place], ids)]

    def entries(self, name: str, keys: Hashes) -> tuple[Ints, Ints]:
        """Return (place of the key in `keys`, record) of all entries under distinct keys."""
        known, record = self.column(f"{name}.key"), self.column(f"{name}.record")
        low = np.searchsorted(known, keys, side="left")
        counts = np.searchsorted(known, keys, side="right") - low
        first = np.repeat(np.cumsum(counts) - counts, counts)
        place = np.repeat(low, counts) + np.arange(counts.sum()) - first
        return np.repeat(np.arange(len(keys)), counts), np.asarray(record[place])
