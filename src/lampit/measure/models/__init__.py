"""Tables of the measure room: instruments, rounds, samples, submissions, answers, scores."""

from lampit.measure.models.answering import Answer, Score, Submission
from lampit.measure.models.metadata import (
    ItemNote,
    OfficeMetadata,
    OpenRelease,
    ReportPrint,
    RoundMetadata,
)
from lampit.measure.models.rounds import Instrument, Round, SampleMember
from lampit.measure.models.sampling import (
    DrawnVillage,
    FoundBusiness,
    ReserveUnit,
    RoundEnumerator,
)

__all__ = [
    "Answer",
    "DrawnVillage",
    "FoundBusiness",
    "Instrument",
    "ItemNote",
    "OfficeMetadata",
    "OpenRelease",
    "ReportPrint",
    "ReserveUnit",
    "Round",
    "RoundEnumerator",
    "RoundMetadata",
    "SampleMember",
    "Score",
    "Submission",
]
