"""What makers type about promotion: a campaign, what was spent on it."""

import uuid

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lampit.orders.forms import RupiahField
from lampit.shops.rules import heard, promotion
from lampit.web.widgets import UnitInput

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class CampaignForm(forms.Form):
    """What a maker does to be seen, and when."""

    name = forms.CharField(
        label=_("Nama promosi"),
        max_length=promotion.LONGEST_CAMPAIGN,
        help_text=_("Misalnya: Pameran Banjarbaru, Iklan Lebaran."),
        error_messages={"required": _("Tulis nama promosinya, misalnya: Pameran Banjarbaru.")},
    )
    begun_on = forms.DateField(label=_("Mulai"), initial=timezone.localdate, widget=DAY)
    ended_on = forms.DateField(label=_("Selesai"), required=False, widget=DAY)
    heard_as = forms.ChoiceField(
        label=_("Hitung juga pembeli yang menjawab"),
        required=False,
        choices=[("", _("Tidak ada")), *((c, _(heard.ANSWERS[c])) for c in heard.OF_CAMPAIGNS)],
        help_text=_("Pembeli tanpa tautan yang ditanya “tahu dari mana?”, selama promosi ini."),
    )


class SpendForm(forms.Form):
    """Money or own hours put into a campaign; the key makes the same form one entry."""

    key = forms.CharField(widget=forms.HiddenInput, max_length=64, initial=lambda: uuid.uuid4().hex)
    kind = forms.ChoiceField(label=_("Untuk apa"), choices=list(promotion.SPENT_ON.items()))
    amount = RupiahField(
        label=_("Uang keluar"), required=False, help_text=_("Kosongkan untuk waktu sendiri.")
    )
    minutes = forms.CharField(
        label=_("Waktu sendiri"), required=False, widget=UnitInput(after=_("jam"))
    )
    hourly_value = RupiahField(label=_("Nilai satu jam kerja"), required=False)
    spent_on = forms.DateField(label=_("Tanggal"), initial=timezone.localdate, widget=DAY)
    note = forms.CharField(label=_("Catatan"), required=False, max_length=promotion.LONGEST_NOTE)
