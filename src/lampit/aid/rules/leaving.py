"""The list of who is in a programme, as it leaves the house. Pure."""

from lampit.basics.texts import gettext_noop
from lampit.registry.rules.exporting import Leaving

JOB = "aid_export"
COLUMNS = {
    "name": gettext_noop("Nama"),
    "village": gettext_noop("Desa/kelurahan"),
    "business": gettext_noop("Usaha"),
    "amount": gettext_noop("Nilai bantuan (Rp)"),
    "goods": gettext_noop("Barang"),
    "state": gettext_noop("Keadaan"),
    "given_on": gettext_noop("Tanggal diberikan"),
    "source": gettext_noop("Sumber"),
}
LONGEST_TITLE = 120


def recipients_of(programme: int, name: str, year: int) -> Leaving:
    """Return the list of a programme; no NIK and no telephone stands in it."""
    title = f"{name} {year}"[:LONGEST_TITLE]
    return Leaving(JOB, title, "bantuan", {"programme": programme}, COLUMNS)
