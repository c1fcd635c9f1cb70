"""Owners as this room names them."""

from django.db.models import QuerySet

from lampit.registry.models import Business, Owner

MOST_OWN = 20


def first_owner(owners: QuerySet[Owner], asked: str) -> Owner | None:
    """Return the asked one of a person's own records, else the first; one query or two."""
    own = owners.order_by("pk")
    return (owner_at(own, asked) if asked else None) or own.first()


def other_owners(owners: QuerySet[Owner], owner: Owner) -> list[Owner]:
    """Return the other records of the same person, at most twenty; one query."""
    return list(owners.exclude(pk=owner.pk).order_by("pk")[:MOST_OWN])


def owner_at(owners: QuerySet[Owner], public_id: str) -> Owner | None:
    """Return one of `owners`, None outside them; one query."""
    return owners.filter(public_id=public_id).first()


def business_of(owner: Owner) -> Business | None:
    """Return the business that leads back to an owner; one query."""
    rows = Business.objects.filter(owner=owner, withdrawn_at=None, golden=None)
    return rows.select_related("village__parent").order_by("pk").first()


def address_of(business: Business) -> str:
    """Return where a business is, in lines as on an envelope; no query for a loaded one."""
    street = [business.address] if business.address else []
    if business.rt:
        street.append(f"RT {business.rt}" + (f" RW {business.rw}" if business.rw else ""))
    village = business.village
    parts = [" ".join(street)]
    if village is not None:
        parts += [village.name, village.parent.name if village.parent else ""]
    return "\n".join(part for part in parts if part)
