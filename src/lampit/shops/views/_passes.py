"""The pass of a photo that a refused form keeps: signed for one person, one form and half a day.

A photo is named by its content, and such names stand in pages; so the name alone attaches nothing:
who learns the name of another's photo of herself, or of a proof, could else hang it up as her own.
"""

from datetime import timedelta

from django.core.signing import BadSignature, TimestampSigner
from django.http import HttpRequest

LASTS = timedelta(hours=12)


def pass_for(digest: str, request: HttpRequest) -> str:
    """Return the pass of a photo for the form that stands at the address of this request."""
    return _signer(request).sign(digest)


def digest_of(told: str, request: HttpRequest) -> str:
    """Return the photo of a pass, "" for one of another person, form or day, or no pass at all."""
    try:
        return _signer(request).unsign(told, max_age=LASTS)
    except BadSignature:
        return ""


def _signer(request: HttpRequest) -> TimestampSigner:
    return TimestampSigner(salt=f"lampit.kept_photo:{request.user.pk}:{request.path}")
