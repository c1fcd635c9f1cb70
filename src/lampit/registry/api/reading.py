"""From what was sent to what is told: NIK, NIB and telephones checked, dates read."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from lampit.basics.refusal import Refusal
from lampit.national import nib, nik, phone
from lampit.registry.api.shapes import Changes, NewBusiness
from lampit.registry.rules.exchange import start_of
from lampit.registry.rules.records import Told


def told(sent: NewBusiness) -> Told:
    """Return a whole business as sent.

    Raises:
        Refusal: with the code of what is wrong with NIK, NIB, telephone or date.
    """
    return Told(**_fields(sent.model_dump(exclude=SAID)))


def changed(sent: Changes) -> Callable[[Told], Told]:
    """Return how what is told changes by the fields that were sent.

    Raises:
        Refusal: as `told`.
    """
    fields = _fields(sent.model_dump(exclude_unset=True, exclude=SAID))
    given = {name: value for name, value in fields.items() if value is not None or name in EMPTIED}
    return lambda before: replace(before, **given)


SAID = {"sure", "nik_checked"}  # about the telling, no part of the business
EMPTIED = frozenset({"workers_male", "workers_female", "started_on"})


def _fields(sent: dict[str, Any]) -> dict[str, Any]:
    """Return the sent fields under the names of `Told`, checked."""
    fields = dict(sent)
    if "started" in fields:
        fields["started_on"], fields["started_precision"] = start_of(fields.pop("started"))
    if fields.get("status") == "belum_dipastikan":
        fields["status"] = ""
    if "phones" in fields:
        fields["phones"] = tuple(dict.fromkeys(_phone(number) for number in fields["phones"]))
    if "channels" in fields:
        fields["channels"] = tuple(dict.fromkeys(fields["channels"]))
    try:
        if fields.get("nik"):
            fields["nik"] = nik.parse(fields["nik"]).number
        if fields.get("nib"):
            fields["nib"] = nib.parse(fields["nib"])
    except (nik.NikError, nib.NibError) as error:
        raise Refusal(error.code, error.message) from error
    return fields


def _phone(text: str) -> str:
    try:
        return phone.normalise(text)
    except phone.PhoneError as error:
        raise Refusal(error.code, error.message) from error
