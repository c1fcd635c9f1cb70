"""Writes of the registry. Each action is one transaction, checks who acts, and journals."""

from lampit.registry.actions.businesses import (
    edit_business,
    refresh_search_keys,
    register_business,
)
from lampit.registry.actions.care import give_into_care, give_many_into_care
from lampit.registry.actions.duplicates import (
    Stored,
    confirm_sure,
    decide,
    lease,
    merge_pair,
    store_pairs,
    undo_last,
)
from lampit.registry.actions.keys import Rotation, rotate_keys
from lampit.registry.actions.merging import merge, unmerge
from lampit.registry.actions.papers import add_member, add_permit, remove_member, remove_permit
from lampit.registry.actions.reading import (
    OPENABLE,
    note_nik_search,
    note_owner_read,
    note_read,
    reveal,
)
from lampit.registry.actions.reverting import revert_change
from lampit.registry.actions.seeding import SeedPermit, SeedRow, refresh_statistics, seed
from lampit.registry.actions.states import change_status, confirm_business, confirm_in_reach

__all__ = [
    "OPENABLE",
    "Rotation",
    "SeedPermit",
    "SeedRow",
    "Stored",
    "add_member",
    "add_permit",
    "change_status",
    "confirm_business",
    "confirm_in_reach",
    "confirm_sure",
    "decide",
    "edit_business",
    "give_into_care",
    "give_many_into_care",
    "lease",
    "merge",
    "merge_pair",
    "note_nik_search",
    "note_owner_read",
    "note_read",
    "refresh_search_keys",
    "refresh_statistics",
    "register_business",
    "remove_member",
    "remove_permit",
    "reveal",
    "revert_change",
    "rotate_keys",
    "seed",
    "store_pairs",
    "undo_last",
    "unmerge",
]
