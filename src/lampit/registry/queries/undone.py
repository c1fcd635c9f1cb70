"""What an undo left alone, as people read it. Bounded by the page."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext

from lampit.registry.models import Business, Owner
from lampit.registry.rules import words


@dataclass(frozen=True, slots=True)
class LeftAlone:
    """A record that an undo left as it was.

    Attributes:
        public_id: of the business or the owner; empty when it is not of this kabupaten any more.
        name: of the business, without one of its owner.
        field: what was left, in words; empty for the whole record.
        is_owner: whether the field is one of the person.
    """

    public_id: str
    name: str
    field: str
    is_owner: bool


def left_alone(region: str, told: Iterable[list[str]]) -> list[LeftAlone]:
    """Return (public id, name, field) of a page of an undo in words; two queries."""
    lines = [*told]
    ids = [public_id for public_id, *_ in lines]
    here = Business.objects.filter(region_id=region, withdrawn_at=None, public_id__in=ids)
    businesses = {
        public_id: name or owner or ""
        for public_id, name, owner in here.values_list("public_id", "name", "owner__name")
    }
    persons = dict(
        Owner.objects.filter(region_id=region, public_id__in=set(ids) - set(businesses))
        .values_list("public_id", "name")
    )  # fmt: skip
    return [
        LeftAlone(
            public_id if public_id in businesses or public_id in persons else "",
            businesses.get(public_id) or persons.get(public_id) or name
            or gettext("Usaha tanpa nama"),
            gettext(words.field_label(field)) if field else "",
            public_id in persons,
        )
        for public_id, name, field in lines
    ]  # fmt: skip
