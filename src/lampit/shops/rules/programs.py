"""How the market says no to programs: codes of commerce.md section 11, their status. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from lampit.basics.refusal import Refusal
from lampit.shops.rules.paycode import UnreadableQris

UNFIT = "tidak_valid"
# Refusals that are no fault of the words sent. All others are 422 `tidak_valid`, with their own
# code as `reason`: a program branches on few codes, a person is told exactly.
STATUSES = {
    "not_found": 404,
    "not_allowed": 403,
    "bukan_lapak_anda": 403,
    "hanya_pemilik": 403,
    "stok_habis": 409,
    "stok_dipesan": 409,
    "minggu_dipesan": 409,
    "berubah": 409,
    "coba_lagi": 503,
}
OWN_CODES = frozenset({"kunci_dipakai", "query_unknown", "cursor_unknown"})  # 422 as well


@dataclass(frozen=True, slots=True)
class Answer:
    """A refusal as a program reads it: status, code, and further members of the problem."""

    status: int
    code: str
    more: Mapping[str, object] = field(default_factory=dict)


def answer_of(refusal: Refusal) -> Answer:
    """Return how the market says no: by a code of the contract, the exact reason beside it."""
    if isinstance(refusal, UnreadableQris):
        found = {"code": refusal.qris_code, "position": refusal.position}
        return Answer(422, UNFIT, {"qris": found})
    if refusal.code in STATUSES:
        return Answer(STATUSES[refusal.code], refusal.code)
    if refusal.code in OWN_CODES:
        return Answer(422, refusal.code)
    return Answer(422, UNFIT, {"reason": refusal.code})
