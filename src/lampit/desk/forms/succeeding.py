"""Who goes on with a business, since when, and whether the shop stays open."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lampit.national import nik, phone
from lampit.registry.rules.consents import CHANNELS, OFFICE_CHANNELS
from lampit.registry.rules.owning import REASONS


class SuccessorForm(forms.Form):
    """The new owner of a business, as told at the desk."""

    name = forms.CharField(label=_("Nama pemilik baru"), max_length=120)
    nik = forms.CharField(
        label=_("NIK"),
        required=False,
        max_length=40,
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off"}),
        help_text=_("16 angka. Kalau orangnya sudah tercatat, NIK menemukan catatannya."),
    )
    sex = forms.ChoiceField(
        label=_("L/P"),
        required=False,
        choices=[("", _("Belum diketahui")), ("L", _("Laki-laki")), ("P", _("Perempuan"))],
    )
    phones = forms.CharField(
        label=_("Nomor HP/WA"),
        required=False,
        max_length=100,
        widget=forms.TextInput({"inputmode": "tel", "autocomplete": "off"}),
        help_text=_("Contoh: 0812-0000-4567."),
    )
    on = forms.DateField(label=_("Sejak kapan?"), widget=forms.DateInput({"type": "date"}))
    reason = forms.ChoiceField(
        label=_("Bagaimana beralih?"),
        widget=forms.RadioSelect,
        choices=[(code, _(label)) for code, label in REASONS.items()],
    )
    account = forms.CharField(
        label=_("Nama pengguna pemilik baru"),
        max_length=150,
        required=False,
        help_text=_("Kalau sudah punya akun perajin. Akun ini yang mengurus lapaknya."),
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    is_agreed = forms.BooleanField(
        label=_("Pemilik baru mengizinkan lapak tampil di Pasar"),
        required=False,
        help_text=_("Tanpa izin ini lapak ditutup dulu."),
    )
    channel = forms.ChoiceField(
        label=_("Bagaimana izin itu disampaikan?"),
        required=False,
        choices=[("", _("Pilih")), *((code, _(CHANNELS[code])) for code in OFFICE_CHANNELS)],
    )
    proof = forms.CharField(label=_("Di mana buktinya?"), max_length=200, required=False)

    def __init__(self, *args: Any, has_shop: bool, **options: Any) -> None:
        """Ask about the shop only where there is one."""
        super().__init__(*args, **options)
        if not has_shop:
            for name in ("account", "is_agreed", "channel", "proof"):
                del self.fields[name]

    def clean_nik(self) -> str:
        """Return the 16 digits, or say what is wrong with them."""
        try:
            return nik.parse(self.cleaned_data["nik"]).number
        except nik.NikError as error:
            if error.code == "nik_kosong":
                return ""
            raise forms.ValidationError(gettext(error.message)) from error

    def clean_phones(self) -> list[str]:
        """Return the numbers in E.164, or say what is wrong."""
        text = self.cleaned_data["phones"]
        found = phone.read(text)
        if text and not found.numbers:
            raise forms.ValidationError(gettext(phone.MESSAGES["hp_tidak_sah"]))
        return list(found.numbers)

    def clean(self) -> dict[str, Any]:
        """Ask how a yes was told."""
        typed: dict[str, Any] = super().clean() or {}
        if typed.get("is_agreed") and not typed.get("channel"):
            self.add_error("channel", gettext("Pilih bagaimana izin itu disampaikan."))
        return typed
