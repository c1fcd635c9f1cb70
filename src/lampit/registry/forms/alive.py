"""Forms about being there: the filter of the silent, and where a business moved to."""

from collections.abc import Sequence

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lampit.places.queries import Below
from lampit.registry.forms.placing import Grouped, subdistrict_choices, village_choices
from lampit.registry.queries.silent import DEAD, REPORTED, SILENT_BANDS, WITHOUT
from lampit.registry.rules import freshness
from lampit.web.widgets import PlainSelect

Choices = Sequence[tuple[str, str | Promise]]
NEAR, FAR, UNTOLD = "dekat", "jauh", "tidak_tahu"


class SilentForm(forms.Form):
    """What the list of silent businesses is filtered by; every field may be empty."""

    kecamatan = forms.ChoiceField(label=_("Kecamatan"), required=False, widget=PlainSelect)
    desa = forms.ChoiceField(label=_("Desa"), required=False, widget=PlainSelect)
    segar = forms.ChoiceField(
        label=_("Lama tidak terdengar"),
        required=False,
        widget=PlainSelect,
        choices=[("", _("Semua")), *((b, _(freshness.LABELS[b])) for b in SILENT_BANDS)],
    )
    pendamping = forms.ChoiceField(label=_("Pendamping"), required=False, widget=PlainSelect)
    kabar = forms.ChoiceField(
        label=_("Kabar"),
        required=False,
        widget=PlainSelect,
        choices=[
            ("", _("Semua")),
            (REPORTED, _("Ada kabar tutup atau pindah")),
            (DEAD, _("Nomor tidak sampai")),
        ],
    )

    def offer(self, below: Sequence[Below], mentors: Choices | None, *, within: str) -> None:
        """Fill the choices that come from tables; None takes the mentors away."""
        self._fill("kecamatan", subdistrict_choices(below))
        self._fill("desa", village_choices(below, within))
        if mentors is None:
            del self.fields["pendamping"]
        else:
            self._fill("pendamping", [(WITHOUT, _("Belum punya pendamping")), *mentors])

    def _fill(self, name: str, choices: Choices | Grouped) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", _("Semua")), *choices]


class MovedForm(forms.Form):
    """Where a business moved to, as its owner says; the place may stay unsaid."""

    where = forms.ChoiceField(
        label=_("Pindah ke mana?"),
        widget=forms.RadioSelect,
        choices=[
            (NEAR, _("Masih di kabupaten ini")),
            (FAR, _("Ke kabupaten atau kota lain")),
            (UNTOLD, _("Tidak ingin menyebutkan")),
        ],
    )
    place = forms.CharField(
        label=_("Nama desa atau kotanya"),
        max_length=80,
        required=False,
        widget=forms.TextInput({"autocomplete": "off"}),
    )


class ListingForm(forms.Form):
    """A list made in the field and the day it was made."""

    file = forms.FileField(
        label=_("Berkas daftar lapangan"),
        help_text=_(
            "Excel atau CSV dari orang yang menyusuri desa: nama usaha, pemilik, desa, kecamatan; "
            "nomor HP kalau ada."
        ),
        widget=forms.FileInput({"accept": ".xlsx,.xls,.ods,.csv,.txt"}),
    )
    listed_on = forms.DateField(
        label=_("Tanggal mulai menyusuri"), widget=forms.DateInput({"type": "date"})
    )
