"""Evidence of a pair in words: `NIK sama +18,4 · nama mirip +5,1 · desa beda −2,0 · awal −13,2`.

The parts stand strongest first, the prior last; they add up to the match weight w, and the
probability is 2^w/(1 + 2^w).
"""

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from lampit.science.linkage.model import TENTHS, Model

PRIOR = "awal"
SECOND = ("pemilik", "punya usaha lain")
Ints = npt.NDArray[np.int64]
KIND = pa.list_(
    pa.struct([("field", pa.string()), ("level", pa.string()), ("weight", pa.float64())])
)


def show(weight: int) -> str:
    """Write tenths with sign and decimal comma: `+18,4`, `−2,0`."""
    sign = "−" if weight < 0 else "+"
    return f"{sign}{abs(weight) // TENTHS},{abs(weight) % TENTHS}"


def told(
    model: Model, levels: Ints, weights: Ints, reduced: Ints, prior: int
) -> tuple[pa.Array, pa.Array]:
    """Return (explanation, evidence) of pairs; `weights` per comparison in tenths."""
    pairs, count = levels.shape
    words = [[(c.label, level.word) for level in c.levels] for c in model.schema.comparisons]
    columns = np.column_stack([weights, reduced])
    present = np.column_stack([levels > 0, reduced != 0])
    order = np.argsort(np.where(present, -np.abs(columns), 1), axis=1, kind="stable")
    texts: list[str] = []
    names: list[str] = []
    grades: list[str] = []
    numbers: list[float] = []
    offsets = [0]
    known: dict[tuple[int, int, int], str] = {}
    end = f"{PRIOR} {show(prior)}"
    parts_of = present.sum(axis=1)
    for pair in range(pairs):
        parts = []
        for place in order[pair, : parts_of[pair]]:
            level = int(levels[pair, place]) if place < count else 0
            weight = int(columns[pair, place])
            label, word = words[place][level - 1] if place < count else SECOND
            key = (int(place), level, weight)
            if key not in known:
                known[key] = f"{label} {word} {show(weight)}"
            parts.append(known[key])
            names.append(label)
            grades.append(word)
            numbers.append(weight / TENTHS)
        names.append(PRIOR)
        grades.append("")
        numbers.append(prior / TENTHS)
        offsets.append(len(names))
        texts.append(" · ".join([*parts, end]))
    kind = KIND.value_type
    structs = pa.StructArray.from_arrays(
        [pa.array(names, pa.string()), pa.array(grades, pa.string()),
         pa.array(numbers, pa.float64())],
        fields=[kind.field(n) for n in range(3)],
    )  # fmt: skip
    lists = pa.ListArray.from_arrays(pa.array(offsets, pa.int32()), structs)
    return pa.array(texts, pa.string()), lists
