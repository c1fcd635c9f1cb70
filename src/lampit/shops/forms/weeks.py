"""What a maker tells of her weeks."""

from django import forms
from django.utils.translation import gettext_lazy as _

from lampit.shops.rules.capacity import MOST_SLOTS
from lampit.web.widgets import UnitInput


class WeeklyForm(forms.Form):
    """How much fits into a usual week; empty: no limit."""

    weekly = forms.IntegerField(
        label=_("Sanggup membuat seminggu"),
        required=False,
        min_value=0,
        max_value=MOST_SLOTS,
        widget=UnitInput(after=_("buah")),
        help_text=_("Kosongkan bila tidak ada batasnya. Barang besar boleh memakan jatah lebih."),
    )


class WeekForm(forms.Form):
    """How much fits into one week."""

    week = forms.CharField(max_length=10, widget=forms.HiddenInput)
    slots = forms.IntegerField(label=_("Jatah"), min_value=0, max_value=MOST_SLOTS)
    note = forms.CharField(label=_("Catatan"), required=False, max_length=80)


class ClosedForm(forms.Form):
    """Weeks in which nothing new is taken."""

    first = forms.DateField(
        label=_("Dari"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )
    last = forms.DateField(
        label=_("Sampai"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )
    note = forms.CharField(
        label=_("Karena"), required=False, max_length=80,
        widget=forms.TextInput(attrs={"placeholder": _("panen, banjir, Lebaran")}),
    )  # fmt: skip
