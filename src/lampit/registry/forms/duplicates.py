"""What is typed on the pages of doubles: an answer with its reason, choices of a merge."""

from django import forms
from django.utils.translation import gettext_lazy as _


class AnswerForm(forms.Form):
    """An answer to a pair, for the records as they were shown."""

    answer = forms.ChoiceField(
        choices=[("beda", _("Bukan usaha yang sama")), ("ragu", _("Belum tahu"))]
    )
    mark = forms.CharField(max_length=16)
    reason = forms.CharField(max_length=200, required=False)


class MergeForm(forms.Form):
    """A merge before it is done: the mark of the records and why they are one."""

    mark = forms.CharField(max_length=16, widget=forms.HiddenInput)
    same_owner = forms.BooleanField(
        label=_("Pemilik keduanya orang yang sama"),
        required=False,
        help_text=_("Hapus centang kalau dua orang, misalnya suami dan istri."),
    )
    reason = forms.CharField(
        label=_("Alasan"),
        max_length=200,
        required=False,
        help_text=_("Wajib kalau ada yang bertentangan. Contoh: NIK salah ketik di daftar lama."),
    )


class JoinForm(forms.Form):
    """Two owners before they become one person: why, where something speaks against it."""

    reason = forms.CharField(
        label=_("Alasan"),
        max_length=200,
        required=False,
        help_text=_("Wajib kalau ada yang bertentangan. Contoh: NIK salah ketik di daftar lama."),
    )
