"""The command that finds businesses that stand in a list more than once."""

import argparse
import json
import time
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from lampit.basics.commandline import Command, Outcome, Say, WrongUse
from lampit.basics.refusal import Refusal
from lampit.places import queries as places
from lampit.registry import queries
from lampit.registry.actions.linking import search_doubles
from lampit.registry.rules.calibrating import FEWEST, METHOD, Bounds

if TYPE_CHECKING:
    import pyarrow as pa

    from lampit.science.linkage import Found

KABUPATEN = 2
COUNTED = ("records", "pairs", "clusters")
CONTRACT = ("left", "right", "probability", "explanation")
KNOWN = ("name", "owner", "nik", "phone", "village_code", "address", "birth_date")


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--input", type=Path, help="daftar: CSV atau Parquet")
    parser.add_argument("--region", help="tanpa --input: hanya kabupaten ini")
    parser.add_argument("--output", type=Path, help="tulis pasangan: .parquet atau .csv")
    parser.add_argument("--engine", choices=["duckdb", "spark"], default="duckdb", help="mesin")
    parser.add_argument("--threshold", type=float, default=0.6, help="peluang terendah, 0.6")
    parser.add_argument("--schema", type=Path, help="skema sendiri (JSON); dilatih pada daftar itu")


def find_duplicates(options: argparse.Namespace, say: Say) -> Outcome:
    """Find pairs that may be one business; tell counts and write the pairs.

    Without a file the register itself is searched, one kabupaten after the other, and the
    queues of their desks are filled.
    """
    began = time.perf_counter()
    if not 0 < options.threshold < 1:
        raise WrongUse("threshold_invalid", "--threshold harus di antara 0 dan 1, misalnya 0.6.")
    columns, _linkage = _tools()
    try:
        if options.output:
            columns.check_output(options.output)
        found = _found(options, say)
        if options.output:
            columns.write_columns(options.output, _pairs(found))
    except Refusal as refusal:
        raise WrongUse(refusal.code, refusal.message) from refusal
    data = {
        **{name: sum(one.report[name] for one in found) for name in COUNTED},
        "seconds": round(time.perf_counter() - began, 3),
        "engine": options.engine,
        "model": found[0].model.title,
    }
    return Outcome(data, _lines(data, found, options.output))


def _tools() -> tuple[Any, Any]:
    """Load Arrow and DuckDB, a third of a second that other commands need not wait for."""
    from lampit.outside import columns  # noqa: PLC0415
    from lampit.science import linkage  # noqa: PLC0415

    return columns, linkage


def _pairs(found: "list[Found]") -> "pa.Table":
    import pyarrow as pa  # noqa: PLC0415 - as in `_tools`

    return pa.concat_tables([one.pairs.select(CONTRACT) for one in found])


def _found(options: argparse.Namespace, say: Say) -> "list[Found]":
    columns, linkage = _tools()
    if options.input is None:
        return _of_register(options, say)
    records = columns.read_columns(options.input)
    engine = linkage.engine_of(options.engine)
    if options.schema:
        told = _schema(options.schema)
        say("melatih model pada daftar ini")
        model = linkage.train(records, told, linkage.engine_of("duckdb"))
    else:
        model = linkage.shipped()
        _check_columns(records)
    return [
        linkage.find_pairs(
            records, model=model, threshold=options.threshold, engine=engine, say=say
        )
    ]


def _of_register(options: argparse.Namespace, say: Say) -> "list[Found]":
    """Search the register itself, kabupaten by kabupaten, and fill the queues of their desks."""
    codes = [options.region] if options.region else [row.region for row in queries.counts()]
    if not codes:
        raise WrongUse("register_empty", "Daftar usaha masih kosong. Sebutkan --input berkas.")
    found = []
    for code in codes:
        region = places.region(code)
        if region is None or region.level != KABUPATEN:
            raise WrongUse("region_unknown", f"Tidak ada kabupaten/kota dengan kode {code}.")
        say(f"{code} {region.name}")
        done = search_doubles(
            code, now=timezone.now(), say=say, threshold=options.threshold, engine=options.engine
        )
        say(f"antrean: {done.stored.new} pasangan baru, {done.stored.gone} gugur")
        if done.bounds is not None:
            say(_bounds(done.bounds))
        found.append(done.found)
    return found


def _bounds(found: Bounds) -> str:
    """Tell from which probability pairs are asked about, and what that rests on."""
    told = f"ditanyakan dari {found.queued_from:.2f}, pasti dari {found.sure_from:.3f}"
    if not found.sides:
        return f"batas biasa: {told}; {found.answers} dari {FEWEST} jawaban orang"
    ends = "; ".join(
        f"{name} {side.same} dari {side.n} sama ({side.low or 0:.3f}–{side.high or 0:.3f})"
        for name, side in found.sides.items()
    )
    return f"batas dari {found.answers} jawaban orang ({METHOD}; model tanpa label): {told}; {ends}"


def _check_columns(records: "pa.Table") -> None:
    if not set(KNOWN) & set(records.column_names):
        raise WrongUse(
            "columns_unknown", f"Tidak ada kolom yang dikenal. Pakai nama: {', '.join(KNOWN)}."
        )


def _schema(path: Path) -> Mapping[str, Any]:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise WrongUse("schema_unreadable", "Berkas --schema tidak terbaca.") from error
    if not isinstance(found, dict):
        raise WrongUse("schema_unreadable", "Berkas --schema harus berisi satu objek JSON.")
    return found


def _lines(data: Mapping[str, Any], found: "list[Found]", output: Path | None) -> list[str]:
    lines = [
        (
            f"{data['records']} data, {data['pairs']} pasangan mungkin sama, "
            f"{data['clusters']} usaha tercatat lebih dari sekali. Model {data['model']}."
        )
    ]
    for rule in (rule for one in found for rule in one.report["rules"]):
        if rule["refused"]:
            lines.append(f"Aturan {rule['rule']} dilewati, terlalu banyak: {rule['refused']}.")
        elif rule["left_out"]:
            lines.append(f"Aturan {rule['rule']}: {rule['left_out']} kelompok terlalu besar.")
    if output:
        lines.append(f"Pasangan ditulis di {output}.")
    else:
        lines += [
            f"  {pair['left']} – {pair['right']}: {pair['probability']:.3f} {pair['explanation']}"
            for pair in _pairs(found).slice(0, 20).to_pylist()
        ]
    return lines


COMMANDS = [
    Command(
        "find-duplicates",
        "Mencari usaha yang tercatat lebih dari sekali.",
        "lampit find-duplicates --input usaha.csv --output pasangan.parquet",
        _arguments,
        find_duplicates,
    ),
]
