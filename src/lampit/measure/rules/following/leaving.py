"""Who is left of a drawn sample, and which hours of the day were not tried yet. Pure."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from lampit.basics.refusal import Refusal
from lampit.basics.texts import gettext_noop as _

# Parts of a day by the hour at which they begin, local time.
PARTS = (("pagi", 0), ("siang", 11), ("sore", 15), ("malam", 18))
PART_LABELS = {
    "pagi": _("pagi (sebelum 11.00)"),
    "siang": _("siang (11.00–15.00)"),
    "sore": _("sore (15.00–18.00)"),
    "malam": _("malam (sesudah 18.00)"),
}
APART = timedelta(hours=2)  # two visits nearer than that by the clock are at the same hour
ENOUGH_TRIES = 3  # measurement notes, section 3: not met = three visits at different hours
# Refusals that somebody else may try to turn, once: the reason was the moment or the person.
SOFT = frozenset({"sibuk", "tidak_percaya", "tidak_ada_orang"})

NEW, TRIED, NOT_MET, REFUSED, PAUSED = "belum", "dikunjungi", "tak_ditemui", "menolak", "tutup"
KINDS = (NEW, TRIED, NOT_MET, REFUSED, PAUSED)
LABELS = {
    NEW: _("Belum dikunjungi"),
    TRIED: _("Sudah dikunjungi, belum bertemu"),
    NOT_MET: _("Tidak ditemui, jamnya belum cukup berbeda"),
    REFUSED: _("Menolak, boleh ditanya sekali lagi oleh orang lain"),
    PAUSED: _("Tutup sementara, boleh dilihat lagi"),
}
# Those that have a result already: it is put aside when they are tried again, once.
AGAIN = {"tidak_ditemui": NOT_MET, "menolak": REFUSED, "tutup_sementara": PAUSED}
CALLS = {
    "bersedia": _("Bersedia ditanya"),
    "tautan": _("Mau mengisi sendiri lewat tautan"),
    "nanti": _("Minta dihubungi lain waktu"),
    "tidak_diangkat": _("Tidak diangkat"),
    "salah": _("Nomor salah atau tidak aktif"),
    "menolak": _("Tidak mau"),
}


def part_of(local: datetime) -> str:
    """Return the part of the day of a local instant."""
    return next(code for code, begins in reversed(PARTS) if local.hour >= begins)


def _gap(one: datetime, other: datetime) -> timedelta:
    """Return how far two instants are apart by the clock, whatever their days."""
    minutes = abs((one.hour - other.hour) * 60 + one.minute - other.minute)
    return timedelta(minutes=minutes)


def tries(visits: Iterable[datetime]) -> list[datetime]:
    """Return the visits that count as tries at different hours, oldest first.

    Local times. Another hour is another part of the day, two hours away at least from each that
    counts already: ten to eleven and ten past are the same hour, on whatever days.
    """
    found: list[datetime] = []
    for visit in sorted(visits):
        fresh = part_of(visit) not in {part_of(one) for one in found}
        if fresh and all(_gap(visit, one) >= APART for one in found):
            found.append(visit)
    return found


def untried(visits: Iterable[datetime]) -> list[str]:
    """Return the parts of the day at which nobody came yet."""
    seen = {part_of(visit) for visit in visits}
    return [code for code, _begins in PARTS if code not in seen]


def kind_of(
    disposition: str, reason: str, *, visits: int, hours: Iterable[datetime], was_again: bool
) -> str:
    """Return why a drawn business may still be asked, "" where it may not.

    Args:
        disposition: what became of it, "" = nothing yet.
        reason: why it refused.
        visits: how many visits were counted.
        hours: local times of visits, as far as they are known.
        was_again: it was tried again already after a result; that is done once.
    """
    if not disposition:
        return TRIED if visits else NEW
    kind = AGAIN.get(disposition, "")
    if not kind or was_again:
        return ""
    if kind == NOT_MET and len(tries(hours)) >= ENOUGH_TRIES:
        return ""
    if kind == REFUSED and reason not in SOFT:
        return ""
    return kind


def check_call(outcome: str) -> None:
    """Refuse an unknown outcome of a call.

    Raises:
        Refusal: `call_unknown`.
    """
    if outcome not in CALLS:
        raise Refusal("call_unknown", "Pilih hasil telepon dari daftar.")
