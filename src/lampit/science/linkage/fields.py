"""Cleaning, once per distinct value: from the columns of a register to features to compare.

A field of kind `person` called `owner` gives the features `owner`, `owner_flat`, `owner_loose`,
`owner_first`, `owner_last` and `owner_words`; each kind's features stand at its function. A
feature that a cell does not tell is null: missing is no evidence.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from csv import DictReader
from datetime import date
from functools import cache
from importlib import resources
from itertools import islice
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from lampit.national import addresses, dates, names, nik, phone
from lampit.science.linkage import quick
from lampit.science.linkage.blocks import codes
from lampit.science.linkage.schema import ENDINGS

# Two-digit years and ages need a day; linkage of the same file must not change at midnight.
EDITION = date(2026, 12, 31)
PIECE = 50_000
TEXTS = pa.list_(pa.string())
WORDS_COMPARED = 40  # of a business name
EMPTY = (None, None, None)
METRES_EAST, METRES_NORTH = 111_320, 110_574  # one degree at the equator, WGS84


def features(records: pa.Table, fields: Sequence[Mapping[str, Any]]) -> dict[str, pa.Array]:
    """Return the features of all `fields`, one array per feature, in the order of the records."""
    made: dict[str, pa.Array] = {}
    for field in fields:
        made |= _KINDS[field["kind"]](records, field, made)
    return made


def _column(records: pa.Table, field: Mapping[str, Any]) -> pa.Array:
    """Return the text of a field: its columns joined with blanks; null where all are empty."""
    columns = [c for c in field.get("from", [field["name"]]) if c in records.column_names]
    if not columns:
        return pa.nulls(records.num_rows, pa.string())
    cells = [
        pc.utf8_trim_whitespace(pc.cast(_flat(records[c]), pa.string()).fill_null(""))
        for c in columns
    ]
    text = cells[0] if len(cells) == 1 else pc.binary_join_element_wise(*cells, " ")
    text = pc.utf8_trim_whitespace(text)
    return pc.if_else(pc.equal(text, ""), pa.scalar(None, pa.string()), text)


def _flat(column: pa.ChunkedArray) -> pa.Array:
    found = column.combine_chunks()
    return found.dictionary_decode() if pa.types.is_dictionary(found.type) else found


def per_value(
    column: pa.Array,
    clean: Callable[[str], tuple[Any, ...]],
    types: Sequence[pa.DataType],
    quick: Callable[[pa.Array], tuple[quick.Bools, list[pa.Array]]] | None = None,
) -> list[pa.Array]:
    """Clean each distinct value once and give every record its value's features.

    What `quick` says of plainly written values is what `clean` says, in bulk.
    """
    coded = column.dictionary_encode()
    values = coded.dictionary
    if quick is None:
        arrays = _in_pieces(map(clean, _texts(values)), types)
        return [array.take(coded.indices) for array in arrays]
    plain, told = quick(values)
    rest = _in_pieces(map(clean, _texts(values.filter(pa.array(~plain)))), types)
    place = np.empty(len(values), np.int64)
    place[np.concatenate([np.flatnonzero(plain), np.flatnonzero(~plain)])] = np.arange(len(values))
    indices = pa.array(place).take(coded.indices)
    return [pa.concat_arrays(both).take(indices) for both in zip(told, rest, strict=True)]


def _texts(values: pa.Array) -> Iterator[str]:
    """Yield the values piece by piece: a million Python texts at once would be 100 MB."""
    for start in range(0, len(values), PIECE):
        yield from values.slice(start, PIECE).to_pylist()


def _in_pieces(told: Iterable[tuple[Any, ...]], types: Sequence[pa.DataType]) -> list[pa.Array]:
    """Turn rows of parts into one array per part."""
    rows = iter(told)
    pieces: list[list[pa.Array]] = [[] for _ in types]
    while some := list(islice(rows, PIECE)):
        for made, part, kind in zip(pieces, zip(*some, strict=True), types, strict=True):
            made.append(pa.array(part, kind))
    return [
        pa.concat_arrays(made) if made else pa.nulls(0, kind)
        for made, kind in zip(pieces, types, strict=True)
    ]


def _named(field: Mapping[str, Any], arrays: Sequence[pa.Array]) -> dict[str, pa.Array]:
    endings = ENDINGS[field["kind"]]
    return {field["name"] + end: array for end, array in zip(endings, arrays, strict=True)}


def _nik(records: pa.Table, field: Mapping[str, Any], _made: Any) -> dict[str, pa.Array]:
    """`nik` (16 digits of good form), `nik_head` (region and birth), `nik_born`, `nik_sex`."""

    def clean(value: str) -> tuple[Any, ...]:
        try:
            found = nik.parse(value, EDITION)
        except nik.NikError:
            return None, None
        return found.number, f"{found.born_on:%Y%m%d}"

    number, born = per_value(
        _column(records, field), clean, [pa.string()] * 2,
        lambda values: quick.niks(values, EDITION.year % 100),
    )  # fmt: skip
    woman = pc.greater(pc.utf8_slice_codeunits(number, 6, 8), "40")
    sex = pc.if_else(woman, pa.scalar("P"), pa.scalar("L"))
    head = pc.utf8_slice_codeunits(number, 0, 12)
    return _named(field, (number, head, born, sex))


def _person(records: pa.Table, field: Mapping[str, Any], _made: Any) -> dict[str, pa.Array]:
    """`owner` (sorted words), `_flat` (in order, joined), `_loose`, `_first`, `_last`, `_words`."""

    def clean(value: str) -> tuple[Any, ...]:
        words = names.words(value)
        if not words:
            return None, None, None, None, None, None
        full = [word for word in words if len(word) > 1] or list(words)
        strict, flat = " ".join(sorted(words)), "".join(words)
        return strict, flat, names.loose_key(value), full[0], full[-1], sorted(set(full))

    text = pa.string()
    arrays = per_value(_column(records, field), clean, [text] * 5 + [pa.list_(text)])
    return _named(field, arrays)


def _business(
    records: pa.Table, field: Mapping[str, Any], made: Mapping[str, pa.Array]
) -> dict[str, pa.Array]:
    """`shop` (words less the owner's, sorted), `shop_core` (less UD, warung …), `shop_flat`.

    The owner's words are compared already; counting them twice would make brothers of the
    warungs of all who are called Aminah.
    """
    coded = _column(records, field).dictionary_encode()
    words = [names.plain_words(value) for value in _texts(coded.dictionary)]
    row = np.asarray(coded.indices.fill_null(0)).astype(np.int64)
    owned = np.zeros(len(row), np.int64)
    owner = made.get(f"{field.get('less')}")
    if owner is not None and words:
        lists = pa.DictionaryArray.from_arrays(coded.indices, pa.array(words, TEXTS))
        owned = quick.shared(owner.dictionary_encode(), lists, WORDS_COMPARED)
    kinds = codes(pa.array(owned)).astype(np.int64)
    _, first, place = np.unique(
        row * (int(kinds.max(initial=0)) + 1) + kinds, return_index=True, return_inverse=True
    )
    shops = (_shop(_less(words[row[n]], int(owned[n]))) if words else EMPTY for n in first)
    arrays = _in_pieces(shops, [pa.string()] * 3)
    kept = pa.array(place, mask=np.asarray(coded.indices.is_null()))
    return _named(field, [array.take(kept) for array in arrays])


def _less(words: Sequence[str], bits: int) -> list[str]:
    """Return the words whose bit is not set."""
    return [word for place, word in enumerate(words) if not bits >> place & 1]


def _shop(words: Sequence[str]) -> tuple[str | None, ...]:
    own = sorted(words)
    kept = [word for word in own if word not in names.BUSINESS_WORDS]
    return " ".join(own) or None, " ".join(kept) or None, "".join(words) or None


def _phone(records: pa.Table, field: Mapping[str, Any], _made: Any) -> dict[str, pa.Array]:
    """`phone`: the first two numbers of the cell in E.164 as a list; fillers are missing."""

    def clean(value: str) -> tuple[Any, ...]:
        return (list(islice(phone.read(value).numbers, 2)) or None,)

    return _named(
        field, per_value(_column(records, field), clean, [pa.list_(pa.string())], quick.mobiles)
    )


def _village(records: pa.Table, field: Mapping[str, Any], _made: Any) -> dict[str, pa.Array]:
    """`village` (63.08.05.2007), `village_district` (63.08.05), `village_x`, `village_y`.

    The last two are whole metres of a point inside the village; missing where no map is known.
    """

    def clean(value: str) -> tuple[Any, ...]:
        digits = "".join(c for c in value if c.isdigit())
        if len(digits) == 10:
            value = f"{digits[:2]}.{digits[2:4]}.{digits[4:6]}.{digits[6:]}"
        return value, value.rpartition(".")[0] or None, *points.get(value, (None, None))

    points = village_points()
    types = [pa.string()] * 2 + [pa.int32()] * 2
    arrays = per_value(_column(records, field), clean, types)
    return _named(field, arrays)


@cache
def village_points() -> Mapping[str, tuple[int, int]]:
    """Return village code → (x, y), whole metres east of Greenwich and north of the South Pole.

    Flat as at the equator: at 8 degrees south a distance comes out 1 % too long.
    """
    file = resources.files("lampit.science.linkage") / "data" / "village_points.csv"
    return {
        row["code"]: (
            round(float(row["lon"]) * METRES_EAST), round((float(row["lat"]) + 90) * METRES_NORTH)
        )
        for row in DictReader(file.read_text("utf-8").splitlines())
    }  # fmt: skip


def _date(
    records: pa.Table, field: Mapping[str, Any], made: Mapping[str, pa.Array]
) -> dict[str, pa.Array]:
    """`born` (YYYYMMDD), `born_day` (null for 1 January, written for a year alone), `born_year`.

    Where the cell tells nothing, or only the year, the feature `else` (of the NIK) tells it.
    """

    def clean(value: str) -> tuple[str | None]:
        bare = value.replace("-", "")
        if len(bare) == 8 and bare.isdigit() and bare[:2] in {"19", "20"}:
            return (bare if bare[4:6] <= "12" and bare[6:] <= "31" else None,)
        when = dates.parse(value, EDITION)
        day = when.first_day if when.precision in {"day", "year"} else None
        return (f"{day:%Y%m%d}" if day else None,)

    born = per_value(_column(records, field), clean, [pa.string()])[0]
    other = made.get(field.get("else", ""))
    if other is not None:
        same_year = pc.equal(
            pc.utf8_slice_codeunits(born, 0, 4), pc.utf8_slice_codeunits(other, 0, 4)
        )
        vague = pc.and_kleene(pc.equal(pc.utf8_slice_codeunits(born, 4), "0101"), same_year)
        born = pc.coalesce(pc.if_else(vague.fill_null(False), other, born), other)
    vague = pc.equal(pc.utf8_slice_codeunits(born, 4), "0101")
    day = pc.if_else(vague, pa.scalar(None, pa.string()), born)
    arrays = (born, day, pc.utf8_slice_codeunits(born, 0, 4))
    return _named(field, arrays)


def _address(records: pa.Table, field: Mapping[str, Any], _made: Any) -> dict[str, pa.Array]:
    """`address_rt`: the number of the RT."""

    def clean(value: str) -> tuple[str | None]:
        return (addresses.rt_rw(value)[0] or None,)

    return _named(field, per_value(_column(records, field), clean, [pa.string()]))


def _text(records: pa.Table, field: Mapping[str, Any], _made: Any) -> dict[str, pa.Array]:
    """`suburb`: small letters and single blanks."""

    def clean(value: str) -> tuple[str | None]:
        return (" ".join(value.lower().split()) or None,)

    return _named(field, per_value(_column(records, field), clean, [pa.string()]))


def _code(records: pa.Table, field: Mapping[str, Any], _made: Any) -> dict[str, pa.Array]:
    """`postcode`: letters and digits only."""

    def clean(value: str) -> tuple[str | None]:
        return ("".join(c for c in value.lower() if c.isalnum()) or None,)

    return _named(field, per_value(_column(records, field), clean, [pa.string()]))


_KINDS: dict[str, Callable[[pa.Table, Mapping[str, Any], Any], dict[str, pa.Array]]] = {
    "nik": _nik, "person": _person, "business": _business, "phone": _phone,
    "village": _village, "date": _date, "address": _address, "text": _text, "code": _code,
}  # fmt: skip
