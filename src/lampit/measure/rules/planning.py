"""The plan of a draw: how many in each kecamatan and sector, and what it will be able to say."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from lampit.basics.refusal import Refusal
from lampit.science import survey

# Standard deviation of the index inside a stratum, in points (measurement notes, section 3:
# 18 to 22), and of a share where it is largest.
INDEX_SPREAD = 20.0
SHARE_SPREAD = 0.5
EXPECTED_RESPONSE = 0.85
SMALLEST_WANTED = 30
LARGEST_WANTED = 20_000
Stratum = tuple[str, str]


def stratum_name(subdistrict: str, sector: str) -> str:
    """Return the name under which a stratum enters the draw and its receipt."""
    return f"{subdistrict}|{sector}"


@dataclass(frozen=True)
class PlannedPlace:
    """A kecamatan in the plan: businesses, drawn, expected answers, expected ± in points."""

    code: str
    businesses: int
    drawn: int
    answers: int
    index_half_width: float | None
    share_half_width: float | None


@dataclass(frozen=True)
class Plan:
    """The allocation of a draw and the precision to expect, for the whole and per kecamatan."""

    wanted: int
    response_rate: float
    sizes: dict[Stratum, int]
    allocation: dict[Stratum, int]
    whole: PlannedPlace
    places: list[PlannedPlace]


def _place(
    code: str, sizes: Mapping[Stratum, int], parts: Mapping[Stratum, int], rate: float
) -> PlannedPlace:
    """Sum a kecamatan (or the whole) and foretell the half widths of its figures."""
    inside = {" ".join(key): n for key, n in sizes.items() if not code or key[0] == code}
    asked = {" ".join(key): n for key, n in parts.items() if not code or key[0] == code}
    drawn = sum(asked.values())
    index = survey.expected_half_width(inside, asked, spread=INDEX_SPREAD, response_rate=rate)
    share = survey.expected_half_width(inside, asked, spread=SHARE_SPREAD, response_rate=rate)
    answers = round(drawn * rate)
    return PlannedPlace(code, sum(inside.values()), drawn, answers, index, share and share * 100)


def plan(
    sizes: Mapping[Stratum, int], wanted: int, response_rate: float = EXPECTED_RESPONSE
) -> Plan:
    """Share a wanted number of answers out over kecamatan × sector and foretell the precision.

    More are drawn than wanted, so that the expected response reaches it; nobody is replaced.

    Raises:
        Refusal: `frame_empty`, `wanted_out_of_range`.
    """
    businesses = sum(sizes.values())
    if not businesses:
        raise Refusal("frame_empty", "Daftar usaha wilayah ini masih kosong; isi daftarnya dahulu.")
    if not SMALLEST_WANTED <= wanted <= LARGEST_WANTED:
        message = f"Jumlah jawaban harus antara {SMALLEST_WANTED} dan {LARGEST_WANTED}."
        raise Refusal("wanted_out_of_range", message)
    drawn = min(math.ceil(wanted / response_rate - 1e-9), businesses)
    allocation = survey.allocate_nested(sizes, drawn)
    codes = sorted({code for code, _ in sizes})
    return Plan(
        wanted,
        response_rate,
        dict(sizes),
        allocation,
        _place("", sizes, allocation, response_rate),
        [_place(code, sizes, allocation, response_rate) for code in codes],
    )
