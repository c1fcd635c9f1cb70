"""The three forms together: what is missing, and how they are written as a file. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lampit.basics.texts import gettext_noop as _
from lampit.measure.rules.metadata.activity import Filled
from lampit.measure.rules.metadata.fields import BLOCKS
from lampit.measure.rules.metadata.indicators import INDICATOR_FIELDS
from lampit.measure.rules.metadata.values import is_empty, words
from lampit.measure.rules.metadata.variables import VARIABLE_FIELDS, Row

ACTIVITY, VARIABLES, INDICATORS, ALL = "ms-keg", "ms-var", "ms-ind", "satu-data"
TITLES = {
    ACTIVITY: _("MS-Keg: metadata statistik kegiatan"),
    VARIABLES: _("MS-Var: metadata statistik variabel"),
    INDICATORS: _("MS-Ind: metadata statistik indikator"),
}
RULE = "Perpres 39/2019 tentang Satu Data Indonesia; Peraturan BPS 5/2020"


@dataclass(frozen=True)
class Forms:
    """The forms of a round, as far as they are filled."""

    activity: Sequence[Filled]
    variables: Sequence[Row]
    indicators: Sequence[Row]

    @property
    def missing(self) -> list[Filled]:
        """Return the fields of the activity form without which it cannot be handed in."""
        return [one for one in self.activity if one.is_missing]

    @property
    def to_ask(self) -> list[Filled]:
        """Return the missing fields that a person must tell."""
        return [one for one in self.missing if one.field.asked]

    @property
    def awaited(self) -> list[Filled]:
        """Return the missing fields that the round itself will bring, or cannot."""
        return [one for one in self.missing if not one.field.asked]

    @property
    def rows_missing(self) -> list[tuple[str, Row]]:
        """Return the rows of the other two forms in which something is missing."""
        found = [(VARIABLES, row) for row in self.variables if row.missing]
        return found + [(INDICATORS, row) for row in self.indicators if row.missing]

    @property
    def is_complete(self) -> bool:
        """Say whether the three forms can be handed in."""
        return not self.missing and not self.rows_missing

    @property
    def by_block(self) -> list[tuple[str, str, list[Filled]]]:
        """Return the activity form block by block: its number, its words, its fields."""
        return [
            (code, label, [one for one in self.activity if one.field.block == code])
            for code, label in BLOCKS.items()
        ]

    def count_from(self, source: str) -> int:
        """Count the fields of the activity form that one source filled."""
        return sum(one.source == source for one in self.activity)


def _activity(forms: Forms) -> dict[str, Any]:
    return {
        block: {
            "judul": label,
            "isian": {
                one.field.code: {
                    "label": one.field.label,
                    "nilai": None if is_empty(one.value) else one.value,
                    "teks": words(one.field, one.value),
                    "sumber": one.source or None,
                }
                for one in filled
            },
        }
        for block, label, filled in forms.by_block
    }


def _rows(labels: Mapping[str, str], rows: Sequence[Row]) -> dict[str, Any]:
    return {
        "kolom": dict(labels),
        "baris": [{"kode": row.code, **{k: v or None for k, v in row.values.items()}}
                  for row in rows],
    }  # fmt: skip


def as_data(forms: Forms, which: str, head: Mapping[str, str]) -> dict[str, Any]:
    """Return one form, or all (`satu-data`), ready for JSON; empty fields are null.

    `head` is written first: which round, which region, when it was made.
    """
    made: dict[str, Any] = {
        ACTIVITY: lambda: _activity(forms),
        VARIABLES: lambda: _rows(VARIABLE_FIELDS, forms.variables),
        INDICATORS: lambda: _rows(INDICATOR_FIELDS, forms.indicators),
    }
    wanted = made if which == ALL else {which: made[which]}
    return {
        **head,
        "dasar": RULE,
        "lengkap": forms.is_complete,
        "belum_diisi": [one.field.code for one in forms.missing],
        **{code.replace("-", "_"): make() for code, make in wanted.items()},
    }
