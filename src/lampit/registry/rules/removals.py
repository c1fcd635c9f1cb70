"""Parts of a record that a person may have deleted by themselves, and what is empty then. Pure."""

from collections.abc import Mapping
from typing import Any

from lampit.basics.texts import gettext_noop
from lampit.registry.rules import consents, permits
from lampit.registry.rules.words import field_label

FIELD, PAPER, CONSENT, COLUMN = "isian", "surat", "izin", "kolom"
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
PAPER_FIELD = "permit"
REMOVED_PAPER = gettext_noop("Surat usaha")


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
