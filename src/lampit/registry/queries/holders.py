"""Who has a NIK in the register, asked by its keyed hash; nothing is opened."""

from collections.abc import Collection

from lampit.registry.models import Business, ImportRow, Owner


def names_with(region: str, indexes: Collection[str]) -> dict[str, tuple[int, str]]:
    """Return NIK index → key and name of the owner of a region who has it; one query."""
    if not indexes:
        return {}
    rows = Owner.objects.filter(region_id=region, nik_index__in=indexes, withdrawn_at=None)
    return {index: (pk, name) for index, pk, name in rows.values_list("nik_index", "pk", "name")}


def told_their_nik(run: int, owners: Collection[int]) -> set[int]:
    """Return the owners who have their NIK from a run: it made them, or filled it in; two queries.

    The run is asked by its businesses, for which its journal has an index.
    """
    if not owners:
        return set()
    owned = dict(Business.objects.filter(owner__in=owners).values_list("pk", "owner_id"))
    rows = ImportRow.objects.filter(run_id=run, business_id__in=list(owned))
    told, made = set(), set()
    for business, action, before in rows.values_list("business_id", "action", "before"):
        if business is None:
            continue
        if "nik_index" in (before or {}).get("owner", {}):
            told.add(owned[business])
        elif action == "create":
            made.add(business)
    older = {owner for business, owner in owned.items() if business not in made}
    return told | ({owned[business] for business in made} - older)
