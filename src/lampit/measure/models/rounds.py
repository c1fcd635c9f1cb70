"""Rounds and the businesses drawn for them."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from lampit.measure.models.instruments import Instrument
from lampit.measure.rules import states
from lampit.places.models import Region
from lampit.registry.models import Business


class Round(models.Model):
    """One survey of a kabupaten: its frame, its draw, its field work, its publication."""

    class State(models.TextChoices):
        """The life of a round; `rules.states` says what may follow what."""

        PLANNED = states.PLANNED, _("Rancangan")
        DRAWN = states.DRAWN, _("Contoh sudah ditarik")
        FIELD = states.FIELD, _("Sedang di lapangan")
        CLOSED = states.CLOSED, _("Ditutup")
        PROCESSED = states.PROCESSED, _("Sudah diolah")
        PUBLISHED = states.PUBLISHED, _("Terbit")

    region = models.ForeignKey(Region, models.PROTECT, related_name="rounds")
    name = models.CharField(_("putaran"), max_length=20)
    instrument = models.ForeignKey(Instrument, models.PROTECT, related_name="rounds")
    state = models.CharField(
        _("keadaan"), max_length=12, choices=State.choices, default=states.PLANNED
    )
    reference_on = models.DateField(_("tanggal acuan"))
    wanted_count = models.PositiveIntegerField(_("jawaban yang dituju"))
    # What was chosen while planning, and what the draw is expected to say (`rules.planning`).
    plan = models.JSONField(_("rencana"), default=dict)
    expected = models.JSONField(_("ketelitian yang diharapkan"), default=dict)
    # The rule by which it was drawn (`rules.frames`); empty for the first rule of this house.
    method = models.CharField(_("cara mengundi"), max_length=16, blank=True, default="")
    after = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="followed_by"
    )
    field_from = models.DateField(_("hari pertama di lapangan"), null=True, blank=True)
    # Once somebody was given businesses, an enumerator sees only those given to her.
    is_assigned = models.BooleanField(_("sudah dibagi"), default=False)
    frame_count = models.PositiveIntegerField(_("isi kerangka"), default=0)
    drawn_count = models.PositiveIntegerField(_("usaha terpilih"), default=0)
    seed = models.BigIntegerField(_("angka acak"), null=True)
    frame_hash = models.CharField(_("sidik kerangka"), max_length=64, blank=True)
    receipt = models.CharField(_("tanda terima undian"), max_length=64, blank=True)
    recommendation = models.CharField(
        _("rekomendasi BPS atau alasannya"), max_length=200, blank=True, default=""
    )
    # The text above is then the reason why there is no number yet.
    is_waived = models.BooleanField(_("tanpa nomor rekomendasi"), default=False)
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="opened_rounds", null=True
    )
    opened_at = models.DateTimeField(_("dibuat"))
    drawn_at = models.DateTimeField(_("ditarik"), null=True)
    field_at = models.DateTimeField(_("mulai lapangan"), null=True)
    closed_at = models.DateTimeField(_("ditutup"), null=True)
    published_at = models.DateTimeField(_("terbit"), null=True)

    class Meta:
        """Newest first; a name is used once in a kabupaten."""

        ordering = ("-opened_at", "-id")
        constraints = (
            models.UniqueConstraint(fields=("region", "name"), name="round_name_once"),
            models.CheckConstraint(
                condition=models.Q(state__in=states.STATES), name="round_state_known"
            ),
        )

    def __str__(self) -> str:
        """Name the round as people do."""
        return self.name

    @property
    def year(self) -> int:
        """Return the year against which ages are counted."""
        return self.reference_on.year


class SampleMember(models.Model):
    """A business drawn for a round, with its chance of being drawn and what became of it.

    `probability` is the whole chance, over both stages. In a design of two stages `psu` is the
    village that was drawn, `psu_stratum` where it was drawn (the village itself where it was
    taken for certain) and `village_probability` the chance of the village; in one stage `psu` is
    empty and that chance 1. `stratum` names where the business itself was drawn, `stratum_size`
    counts the businesses there.
    """

    class Selection(models.TextChoices):
        """How a business came into the sample."""

        DRAWN = "undian", _("Diundi")
        CERTAIN = "pasti", _("Pasti ikut")
        KEPT = "panel", _("Dari putaran sebelumnya")
        RESERVE = "cadangan", _("Cadangan yang dilepas")

    class Disposition(models.TextChoices):
        """What became of the business; how each counts is in `rules.states`."""

        COMPLETE = "selesai", _("Selesai")
        PARTIAL = "sebagian", _("Sebagian terjawab")
        REFUSED = "menolak", _("Menolak")
        NOT_MET = "tidak_ditemui", _("Tidak ditemui, sudah tiga kali")
        PAUSED = "tutup_sementara", _("Tutup sementara")
        CLOSED = "tutup_tetap", _("Tutup tetap")
        MOVED = "pindah", _("Pindah ke luar kabupaten")
        NO_BUSINESS = "bukan_usaha", _("Bukan usaha")
        DOUBLE = "ganda", _("Tercatat dua kali")
        UNKNOWN = "tidak_dikenal", _("Tidak dikenal di alamat itu")
        OTHER = "lain", _("Lainnya")

    class RefusalReason(models.TextChoices):
        """Why somebody did not want to answer."""

        BUSY = "sibuk", _("Sibuk")
        DISTRUST = "tidak_percaya", _("Tidak percaya")
        NOBODY = "tidak_ada_orang", _("Tidak ada orang")
        MOVED = "pindah", _("Pindah")
        CLOSED = "tutup", _("Tutup")
        OTHER = "lain", _("Lainnya")

    round = models.ForeignKey(Round, models.CASCADE, related_name="members")
    business = models.ForeignKey(Business, models.PROTECT, related_name="sample_members")
    subdistrict = models.CharField(_("kecamatan"), max_length=13)
    sector = models.CharField(_("sektor"), max_length=12)
    stratum_size = models.PositiveIntegerField(_("isi strata"))
    probability = models.FloatField(_("peluang terpilih"))
    order = models.PositiveIntegerField(_("urutan undian"))
    village = models.CharField(_("desa"), max_length=13, blank=True, default="")
    size = models.CharField(_("ukuran"), max_length=4, blank=True, default="")
    # As the register knew them when they were frozen, for weights; null = not frozen yet.
    sex = models.CharField(_("kelamin pemilik"), max_length=1, null=True)  # noqa: DJ001 - see above
    has_phone = models.BooleanField(_("ada nomor HP"), null=True)
    stratum = models.CharField(_("strata"), max_length=48, blank=True, default="")
    psu = models.CharField(_("desa terpilih"), max_length=13, blank=True, default="")
    psu_stratum = models.CharField(_("strata desa"), max_length=13, blank=True, default="")
    village_probability = models.FloatField(_("peluang desa"), default=1.0)
    selection = models.CharField(
        _("cara terpilih"), max_length=8, choices=Selection.choices, default=Selection.DRAWN
    )
    # Its row in the frozen frame, from 1; the frame names no business but by this number.
    number = models.PositiveIntegerField(_("nomor dalam kerangka"), null=True)
    # In how many rounds in a row it was asked, this one included; four at most.
    rounds_in_panel = models.PositiveSmallIntegerField(_("putaran ke"), default=1)
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="sample_members"
    )
    route_day = models.DateField(_("hari kunjungan"), null=True)
    route_order = models.PositiveSmallIntegerField(_("urutan kunjungan"), default=0)
    disposition = models.CharField(
        _("hasil"), max_length=20, choices=Disposition.choices, blank=True
    )
    is_confirmed = models.BooleanField(_("dipastikan tetangga"), default=True)
    reason = models.CharField(_("alasan"), max_length=200, blank=True)
    visit_count = models.PositiveSmallIntegerField(_("kunjungan"), default=0)
    disposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="dispositions", null=True
    )
    disposed_at = models.DateTimeField(_("dicatat"), null=True)

    class Meta:
        """In the order of the draw; a business is drawn once per round."""

        ordering = ("subdistrict", "sector", "order")
        constraints = (
            models.UniqueConstraint(fields=("round", "business"), name="member_drawn_once"),
            models.CheckConstraint(
                condition=models.Q(probability__gt=0, probability__lte=1),
                name="member_probability_in_range",
            ),
        )
        indexes = (
            models.Index(fields=("round", "subdistrict", "disposition"), name="member_by_place"),
            models.Index(fields=("round", "assigned_to", "route_day"), name="member_by_route"),
        )

    def __str__(self) -> str:
        """Name the member in logs."""
        return f"{self.round_id}/{self.business_id}"
