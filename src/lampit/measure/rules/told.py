"""What a questionnaire says of fields that the register has too, read by role. Pure.

The register notes it beside its own values; a person decides (registry, who is believed first).
"""

from collections.abc import Mapping

from lampit.measure.rules.instrument import Instrument
from lampit.measure.rules.logic import Answer
from lampit.measure.rules.played import played

# How buyers order → how the register calls that way of selling.
_ORDERED = {"datang": "langsung", "pengepul": "pengumpul", "marketplace": "marketplace",
            "lapak": "website"}  # fmt: skip
# By message: by those accounts on which messages are written.
_BY_MESSAGE = "pesan"
_ACCOUNTS = {"wa": "whatsapp", "wa_bisnis": "whatsapp", "facebook": "facebook",
             "instagram": "instagram", "tiktok": "tiktok"}  # fmt: skip


def told_of(instrument: Instrument, answers: Mapping[str, Answer]) -> dict[str, str]:
    """Return field of the register → value as its change table writes it.

    `channels` (codes parted by semicolons), `workers` (persons, the owner among them) and
    `sales_band` (the answer's words); what was not asked, refused or unknown is left out.
    """
    roles = played(instrument, answers)
    found = {"channels": _channels(roles), "workers": "", "sales_band": ""}
    workers = roles.get("pekerja_kini")
    if isinstance(workers, int) and workers >= 0:
        found["workers"] = str(workers)
    question = instrument.by_role.get("omzet")
    band = question.option(str(answers.get(question.id))) if question is not None else None
    found["sales_band"] = band.text.id if band is not None else ""
    return {field: value for field, value in found.items() if value}


def _channels(answers: Mapping[str, Answer]) -> str:
    ordered, accounts = answers.get("cara_pesan"), answers.get("akun")
    if not isinstance(ordered, list):
        return ""
    ways = {_ORDERED[code] for code in ordered if code in _ORDERED}
    if _BY_MESSAGE in ordered and isinstance(accounts, list):
        ways |= {_ACCOUNTS[code] for code in accounts if code in _ACCOUNTS}
    return ";".join(sorted(ways))
