"""What an office types when it arranges an event, and by what it looks for goods."""

from django import forms
from django.utils.translation import gettext_lazy as _

from lampit.shops.forms.goods import CAMERA
from lampit.shops.rules import kinds
from lampit.shops.rules.fairs import LONGEST_NAME, LONGEST_PLACE
from lampit.shops.rules.finding.words import LONGEST_QUERY

_NO_DAY = _("Tanggal ini tidak ada.")


def _day() -> forms.DateInput:
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


class FairForm(forms.Form):
    """Name, place, days, and a picture."""

    kept_photo = forms.CharField(required=False, widget=forms.HiddenInput)
    key = forms.CharField(required=False, widget=forms.HiddenInput, max_length=64)
    name = forms.CharField(
        label=_("Nama acara"),
        max_length=LONGEST_NAME + 200,  # too long is told in words, and nothing is cut
        error_messages={"required": _("Tulis nama acaranya, misalnya: Pameran Hari Jadi.")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "maxlength": str(LONGEST_NAME)}),
    )
    place = forms.CharField(
        label=_("Tempat"),
        required=False,
        max_length=LONGEST_PLACE + 200,
        help_text=_("Contoh: halaman kantor bupati, stan 12."),
    )
    from_on = forms.DateField(
        label=_("Hari pertama"),
        widget=_day(),
        error_messages={
            "required": _("Isi hari pertamanya."),
            "invalid": _("Tanggal ini tidak ada."),
        },
    )
    until_on = forms.DateField(
        label=_("Hari terakhir"),
        widget=_day(),
        error_messages={
            "required": _("Isi hari terakhirnya."),
            "invalid": _("Tanggal ini tidak ada."),
        },
    )
    photo = forms.FileField(
        label=_("Gambar"),
        required=False,
        widget=forms.FileInput(attrs=CAMERA),
        help_text=_("Poster atau foto tempatnya. Tampil di halaman acara."),
    )


class ChoiceForm(forms.Form):
    """By what goods are looked for."""

    q = forms.CharField(label=_("Cari barang"), required=False, max_length=LONGEST_QUERY)
    kategori = forms.ChoiceField(label=_("Jenis barang"), required=False)
    lapak = forms.CharField(label=_("Nama lapak"), required=False, max_length=60)
    dipilih = forms.BooleanField(label=_("Yang sudah dipilih saja"), required=False)

    def __init__(self, *args: object, **kwargs: object) -> None:
        """Offer the shelves, in the language of the page."""
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        shelves = [(one.slug, _(one.label)) for one in kinds.CATEGORIES]
        self.fields["kategori"].choices = [("", _("Semua jenis")), *shelves]  # type: ignore[attr-defined]
