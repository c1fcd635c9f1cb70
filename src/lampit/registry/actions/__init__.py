"""Writes of the registry. Each action is one transaction, checks who acts, and journals."""

from lampit.registry.actions.businesses import (
    edit_business,
    refresh_search_keys,
    register_business,
)
from lampit.registry.actions.care import give_into_care, give_many_into_care
from lampit.registry.actions.certificates import (
    attach_file,
    note_permit,
    open_file,
    remove_file,
)
from lampit.registry.actions.consenting import record_consent, seed_consents
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
from lampit.registry.actions.members import add_member, remove_member
from lampit.registry.actions.merging import merge, unmerge
from lampit.registry.actions.papers import Proof, add_permit, change_permit, remove_permit
from lampit.registry.actions.reading import (
    OPENABLE,
    note_nik_search,
    note_owner_read,
    note_read,
    reveal,
)
from lampit.registry.actions.reminders import make_reminders, send_reminder
from lampit.registry.actions.reverting import revert_change
from lampit.registry.actions.seeding import SeedPermit, SeedRow, refresh_statistics, seed
from lampit.registry.actions.states import change_status, confirm_business, confirm_in_reach

__all__ = [
    "OPENABLE",
    "Proof",
    "Rotation",
    "SeedPermit",
    "SeedRow",
    "Stored",
    "add_member",
    "add_permit",
    "attach_file",
    "change_permit",
    "change_status",
    "confirm_business",
    "confirm_in_reach",
    "confirm_sure",
    "decide",
    "edit_business",
    "give_into_care",
    "give_many_into_care",
    "lease",
    "make_reminders",
    "merge",
    "merge_pair",
    "note_nik_search",
    "note_owner_read",
    "note_permit",
    "note_read",
    "open_file",
    "record_consent",
    "refresh_search_keys",
    "refresh_statistics",
    "register_business",
    "remove_file",
    "remove_member",
    "remove_permit",
    "reveal",
    "revert_change",
    "rotate_keys",
    "seed",
    "seed_consents",
    "send_reminder",
    "store_pairs",
    "undo_last",
    "unmerge",
]
