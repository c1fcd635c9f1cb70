"""Tables of the measure room: instruments, rounds, samples, answers, scores, deliveries."""

from lampit.measure.models.answerfiles import AnswerFile, AnswerFileRow
from lampit.measure.models.answering import Answer, Score, Submission
from lampit.measure.models.backchecks import BackCheck
from lampit.measure.models.devices import FieldDevice, FieldReport
from lampit.measure.models.fieldwork import FollowUp, OffDay
from lampit.measure.models.instruments import Instrument, InstrumentLanguage
from lampit.measure.models.listing import ListedDraw, ListedEntry, VillageListing
from lampit.measure.models.margins import RoundMargins
from lampit.measure.models.metadata import (
    ItemNote,
    OfficeMetadata,
    OpenRelease,
    ReportPrint,
    RoundMetadata,
)
from lampit.measure.models.receiving import Attachment, Delivery, DeviceKey, Invitation
from lampit.measure.models.rounds import Round, SampleMember
from lampit.measure.models.sampling import (
    DrawnVillage,
    FoundBusiness,
    ReserveUnit,
    RoundEnumerator,
)
from lampit.measure.models.weights import (
    MemberWeight,
    ModelFigure,
    Revision,
    RoundFigure,
    WeightStep,
)

__all__ = [
    "Answer",
    "AnswerFile",
    "AnswerFileRow",
    "Attachment",
    "BackCheck",
    "Delivery",
    "DeviceKey",
    "DrawnVillage",
    "FieldDevice",
    "FieldReport",
    "FollowUp",
    "FoundBusiness",
    "Instrument",
    "InstrumentLanguage",
    "Invitation",
    "ItemNote",
    "ListedDraw",
    "ListedEntry",
    "MemberWeight",
    "ModelFigure",
    "OffDay",
    "OfficeMetadata",
    "OpenRelease",
    "ReportPrint",
    "ReserveUnit",
    "Revision",
    "Round",
    "RoundEnumerator",
    "RoundFigure",
    "RoundMargins",
    "RoundMetadata",
    "SampleMember",
    "Score",
    "Submission",
    "VillageListing",
    "WeightStep",
]
