"""What anybody types: a report; a review of what was received."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lampit.trust.rules import reports, reviews

PHOTOS = {"accept": "image/jpeg,image/png,image/webp,image/heic"}
SCALE = [(5, "5"), (4, "4"), (3, "3"), (2, "2"), (1, "1")]


class ReportForm(forms.Form):
    """What is wrong, in the reporter's words; nobody has to say who she is."""

    reason = forms.ChoiceField(
        label=_("Apa yang keliru?"),
        choices=[(code, _(reason.words)) for code, reason in reports.REASONS.items()],
        widget=forms.RadioSelect,
        error_messages={"required": _("Pilih apa yang keliru.")},
    )
    text = forms.CharField(
        label=_("Ceritakan"),
        max_length=reports.LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": _("Ceritakan sedikit apa yang Anda lihat.")},
    )
    contact = forms.CharField(
        label=_("Nomor HP atau surel Anda"),
        required=False,
        max_length=120,
        help_text=_(
            "Hanya kalau Anda mau ditanya lagi. Disimpan tersandi, hanya dibaca petugas, dihapus "
            "90 hari sesudah dijawab."
        ),
    )
    opened = forms.CharField(widget=forms.HiddenInput, max_length=200)
    # People do not see this field; programs fill it.
    website = forms.CharField(
        label=_("Kosongkan isian ini"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )

    def clean_website(self) -> str:
        """Refuse what only programs fill in."""
        if self.cleaned_data["website"]:
            raise forms.ValidationError(_("Kosongkan isian ini."))
        return ""


class ReviewForm(forms.Form):
    """Three small questions, a few words, perhaps a photo, and how the name is shown."""

    text = forms.CharField(
        label=_("Cerita Anda"),
        required=False,
        max_length=reviews.LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Tanpa nomor HP dan tautan. Semua orang dapat membacanya."),
    )
    photo = forms.FileField(
        label=_("Foto barang yang Anda terima"),
        required=False,
        widget=forms.FileInput(attrs=PHOTOS),
        help_text=_("Tampil sesudah dilihat petugas. Lokasi foto dihapus."),
    )
    how = forms.ChoiceField(
        label=_("Nama yang tampil"),
        choices=[(code, _(words)) for code, words in reviews.NAMES.items()],
        widget=forms.RadioSelect,
        initial=reviews.INITIAL,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Put the three questions first."""
        super().__init__(*args, **kwargs)
        for name, question in reviews.ASKED:
            self.fields[name] = forms.TypedChoiceField(
                label=_(question),
                choices=SCALE,
                coerce=int,
                widget=forms.RadioSelect,
                error_messages={"required": _("Pilih 1 sampai 5.")},
            )
        self.order_fields([name for name, _question in reviews.ASKED])

    def questions(self) -> list[forms.BoundField]:
        """Return the fields of the three questions."""
        return [self[name] for name, _question in reviews.ASKED]
