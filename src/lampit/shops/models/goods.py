"""Makers, their goods and price proofs."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from lampit.places.models import Region
from lampit.registry.models import Business
from lampit.shops.rules import kinds, prices, stock, texts


class Maker(models.Model):
    """The shop (lapak) of one business: what buyers see of it."""

    business = models.OneToOneField(Business, models.PROTECT, related_name="maker")
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="makers"
    )
    region = models.ForeignKey(Region, models.PROTECT, related_name="makers")  # owning kabupaten
    place = models.ForeignKey(Region, models.PROTECT, related_name="+")  # village, where known
    slug = models.SlugField(max_length=80, unique=True)
    name = models.CharField(max_length=texts.LONGEST_NAME)
    person = models.CharField(max_length=120, blank=True)  # shown with consent only
    story = models.TextField(blank=True)
    since_year = models.PositiveSmallIntegerField(null=True, blank=True)
    photo = models.CharField(max_length=64, blank=True)  # digest of the picture
    whatsapp = models.CharField(max_length=16, blank=True)  # E.164; reached through the button
    shows_phone = models.BooleanField(default=False)  # consent to print the number
    qris = models.CharField(max_length=512, blank=True)
    qris_changed_at = models.DateTimeField(null=True, blank=True)
    is_published = models.BooleanField(default=False)
    is_barred = models.BooleanField(default=False)  # closed by the office, whatever its keeper says
    reminders_stopped_at = models.DateTimeField(null=True, blank=True)  # she said BERHENTI
    weekly_slots = models.PositiveSmallIntegerField(null=True, blank=True)  # empty: no limit told
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField(null=True, blank=True)  # by its keeper; read by sitemaps

    class Meta:
        """Found by account, region and address word; a barred shop is never open."""

        ordering = ("name", "id")
        constraints = (
            models.CheckConstraint(
                condition=Q(is_published=False) | Q(is_barred=False), name="maker_barred_is_closed"
            ),
        )

    def __str__(self) -> str:
        """Show the name of the shop."""
        return self.name


class ProductState(models.TextChoices):
    """Where a good stands between the maker's desk and the market."""

    DRAFT = "draf", "Draf"
    LIVE = "tayang", "Dijual"
    HIDDEN = "disembunyikan", "Disembunyikan"
    WAITING = "menunggu", "Menunggu dilihat dinas"
    REMOVED = "diturunkan", "Diturunkan"


class Product(models.Model):
    """A good; what is sold are its variants, of which there is always at least one."""

    maker = models.ForeignKey(Maker, models.PROTECT, related_name="products")
    slug = models.SlugField(max_length=80, unique=True)
    name = models.CharField(max_length=texts.LONGEST_NAME)
    category = models.CharField(
        max_length=40, choices=[(c.slug, c.label) for c in kinds.CATEGORIES]
    )
    material = models.CharField(max_length=200, blank=True)
    unit = models.CharField(max_length=20, default=kinds.UNITS[0])
    price = models.BigIntegerField()
    cost = models.BigIntegerField(null=True, blank=True)  # HPP; never shown to buyers
    collector_price = models.BigIntegerField(null=True, blank=True)
    description = models.TextField(blank=True)
    weight_g = models.PositiveIntegerField(null=True, blank=True)
    length_cm = models.PositiveSmallIntegerField(null=True, blank=True)
    width_cm = models.PositiveSmallIntegerField(null=True, blank=True)
    height_cm = models.PositiveSmallIntegerField(null=True, blank=True)
    keeps_days = models.PositiveSmallIntegerField(null=True, blank=True)  # food, since it was made
    state = models.CharField(
        max_length=15, choices=ProductState.choices, default=ProductState.DRAFT
    )
    published_at = models.DateTimeField(null=True, blank=True)
    checked_at = models.DateTimeField(null=True, blank=True)  # "masih dijual"; publishing counts
    # Last days of each band where the office has its own (`actions.freshness`); else empty.
    fresh_until = models.DateField(null=True, blank=True)
    ready_until = models.DateField(null=True, blank=True)
    shown_until = models.DateField(null=True, blank=True)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField(null=True, blank=True)  # by its keeper; read by sitemaps
    version = models.PositiveIntegerField(default=1)
    # Median of the proofs, kept by `actions.proofs`; good for nothing after `reference_until`.
    reference_price = models.BigIntegerField(null=True, blank=True)
    reference_until = models.DateField(null=True, blank=True)
    cover = models.CharField(max_length=64, blank=True)  # digest of the first photo
    cover_alt = models.CharField(max_length=200, blank=True)
    form_key = models.CharField(max_length=64, null=True, blank=True)  # noqa: DJ001 - unique
    turn = models.PositiveIntegerField(default=0)  # fixed lot for the daily rotation of shelves

    class Meta:
        """Market lists read by state and freshness; the rest by maker."""

        ordering = ("-published_at", "-id")
        indexes = (
            models.Index(fields=("state", "category", "checked_at"), name="product_shelf"),
            # All that the daily order and the sums of the market ask, so that no row is opened.
            models.Index(
                fields=(
                    "maker",
                    "state",
                    "category",
                    "checked_at",
                    "published_at",
                    "reference_until",
                    "reference_price",
                    "price",
                ),
                name="product_census",
            ),
            # When anything of a shop changed last: the map of the site opens no row for it.
            models.Index(fields=("maker", "checked_at", "changed_at"), name="product_days"),
            models.Index(fields=("state", "price", "id"), name="product_by_price"),
            models.Index(fields=("state", "-published_at", "-id"), name="product_news"),
            # Without it a shop's own goods are looked for among those of the whole market.
            models.Index(
                fields=("maker", "state", "-published_at", "-id"), name="product_of_maker"
            ),
        )
        constraints = (
            models.UniqueConstraint("maker", "form_key", name="product_form_once"),
            models.CheckConstraint(
                condition=Q(price__gt=0, price__lte=prices.HIGHEST_PRICE), name="product_price"
            ),
            models.CheckConstraint(
                condition=Q(cost__isnull=True) | Q(cost__gte=0), name="product_cost"
            ),
            models.CheckConstraint(
                condition=~Q(state=ProductState.LIVE) | Q(checked_at__isnull=False),
                name="product_live_is_checked",
            ),
        )

    def __str__(self) -> str:
        """Show the name of the good."""
        return self.name

    @property
    def is_live(self) -> bool:
        """Say whether the good is on sale as far as its maker is concerned."""
        return self.state == ProductState.LIVE

    @property
    def is_held(self) -> bool:
        """Say whether the office holds it: it waits for a look or was taken down."""
        return self.state in (ProductState.WAITING, ProductState.REMOVED)


class Variant(models.Model):
    """What is put in a basket: a good, or one colour or size of it."""

    product = models.ForeignKey(Product, models.CASCADE, related_name="variants")
    code = models.CharField(max_length=100, unique=True)
    name = models.CharField(max_length=80, blank=True)  # empty: the good itself
    size = models.CharField(max_length=40, blank=True)
    colour = models.CharField(max_length=40, blank=True)
    motif = models.CharField(max_length=40, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    kind = models.CharField(
        max_length=4,
        choices=[(stock.READY_TO_SHIP, "Siap kirim"), (stock.MADE_TO_ORDER, "Dibuat dulu")],
        default=stock.READY_TO_SHIP,
    )
    lead_days = models.PositiveSmallIntegerField(null=True, blank=True)
    slots_each = models.PositiveSmallIntegerField(default=1)  # of a week's work, when made to order
    own_price = models.BigIntegerField(null=True, blank=True)  # empty: the price of the good
    is_offered = models.BooleanField(default=True)

    class Meta:
        """In the maker's order; made to order needs its days."""

        ordering = ("position", "id")
        constraints = (
            models.CheckConstraint(
                condition=~Q(kind=stock.MADE_TO_ORDER) | Q(lead_days__gt=0),
                name="variant_made_has_days",
            ),
            models.CheckConstraint(
                condition=Q(own_price__isnull=True) | Q(own_price__gt=0), name="variant_price"
            ),
            models.CheckConstraint(condition=Q(slots_each__gte=1), name="variant_takes_work"),
        )

    def __str__(self) -> str:
        """Show the code, as in feeds."""
        return self.code

    @property
    def price(self) -> int:
        """Return the price of one piece; reads the product when it has no price of its own."""
        return self.product.price if self.own_price is None else self.own_price

    @property
    def is_made_to_order(self) -> bool:
        """Say whether it is made after the order, so that no stock is counted."""
        return self.kind == stock.MADE_TO_ORDER


class PriceReference(models.Model):
    """A price of the same good seen elsewhere, with its proof (commerce.md 8.3); never edited."""

    class Source(models.TextChoices):
        """Where the price was seen."""

        SHOP = "TOKO", "Toko"
        ONLINE = "TOKO_ONLINE", "Toko daring"
        MARKET = "PASAR", "Pasar"
        CATALOGUE = "KATALOG", "Katalog"

    product = models.ForeignKey(Product, models.CASCADE, related_name="price_references")
    price = models.BigIntegerField()  # per unit of the good
    source_kind = models.CharField(max_length=12, choices=Source.choices)
    source_name = models.CharField(max_length=120)
    place = models.CharField(max_length=120, blank=True)
    link = models.URLField(max_length=500, blank=True)
    photo = models.CharField(max_length=64, blank=True)
    seen_on = models.DateField()
    grade = models.CharField(
        max_length=6, choices=[("SAMA", "Sama"), ("SETARA", "Setara")], default="SAMA"
    )
    is_own_stockist = models.BooleanField(default=False)
    note = models.CharField(max_length=300, blank=True)
    observer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    created_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """Newest first; a price without photo or link is no proof."""

        ordering = ("-seen_on", "-id")
        constraints = (
            models.CheckConstraint(condition=Q(price__gt=0), name="reference_price_positive"),
            models.CheckConstraint(
                condition=~Q(photo="") | ~Q(link=""), name="reference_has_proof"
            ),
        )

    def __str__(self) -> str:
        """Show who asked how much."""
        return f"{self.source_name}: {self.price}"
