"""What is told when somebody helps in a shop, or takes her own shop over."""

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext_lazy as _

USERNAME = r"^[a-z0-9][a-z0-9._-]{2,29}$"


class NoteForm(forms.Form):
    """How the owner agreed, for those who note it in her place."""

    note = forms.CharField(
        label=_("Kapan dan bagaimana pemilik setuju?"),
        max_length=200,
        help_text=_("Misalnya: 24 November di rumahnya, dibacakan, menjawab ya."),
    )


class AccountForm(forms.Form):
    """A first account: a name to sign in with, and a password."""

    username = forms.RegexField(
        USERNAME,
        label=_("Nama pengguna"),
        help_text=_("3 sampai 30 huruf kecil atau angka, tanpa spasi. Contoh: siti.rahmah"),
        error_messages={"invalid": _("Pakai huruf kecil dan angka saja, tanpa spasi.")},
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none"}),
    )
    password = forms.CharField(
        label=_("Kata sandi"),
        max_length=128,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean_password(self) -> Any:
        """Refuse a password that anybody guesses."""
        typed = self.cleaned_data["password"]
        validate_password(typed)
        return typed
