"""Writes to aid tables. Each action is one transaction and checks who acts."""

from lampit.aid.actions.approving import Approved, approve_all
from lampit.aid.actions.deciding import decide
from lampit.aid.actions.erasing import erase_owner
from lampit.aid.actions.granting import GrantTold, choose_match, do, plan_grant
from lampit.aid.actions.listing import (
    drop_old_files,
    import_list,
    open_list,
    resume_list,
    undo_list,
)
from lampit.aid.actions.programmes import ProgrammeTold, add_programme, change_programme
from lampit.aid.actions.seeding import SeedGrant, SeedProgramme, seed
from lampit.aid.actions.telling import tell_refusal

__all__ = [
    "Approved",
    "GrantTold",
    "ProgrammeTold",
    "SeedGrant",
    "SeedProgramme",
    "add_programme",
    "approve_all",
    "change_programme",
    "choose_match",
    "decide",
    "do",
    "drop_old_files",
    "erase_owner",
    "import_list",
    "open_list",
    "plan_grant",
    "resume_list",
    "seed",
    "tell_refusal",
    "undo_list",
]
