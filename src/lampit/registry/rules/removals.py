"""Parts of a record that a person may have deleted by themselves, and what is empty then. Pure."""

from collections.abc import Mapping
from typing import Any

from lampit.basics.texts import gettext_noop
from lampit.registry.rules import consents, permits
from lampit.registry.rules.words import field_label

FIELD, PAPER, CONSENT, COLUMN = "isian", "surat", "izin", "kolom"
# Numbers move up when the first goes: of these each number is looked at, not its place.
PHONES = ("phone", "phone_2")
# Field as the journal names it → its columns and what they hold when nothing is there.
OF_BUSINESS: Mapping[str, Mapping[str, Any]] = {
    **{name: {name: ""} for name in (
        "activity", "rt", "rw", "address", "phone", "phone_2", "email", "nib", "note",
    )},
    **{name: {name: None} for name in (
        "started_on", "workers_male", "workers_female", "workers_total",
    )},
    "sales": {"sales_sealed": None},
    "capital": {"capital_sealed": None},
}  # fmt: skip
OF_OWNER: Mapping[str, Mapping[str, Any]] = {
    **{name: {name: ""} for name in ("phone", "phone_2", "birth_place", "sex")},
    "nik": {"nik_sealed": None, "nik_index": ""},
    "birth": {"birth_sealed": None},
}
COLUMNS: Mapping[str, Mapping[str, Mapping[str, Any]]] = {
    "business": OF_BUSINESS,
    "owner": OF_OWNER,
}
# Field → what was reckoned from it and tells of it: goes with it. The class of size is reckoned
# anew from what is left.
SIZE = {"size_class": ""}
FOLLOWING: Mapping[str, Mapping[str, Any]] = {
    "sales": {"sales_band": None, **SIZE},
    "capital": SIZE,
    "started_on": {"started_precision": ""},
    "nik": {"nik_status": ""},
    "birth": {"birth_year": None},
}
PAPER_FIELD = "permit"
REMOVED_PAPER = gettext_noop("Surat usaha")


def goes_with(entity: str, field: str) -> dict[str, Any]:
    """Return the columns of a field and of what follows from it, as they are when it is gone.

    Args:
        entity: `business` or `owner`.
        field: as the journal names it.
    """
    return {**COLUMNS[entity][field], **FOLLOWING.get(field, {})}


def without(numbers: Mapping[str, Any], gone: str) -> dict[str, str]:
    """Return first and second telephone without one that is gone; the second moves up."""
    left = [numbers.get(name) or "" for name in PHONES]
    first, second, *_ = [*filter(None, (one for one in left if one != gone)), "", ""]
    return {"phone": first, "phone_2": second}


def unsaid(words: str, gone: str) -> str:
    """Return the words a record is looked for by, without those of a number or NIB that is gone."""
    digits = gone.lstrip("+")
    return " ".join(word for word in words.split() if word != digits)


def label_of(kind: str, what: str) -> str:
    """Return in words, untranslated, which part was deleted; never its value.

    Args:
        kind: `isian`, `surat`, `izin` or `kolom`.
        what: name of the field, kind of the paper, code of the purpose, or heading of the list.
    """
    if kind == COLUMN:
        return what
    if kind == PAPER:
        return permits.KINDS.get(what, REMOVED_PAPER)
    if kind == CONSENT:
        return consents.BY_CODE[what].label if what in consents.BY_CODE else what
    return field_label(what)


def paper_kind(line: str) -> str:
    """Return the kind of a paper from its line in the journal: `P-IRT 123 (dilihat)` is `pirt`."""
    found = [code for code, name in permits.KINDS.items() if line.startswith(f"{name} ")]
    return max(found, key=lambda code: len(permits.KINDS[code]), default="")
