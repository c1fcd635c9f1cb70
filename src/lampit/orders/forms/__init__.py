"""What buyers and makers type: shapes and labels only; decisions are in `rules`."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lampit.national import rupiah
from lampit.orders.models import Channel, Contact, Method, Way
from lampit.orders.rules import channels, delivery, placing
from lampit.shops.rules import heard
from lampit.web.widgets import MoneyInput

MOST_PROOF_BYTES = 12 * 1024 * 1024
MOST_ID = 10**12  # beyond it no row can be, and databases refuse to compare


class RupiahField(forms.CharField):
    """Whole rupiah as people write them: 85000, 85.000, Rp 85.000, 85rb."""

    widget = MoneyInput

    def clean(self, value: Any) -> Any:
        """Return the amount as an int, None when nothing was typed."""
        typed = super().clean(value)
        if not typed:
            return None
        try:
            amount = rupiah.typed(typed)
        except rupiah.RupiahError as error:
            raise ValidationError(gettext(error.message)) from error
        if amount is None:
            raise ValidationError(gettext("Tulis jumlah uang, misalnya 85.000."))
        return amount


class BasketForm(forms.Form):
    """Units of one variant, from a product page."""

    varian = forms.IntegerField(min_value=1, max_value=MOST_ID)
    jumlah = forms.IntegerField(min_value=1, max_value=999, initial=1)


class QuantityForm(forms.Form):
    """A changed number of units in the basket; 0 takes the goods out."""

    jumlah = forms.IntegerField(label=_("Jumlah"), min_value=0, max_value=999)


class CheckoutForm(forms.Form):
    """Buyer and address, and for each maker the way of delivery and of payment."""

    nama = forms.CharField(
        label=_("Nama Anda"),
        max_length=80,
        error_messages={"required": _("Tulis nama Anda.")},
        widget=forms.TextInput({"autocomplete": "name"}),
    )
    hp = forms.CharField(
        label=_("Nomor HP (WhatsApp)"),
        max_length=30,
        error_messages={"required": _("Tulis nomor HP Anda.")},
        help_text=_("Hanya perajin pesanan ini yang melihatnya. Contoh: 0812-0000-4567"),
        widget=forms.TextInput({"autocomplete": "tel", "inputmode": "tel"}),
    )
    alamat = forms.CharField(
        label=_("Alamat"),
        max_length=300,
        required=False,
        help_text=_("Jalan atau RT/RW, desa, dan patokan. Tidak perlu kalau diambil sendiri."),
        widget=forms.Textarea({"rows": 2, "autocomplete": "street-address"}),
    )
    kecamatan = forms.ChoiceField(label=_("Kecamatan"), required=False)
    kota = forms.CharField(
        label=_("Kota, kalau di luar kabupaten"),
        max_length=80,
        required=False,
        widget=forms.TextInput({"autocomplete": "address-level2"}),
    )
    catatan = forms.CharField(label=_("Catatan untuk perajin"), max_length=300, required=False)
    tahu = forms.ChoiceField(
        label=_("Tahu lapak ini dari mana?"),
        required=False,
        choices=[("", _("Tidak ingin menjawab")), *((c, _(w)) for c, w in heard.ANSWERS.items())],
        help_text=_("Hanya jumlah jawaban yang dilihat perajin dan dinas."),
        error_messages={"invalid_choice": _("Pilih salah satu jawaban, atau biarkan kosong.")},
    )
    kunci = forms.CharField(max_length=60, widget=forms.HiddenInput)
    jumlah = forms.IntegerField(required=False, widget=forms.HiddenInput)

    # Refusals name what to correct in the words of the rules; these are the fields they mean.
    FIELDS = {
        "name": "nama",
        "phone": "hp",
        "address": "alamat",
        "subdistrict": "kecamatan",
    }

    def __init__(
        self,
        data: Any = None,
        *,
        sellers: Mapping[int, placing.Seller],
        subdistricts: Sequence[tuple[str, str]],
        initial: dict[str, Any] | None = None,
    ) -> None:
        """Add two questions per maker and the subdistricts to choose from."""
        super().__init__(data, initial=initial)
        self.sellers = sellers
        self.codes: dict[str, tuple[str, ...]] = {}
        region = self.fields["kecamatan"]
        if isinstance(region, forms.ChoiceField):
            region.choices = [("", _("Pilih…")), *subdistricts]
        for seller in sellers.values():
            self._ask(f"kirim-{seller.pk}", _("Kirim dengan"), Method, delivery.OFFERED)
            self._ask(f"bayar-{seller.pk}", _("Bayar dengan"), Way, all_ways(seller))

    def _ask(self, name: str, label: Any, words: Any, codes: Sequence[str]) -> None:
        """Add a choice by radio buttons, the first one taken when nothing is said."""
        self.codes[name] = tuple(codes)
        self.fields[name] = forms.ChoiceField(
            label=label,
            choices=[(code, words(code).label) for code in codes],
            initial=codes[0] if codes else None,
            widget=forms.RadioSelect,
        )

    def parcels(self) -> dict[int, placing.Parcel]:
        """Return what is chosen for each maker, as far as it is understood."""
        return {
            pk: placing.Parcel(
                method=self._chosen(f"kirim-{pk}"),
                way=self._chosen(f"bayar-{pk}"),
                address=str(self["alamat"].value() or ""),
            )
            for pk in self.sellers
        }

    def _chosen(self, name: str) -> str:
        """Return the ticked option of a question, its first one when the answer is unknown."""
        known = self.codes[name]
        value = str(self[name].value() or "")
        return value if value in known else (known[0] if known else "")

    def buyer(self) -> placing.Buyer:
        """Return who orders, as typed."""
        typed = self.cleaned_data
        return placing.Buyer(
            name=typed["nama"],
            phone=typed["hp"],
            region=typed["kecamatan"],
            city=typed["kota"],
            note=typed["catatan"],
        )

    def refuse(self, code: str, message: str) -> None:
        """Put a refusal on the field it is about, or over the form."""
        field = self.FIELDS.get(code, code)
        self.add_error(field if field in self.fields else None, gettext(message))


def all_ways(seller: placing.Seller) -> tuple[str, ...]:
    """Return every way this maker may be paid by some delivery, the handiest first."""
    found: dict[str, None] = {}
    for method in delivery.OFFERED:
        found.update(dict.fromkeys(placing.ways_of(seller, method, 1)))
    return tuple(found)


class ProofForm(forms.Form):
    """An optional picture that shows the payment."""

    # What it is, its content says (`outside.pictures`): cheap phones send names without ending.
    bukti = forms.FileField(
        label=_("Foto bukti bayar"),
        required=False,
        widget=forms.ClearableFileInput({"accept": "image/*"}),
    )

    def clean_bukti(self) -> Any:
        """Refuse a picture that is too heavy to keep."""
        picture = self.cleaned_data["bukti"]
        if picture and picture.size > MOST_PROOF_BYTES:
            raise ValidationError(gettext("Foto lebih dari 12 MB. Kirim yang lebih kecil."))
        return picture


class MoneyForm(forms.Form):
    """The maker's answer to "has the money come in?"."""

    jawab = forms.ChoiceField(choices=[(a, a) for a in ("sudah", "belum", "beda")])
    jumlah = RupiahField(label=_("Uang yang masuk"), required=False)
    terima = forms.BooleanField(label=_("Terima selisihnya, pesanan lanjut"), required=False)


class MoneyBackForm(forms.Form):
    """What happened with the money of an order that is cancelled, or was paid beyond its sum."""

    apa = forms.ChoiceField(
        label=_("Apa yang terjadi?"),
        choices=[
            ("masuk", _("Uang pembeli masuk sesudah batal")),
            ("kembali", _("Uang sudah dikembalikan ke pembeli")),
        ],
        widget=forms.RadioSelect,
    )
    jumlah = RupiahField(label=_("Jumlah uang"), error_messages={"required": _("Tulis jumlahnya.")})
    kunci = forms.UUIDField(widget=forms.HiddenInput)


class MoveForm(forms.Form):
    """The next step of a part, with what the buyer should know."""

    ke = forms.CharField(max_length=20)
    resi = forms.CharField(label=_("Nomor resi atau nama pengantar"), max_length=80, required=False)
    alasan = forms.CharField(label=_("Alasan"), max_length=300, required=False)


class ShippingForm(forms.Form):
    """What sending costs."""

    ongkir = RupiahField(label=_("Ongkos kirim"))


class SaleForm(forms.Form):
    """A sale away from the shop: how many, how much, where, when."""

    kunci = forms.UUIDField(widget=forms.HiddenInput)
    # The number of a good, or `lain`: a sale of something that is not on the shelf.
    barang = forms.CharField(required=False, max_length=20, widget=forms.HiddenInput)
    jumlah = forms.IntegerField(label=_("Berapa buah"), min_value=1, max_value=100_000, initial=1)
    uang = RupiahField(
        label=_("Uang diterima"),
        required=False,
        help_text=_("Kosongkan kalau sesuai harga barang."),
    )
    tanggal = forms.DateField(
        label=_("Tanggal"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
    tempat = forms.ChoiceField(
        label=_("Laku di mana"),
        choices=[(code, Channel(code).label) for code in channels.BY_HAND],
    )
    kontak = forms.ChoiceField(
        label=_("Kalau lainnya: bertemu pembeli?"),
        required=False,
        choices=[("", "-"), *Contact.choices],
    )
    catatan = forms.CharField(label=_("Catatan"), max_length=200, required=False)
