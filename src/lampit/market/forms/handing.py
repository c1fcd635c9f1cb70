"""What is asked before a hand-over kit is made."""

from django import forms
from django.utils.translation import gettext_lazy as _

from lampit.national import phone


class KitForm(forms.Form):
    """What the kit is for, and which number passes messages on."""

    purpose = forms.CharField(
        label=_("Keperluan"),
        max_length=200,
        help_text=_("Misalnya: anggaran server berakhir, pasar dilanjutkan koperasi."),
    )
    office = forms.CharField(
        label=_("Nomor WhatsApp pengelola"),
        max_length=30,
        required=False,
        help_text=_("Menerima pesan untuk perajin yang nomornya tidak ditampilkan."),
    )

    def clean_office(self) -> str:
        """Return the number as E.164."""
        typed = str(self.cleaned_data["office"]).strip()
        try:
            return phone.normalise(typed) if typed else ""
        except phone.PhoneError as error:
            raise forms.ValidationError(error.message) from error
