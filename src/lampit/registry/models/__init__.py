"""Businesses, owners and where each value came from.

Tables owned: `registry_owner`, `registry_business`, `registry_groupmember`,
`registry_permit`, `registry_change`, `registry_mapping`, `registry_importrun`,
`registry_importrow`.
"""

from lampit.registry.models.businesses import (
    Business,
    GroupMember,
    Owner,
    Precision,
    Sector,
    Sex,
)
from lampit.registry.models.changes import Change
from lampit.registry.models.importing import ImportRow, ImportRun, Mapping
from lampit.registry.models.permits import Permit

__all__ = [
    "Business",
    "Change",
    "GroupMember",
    "ImportRow",
    "ImportRun",
    "Mapping",
    "Owner",
    "Permit",
    "Precision",
    "Sector",
    "Sex",
]
