"""Keeps the frame of a round below `LAMPIT_HOME`, named by its fingerprint; never changed."""

import os
import secrets

import numpy as np

from lampit.measure.queries.frames import Frozen, frame_path
from lampit.measure.rules.frames import Cell


def freeze(frame: Frozen) -> str:
    """Write a frame as Parquet and return its fingerprint; the same frame is one file.

    Columns: number, business (its id), kecamatan, village, sector, size, layer: no names. The
    written cells stand in the file's own notes.
    """
    import pyarrow as pa  # noqa: PLC0415 - 36 MB that pages without a draw do not need
    import pyarrow.parquet as pq  # noqa: PLC0415

    fingerprint = frame.cells.fingerprint()
    path = frame_path(fingerprint)
    if path.is_file():
        return fingerprint
    path.parent.mkdir(parents=True, exist_ok=True)
    counts = np.array(frame.cells.counts, dtype=np.int64)
    columns = {
        "nomor": pa.array(np.arange(1, len(frame.ids) + 1)),
        "usaha": pa.array(frame.ids),
    }
    for place, name in enumerate(Cell._fields):
        told = [cell[place] for cell in frame.cells.cells]
        labels = sorted(set(told))
        codes = np.array([labels.index(one) for one in told], dtype=np.int32)
        columns[name] = pa.DictionaryArray.from_arrays(
            pa.array(np.repeat(codes, counts)), pa.array(labels)
        )
    table = pa.table(columns).replace_schema_metadata({"kerangka": frame.cells.text()})
    waiting = path.with_name(f"{secrets.token_hex(8)}.tmp")
    try:
        pq.write_table(table, waiting, compression="zstd")
        waiting.chmod(0o600)
        with waiting.open("rb") as file:
            os.fsync(file.fileno())
        waiting.replace(path)
    finally:
        waiting.unlink(missing_ok=True)
    return fingerprint
