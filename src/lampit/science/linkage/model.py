"""A trained model: the schema with its numbers, as one versioned JSON file.

Weights are log2(m/u), kept in tenths: what the explanation shows adds up to the match weight
exactly, on every engine and in every order.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from importlib import resources
from typing import Any

import numpy as np
import numpy.typing as npt

from lampit.science.linkage.schema import Schema, SchemaError, read_schema

TENTHS = 10
# Below this many records the frequencies of a register are leaned on the model's.
LEAN = 2_000
# A handful of records is a piece of a register: true pairs are no more likely than in this many.
LEAST_RECORDS = 1_000
Levels = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Model:
    """Numbers of one schema.

    Attributes:
        name, version: `businesses`, `1`.
        schema: what is compared.
        told: the schema's own JSON, so that a model file stands alone.
        matches: true pairs per record; the prior follows from it and the number of records.
        m, u: probability of each level among true and among other pairs, per comparison.
        common: per rarity feature, how often two other records agree on it by chance.
        second: what a full run found about second businesses of one owner, see `second`.
        training: facts of the training (records, pairs, rules, rounds), for the reader.
        evaluation: how the model did on named files, for the reader.
    """

    name: str
    version: str
    schema: Schema
    told: Mapping[str, Any]
    matches: float
    m: Mapping[str, tuple[float, ...]]
    u: Mapping[str, tuple[float, ...]]
    common: Mapping[str, float]
    second: Mapping[str, float] = field(default_factory=dict)
    training: Mapping[str, Any] = field(default_factory=dict)
    evaluation: tuple[Mapping[str, Any], ...] = ()

    @property
    def title(self) -> str:
        """Return name and version, as results name the model: `businesses-1`."""
        return f"{self.name}-{self.version}"

    def prior(self, records: int) -> int:
        """Return the weight of two records of a register before any evidence, in tenths."""
        share = min(0.5, 2 * self.matches / (max(records, LEAST_RECORDS) - 1))
        return tenths(np.log2(share / (1 - share)))

    def weights(self) -> list[Levels]:
        """Return the weight of each level in tenths, per comparison; level 0 (missing) is 0."""
        return [
            np.array([0, *(tenths(np.log2(m / u)) for m, u in zip(
                self.m[c.name], self.u[c.name], strict=True))])
            for c in self.schema.comparisons
        ]  # fmt: skip

    def as_json(self) -> str:
        """Write the model as its file."""
        data = {
            "name": self.name,
            "version": self.version,
            "matches_per_record": self.matches,
            "levels": {
                c.name: [
                    {"word": level.word, "m": m, "u": u}
                    for level, m, u in zip(c.levels, self.m[c.name], self.u[c.name], strict=True)
                ]
                for c in self.schema.comparisons
            },
            "common": dict(self.common),
            "second": dict(self.second),
            "training": dict(self.training),
            "evaluation": [dict(row) for row in self.evaluation],
            "schema": self.told,
        }
        return json.dumps(data, ensure_ascii=False, indent=1) + "\n"

    def with_second(self, second: Mapping[str, float]) -> "Model":
        """Return the model with another finding about second businesses."""
        return replace(self, second=dict(second))


def tenths(bits: float) -> int:
    """Round a weight to tenths of a bit."""
    return round(float(bits) * TENTHS)


def read_model(text: str) -> Model:
    """Read a model file.

    Raises:
        SchemaError: `model_invalid` or `schema_invalid`.
    """
    try:
        told = json.loads(text)
        schema = read_schema(told["schema"])
        levels = {c.name: told["levels"][c.name] for c in schema.comparisons}
        for comparison in schema.comparisons:
            if len(levels[comparison.name]) != len(comparison.levels):
                raise ValueError(comparison.name)
        return Model(
            name=told["name"],
            version=told["version"],
            schema=schema,
            told=told["schema"],
            matches=float(told["matches_per_record"]),
            m={name: tuple(float(x["m"]) for x in found) for name, found in levels.items()},
            u={name: tuple(float(x["u"]) for x in found) for name, found in levels.items()},
            common={name: float(x) for name, x in told["common"].items()},
            second=told.get("second", {}),
            training=told.get("training", {}),
            evaluation=tuple(told.get("evaluation", ())),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise SchemaError("model_invalid", f"Berkas model tidak terbaca: {error}.") from error


def shipped(name: str = "businesses") -> Model:
    """Return the model that comes with this version of Lampit."""
    return read_model(_file(f"{name}.model.json"))


def shipped_schema(name: str = "businesses") -> Mapping[str, Any]:
    """Return the JSON of the schema from which the shipped model was trained."""
    found: Mapping[str, Any] = json.loads(_file(f"{name}.schema.json"))
    return found


def _file(name: str) -> str:
    return (resources.files("lampit.science.linkage") / "data" / name).read_text("utf-8")
