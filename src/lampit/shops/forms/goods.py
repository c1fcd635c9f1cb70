"""Forms of goods, stock, price proofs and the description of a shop."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lampit.shops.forms.costing import CostForm
from lampit.shops.forms.fields import RupiahField
from lampit.shops.models import PriceReference
from lampit.shops.rules import kinds
from lampit.shops.rules.stock import MADE_TO_ORDER, READY_TO_SHIP
from lampit.web.widgets import UnitInput

# Without `capture`, which would shut out the photos already on the phone.
CAMERA = {"accept": "image/jpeg,image/png,image/webp,image/heic,image/heif"}


class ProductForm(CostForm):
    """A good as its maker types it."""

    photo = forms.FileField(
        label=_("Foto"),
        required=False,
        widget=forms.FileInput(attrs=CAMERA),
    )
    kept_photo = forms.CharField(required=False, widget=forms.HiddenInput)
    key = forms.CharField(required=False, widget=forms.HiddenInput, max_length=64)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    # The stock this page showed: only a number changed by the maker is a count.
    seen_stock = forms.IntegerField(required=False, widget=forms.HiddenInput)
    name = forms.CharField(
        label=_("Nama barang"),
        error_messages={"required": _("Tulis nama barangnya.")},
        max_length=200,
        help_text=_("Sebut benda, bahan, dan ciri. Contoh: Bakul rotan bertutup."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    price = RupiahField(
        label=_("Harga jual"), error_messages={"required": _("Tulis harga jualnya.")}
    )
    category = forms.ChoiceField(
        label=_("Jenis barang"), choices=[(c.slug, _(c.label)) for c in kinds.CATEGORIES]
    )
    unit = forms.ChoiceField(label=_("Dijual per"), choices=[(u, _(u)) for u in kinds.UNITS])
    kind = forms.ChoiceField(
        label=_("Siap dikirim kapan?"),
        choices=[(READY_TO_SHIP, _("Ada sekarang")), (MADE_TO_ORDER, _("Dibuat dulu"))],
        widget=forms.RadioSelect,
        initial=READY_TO_SHIP,
    )
    stock = forms.IntegerField(
        label=_("Jumlah yang ada"),
        required=False,
        initial=1,
        min_value=0,
        max_value=100_000,
        error_messages={
            "invalid": _("Tulis jumlah dengan angka, misalnya 12."),
            "min_value": _("Jumlah paling sedikit 0."),
        },
    )
    lead_days = forms.IntegerField(
        label=_("Lama membuat"),
        required=False,
        min_value=1,
        max_value=365,
        widget=UnitInput(after=_("hari")),
    )
    material = forms.CharField(
        label=_("Bahan"),
        required=False,
        max_length=200,
        help_text=_("Untuk pangan: komposisinya, mulai dari yang paling banyak."),
    )
    description = forms.CharField(
        label=_("Keterangan"), required=False, max_length=4000, widget=forms.Textarea
    )
    weight_g = forms.IntegerField(
        label=_("Berat kirim"), required=False, min_value=1, widget=UnitInput(after=_("gram"))
    )
    length_cm = forms.IntegerField(
        label=_("Panjang"), required=False, min_value=1, widget=UnitInput(after="cm")
    )
    width_cm = forms.IntegerField(
        label=_("Lebar"), required=False, min_value=1, widget=UnitInput(after="cm")
    )
    height_cm = forms.IntegerField(
        label=_("Tinggi"), required=False, min_value=1, widget=UnitInput(after="cm")
    )

    def clean(self) -> dict[str, Any]:
        """Ask for days of making, or for what lies ready, whichever was chosen."""
        typed = super().clean() or self.cleaned_data
        unsaid = not typed.get("lead_days") and "lead_days" not in self.errors
        if unsaid and typed.get("kind") == MADE_TO_ORDER:
            self.add_error("lead_days", _("Tulis berapa hari membuatnya."))
        emptied = self.data.get("stock") == ""
        if emptied and typed.get("kind") == READY_TO_SHIP:
            self.add_error("stock", _("Tulis berapa yang ada, atau 0 kalau sedang habis."))
        return typed


class StockForm(forms.Form):
    """How many pieces the maker counted."""

    stock = forms.IntegerField(label=_("Jumlah yang ada"), min_value=0, max_value=100_000)


class ReferenceForm(forms.Form):
    """A price seen elsewhere, with its proof."""

    price = RupiahField(label=_("Harga di sana"))
    source_kind = forms.ChoiceField(label=_("Dilihat di"), choices=PriceReference.Source.choices)
    source_name = forms.CharField(label=_("Nama toko atau lapak"), max_length=120)
    place = forms.CharField(label=_("Kota atau tempat"), required=False, max_length=120)
    seen_on = forms.DateField(
        label=_("Tanggal dilihat"),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    link = forms.URLField(
        label=_("Tautan halaman toko"), required=False, max_length=500, assume_scheme="https"
    )
    photo = forms.FileField(
        label=_("Foto harga atau tangkapan layar"),
        required=False,  # a refused form keeps the one sent before
        widget=forms.FileInput(attrs=CAMERA),
    )
    kept_photo = forms.CharField(required=False, widget=forms.HiddenInput)
    is_own_stockist = forms.BooleanField(
        label=_("Toko ini menjual barang buatan saya"), required=False
    )
    note = forms.CharField(label=_("Catatan"), required=False, max_length=300)


class ShopForm(forms.Form):
    """What buyers read about a shop."""

    name = forms.CharField(label=_("Nama lapak"), max_length=200)
    person = forms.CharField(
        label=_("Nama perajin"),
        required=False,
        max_length=120,
        help_text=_("Tampil di halaman lapak. Kosongkan bila tidak ingin ditampilkan."),
    )
    story = forms.CharField(
        label=_("Cerita"), required=False, max_length=4000, widget=forms.Textarea
    )
    since_year = forms.IntegerField(
        label=_("Mulai tahun"), required=False, min_value=1900, max_value=2100
    )
    whatsapp = forms.CharField(
        label=_("Nomor WhatsApp"),
        required=False,
        max_length=40,
        help_text=_("Pembeli menghubungi lewat tombol. Nomor tidak ditulis di halaman."),
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"}),
    )
    shows_phone = forms.BooleanField(
        label=_("Tulis juga nomornya di halaman lapak"), required=False
    )


class QrisForm(forms.Form):
    """The text of a shop's QRIS as pasted."""

    payload = forms.CharField(
        label=_("Teks QRIS toko"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4, "autocomplete": "off", "spellcheck": "false"}),
        help_text=_("Panjang, dimulai dengan 000201. Cara mendapatkannya ada di bawah."),
    )
    confirmed = forms.BooleanField(
        label=_("Ya, QRIS ini memang milik lapak saya dan menggantikan yang lama"), required=False
    )
