"""Forms of what buyers abroad read."""

from django import forms
from django.utils.translation import gettext_lazy as _

from lampit.shops.rules import texts
from lampit.shops.rules.english import LONGEST_MATERIAL
from lampit.web.widgets import UnitInput

# The keyboard of the phone and the reader of the screen are told the language of the words.
ENGLISH = {"lang": "en", "spellcheck": "true", "autocomplete": "off"}


class AbroadForm(forms.Form):
    """A good in English, and its facts for export."""

    name = forms.CharField(
        label=_("Nama dalam bahasa Inggris"), required=False, max_length=texts.LONGEST_NAME,
        widget=forms.TextInput(attrs=ENGLISH),
    )  # fmt: skip
    material = forms.CharField(
        label=_("Bahan dalam bahasa Inggris"), required=False, max_length=LONGEST_MATERIAL,
        widget=forms.TextInput(attrs=ENGLISH), help_text=_("Misalnya: purun (marsh reed)"),
    )  # fmt: skip
    description = forms.CharField(
        label=_("Keterangan dalam bahasa Inggris"), required=False, max_length=texts.LONGEST_TEXT,
        widget=forms.Textarea(attrs=ENGLISH | {"rows": 5}),
    )  # fmt: skip
    net_weight_g = forms.IntegerField(
        label=_("Berat bersih, tanpa kemasan"), required=False, min_value=1,
        widget=UnitInput(after=_("gram")),
    )  # fmt: skip
    hs_code = forms.CharField(
        label=_("Kode HS"), required=False, max_length=14,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )  # fmt: skip
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)


class ShopAbroadForm(forms.Form):
    """The story of a shop in English."""

    story = forms.CharField(
        label=_("Cerita dalam bahasa Inggris"), required=False, max_length=texts.LONGEST_TEXT,
        widget=forms.Textarea(attrs=ENGLISH | {"rows": 7}),
    )  # fmt: skip
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)
