"""What is typed in the measure room, questions aside: shapes and labels only."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from lampit.basics.refusal import Refusal
from lampit.measure.models import SampleMember
from lampit.measure.rules.metadata.fields import NO, YES, Field
from lampit.measure.rules.metadata.values import LONGEST_LONG, Value, checked
from lampit.measure.rules.planning import LARGEST_WANTED, SMALLEST_WANTED
from lampit.measure.rules.states import BY_CODE

WANTED = 400
LARGEST_FORM = 5 * 1024 * 1024  # bytes


class RoundForm(forms.Form):
    """A new round as planned."""

    name = forms.SlugField(
        label=_("Nama putaran"), max_length=20, help_text=_("Misalnya 2026-2: tahun dan urutan.")
    )
    wanted = forms.IntegerField(
        label=_("Jumlah jawaban yang dituju"),
        min_value=SMALLEST_WANTED,
        max_value=LARGEST_WANTED,
        initial=WANTED,
        help_text=_("Usaha yang ditarik lebih banyak, karena tidak semua akan menjawab."),
    )
    recommendation = forms.CharField(
        label=_("Nomor rekomendasi BPS, atau alasan belum ada"),
        max_length=200,
        help_text=_("Survei dinas diberitahukan kepada BPS sebelum turun ke lapangan."),
    )


class ConsentForm(forms.Form):
    """Whether the respondent agrees, and why not."""

    agrees = forms.ChoiceField(
        label=_("Jawaban"),
        choices=(("ya", _("Ya, boleh")), ("tidak", _("Tidak bersedia"))),
        widget=forms.RadioSelect,
    )
    reason = forms.ChoiceField(
        label=_("Alasan, kalau tidak bersedia"),
        choices=(("", _("– pilih –")), *SampleMember.RefusalReason.choices),
        required=False,
    )


class DispositionForm(forms.Form):
    """What became of a visit without answers."""

    disposition = forms.ChoiceField(
        label=_("Hasil kunjungan"),
        choices=[(c, label) for c, label in SampleMember.Disposition.choices if BY_CODE[c].by_hand],
        widget=forms.RadioSelect,
    )
    reason = forms.ChoiceField(
        label=_("Alasan, kalau menolak"),
        choices=(("", _("– pilih –")), *SampleMember.RefusalReason.choices),
        required=False,
    )
    note = forms.CharField(
        label=_("Keterangan"),
        max_length=200,
        required=False,
        help_text=_("Perlu diisi kalau hasilnya “Lainnya”."),
    )
    confirmed = forms.BooleanField(label=_("Tetangga memastikan usaha ini ada"), required=False)


BEGIN, END = "mulai", "selesai"
_INPUTS: dict[str, dict[str, str]] = {
    "email": {"type": "email", "autocomplete": "off"},
    "phone": {"inputmode": "tel", "autocomplete": "off"},
    "number": {"inputmode": "numeric", "autocomplete": "off"},
}


class MetadataForm(forms.Form):
    """Fields of the activity form of Satu Data, as many as are asked; what is empty stays empty.

    A period is asked as two days. `told()` gives what was typed, by field.
    """

    def __init__(
        self, asked: Sequence[Field], values: Mapping[str, Value], data: Any = None
    ) -> None:
        """Make an input for each field, filled with what is known."""
        super().__init__(data)
        self.asked = asked
        for field in asked:
            value = values.get(field.code)
            if field.kind == "period":
                known = value if isinstance(value, dict) else {}
                for part, words in ((BEGIN, _("mulai")), (END, _("selesai"))):
                    self.fields[f"{field.code}_{part}"] = forms.CharField(
                        label=format_lazy("{}: {}", _(field.label), words), required=False,
                        initial=known.get(part), widget=forms.TextInput({"type": "date"}),
                    )  # fmt: skip
            else:
                self.fields[field.code] = _input(field, value)

    def clean(self) -> dict[str, Any]:
        """Check each value by its rule; a fault stands at its own field."""
        self.kept: dict[str, Value] = {}
        for field in self.asked:
            try:
                self.kept[field.code] = checked(field, self._typed(field))
            except Refusal as refusal:
                place = f"{field.code}_{BEGIN}" if field.kind == "period" else field.code
                self.add_error(place, _(refusal.message))
        return self.cleaned_data

    def _typed(self, field: Field) -> Any:
        typed = self.cleaned_data
        if field.kind == "period":
            return {part: typed.get(f"{field.code}_{part}", "") for part in (BEGIN, END)}
        return typed.get(field.code)

    def told(self) -> dict[str, Value]:
        """Return what was typed, by field; only of a valid form."""
        return self.kept


def _input(field: Field, value: Value) -> forms.Field:
    """Return the input of one field."""
    said: dict[str, Any] = {
        "label": _(field.label),
        "required": False,
        "initial": value,
        "help_text": _(field.hint) if field.hint else "",
    }
    if field.kind == "choices":
        return forms.MultipleChoiceField(
            choices=[(c, _(t)) for c, t in field.choices], widget=forms.CheckboxSelectMultiple,
            **said,
        )  # fmt: skip
    if field.kind in ("choice", "yesno"):
        choices = field.choices or ((YES, "Ya"), (NO, "Tidak"))
        return forms.ChoiceField(
            choices=[("", _("– pilih –")), *((c, _(t)) for c, t in choices)], **said
        )
    if field.kind == "long":
        return forms.CharField(max_length=LONGEST_LONG, widget=forms.Textarea({"rows": 3}), **said)
    return forms.CharField(widget=forms.TextInput(_INPUTS.get(field.kind, {})), **said)


class NoteForm(forms.Form):
    """What the office writes about one row of MS-Var or MS-Ind."""

    def __init__(
        self, asked: Sequence[str], labels: Mapping[str, str], values: Mapping[str, str],
        data: Any = None,
    ) -> None:  # fmt: skip
        """Make an input for each field, filled with what stands there now."""
        super().__init__(data)
        for code in asked:
            said: dict[str, Any] = {
                "label": _(labels[code]),
                "required": False,
                "initial": values.get(code, ""),
            }
            if code == "dapat_diakses_umum":
                self.fields[code] = forms.ChoiceField(
                    choices=((YES, _("Ya")), (NO, _("Tidak"))), **said
                )
            else:
                self.fields[code] = forms.CharField(
                    max_length=LONGEST_LONG, widget=forms.Textarea({"rows": 2}), **said
                )


class BackCheckForm(forms.Form):
    """How many interviews are held again."""

    percent = forms.IntegerField(
        label=_("Bagian yang ditanya lagi (persen)"),
        min_value=1,
        max_value=100,
        initial=5,
        help_text=_("Dari wawancara tiap pendata dalam 14 hari terakhir, paling sedikit satu."),
    )


class InstrumentFileForm(forms.Form):
    """An XLSForm to be taken in as a draft."""

    file = forms.FileField(
        label=_("Berkas XLSForm"),
        help_text=_("XLSX, XLS atau ODS dengan lembar survey dan choices."),
        max_length=200,
    )

    def clean_file(self) -> Any:
        """Refuse what is larger than any form."""
        file = self.cleaned_data["file"]
        if file.size > LARGEST_FORM:
            raise forms.ValidationError(_("Berkas ini terlalu besar untuk sebuah formulir."))
        return file


class LanguageFileForm(InstrumentFileForm):
    """The file of a further language."""

    file = forms.FileField(label=_("Berkas bahasa (JSON)"), max_length=200)


class RowsForm(forms.Form):
    """Why the anonymous rows of a round are opened, or closed again."""

    reason = forms.CharField(
        label=_("Alasannya"),
        max_length=200,
        required=False,
        help_text=_("Tercatat di jejak audit. Misalnya: diminta peneliti, sudah dibahas di rapat."),
    )


class ApprovalForm(forms.Form):
    """Who passed the tables for the keeper of data, by which letter, when."""

    by = forms.CharField(label=_("Walidata"), max_length=120, required=False)
    letter = forms.CharField(label=_("Nomor surat"), max_length=80, required=False)
    on = forms.DateField(
        label=_("Tanggal surat"), required=False, widget=forms.DateInput({"type": "date"})
    )
