"""What an owner is told first, in the words of the office that asks."""

from django.utils.translation import gettext

from lampit.registry.rules import notice


def words_of(region_name: str) -> str:
    """Return the notice of an office; its own contact stands on the sheet to hand out."""
    told = {
        "office": gettext("Dinas di %s") % region_name,
        "contact": gettext("kantor dinas"),
        "years": notice.KEPT_YEARS,
    }
    return gettext(notice.WORDS) % told
