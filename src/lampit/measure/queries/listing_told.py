"""What a listing says in words and figures: on pages, in the method of a report."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from lampit.measure.models import ListedDraw, Round, VillageListing
from lampit.measure.queries import listing as reads
from lampit.measure.rules.coverage import Coverage
from lampit.measure.rules.listing import UNLISTED
from lampit.web.figures import number, percent

MOST_NAMED = 50


@dataclass(frozen=True)
class LeftVillage:
    """A drawn village that could not be listed, and why."""

    name: str
    reason: str


@dataclass(frozen=True)
class ListingTold:
    """What readers of a round are told of its listing."""

    coverage: Coverage | None
    left: list[LeftVillage]
    second: ListedDraw | None

    @property
    def is_drawn(self) -> bool:
        """Say whether businesses are drawn already."""
        return self.second is not None


def listing_told(found: Round) -> ListingTold | None:
    """Return what a listing gave; None for a round without one. Two to eight queries."""
    if not reads.is_listed(found):
        return None
    rows = reads.listings_of(VillageListing.objects.filter(state=UNLISTED), found.pk)
    left = [LeftVillage(one.drawn.village.name, one.reason) for one in rows[:MOST_NAMED]]
    return ListingTold(reads.coverage_of(found), left, reads.draw_of(found))


def method_of_listing(found: Round, language: str) -> list[str]:
    """Return how villages were listed and drawn from, in paragraphs for a report."""
    told = listing_told(found)
    if told is None or told.coverage is None:
        return []
    done = told.second

    def n(value: float) -> str:
        return number(value, 0, language)

    def share(value: float) -> str:
        return percent(value, 0, language)

    cover = told.coverage
    words = {
        "listed": n(cover.listed), "drawn": n(cover.drawn), "entries": n(cover.entries),
        "met": n(cover.met), "new": n(cover.new),
    }  # fmt: skip
    found_text = [
        _("Desa terpilih didaftar lebih dahulu (%(listed)s dari %(drawn)s desa): dari %(entries)s "
          "usaha di daftar %(met)s ditemui, dan %(new)s usaha lain ditemui yang belum tercatat di "
          "desanya. Usaha contoh diundi dari hasilnya.") % words
    ]  # fmt: skip
    if done is not None:
        found_text.append(
            _("Undian kedua: angka acak %(seed)s, isi kerangka %(frame)s usaha, sidik %(hash)s…, "
              "tanda terima %(receipt)s….")
            % {"seed": str(done.seed), "frame": n(done.frame_count),
               "hash": done.frame_hash[:16], "receipt": done.receipt[:16]}
        )  # fmt: skip
    if cover.held and cover.total:
        held, total = cover.held, cover.total
        found_text.append(
            _("Daftar memuat %(share)s (%(low)s–%(high)s) usaha yang ada; perkiraan seluruh usaha "
              "%(total)s (%(least)s–%(most)s), desa sebagai satuan galat, isi daftar yang keliru "
              "dibuang dahulu. Pendata membawa daftar, jadi angka ini lebih mungkin terlalu kecil.")
            % {"share": share(held.value), "low": share(held.low), "high": share(held.high),
               "total": n(total.value), "least": n(total.low), "most": n(total.high)}
        )  # fmt: skip
    if told.left:
        names = "; ".join(f"{one.name}: {one.reason}" for one in told.left)
        found_text.append(_("Tidak dapat didaftar, dipakai isi daftar lama: %s.") % names)
    return found_text
