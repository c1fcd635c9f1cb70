"""Orders, their parts (one per maker), lines and moves. Held stock stands in `shops`."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lampit.orders.models.choices import Method, PartState, Way
from lampit.orders.rules import delivery, payments, states
from lampit.places.models import Region
from lampit.shops.models import Maker, Variant
from lampit.shops.rules import heard
from lampit.shops.rules.stock import MADE_TO_ORDER, READY_TO_SHIP


def order_number(pk: int, placed_at: datetime) -> str:
    """Return `LMP-2611-000123`: month of placing (local) and row id; numbers may have gaps."""
    return f"LMP-{timezone.localtime(placed_at):%y%m}-{pk:06d}"


class Order(models.Model):
    """What a buyer ordered in one go; its buyer finds it by `public_id` alone."""

    public_id = models.CharField(max_length=32, unique=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="orders"
    )
    buyer_name = models.CharField(_("nama pembeli"), max_length=80)
    buyer_phone = models.CharField(_("nomor HP pembeli"), max_length=20)
    buyer_region = models.ForeignKey(
        Region, models.PROTECT, null=True, blank=True, related_name="+"
    )
    buyer_city = models.CharField(_("kota"), max_length=80, blank=True)
    note = models.CharField(_("catatan"), max_length=300, blank=True)
    promo_code = models.CharField(max_length=40, blank=True)
    heard_from = models.CharField(max_length=heard.LONGEST, blank=True)  # as the buyer answered
    goods = models.BigIntegerField(_("barang"))
    discount = models.BigIntegerField(_("potongan"), default=0)
    shipping = models.BigIntegerField(_("ongkos kirim"))
    total = models.BigIntegerField(_("jumlah"))
    placed_at = models.DateTimeField(_("dipesan"))

    class Meta:
        """Newest first; the database checks the sums."""

        ordering = ("-id",)
        constraints = (
            models.CheckConstraint(
                condition=Q(total=F("goods") - F("discount") + F("shipping"))
                & Q(goods__gte=0, discount__gte=0, shipping__gte=0, total__gte=0),
                name="order_sums",
            ),
        )

    def __str__(self) -> str:
        """Name the order as people do."""
        return self.number

    @property
    def number(self) -> str:
        """Return the number people read, never enough to open the order."""
        return order_number(self.pk, self.placed_at)


class Part(models.Model):
    """What one maker owes of an order: goods, delivery, money and state of its own."""

    order = models.ForeignKey(Order, models.PROTECT, related_name="parts")
    number = models.PositiveSmallIntegerField()
    maker = models.ForeignKey(Maker, models.PROTECT, related_name="order_parts")
    state = models.CharField(max_length=20, choices=PartState.choices)
    state_at = models.DateTimeField()
    goods = models.BigIntegerField(_("barang"))
    discount = models.BigIntegerField(_("potongan"), default=0)
    shipping = models.BigIntegerField(_("ongkos kirim"))
    shipping_settled = models.BooleanField(default=True)
    total = models.BigIntegerField(_("jumlah"))
    method = models.CharField(_("cara kirim"), max_length=12, choices=Method.choices)
    address = models.CharField(_("alamat"), max_length=300, blank=True)
    way = models.CharField(_("cara bayar"), max_length=10, choices=Way.choices)
    qris = models.CharField(max_length=512, blank=True)
    account = models.CharField(_("rekening"), max_length=120, blank=True)
    reserved_until = models.DateTimeField(null=True, blank=True)
    holds = models.PositiveSmallIntegerField(default=1)  # times stock was held: names the hold
    tracking = models.CharField(_("resi"), max_length=80, blank=True)

    class Meta:
        """One part per maker; sums and states are checked by the database."""

        ordering = ("order_id", "number")
        constraints = (
            models.UniqueConstraint("order", "number", name="part_number_once"),
            models.UniqueConstraint("order", "maker", name="part_maker_once"),
            models.CheckConstraint(
                condition=Q(total=F("goods") - F("discount") + F("shipping"))
                & Q(goods__gte=0, discount__gte=0, shipping__gte=0, total__gte=0),
                name="part_sums",
            ),
            models.CheckConstraint(condition=Q(state__in=states.STATES), name="part_state_known"),
        )
        indexes = (
            models.Index(fields=("maker", "state", "-id"), name="part_of_maker"),
            models.Index(fields=("state", "reserved_until"), name="part_due"),
        )

    def __str__(self) -> str:
        """Name the part as people do; needs the order loaded."""
        return f"{self.order.number}-{self.number}"

    @property
    def hold(self) -> str:
        """Return the name under which `shops` holds the stock of this part."""
        return f"{self.pk}.{self.holds}"

    @property
    def is_cod(self) -> bool:
        """Say whether the buyer pays when the goods are handed over."""
        return self.way == delivery.COD

    @property
    def refund_due(self) -> int:
        """Return the rupiah that came in beyond what is owed and must go back; needs payments."""
        paid = sum(one.paid for one in self.payments.all())
        owed = self.total if self.state in states.OWED else 0
        return payments.refund_due(paid, self.refunded, owed)

    @property
    def refunded(self) -> int:
        """Return the rupiah that went back to the buyer; needs payments."""
        return sum(one.refunded for one in self.payments.all())

    @property
    def mark(self) -> str:
        """Return what would make the page of the part look different, in short; needs payments."""
        return f"{self.state}.{self.total}.{self.refund_due}.{self.refunded}"

    @property
    def is_reserved(self) -> bool:
        """Say whether stock is still held for an unpaid part."""
        return self.state in states.RESERVED


class Line(models.Model):
    """Goods of a part as they were at the time of ordering; products may change later."""

    class State(models.TextChoices):
        """Whether the units still belong to the sale."""

        AKTIF = "AKTIF", _("Aktif")
        BATAL = "BATAL", _("Batal")
        RETUR = "RETUR", _("Retur")

    part = models.ForeignKey(Part, models.PROTECT, related_name="lines")
    variant = models.ForeignKey(Variant, models.PROTECT, related_name="order_lines")
    name = models.CharField(max_length=200)
    price = models.BigIntegerField()
    cost = models.BigIntegerField(null=True, blank=True)
    quantity = models.PositiveIntegerField()
    # What was promised: a piece from the shelf, or one made later; the good may change meanwhile.
    kind = models.CharField(
        max_length=4,
        choices=[(READY_TO_SHIP, _("Ada sekarang")), (MADE_TO_ORDER, _("Dibuat dulu"))],
        default=READY_TO_SHIP,
    )
    goods = models.BigIntegerField()
    discount = models.BigIntegerField(default=0)
    weight_g = models.PositiveIntegerField(null=True, blank=True)
    photo_hash = models.CharField(max_length=64, blank=True)
    promised_on = models.DateField(null=True, blank=True)  # ready by then, if made to order
    state = models.CharField(max_length=5, choices=State.choices, default=State.AKTIF)

    class Meta:
        """In the order of the basket."""

        ordering = ("part_id", "id")
        constraints = (
            models.UniqueConstraint("part", "variant", "state", name="line_variant_once"),
            models.CheckConstraint(
                condition=Q(goods=F("price") * F("quantity"))
                & Q(quantity__gt=0, price__gte=0, discount__gte=0, discount__lte=F("goods")),
                name="line_sums",
            ),
        )

    def __str__(self) -> str:
        """Name the line in logs."""
        return f"{self.quantity} x {self.name}"


class Move(models.Model):
    """A part went from one state to another: who, when, why. Written once."""

    class Actor(models.TextChoices):
        """On which side the mover stood."""

        BUYER = "buyer", _("pembeli")
        MAKER = "maker", _("perajin")
        SYSTEM = "system", _("sistem")
        STAFF = "staff", _("petugas")

    part = models.ForeignKey(Part, models.PROTECT, related_name="moves")
    from_state = models.CharField(max_length=20, blank=True)
    to_state = models.CharField(max_length=20)
    actor = models.CharField(max_length=8, choices=Actor.choices)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    reason = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()

    class Meta:
        """Oldest first: a story."""

        ordering = ("part_id", "id")

    def __str__(self) -> str:
        """Name the move in logs."""
        return f"{self.from_state} > {self.to_state}"


class IdempotencyKey(models.Model):
    """The answer already given to a request, so that sending it twice does it once."""

    scope = models.CharField(max_length=80)
    key = models.CharField(max_length=255)
    fingerprint = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField()
    answer = models.JSONField()
    created_at = models.DateTimeField(db_index=True)

    class Meta:
        """A key means one thing in its scope."""

        constraints = (models.UniqueConstraint("scope", "key", name="idempotency_key_once"),)

    def __str__(self) -> str:
        """Name the key in logs."""
        return f"{self.scope} {self.key}"
