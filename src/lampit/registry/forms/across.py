"""What an office says of a record that another kabupaten has too: why not, or what the two are."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lampit.registry.forms.fields import SmallForm
from lampit.registry.rules.across import ANSWERS


class DeclineForm(SmallForm):
    """Why two records are not compared."""

    id_word = "tolak"

    reason = forms.CharField(
        label=_("Alasan tidak membandingkan"),
        max_length=200,
        help_text=_("Dibaca dinas yang bertanya. Contoh: NIK di daftar kami sedang diperiksa."),
    )


class AcrossForm(SmallForm):
    """What the two records are, and of one business which office keeps it."""

    id_word = "jawab"

    what = forms.ChoiceField(
        label=_("Usaha yang sama?"),
        choices=[(code, _(label)) for code, label in ANSWERS.items()],
        widget=forms.RadioSelect,
    )
    keeper = forms.ChoiceField(
        label=_("Dinas yang melanjutkan catatannya"),
        required=False,
        help_text=_("Kosongkan kalau usahanya berbeda."),
    )

    def offer(self, offices: list[tuple[str, str]]) -> None:
        """Fill in the two kabupaten."""
        field: Any = self.fields["keeper"]
        field.choices = [("", _("Pilih kabupaten")), *offices]
