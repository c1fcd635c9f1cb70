"""Which value of which record survives, ready for the page that asks before merging."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.utils.translation import gettext

from lampit.registry.models import Business
from lampit.registry.queries import merging as queries
from lampit.registry.queries.history import shown_value
from lampit.registry.rules import merging, seeing, size, words
from lampit.registry.rules.age import start_shown

PREFIX = "pakai-"


@dataclass(frozen=True, slots=True)
class Option:
    """One record's value in a field, with where it came from."""

    record: int
    text: str
    source: str
    at: datetime
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Choice:
    """A field in which the records differ, and their values."""

    name: str
    label: str
    options: list[Option] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class MergeView:
    """A merge as its page shows it before it is done."""

    golden: Business
    others: list[Business]
    choices: list[Choice]
    agreed: list[str]
    conflicts: list[str]


def choices_of(posted: Mapping[str, object]) -> dict[str, int]:
    """Return field → record from posted radio buttons; other fields are left out."""
    found = {}
    for name, value in posted.items():
        if name.startswith(PREFIX) and str(value).isdecimal() and len(str(value)) < 19:
            found[name.removeprefix(PREFIX)] = int(str(value))
    return found


def merge_view(records: Sequence[Business], chosen: Mapping[str, int]) -> MergeView:
    """Return what a merge of loaded records would do; about ten queries.

    Args:
        records: with owner and village loaded.
        chosen: field → record as a person chose before a refusal.
    """
    counted = queries.children([row.pk for row in records])
    golden, *others = queries.golden_first(records, counted)
    values = queries.values_of([golden, *others])
    usual = queries.usual(values) | dict(chosen)
    rows = {row.pk: row for row in records}
    choices, agreed = [], []
    for name, said in values.items():
        texts = {value.text for value in said}
        label = gettext(words.field_label(name) if name != merging.MONEY else seeing.COLUMNS[name])
        if len(texts) > 1:
            options = [
                Option(
                    value.record,
                    _text(rows[value.record], name),
                    gettext(words.source_label(value.source)),
                    value.observed_at,
                    usual.get(name) == value.record,
                )
                for value in said
            ]
            choices.append(Choice(f"{PREFIX}{name}", label, options))
        elif texts != {""}:
            agreed.append(label)
    found = [code for other in others for code in queries.conflicts_of(golden, other, counted)]
    conflicts = [gettext(merging.CONFLICTS[code]) for code in dict.fromkeys(found)]
    return MergeView(golden, others, choices, agreed, conflicts)


def _text(business: Business, name: str) -> str:
    if name == "village":
        return business.village.name if business.village else ""
    if name == merging.PLACE:
        return _place(business)
    if name == merging.WORKERS:
        return _workers(business)
    if name == merging.MONEY:
        return _sums(business)
    if name == "started_on":
        return start_shown(business.started_on, business.started_precision)
    return shown_value(name, queries.told(business, name))


def _sums(business: Business) -> str:
    """Return class of sales and of size: the page opens no sum."""
    known = [gettext(size.LABELS[business.size_class])] if business.size_class else []
    if business.sales_band is not None:
        known.insert(0, gettext(size.sales_class_label(business.sales_band)))
    is_told = business.sales_sealed or business.capital_sealed
    return ", ".join(known) or (gettext("tercatat, golongannya belum diketahui") if is_told else "")


def _place(business: Business) -> str:
    """Return village, RT, RW and address of a record in one line."""
    parts = [business.village.name if business.village else ""]
    parts += [f"{name} {n}" for name, n in (("RT", business.rt), ("RW", business.rw)) if n]
    return ", ".join(part for part in (*parts, business.address) if part)


def _workers(business: Business) -> str:
    """Return how many work there, as the record tells it: in parts, as a sum, or both."""
    told = (
        (gettext("%(n)d laki-laki"), business.workers_male),
        (gettext("%(n)d perempuan"), business.workers_female),
        (gettext("%(n)d seluruhnya"), business.workers_total),
    )
    return ", ".join(text % {"n": n} for text, n in told if n is not None)
