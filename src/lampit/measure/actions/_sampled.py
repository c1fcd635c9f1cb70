"""Writes a draw into the tables: drawn businesses, villages of the first stage, the reserve."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from random import Random

from lampit.measure.models import DrawnVillage, ReserveUnit, Round, SampleMember
from lampit.measure.queries.frames import Ids
from lampit.measure.queries.planning import Register
from lampit.measure.rules import states
from lampit.measure.rules.drawing import KEPT, Drawing, DrawnNumber
from lampit.measure.rules.frames import ASKED
from lampit.measure.rules.panel import layer_after

CHUNK = 500
# How the register calls an end, and which disposition that is.
DISPOSED = {code: disposition for disposition, code in states.ENDED.items()}


def write_sample(found: Round, register: Register, drawing: Drawing, *, now: datetime) -> None:
    """Write who was drawn, in the transaction of the draw."""
    write_numbers(found, register.frozen.ids, drawing.numbers, register.asked)
    main = [one for one in drawing.numbers if not one.is_reserve]
    SampleMember.objects.bulk_create(_ended(found, register, main, now), batch_size=CHUNK)
    counts: dict[str, int] = {}
    for village in register.people.homes():
        counts[village.id] = village.size
    DrawnVillage.objects.bulk_create(
        [
            DrawnVillage(
                round=found, village_id=village.id, subdistrict=village.stratum,
                measure=village.size, frame_count=counts.get(village.id, 0),
                probability=float(village.probability), is_certain=village.certain,
                order=village.order,
            )
            for village in drawing.villages
        ],
        batch_size=CHUNK,
    )  # fmt: skip


def write_numbers(
    found: Round, ids: Ids, numbers: Sequence[DrawnNumber], asked: Mapping[int, int] | None = None
) -> None:
    """Write drawn numbers of a frame as sample and reserve; `asked`: in how many rounds before."""
    SampleMember.objects.bulk_create(
        [
            _member(found, one, int(ids[one.number - 1]), asked or {})
            for one in numbers
            if not one.is_reserve
        ],
        batch_size=CHUNK,
    )
    ReserveUnit.objects.bulk_create(
        [
            ReserveUnit(
                round=found, business_id=int(ids[one.number - 1]), number=one.number,
                subdistrict=one.cell.subdistrict, village=one.cell.village,
                sector=one.cell.sector, size=one.cell.size, stratum=one.stratum, order=one.order,
            )
            for one in numbers
            if one.is_reserve
        ],
        batch_size=CHUNK,
    )  # fmt: skip


def _member(
    found: Round, one: DrawnNumber, business: int, asked: Mapping[int, int]
) -> SampleMember:
    return SampleMember(
        round=found,
        business_id=business,
        subdistrict=one.cell.subdistrict,
        village=one.cell.village,
        sector=one.cell.sector,
        size=one.cell.size,
        stratum=one.stratum,
        stratum_size=one.stratum_size,
        probability=one.probability,
        order=one.order,
        psu=one.psu,
        psu_stratum=one.psu_stratum,
        village_probability=one.village_probability,
        selection=one.selection,
        number=one.number,
        rounds_in_panel=asked.get(business, 0) + 1 if one.selection == KEPT else 1,
    )


def _ended(
    found: Round, register: Register, main: Iterable[DrawnNumber], now: datetime
) -> list[SampleMember]:
    """Return those of the panel that run no more: ineligible in this round, and not lost.

    As large a share of them as of the living is kept, so that a panel tells how many end.
    """
    if found.after is None or not register.ended:
        return []
    kept = sum(one.selection == KEPT for one in main)
    living = sum(
        n
        for cell, n in zip(register.people.cells.cells, register.people.cells.counts, strict=True)
        if cell.layer == ASKED
    )
    gone = sorted(pk for pk in register.ended if layer_after(register.asked[pk]) == ASKED)
    share = kept / living if living else 1.0
    dice = Random(f"{found.pk}/berakhir")  # noqa: S311 - which ends are told, no secret
    chosen = sorted(dice.sample(gone, round(len(gone) * share)))
    before = SampleMember.objects.filter(round=found.after, business_id__in=chosen)
    return [
        SampleMember(
            round=found, business_id=row.business_id, subdistrict=row.subdistrict,
            village=row.village, sector=row.sector, size=row.size, stratum=row.stratum,
            stratum_size=row.stratum_size, probability=row.probability * max(share, 1e-9),
            order=0, psu=row.psu, psu_stratum=row.psu_stratum,
            village_probability=row.village_probability,
            selection=SampleMember.Selection.KEPT, rounds_in_panel=row.rounds_in_panel + 1,
            disposition=_disposition(register.ended[row.business_id]), disposed_at=now,
        )
        for row in before.order_by("id")
    ]  # fmt: skip


def _disposition(status: str) -> str:
    """Return the disposition of a business that the register says has ended."""
    return DISPOSED.get(status, status)
