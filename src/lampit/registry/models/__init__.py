"""Businesses, owners and where each value came from.

Tables owned: `registry_owner`, `registry_business`, `registry_groupmember`,
`registry_permit`, `registry_permitfile`, `registry_permitreminder`, `registry_change`,
`registry_claim`, `registry_mapping`, `registry_importrun`, `registry_importrow`,
`registry_doubtfulvalue`, `registry_valueanswer`, `registry_pair`, `registry_sampleround`,
`registry_calibration`, `registry_mergeevent`, `registry_ownermerge`,
`registry_ownersource`, `registry_consent`,
`registry_consenttext`,
`registry_heldindex`,
`registry_posting`, `registry_word`, `registry_recent`, `registry_keptorder`,
`registry_exportrequest`, `registry_confirmsheet`, `registry_confirmlink`, `registry_endreport`,
`registry_qualitysnapshot`, `registry_fieldlisting`, `registry_listedbusiness`,
`registry_transfer`, `registry_acrosspair`,
`registry_ownerperiod`,
`registry_leftlist`, `registry_leftpart`, `registry_fieldtask`, `registry_chore`,
`registry_partnernumber`.
"""

from lampit.registry.models.across import AcrossPair
from lampit.registry.models.alive import ConfirmLink, ConfirmSheet, EndReport
from lampit.registry.models.answers import DoubtfulValue, ValueAnswer
from lampit.registry.models.businesses import (
    Business,
    GroupMember,
    Owner,
    Precision,
    Sector,
    Sex,
)
from lampit.registry.models.catalogue import KeptOrder, Posting, Recent, Word
from lampit.registry.models.changes import Change
from lampit.registry.models.chores import Chore
from lampit.registry.models.claims import Claim
from lampit.registry.models.consents import Consent, ConsentFile, ConsentText
from lampit.registry.models.exporting import ExportRequest
from lampit.registry.models.fieldwork import FieldTask
from lampit.registry.models.holding import HeldIndex
from lampit.registry.models.importing import ImportRow, ImportRun, Mapping
from lampit.registry.models.listed import LeftList, LeftPart
from lampit.registry.models.listing import FieldListing, ListedBusiness
from lampit.registry.models.merging import Calibration, MergeEvent, Pair, SampleRound
from lampit.registry.models.moving import Transfer
from lampit.registry.models.owning import OwnerPeriod
from lampit.registry.models.partners import PartnerNumber
from lampit.registry.models.permits import Permit, PermitFile, PermitReminder
from lampit.registry.models.persons import OwnerMerge, OwnerSource
from lampit.registry.models.quality import QualitySnapshot

__all__ = [
    "AcrossPair",
    "Business",
    "Calibration",
    "Change",
    "Chore",
    "Claim",
    "ConfirmLink",
    "ConfirmSheet",
    "Consent",
    "ConsentFile",
    "ConsentText",
    "DoubtfulValue",
    "EndReport",
    "ExportRequest",
    "FieldListing",
    "FieldTask",
    "GroupMember",
    "HeldIndex",
    "ImportRow",
    "ImportRun",
    "KeptOrder",
    "LeftList",
    "LeftPart",
    "ListedBusiness",
    "Mapping",
    "MergeEvent",
    "Owner",
    "OwnerMerge",
    "OwnerPeriod",
    "OwnerSource",
    "Pair",
    "PartnerNumber",
    "Permit",
    "PermitFile",
    "PermitReminder",
    "Posting",
    "Precision",
    "QualitySnapshot",
    "Recent",
    "SampleRound",
    "Sector",
    "Sex",
    "Transfer",
    "ValueAnswer",
    "Word",
]
