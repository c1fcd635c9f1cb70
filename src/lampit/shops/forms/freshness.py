"""What an office sets for the shops of its kabupaten."""

from django import forms
from django.utils.translation import gettext_lazy as _

from lampit.shops.forms.fields import RupiahField
from lampit.shops.rules.freshness import MOST_DAYS
from lampit.web.widgets import UnitInput


def _days(label: object) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,  # type: ignore[arg-type]  # a lazy text
        min_value=1,
        max_value=MOST_DAYS,
        widget=UnitInput(after=_("hari")),
    )


class FreshnessForm(forms.Form):
    """How long "masih dijual" holds, and how often makers may be reminded."""

    fresh_days = _days(_("Segar sampai"))
    ready_days = _days(_("“Siap kirim” sampai"))
    hidden_after_days = _days(_("Tampil di pasar sampai"))
    weekly_reminders = forms.IntegerField(
        label=_("Pesan pengingat"), min_value=0, max_value=7,
        widget=UnitInput(after=_("kali seminggu")),
    )  # fmt: skip


class WageForm(forms.Form):
    """A minimum wage with the decree that sets it."""

    month_amount = RupiahField(label=_("Upah minimum sebulan (UMK)"))
    from_on = forms.DateField(
        label=_("Berlaku mulai"),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    source = forms.CharField(label=_("Keputusan dan nomornya"), max_length=200)
