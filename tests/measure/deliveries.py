"""Questionnaires as phones send them, for the tests of what is received."""

import uuid
from typing import Any
from xml.sax.saxutils import escape

from lampit.measure.models import Round, SampleMember
from lampit.measure.rules.logic import Answer
from lampit.measure.rules.receiving import written
from tests.measure.questionnaires import answers


def drawn(found: Round, number: int = 0) -> SampleMember:
    """Return one of the drawn businesses of a round."""
    rows = SampleMember.objects.filter(round=found).select_related("business").order_by("id")
    return rows[number]


def content(member: SampleMember, consent: bool = True, **more: Any) -> bytes:
    """Return a whole questionnaire as JSON; `answers` may be given."""
    given = more.pop("answers", None)
    return written(
        member.business.public_id, answers() if given is None else given, consent, **more
    )


def new_id() -> str:
    """Return a fresh instance id."""
    return f"uuid:{uuid.uuid4()}"


def xml(
    member: SampleMember | None,
    instance: str,
    *,
    given: dict[str, Answer] | None = None,
    deprecated: str = "",
    agrees: str = "ya",
    more: str = "",
    business: str = "",
) -> bytes:
    """Return a whole questionnaire as ODK Collect writes it."""
    told = answers() if given is None else given
    leaves = "".join(
        f"<{code}>{escape(' '.join(value) if isinstance(value, list) else str(value))}</{code}>"
        for code, value in told.items()
    )
    who = business or (member.business.public_id if member else "")
    old = f"<deprecatedID>{deprecated}</deprecatedID>" if deprecated else ""
    return (
        (
            '<?xml version="1.0" ?><data id="lampit_digital_v1" version="2026112401" '
            'xmlns:h="http://www.w3.org/1999/xhtml" xmlns:orx="http://openrosa.org/xforms">'
            "<start>2026-11-02T08:30:00.000+08:00</start><end>2026-11-02T08:52:00.000+08:00</end>"
            f"<deviceid>collect:x1</deviceid><id_usaha>{who}</id_usaha>"
            f"<lokasi>-2.43 115.25 12.0 8.5</lokasi><setuju>{agrees}</setuju>"
            f"<isi>{leaves if agrees == 'ya' else ''}{more}</isi>"
            f"<orx:meta><orx:instanceID>{instance}</orx:instanceID>{old}"
            "<orx:instanceName>x</orx:instanceName></orx:meta></data>"
        )
        .replace("<deprecatedID>", "<orx:deprecatedID>")
        .replace("</deprecatedID>", "</orx:deprecatedID>")
        .encode()
    )
