"""What makers type: answers to reviews, appeals, and that something was mended."""

from django import forms
from django.utils.translation import gettext_lazy as _

from lampit.trust.forms.public import PHOTOS
from lampit.trust.rules import notices, reviews


class AnswerForm(forms.Form):
    """The one answer to a review."""

    answer = forms.CharField(
        label=_("Jawaban Anda"),
        max_length=reviews.LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Tulis jawabannya.")},
    )


class FixedForm(forms.Form):
    """What was mended."""

    note = forms.CharField(
        label=_("Apa yang sudah diperbaiki?"),
        required=False,
        max_length=notices.LONGEST_WORDS,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class AppealForm(forms.Form):
    """Why a notice is not right."""

    text = forms.CharField(
        label=_("Mengapa Anda tidak setuju?"),
        max_length=1_000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Tulis mengapa Anda tidak setuju.")},
    )
    photo = forms.FileField(
        label=_("Foto bukti"),
        required=False,
        widget=forms.FileInput(attrs=PHOTOS),
        help_text=_("Misalnya foto surat atau barangnya. Hanya petugas yang melihat."),
    )
