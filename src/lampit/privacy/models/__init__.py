"""Requests of persons about their data, with the copies made for them.

Tables owned: `privacy_series`, `privacy_request`, `privacy_copy`,
`privacy_erasure`, `privacy_retained`, `privacy_retentionrun`, `privacy_breach`,
`privacy_letterhead`.
"""

from lampit.privacy.models.breaches import Breach
from lampit.privacy.models.erasures import Erasure, Retained
from lampit.privacy.models.letterheads import Letterhead
from lampit.privacy.models.requests import Copy, Request, Series
from lampit.privacy.models.retention import RetentionRun

__all__ = [
    "Breach",
    "Copy",
    "Erasure",
    "Letterhead",
    "Request",
    "Retained",
    "RetentionRun",
    "Series",
]
