"""What was asked and told about the businesses of one person, for her own copy."""

from collections.abc import Iterator, Sequence

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from lampit.basics.dossier import Section, section
from lampit.people.models import User
from lampit.registry.models import (
    AcrossPair,
    ConfirmLink,
    EndReport,
    ListedBusiness,
    MergeEvent,
    PermitReminder,
    Transfer,
)
from lampit.registry.rules import across, alive, moving, words

MOST_ROWS = 5_000


def sections(ids: Sequence[int]) -> Iterator[Section]:
    """Yield what was asked, told, listed, merged, reminded, moved and compared; seven queries.

    Args:
        ids: of the business records of one person, merged ones among them.
    """
    yield _asked(ids)
    yield _ends(ids)
    yield _listed(ids)
    yield _merges(ids)
    yield _reminders(ids)
    yield _moves(ids)
    yield _across(ids)


def _named(actor: User | None) -> str:
    return (actor.get_full_name() or actor.username) if actor else ""


def _asked(ids: Sequence[int]) -> Section:
    columns = [
        ("at", _("Ditanyakan")), ("channel", _("Lewat")), ("by", _("Oleh")),
        ("answer", _("Jawaban")), ("answered_at", _("Dijawab")),
        ("answered_by", _("Dicatat oleh")), ("undelivered_at", _("Tidak sampai")),
    ]  # fmt: skip
    links = ConfirmLink.objects.filter(business__in=ids)
    found = links.select_related("made_by", "answered_by").order_by("pk")
    rows = [
        (
            timezone.localtime(a.made_at), str(a.get_channel_display()), _named(a.made_by),
            _(alive.ANSWERS[a.answer]) if a.answer in alive.ANSWERS else a.answer,
            a.answered_at and timezone.localtime(a.answered_at), _named(a.answered_by),
            a.undelivered_at and timezone.localtime(a.undelivered_at),
        )
        for a in found[:MOST_ROWS]
    ]  # fmt: skip
    return section("registry.asked", _("Pertanyaan “masih berjualan?”"), columns, rows)


def _ends(ids: Sequence[int]) -> Section:
    columns = [
        ("on", _("Tanggal")), ("what", _("Kabar")), ("reason", _("Alasan")),
        ("to", _("Pindah ke")), ("by", _("Oleh")), ("at", _("Dicatat")),
        ("void_at", _("Dibatalkan")),
    ]  # fmt: skip
    reports = EndReport.objects.filter(business__in=ids)
    found = reports.select_related("actor", "to_region").order_by("pk")
    rows = [
        (
            r.on, _(alive.REPORTS[r.what]) if r.what in alive.REPORTS else r.what, r.reason,
            r.to_region.name if r.to_region else r.to_place, _named(r.actor),
            timezone.localtime(r.at), r.void_at and timezone.localtime(r.void_at),
        )
        for r in found[:MOST_ROWS]
    ]  # fmt: skip
    return section("registry.ends", _("Kabar tutup atau pindah"), columns, rows)


def _listed(ids: Sequence[int]) -> Section:
    columns = [
        ("listing", _("Daftar lapangan")), ("listed_on", _("Tanggal")), ("name", _("Nama usaha")),
        ("owner_name", _("Nama pemilik")), ("village", _("Desa")), ("state", _("Keadaan")),
    ]  # fmt: skip
    found = ListedBusiness.objects.filter(match__in=ids).select_related("listing", "village")
    rows = [
        (
            x.listing.name, x.listing.listed_on, x.name, x.owner_name, x.village.name,
            str(x.get_state_display()),
        )
        for x in found.order_by("pk")[:MOST_ROWS]
    ]  # fmt: skip
    return section("registry.listed", _("Daftar dari lapangan yang memuat Anda"), columns, rows)


def _merges(ids: Sequence[int]) -> Section:
    """Tell which records were put together or parted; all of them are this person's."""
    columns = [
        ("at", _("Waktu")), ("what", _("Perbuatan")), ("records", _("Banyak catatan")),
        ("fields", _("Isian yang dipilih")), ("by", _("Oleh")), ("reason", _("Alasan")),
    ]  # fmt: skip
    events = MergeEvent.objects.filter(Q(golden__in=ids)).select_related("actor").order_by("pk")
    rows = [
        (
            timezone.localtime(e.at), _("dipisahkan") if e.undo_of_id else _("digabungkan"),
            len(e.members) + 1,
            ", ".join(_(words.field_label(field)) for field in e.survivorship),
            _named(e.actor), e.reason,
        )
        for e in events[:MOST_ROWS]
    ]  # fmt: skip
    return section("registry.merges", _("Catatan ganda yang digabungkan"), columns, rows)


def _reminders(ids: Sequence[int]) -> Section:
    columns = [
        ("kind", _("Surat")), ("number", _("Nomor")), ("valid_until", _("Berlaku sampai")),
        ("made_at", _("Dibuat")), ("sent_at", _("Dikirim")), ("by", _("Oleh")),
    ]  # fmt: skip
    found = PermitReminder.objects.filter(permit__business__in=ids)
    loaded = found.select_related("permit", "sent_by").order_by("pk")
    rows = [
        (
            str(r.permit.get_kind_display()), r.permit.number, r.valid_until,
            timezone.localtime(r.made_at), r.sent_at and timezone.localtime(r.sent_at),
            _named(r.sent_by),
        )
        for r in loaded[:MOST_ROWS]
    ]  # fmt: skip
    return section("registry.reminders", _("Peringatan surat yang akan habis"), columns, rows)


def _moves(ids: Sequence[int]) -> Section:
    columns = [
        ("receipt", _("Tanda terima")), ("from", _("Dari")), ("to", _("Ke")),
        ("asked_at", _("Diminta")), ("by", _("Oleh")), ("state", _("Keadaan")),
        ("answered_at", _("Dijawab")), ("reason", _("Alasan")),
    ]  # fmt: skip
    found = Transfer.objects.filter(business__in=ids)
    loaded = found.select_related("from_region", "to_region", "asked_by").order_by("pk")
    rows = [
        (
            str(t), t.from_region.name, t.to_region.name, timezone.localtime(t.asked_at),
            _named(t.asked_by), _(moving.STATES[t.state]),
            t.answered_at and timezone.localtime(t.answered_at), t.reason,
        )
        for t in loaded[:MOST_ROWS]
    ]  # fmt: skip
    return section("registry.moves", _("Pindah ke kabupaten lain"), columns, rows)


def _across(ids: Sequence[int]) -> Section:
    """Tell that another kabupaten lists her too, and what both offices said of it."""
    columns = [
        ("left", _("Kabupaten")), ("right", _("Kabupaten lain")), ("found_at", _("Ditemukan")),
        ("state", _("Keadaan")), ("asked_at", _("Ditanyakan")), ("by", _("Oleh")),
        ("settled_at", _("Diputuskan")), ("reason", _("Alasan")),
    ]  # fmt: skip
    found = AcrossPair.objects.filter(Q(left__in=ids) | Q(right__in=ids))
    loaded = found.select_related("left_region", "right_region", "asked_by").order_by("pk")
    rows = [
        (
            p.left_region.name, p.right_region.name, timezone.localtime(p.found_at),
            _(across.STATES[p.state]), p.asked_at and timezone.localtime(p.asked_at),
            _named(p.asked_by), p.settled_at and timezone.localtime(p.settled_at), p.reason,
        )
        for p in loaded[:MOST_ROWS]
    ]  # fmt: skip
    return section("registry.across", _("Juga tercatat di kabupaten lain"), columns, rows)
