"""The golden records of a kabupaten as the search for doubles reads them: columns, no objects."""

from collections.abc import Collection
from typing import Any

from lampit.outside import vault
from lampit.registry.queries.frames import present
from lampit.registry.rules.records import context

COLUMNS = ("id", "name", "owner", "nik", "phone", "village_code", "birth_date", "address", "kbli")
READ_AT_ONCE = 5_000
_READ = (
    "id", "name", "owner__name", "owner__nik_sealed", "owner__public_id", "phone", "phone_2",
    "owner__phone", "village_id", "owner__birth_sealed", "rt", "kbli",
)  # fmt: skip


def records_of(region: str, subdistricts: Collection[str] | None = None) -> dict[str, list[Any]]:
    """Return the records of a region, or of some kecamatan of it, as columns, by id; one query.

    NIK and birth dates are opened in memory, for the comparison alone; nothing is kept of them.
    """
    found: dict[str, list[Any]] = {name: [] for name in COLUMNS}
    asked = present(region)
    if subdistricts is not None:
        asked = asked.filter(district_id__in=list(subdistricts))
    rows = asked.order_by("id").values_list(*_READ)
    for (
        pk, name, owner, nik, owner_id, phone, phone_2, owner_phone, village, birth, rt, kbli
    ) in rows.iterator(chunk_size=READ_AT_ONCE):  # fmt: skip
        told = (
            pk, name, owner or "", _opened(nik, owner_id, "nik"),
            ", ".join(dict.fromkeys(n for n in (phone, phone_2, owner_phone) if n)),
            village or "", _opened(birth, owner_id, "birth"), f"RT {rt}" if rt else "", kbli,
        )  # fmt: skip
        for column, value in zip(COLUMNS, told, strict=True):
            found[column].append(value)
    return found


def _opened(sealed: Any, owner_id: str | None, name: str) -> str:
    if not sealed or not owner_id:
        return ""
    try:
        return vault.decrypt(bytes(sealed), context("owner", owner_id, name))
    except vault.VaultError:
        return ""
