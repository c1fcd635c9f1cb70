"""Businesses, owners and where each value came from.

Tables owned: `registry_owner`, `registry_business`, `registry_groupmember`,
`registry_permit`, `registry_permitfile`, `registry_permitreminder`, `registry_change`,
`registry_mapping`, `registry_importrun`, `registry_importrow`, `registry_pair`,
`registry_mergeevent`, `registry_consent`, `registry_consenttext`,
`registry_posting`, `registry_word`, `registry_recent`,
`registry_exportrequest`.
"""

from lampit.registry.models.businesses import (
    Business,
    GroupMember,
    Owner,
    Precision,
    Sector,
    Sex,
)
from lampit.registry.models.catalogue import Posting, Recent, Word
from lampit.registry.models.changes import Change
from lampit.registry.models.consents import Consent, ConsentText
from lampit.registry.models.exporting import ExportRequest
from lampit.registry.models.importing import ImportRow, ImportRun, Mapping
from lampit.registry.models.merging import MergeEvent, Pair
from lampit.registry.models.permits import Permit, PermitFile, PermitReminder

__all__ = [
    "Business",
    "Change",
    "Consent",
    "ConsentText",
    "ExportRequest",
    "GroupMember",
    "ImportRow",
    "ImportRun",
    "Mapping",
    "MergeEvent",
    "Owner",
    "Pair",
    "Permit",
    "PermitFile",
    "PermitReminder",
    "Posting",
    "Precision",
    "Recent",
    "Sector",
    "Sex",
    "Word",
]
