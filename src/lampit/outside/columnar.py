"""Parquet out of the house, one row group at a time: memory holds no more than that."""

import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import islice

ROW_GROUP = 20_000
# The names of Arrow's types.
TYPES = {"text": "string", "whole": "int64", "date": "date32", "flag": "bool"}
Cell = str | int | bool | date | None


class _Pipe(io.RawIOBase):
    """A file that can only be appended to; what was written is taken away piece by piece."""

    def __init__(self) -> None:
        super().__init__()
        self.pieces: list[bytes] = []
        self.length = 0

    def writable(self) -> bool:
        return True

    def write(self, piece: object) -> int:
        kept = bytes(piece)  # type: ignore[call-overload]  # a buffer of any kind
        self.pieces.append(kept)
        self.length += len(kept)
        return len(kept)

    def tell(self) -> int:
        return self.length

    def taken(self) -> bytes:
        """Return what was written since the last time."""
        found, self.pieces = b"".join(self.pieces), []
        return found


def parquet(
    rows: Iterable[Sequence[Cell]], columns: Sequence[tuple[str, str]], notes: Mapping[str, str]
) -> Iterator[bytes]:
    """Yield a Parquet file in pieces.

    Args:
        rows: the cells of each row, in the order of the columns; empty text is unknown.
        columns: (name, kind): `text`, `whole`, `date` or `flag`.
        notes: key → value, kept in the file's own metadata.
    """
    # Arrow takes 36 MB; a server process that writes no Parquet goes without it.
    import pyarrow as pa  # noqa: PLC0415
    import pyarrow.parquet as pq  # noqa: PLC0415

    fields = [pa.field(name, pa.type_for_alias(TYPES[kind])) for name, kind in columns]
    schema = pa.schema(fields, metadata=dict(notes))
    pipe, source = _Pipe(), iter(rows)
    with pq.ParquetWriter(pa.PythonFile(pipe, mode="w"), schema, compression="zstd") as writer:
        while block := list(islice(source, ROW_GROUP)):
            arrays = [
                pa.array([None if cell == "" else cell for cell in cells], type=field.type)
                for cells, field in zip(zip(*block, strict=True), fields, strict=True)
            ]
            writer.write_table(pa.Table.from_arrays(arrays, schema=schema))
            yield pipe.taken()
    yield pipe.taken()
