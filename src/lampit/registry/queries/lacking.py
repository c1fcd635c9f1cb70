"""Businesses that lack a legal paper: none noted, one that ended, or one still being asked for."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils.translation import gettext

from lampit.registry.models import Business, Permit
from lampit.registry.queries.listing import Row, chosen
from lampit.registry.queries.listing import page as listing_page
from lampit.registry.queries.paging import FIRST, Turn
from lampit.registry.queries.silent import STILL_THERE
from lampit.registry.rules import permits
from lampit.registry.rules.asking import Asked
from lampit.registry.rules.numbers import Numbers
from lampit.web.paging import KeysetPage

ORDER = "nama"
NOTHING = "belum"
TAGS = {NOTHING: "", **permits.STATE_TAGS}


@dataclass(frozen=True, slots=True)
class LackingRow:
    """A business that lacks a paper, and how far it is."""

    business: Row
    state: str
    state_label: str
    tag: str
    permit_id: int | None
    ended_on: date | None


def lacking(
    rows: QuerySet[Business], kind: str, asked: Asked, on: date, *, regions: Sequence[str] | None
) -> Numbers:
    """Return the numbers of those of `rows` in the frame without a valid paper; exact.

    A paper noted at a merged record is one of its business. Seven queries at most.

    Args:
        rows: the businesses that exist for who asks.
        kind: one of `permits.KINDS`.
        asked: what else the list is narrowed to.
        on: the day on which a paper must hold.
        regions: the kabupaten whose whole list `rows` is; empty for all, None when it is not one.
    """
    if kind == "nib":  # the number in the data of the business itself counts as well
        asked = replace(asked, nib="tidak")
    found = chosen(rows, asked, on, regions=regions, also=(STILL_THERE,))
    held = Permit.objects.filter(kind=kind).exclude(number="").filter(_holds(on))
    if regions:
        held = held.filter(business__region__in=regions)
    whose = held.order_by().values_list(Coalesce("business__golden_id", "business_id"), flat=True)
    having = np.unique(np.fromiter(whose.iterator(20_000), np.int64))
    return found.without(having)


def page(
    rows: QuerySet[Business], found: Numbers, kind: str, on: date, turn: Turn = FIRST, *,
    region: str = "",
) -> KeysetPage[LackingRow]:  # fmt: skip
    """Return one page of who was found `lacking`, by name; one query more than the list's own."""
    part = listing_page(rows, found, ORDER, on, turn, region=region)
    last = _last_papers([row.id for row in part.object_list], kind)
    listed = [_row(row, last.get(row.id), on) for row in part.object_list]
    return KeysetPage(listed, before=part.before, after=part.after, total=part.total)


def _holds(on: date) -> Q:
    return Q(valid_until=None) | Q(valid_until__gte=on)


def _last_papers(ids: list[int], kind: str) -> dict[int, Permit]:
    """Return the newest paper of a kind by the business it stands for."""
    of_them = Q(business__in=ids) | Q(business__golden__in=ids)
    papers = Permit.objects.filter(of_them, kind=kind).select_related("business").order_by("pk")
    return {paper.business.golden_id or paper.business_id: paper for paper in papers}


def _row(row: Row, paper: Permit | None, on: date) -> LackingRow:
    if paper is None:
        return LackingRow(row, NOTHING, gettext("Belum tercatat"), TAGS[NOTHING], None, None)
    state = permits.state(paper.number, paper.valid_until, on)
    label = gettext(permits.STATE_LABELS[state])
    return LackingRow(row, state, label, TAGS[state], paper.pk, paper.valid_until)
