"""What the office tells of itself on the market."""

from django import forms
from django.utils.translation import gettext_lazy as _


class MarketOfficeForm(forms.Form):
    """Who runs the market of a kabupaten, and whom buyers complain to."""

    name = forms.CharField(
        label=_("Nama kantor"),
        max_length=120,
        error_messages={"required": _("Tulis nama kantornya.")},
        help_text=_("Contoh: Dinas Perindustrian dan Perdagangan."),
    )
    contact = forms.CharField(
        label=_("Bagian atau nama yang menerima pengaduan"), required=False, max_length=120
    )
    whatsapp = forms.CharField(
        label=_("WhatsApp pengaduan"),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"}),
        help_text=_("Nomor kantor, bukan nomor pribadi: tampil di semua halaman barang."),
    )
    hours = forms.CharField(
        label=_("Jam"),
        required=False,
        max_length=120,
        help_text=_("Contoh: Senin–Jumat 08.00–15.00 WITA."),
    )
    email = forms.EmailField(label=_("Surel"), required=False)
    address = forms.CharField(label=_("Alamat kantor"), required=False, max_length=200)
