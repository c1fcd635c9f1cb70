"""Which roles an office gives and ends, and what an account of its staff is called. Pure."""

import re
from collections.abc import Collection

from lampit.basics.refusal import Refusal

# Codes of `models.Role`. Makers and buyers make their accounts themselves, with their shops.
OF_AN_OFFICE = ("head", "staff", "board", "mentor", "enumerator")
ABOVE = ("province", "nation", "admin")
EVERYWHERE = frozenset({"nation", "admin"})
SHORTEST_REASON = 5
_NAME = re.compile(r"[a-z][a-z0-9._-]{2,29}")
DISTRICT, PROVINCE = 5, 2


def check_given(role: str, region: str, given: Collection[str]) -> None:
    """Refuse a role that this person does not give, or that does not fit the region.

    Args:
        role: code of the role.
        region: code of the region; empty is the nation.
        given: the roles that this person gives.

    Raises:
        Refusal: `role_not_given`, `region_unfit`.
    """
    if role not in given:
        raise Refusal("role_not_given", "Peran itu bukan untuk Anda berikan.")
    wanted = 0 if role in EVERYWHERE else PROVINCE if role == "province" else DISTRICT
    if len(region) != wanted:
        words = {
            0: "Peran ini untuk seluruh negeri; kosongkan wilayahnya.",
            PROVINCE: "Tulis kode provinsi, contoh: 63.",
            DISTRICT: "Tulis kode kabupaten atau kota, contoh: 63.08.",
        }
        raise Refusal("region_unfit", words[wanted])


def check_name(name: str) -> str:
    """Return a user name as it is kept.

    Raises:
        Refusal: `name_unfit`.
    """
    told = name.strip().lower()
    if not _NAME.fullmatch(told):
        raise Refusal(
            "name_unfit",
            "Nama pengguna 3 sampai 30 huruf kecil, angka, titik atau garis, diawali huruf.",
        )
    return told


def check_reason(reason: str) -> str:
    """Return why a role ends, as the trail keeps it.

    Raises:
        Refusal: `reason_missing`.
    """
    told = " ".join(reason.split())
    if len(told) < SHORTEST_REASON:
        raise Refusal("reason_missing", "Tulis alasannya, contoh: pindah tugas ke dinas lain.")
    return told[:255]
