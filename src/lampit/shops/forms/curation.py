"""What a curator types: a score and a reason for each criterion, a verdict, words to the maker."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lampit.shops.rules import curation

SCALE = [(n, str(n)) for n in range(curation.HIGHEST, curation.LOWEST - 1, -1)]


class CurationForm(forms.Form):
    """One curator's sheet; the criteria follow the category of the good."""

    verdict = forms.ChoiceField(
        label=_("Putusan Anda"),
        choices=[(code, _(words)) for code, words in curation.VERDICTS.items()],
        widget=forms.RadioSelect,
        error_messages={"required": _("Pilih putusannya.")},
    )
    good = forms.CharField(
        label=_("Yang bagus"),
        required=False,
        max_length=curation.LONGEST_WORDS,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    words = forms.CharField(
        label=_("Yang perlu diubah"),
        required=False,
        max_length=curation.LONGEST_WORDS,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Dibaca perajin. Wajib kalau belum lolos."),
    )
    look_on = forms.DateField(
        label=_("Dilihat lagi tanggal"),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        help_text=_("Hanya untuk “perlu perbaikan”."),
    )

    def __init__(self, *args: Any, category: str, **kwargs: Any) -> None:
        """Put a scale and a reason for each criterion of the category."""
        super().__init__(*args, **kwargs)
        self.criteria = curation.criteria_for(category)
        for one in self.criteria:
            self.fields[f"nilai.{one.code}"] = forms.TypedChoiceField(
                label=_(one.name),
                choices=SCALE,
                coerce=int,
                widget=forms.RadioSelect,
                help_text=_(one.asks),
                error_messages={"required": _("Pilih 1 sampai 5.")},
            )
            self.fields[f"sebab.{one.code}"] = forms.CharField(
                label=_("Alasan (wajib untuk 1 dan 2)"),
                required=False,
                max_length=curation.LONGEST_NOTE,
            )

    def rows(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """Return the scale and the reason of each criterion."""
        return [(self[f"nilai.{one.code}"], self[f"sebab.{one.code}"]) for one in self.criteria]

    def scores(self) -> dict[str, int]:
        """Return the scores of a valid form by criterion."""
        return {one.code: self.cleaned_data[f"nilai.{one.code}"] for one in self.criteria}

    def notes(self) -> dict[str, str]:
        """Return the reasons of a valid form by criterion."""
        return {one.code: self.cleaned_data[f"sebab.{one.code}"] for one in self.criteria}
