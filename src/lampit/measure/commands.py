"""`lampit survey`: draw the sample of a round, estimate a round or any file."""

import argparse
import zlib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from django.utils import timezone

from lampit.basics.commandline import Command, Outcome, WrongUse
from lampit.basics.refusal import Refusal
from lampit.measure import actions
from lampit.measure.models import ListedDraw, Round
from lampit.measure.queries import files, listing, results
from lampit.measure.queries.analysis import names_for, online_of
from lampit.measure.queries.small_areas import model_figures
from lampit.measure.rules.estimating import GROUPINGS, INDEX
from lampit.science.survey import Estimate, carry_out

DOMAINS = tuple(by for by in GROUPINGS if by)
Say = Callable[[str], None]


def _arguments(parser: argparse.ArgumentParser) -> None:
    """Describe `survey draw` and `survey estimate`."""
    deeds = parser.add_subparsers(dest="deed", required=True)
    draw = deeds.add_parser("draw", help="tarik contoh sebuah putaran")
    draw.add_argument("round", help="nama putaran, misalnya 2026-1")
    draw.add_argument("--region", default="", help="kode kabupaten, bila nama dipakai dua kali")
    draw.add_argument("--seed", type=int, help="angka acak; tanpa ini dari wilayah dan nama")
    estimate = deeds.add_parser("estimate", help="hitung perkiraan dari putaran atau berkas")
    estimate.add_argument("round", nargs="?", default="", help="nama putaran")
    estimate.add_argument("--region", default="", help="kode kabupaten")
    estimate.add_argument("--indicator", action="append", help="kode indikator; boleh berulang")
    estimate.add_argument(
        "--by", default="", help="kecamatan, sektor, kelamin, generasi, ukuran, kecamatan,sektor"
    )
    estimate.add_argument(
        "--model", action="store_true", help="perkiraan model untuk kecamatan yang terlalu kecil"
    )
    estimate.add_argument("--file", type=Path, help="data CSV, bukan sebuah putaran")
    estimate.add_argument("--design", type=Path, help="rancangan JSON untuk --file")
    for deed in (draw, estimate):
        deed.add_argument("--json", action="store_true", default=argparse.SUPPRESS)


def _one_round(name: str, region: str) -> Round:
    """Return the round that was named; an ambiguous name asks for `--region`."""
    found = results.find_round_by_name(name, region)
    if not found:
        raise WrongUse("round_unknown", f"Putaran “{name}” tidak ada.")
    if len(found) > 1:
        codes = ", ".join(row.region_id for row in found)
        message = f"Putaran “{name}” ada di {codes}. Tambahkan --region KODE."
        raise WrongUse("round_ambiguous", message)
    return found[0]


def _draw(options: argparse.Namespace, say: Say) -> Outcome:
    """Draw the sample of a planned round; of one whose villages are listed, its businesses."""
    found = _one_round(options.round, options.region)
    is_second, seed = listing.is_listed(found), options.seed
    if seed is None:
        words = f"{found.region_id}/{found.name}" + ("/usaha" if is_second else "")
        seed = zlib.crc32(words.encode())
    say(f"Menarik contoh putaran {found.name} …")
    now = timezone.now()
    drawn: Round | ListedDraw
    if is_second:
        drawn = actions.draw_businesses(None, found.pk, seed=seed, now=now)
        found.refresh_from_db()
    else:
        drawn = found = actions.draw(None, found.pk, seed=seed, now=now)
    villages = 0 if is_second else listing.village_count(found)
    data = {
        "round": found.name,
        "region": found.region_id,
        "frame": drawn.frame_count,
        "drawn": found.drawn_count,
        "seed": drawn.seed,
        "frame_hash": drawn.frame_hash,
        "receipt": drawn.receipt,
    }
    told = f"{found.drawn_count} usaha terpilih dari {drawn.frame_count}."
    if villages:
        data["villages"] = villages
        told = f"{villages} desa terpilih untuk didaftar dari kerangka {drawn.frame_count} usaha."
    return Outcome(data, [f"{told} Tanda terima {drawn.receipt}"])


def _from_file(options: argparse.Namespace) -> list[Estimate]:
    """Estimate what a DESIGN asks of a data file; unusable input is wrong use."""
    try:
        described = files.read_description(options.design)
        path = options.file or options.design.parent / str(described.get("data", ""))
        return carry_out(files.read_table(path), described)
    except Refusal as refusal:
        raise WrongUse(refusal.code, refusal.message) from refusal


def _from_round(options: argparse.Namespace) -> list[Estimate]:
    """Estimate figures of a round; the index and the share online when none are named."""
    found = _one_round(options.round, options.region)
    if options.by and options.by not in DOMAINS:
        raise WrongUse("domain_unknown", f"--by mengenal {', '.join(DOMAINS)}.")
    known = [name.code for name in names_for(found)]
    codes = options.indicator or [code for code in (INDEX, online_of(found)) if code in known]
    strange = [code for code in codes if code not in known]
    if strange:
        message = f"Indikator “{strange[0]}” tidak dikenal. Yang ada: {', '.join(known)}."
        raise WrongUse("indicator_unknown", message)
    told = [one.estimate for one in results.estimates(found, codes, options.by)]
    return _with_models(found, codes, told) if options.model else told


def _with_models(found: Round, codes: Sequence[str], told: Sequence[Estimate]) -> list[Estimate]:
    """Put the model's figure where a kecamatan has none of its own or an uncertain one."""
    modelled = {key: one.estimate for key, one in model_figures(found, codes).items()}
    return [modelled.get((one.indicator, one.domain), one) for one in told]


def _line(estimate: Estimate) -> str:
    """Write an estimate as a line of text."""
    name = " ".join(part for part in (estimate.indicator, estimate.domain) if part)
    if estimate.estimate is None:
        return f"{name}: belum cukup data (n {estimate.n})"
    interval = "tanpa selang"
    if estimate.ci_low is not None and estimate.ci_high is not None:
        interval = f"{estimate.ci_low:.6g} sampai {estimate.ci_high:.6g}"
    return f"{name}: {estimate.estimate:.6g} ({interval}), n {estimate.n}, {estimate.quality}"


def _estimate(options: argparse.Namespace, _say: Say) -> Outcome:
    """Estimate a file by its design, or a round."""
    if options.file and not options.design:
        raise WrongUse("design_missing", "--file perlu --design RANCANGAN.json.")
    if not options.design and not options.round:
        raise WrongUse("round_missing", "Sebut nama putaran, atau --file dan --design.")
    found: Sequence[Estimate] = _from_file(options) if options.design else _from_round(options)
    data: Any = [estimate.as_contract() for estimate in found]
    return Outcome(data, [_line(estimate) for estimate in found])


def run(options: argparse.Namespace, say: Say) -> Outcome:
    """Do what was asked."""
    return _draw(options, say) if options.deed == "draw" else _estimate(options, say)


COMMANDS = [
    Command(
        name="survey",
        help="tarik contoh survei dan hitung perkiraannya",
        example="lampit survey estimate --file DATA.csv --design RANCANGAN.json --json",
        arguments=_arguments,
        run=run,
    )
]
