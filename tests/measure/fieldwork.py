"""A small kabupaten with a register, a drawn round and people, for the tests of this room."""

from datetime import UTC, date, datetime
from itertools import count

from lampit.measure import actions
from lampit.measure.models import Round, SampleMember
from lampit.measure.rules import states
from lampit.people.models import User
from lampit.places.models import Region
from lampit.registry.models import Business
from tests.factories import member

NOW = datetime(2026, 11, 2, 1, 0, tzinfo=UTC)
TODAY = date(2026, 11, 2)
SECTORS = ("kriya", "kuliner", "dagang")
_number = count(1)


def place(code: str) -> Region:
    """Return a region with its level and parents, made when missing."""
    parent = code.rpartition(".")[0]
    above = place(parent) if parent else None
    return Region.objects.get_or_create(
        code=code,
        defaults={"name": f"Wilayah {code}", "level": code.count(".") + 1, "parent": above},
    )[0]


def register(count_each: int, *, region: str = "63.08", districts: int = 2) -> list[Business]:
    """Fill the register: `count_each` businesses per sector in each of the first kecamatan."""
    place(region)
    made = []
    for number in range(1, districts + 1):
        subdistrict = place(f"{region}.{number:02d}")
        for sector in SECTORS:
            for _ in range(count_each):
                serial = next(_number)
                made.append(
                    Business(
                        public_id=f"U{serial:07d}",
                        region_id=region,
                        district=subdistrict,
                        sector=sector,
                        name=f"Usaha {serial}",
                        created_at=NOW,
                        updated_at=NOW,
                    )
                )
    return list(Business.objects.bulk_create(made))


def open_field(
    each: int = 10, *, wanted: int = 30, region: str = "63.08", name: str = "2026-1"
) -> Round:
    """Return a drawn round in the field over a fresh register of 6 strata."""
    register(each, region=region)
    opened = actions.open_round(
        None, region, name, wanted=wanted, recommendation="V-26.6308.001",
        reference_on=TODAY, now=NOW,
    )  # fmt: skip
    actions.draw(None, opened.pk, seed=7, now=NOW)
    return actions.move_round(None, opened.pk, states.FIELD, now=NOW)


def first_member(found: Round) -> SampleMember:
    """Return the first drawn business."""
    return SampleMember.objects.filter(round=found).order_by("id")[0]


def staff(region: str = "63.08") -> User:
    """Return a staff member of a kabupaten."""
    place(region)
    return member("staff", region)
