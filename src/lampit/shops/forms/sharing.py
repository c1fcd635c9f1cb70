"""What makers type when they share, and the addresses of their shops elsewhere."""

from django import forms
from django.utils.translation import gettext_lazy as _

from lampit.shops.rules import elsewhere, sharing


class SendForm(forms.Form):
    """The text of a chat, as the maker edited it."""

    text = forms.CharField(
        label=_("Pesan"),
        max_length=sharing.LONGEST_TYPED,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": _("Tulis dulu pesannya.")},
    )


class ElsewhereForm(forms.Form):
    """A shop on another site: which site, its address or name there."""

    site = forms.ChoiceField(
        label=_("Di mana"),
        required=False,
        choices=[("", _("Dilihat dari alamatnya")), *elsewhere.NAMES.items()],
    )
    address = forms.CharField(
        label=_("Alamat lapak"),
        max_length=500,
        help_text=_("Salin dari atas layar peramban, misalnya shopee.co.id/namatoko."),
        widget=forms.TextInput(attrs={"inputmode": "url", "autocapitalize": "none"}),
        error_messages={"required": _("Tempel alamat lapaknya, misalnya shopee.co.id/namatoko.")},
    )
