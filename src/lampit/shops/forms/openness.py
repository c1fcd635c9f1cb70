"""Of what a price is made, as its maker types it."""

from django import forms
from django.utils.translation import gettext_lazy as _

from lampit.shops.forms import RupiahField


class SplitForm(forms.Form):
    """The parts of the price of one piece, and the consent to show them."""

    material = RupiahField(label=_("Bahan"), required=False)
    labour = RupiahField(
        label=_("Upah kerja"), required=False, help_text=_("Termasuk jam kerja sendiri.")
    )
    packaging = RupiahField(label=_("Kemasan"), required=False)
    other = RupiahField(label=_("Lain-lain (listrik, alat)"), required=False)
    is_shown = forms.BooleanField(
        label=_("Tampilkan ke pembeli, juga harga pengumpul kalau tercatat"),
        required=False,
        help_text=_("Boleh dicabut kapan saja; tanpa centang tidak ada yang melihatnya."),
    )
