"""What the desk types: decisions with their words."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lampit.trust.rules import notices, reports


class WordsForm(forms.Form):
    """The words of a decision, as who is concerned reads them."""

    words = forms.CharField(
        label=_("Alasan"),
        max_length=notices.LONGEST_WORDS,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Dibaca perajin kata demi kata: apa yang keliru dan bagaimana memperbaikinya."),
        error_messages={"required": _("Tulis alasannya.")},
    )


class DecisionForm(WordsForm):
    """The answer to a report."""

    decision = forms.ChoiceField(
        label=_("Putusan"),
        choices=[(code, _(words)) for code, words in reports.DECISIONS.items()],
        widget=forms.RadioSelect,
        error_messages={"required": _("Pilih putusannya.")},
    )
    until = forms.DateField(
        label=_("Diubah paling lambat"),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        help_text=_("Hanya untuk “minta diubah”: besok sampai 90 hari lagi."),
    )
    together = forms.BooleanField(
        label=_("Jawaban ini juga untuk laporan lain tentang hal yang sama"), required=False
    )
    field_order = ("decision", "until", "words", "together")

    def __init__(self, *args: Any, kind: str = "", **kwargs: Any) -> None:
        """Offer what can be decided about a good, a shop or a review."""
        super().__init__(*args, **kwargs)
        out = {reports.SHOP: {reports.DOWN}, reports.REVIEW: {reports.CHANGE}}.get(kind, set())
        field = self.fields["decision"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [
                (code, _(words)) for code, words in reports.DECISIONS.items() if code not in out
            ]


class AppealAnswerForm(WordsForm):
    """The answer to an appeal."""

    granted = forms.ChoiceField(
        label=_("Jawaban"),
        choices=[("ya", _("Diterima: keputusan dicabut")), ("tidak", _("Ditolak"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Pilih jawabannya.")},
    )
    field_order = ("granted", "words")
