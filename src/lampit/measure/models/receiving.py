"""What phones, links and files sent, kept as it came; keys of devices, links to answer oneself."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from lampit.measure.models.answering import Submission
from lampit.measure.models.rounds import Round, SampleMember
from lampit.measure.rules import receiving as rules


class Delivery(models.Model):
    """One questionnaire as it was sent: its bytes never change, its state says what became of it.

    The first content of an instance has `is_first`; other contents of the same instance stand
    beside it in quarantine. What a form says of itself (times, point, device) is kept as told.
    """

    class Source(models.TextChoices):
        """By which way it came."""

        ODK = rules.ODK, _("ODK Collect")
        APP = rules.APP, _("Aplikasi pendata")
        LINK = rules.LINK, _("Diisi sendiri lewat tautan")
        HELPED = rules.HELPED, _("Diisi dengan bantuan pendamping")
        SHEET = rules.SHEET, _("Berkas XLSX")
        DESK = rules.DESK, _("Halaman survei")

    class State(models.TextChoices):
        """Stored first, then counted; what cannot be counted waits for the supervisor."""

        STORED = rules.STORED, _("Tersimpan")
        COUNTED = rules.COUNTED, _("Dihitung")
        QUARANTINED = rules.QUARANTINED, _("Menunggu keputusan penyelia")
        REPLACED = rules.REPLACED, _("Digantikan kiriman lain")
        DECLINED = rules.DECLINED, _("Tidak dipakai")

    round = models.ForeignKey(Round, models.PROTECT, related_name="deliveries")
    instance_id = models.CharField(_("nomor kiriman"), max_length=120)
    is_first = models.BooleanField(_("isi pertama"), default=True)
    source = models.CharField(_("cara"), max_length=12, choices=Source.choices)
    content = models.BinaryField(_("isi"))
    content_hash = models.CharField(_("sidik isi"), max_length=64)
    sender = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="deliveries", null=True
    )
    helper = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True
    )
    files = models.JSONField(_("berkas yang disebut"), default=dict)
    is_whole = models.BooleanField(_("berkas lengkap"), default=True)
    state = models.CharField(
        _("keadaan"), max_length=12, choices=State.choices, default=State.STORED
    )
    reason = models.CharField(_("sebab karantina"), max_length=20, blank=True)
    detail = models.CharField(_("keterangan"), max_length=500, blank=True)
    member = models.ForeignKey(SampleMember, models.PROTECT, related_name="deliveries", null=True)
    submission = models.ForeignKey(
        Submission, models.SET_NULL, related_name="deliveries", null=True
    )
    deprecated_id = models.CharField(_("mengganti kiriman"), max_length=120, blank=True)
    told_index = models.FloatField(_("indeks menurut formulir"), null=True)
    index_gap = models.FloatField(_("selisih indeks"), null=True)
    paradata = models.JSONField(_("catatan pengisian"), default=dict)
    began_at = models.DateTimeField(_("mulai menurut HP"), null=True)
    ended_at = models.DateTimeField(_("selesai menurut HP"), null=True)
    latitude = models.FloatField(_("lintang"), null=True)
    longitude = models.FloatField(_("bujur"), null=True)
    accuracy = models.FloatField(_("ketelitian (m)"), null=True)
    device = models.CharField(_("perangkat"), max_length=120, blank=True)
    received_at = models.DateTimeField(_("diterima"))
    worked_at = models.DateTimeField(_("dikerjakan"), null=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True
    )
    decided_at = models.DateTimeField(_("diputuskan"), null=True)
    decision = models.CharField(_("alasan keputusan"), max_length=200, blank=True)
    # Since then nothing of what was told is kept, and nothing sent again is taken.
    emptied_at = models.DateTimeField(_("dikosongkan"), null=True)

    class Meta:
        """Newest first; a content is kept once, and an instance has one first content."""

        ordering = ("-id",)
        constraints = (
            models.UniqueConstraint(
                fields=("round", "instance_id", "content_hash"), name="delivery_content_once"
            ),
            models.UniqueConstraint(
                fields=("round", "instance_id"),
                condition=models.Q(is_first=True),
                name="delivery_first_once",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=rules.STATES), name="delivery_state_known"
            ),
        )
        indexes = (
            models.Index(fields=("round", "state", "id"), name="delivery_by_state"),
            models.Index(
                fields=("id",), condition=models.Q(state=rules.STORED), name="delivery_to_work"
            ),
            models.Index(
                fields=("round", "deprecated_id"),
                condition=~models.Q(deprecated_id=""),
                name="delivery_by_deprecated",
            ),
        )

    def __str__(self) -> str:
        """Name the delivery in logs."""
        return f"{self.round_id}/{self.instance_id} {self.state}"


class Attachment(models.Model):
    """A file of a delivery, named as the form names it; its bytes lie in a file by their hash."""

    delivery = models.ForeignKey(Delivery, models.CASCADE, related_name="attachments")
    name = models.CharField(_("nama"), max_length=200)
    sha256 = models.CharField(_("sidik"), max_length=64)
    size = models.PositiveBigIntegerField(_("besar"))
    received_at = models.DateTimeField(_("diterima"))

    class Meta:
        """In the order of arrival; the same file is kept once."""

        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(fields=("delivery", "name", "sha256"), name="attachment_once"),
        )
        indexes = (models.Index(fields=("sha256",), name="attachment_by_hash"),)

    def __str__(self) -> str:
        """Name the file in logs."""
        return f"{self.delivery_id}/{self.name}"


class DeviceKey(models.Model):
    """With what an enumerator's ODK Collect signs in: never the password of the person.

    `ha1` is MD5(username:realm:secret) of a generated secret (RFC 2617); the token of the path
    is kept as a hash. Both are shown once.
    """

    round = models.ForeignKey(Round, models.PROTECT, related_name="device_keys")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="device_keys")
    username = models.CharField(_("nama di HP"), max_length=60, unique=True)
    ha1 = models.CharField(_("sidik sandi"), max_length=32)
    token_hash = models.CharField(_("sidik kunci alamat"), max_length=64, unique=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(_("dibuat"))
    used_at = models.DateTimeField(_("terakhir dipakai"), null=True)
    revoked_at = models.DateTimeField(_("dicabut"), null=True)

    class Meta:
        """Newest first."""

        ordering = ("-id",)

    def __str__(self) -> str:
        """Name the key in logs, without its secret."""
        return self.username


class Invitation(models.Model):
    """A link by which a drawn business answers by itself; a code, sent apart, opens it.

    Token and code are kept as hashes. Answers stand here until they are sent.
    """

    round = models.ForeignKey(Round, models.PROTECT, related_name="invitations")
    member = models.ForeignKey(SampleMember, models.PROTECT, related_name="invitations")
    token_hash = models.CharField(_("sidik tautan"), max_length=64, unique=True)
    code_hash = models.CharField(_("sidik kode"), max_length=64)
    instance_id = models.UUIDField(_("nomor kiriman"), unique=True)
    tries = models.PositiveSmallIntegerField(_("kode salah"), default=0)
    has_consent = models.BooleanField(_("bersedia"), default=False)
    consent_version = models.CharField(_("teks kesediaan"), max_length=10, blank=True, default="")
    answers = models.JSONField(_("jawaban"), default=dict)
    helper = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True
    )
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(_("dibuat"))
    expires_at = models.DateTimeField(_("berlaku sampai"))
    opened_at = models.DateTimeField(_("dibuka"), null=True)
    changed_at = models.DateTimeField(_("terakhir diubah"), null=True)
    sent_at = models.DateTimeField(_("terkirim"), null=True)
    revoked_at = models.DateTimeField(_("dicabut"), null=True)

    class Meta:
        """Newest first; a drawn business has one link that works."""

        ordering = ("-id",)
        constraints = (
            models.UniqueConstraint(
                fields=("member",),
                condition=models.Q(revoked_at__isnull=True),
                name="invitation_one_live",
            ),
        )

    def __str__(self) -> str:
        """Name the link in logs, without its token."""
        return f"{self.round_id}/{self.member_id}"
