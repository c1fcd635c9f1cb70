"""What is told of a group shop."""

from django import forms
from django.utils.translation import gettext_lazy as _

from lampit.shops.models import Group


class GroupForm(forms.Form):
    """Name, kind and story of a group."""

    name = forms.CharField(label=_("Nama kelompok"), max_length=200)
    kind = forms.ChoiceField(
        label=_("Jenis"), choices=[(code, _(label)) for code, label in Group.Kind.choices]
    )
    story = forms.CharField(
        label=_("Cerita kelompok"), required=False, max_length=4000, widget=forms.Textarea
    )


class DescribeForm(forms.Form):
    """Name and story, for the keeper."""

    name = forms.CharField(label=_("Nama kelompok"), max_length=200)
    story = forms.CharField(
        label=_("Cerita kelompok"), required=False, max_length=4000, widget=forms.Textarea
    )
