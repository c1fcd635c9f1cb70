"""The one sales ledger over all channels: append-only, corrections are new entries."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from lampit.orders.models.choices import Channel, Contact, Source
from lampit.orders.models.orders import Line
from lampit.places.models import Region
from lampit.registry.models import Business
from lampit.shops.models import Product


class Sale(models.Model):
    """Goods left a business for money; or, with `reverses`, an earlier entry is taken back.

    Sums over entries are net of reversals because a reversal carries negative figures. What
    "reverses" a reversal is a sale again, perhaps of another sum; the last of a chain stands.
    """

    business = models.ForeignKey(Business, models.PROTECT, related_name="sales")
    product = models.ForeignKey(
        Product, models.PROTECT, null=True, blank=True, related_name="sales"
    )
    occurred_on = models.DateField(_("tanggal"))
    channel = models.CharField(_("tempat jualan"), max_length=10, choices=Channel.choices)
    contact = models.CharField(max_length=6, choices=Contact.choices)
    quantity = models.IntegerField(_("jumlah barang"))
    goods = models.BigIntegerField(_("uang barang"))
    discount = models.BigIntegerField(_("potongan"), default=0)
    fees = models.BigIntegerField(_("biaya"), default=0)
    shipping = models.BigIntegerField(_("ongkir ditanggung"), default=0)
    net = models.BigIntegerField(_("uang di tangan"))
    buyer_region = models.ForeignKey(
        Region, models.PROTECT, null=True, blank=True, related_name="+"
    )
    promo_code = models.CharField(max_length=40, blank=True)
    # Every entry of a line names it: sale, reversal, and the sale as it was really paid.
    order_line = models.ForeignKey(
        Line, models.PROTECT, null=True, blank=True, related_name="sales"
    )
    source = models.CharField(max_length=6, choices=Source.choices)
    client_uuid = models.UUIDField(unique=True)
    reverses = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="reversed_by"
    )
    note = models.CharField(_("catatan"), max_length=200, blank=True)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    entered_at = models.DateTimeField()

    class Meta:
        """Newest first; figures of one entry agree with each other."""

        ordering = ("-occurred_on", "-id")
        constraints = (
            models.CheckConstraint(
                condition=Q(net=F("goods") - F("discount") - F("fees") - F("shipping")),
                name="sale_net",
            ),
            models.CheckConstraint(
                condition=Q(reverses__isnull=False) | Q(quantity__gt=0, goods__gte=0),
                name="sale_positive_unless_reversal",
            ),
            models.UniqueConstraint(
                fields=("order_line",), condition=Q(reverses__isnull=True), name="sale_of_line_once"
            ),
        )
        indexes = (
            models.Index(fields=("business", "-occurred_on", "-id"), name="sale_of_business"),
            models.Index(fields=("occurred_on", "contact"), name="sale_by_day"),
        )

    def __str__(self) -> str:
        """Name the entry in logs."""
        return f"{self.occurred_on} {self.channel} {self.goods}"
