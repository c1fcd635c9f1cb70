"""Reads of the registry: lists, one business, history, look-alikes, frames and counts."""

from lampit.registry.queries.checks import Check, checks
from lampit.registry.queries.consents import last_answer, may_use
from lampit.registry.queries.editing import (
    Collision,
    as_typed,
    collisions,
    owner_as_typed,
    village_choices,
)
from lampit.registry.queries.frames import (
    CountRow,
    FrameRow,
    RegionCount,
    analysis_rows,
    counts,
    ended,
    frame,
    present,
    registered_by_month,
    running,
    starts_of,
    strata,
)
from lampit.registry.queries.frames import units as frame_units
from lampit.registry.queries.history import Line, history, page_with
from lampit.registry.queries.listing import Row, called, chosen, filtered, page
from lampit.registry.queries.matching import Twin, owner_with_nik, twins_of
from lampit.registry.queries.merging import (
    belonging,
    golden_id,
    golden_of,
    golden_records,
    member_in_reach,
    members_of,
)
from lampit.registry.queries.profile import Profile, find, masked_nik, place_of, profile
from lampit.registry.rules.asking import Asked

__all__ = [
    "Asked",
    "Check",
    "Collision",
    "CountRow",
    "FrameRow",
    "Line",
    "Profile",
    "RegionCount",
    "Row",
    "Twin",
    "analysis_rows",
    "as_typed",
    "belonging",
    "called",
    "checks",
    "chosen",
    "collisions",
    "counts",
    "ended",
    "filtered",
    "find",
    "frame",
    "frame_units",
    "golden_id",
    "golden_of",
    "golden_records",
    "history",
    "last_answer",
    "masked_nik",
    "may_use",
    "member_in_reach",
    "members_of",
    "owner_as_typed",
    "owner_with_nik",
    "page",
    "page_with",
    "place_of",
    "present",
    "profile",
    "registered_by_month",
    "running",
    "starts_of",
    "strata",
    "twins_of",
    "village_choices",
]
