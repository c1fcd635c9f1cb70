"""The text for somebody whose aid was refused."""

from django.utils import timezone
from django.utils.translation import get_language, gettext

from lampit.aid.models import Grant
from lampit.aid.rules import overlaps
from lampit.aid.rules.refusing import NO_DAY, TEXT, UNTIL, WHY
from lampit.web import figures


def told(grant: Grant, address: str) -> str:
    """Return what a refused recipient is told; one query.

    Args:
        grant: refused, with programme and region loaded.
        address: where the recipient reads the aid in her name.
    """
    programme, decided = grant.programme, timezone.localdate(grant.decided_at)
    speaks = figures.tongue(get_language())
    last = programme.objections_until
    until = gettext(UNTIL).format(day=figures.long_date(last, speaks)) if last else gettext(NO_DAY)
    return gettext(TEXT).format(
        name=grant.name, programme=programme.name, year=programme.year, why=_why(grant),
        day=figures.long_date(decided, speaks), until=until, address=address,
        office=gettext("Dinas di %s") % grant.region.name,
    )  # fmt: skip


def _why(grant: Grant) -> str:
    """Return the refused overlap in words, else the reason that somebody wrote."""
    refused = grant.overlaps.filter(state=overlaps.REFUSED).select_related("other__programme")
    found = refused.order_by("is_hint", "pk").first()
    if found is None:
        return grant.reason.strip(" .") or gettext("syaratnya belum terpenuhi")
    programme = found.other.programme
    return gettext(WHY[found.basis]).format(
        programme=programme.name, year=programme.year,
        funder=programme.funder or gettext("pemberi belum diketahui"),
    )  # fmt: skip
