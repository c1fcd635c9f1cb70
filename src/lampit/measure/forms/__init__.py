"""What is typed in the measure room, questions aside: shapes and labels only."""

from collections.abc import Mapping, Sequence
from typing import Any, cast

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
    """A new round: its name, its days, and whom it asks again."""

    name = forms.SlugField(
        label=_("Nama putaran"),
        max_length=20,
        help_text=_("Misalnya 2026-2: tahun dan urutan."),
        error_messages={
            "invalid": _("Pakai huruf, angka dan tanda hubung saja, tanpa spasi: misalnya 2026-2.")
        },
    )
    reference_on = forms.DateField(
        label=_("Tanggal acuan"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Yang ditanya ialah usaha yang berjalan pada tanggal itu."),
    )
    after = forms.ChoiceField(
        label=_("Menanyai lagi sebagian dari putaran"),
        required=False,
        help_text=_("Untuk mengukur perubahan: separuh ditanya lagi, paling banyak empat putaran."),
    )

    def __init__(self, *args: Any, rounds: Sequence[tuple[str, str]] = (), **kwargs: Any) -> None:
        """Offer the earlier rounds whose businesses can be asked again."""
        super().__init__(*args, **kwargs)
        whom: Any = self.fields["after"]
        whom.choices = [("", _("– tidak, semua diundi baru –")), *rounds]


def _whole(label: Any, low: int, high: int, **more: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=low, max_value=high, **more)


class PlanForm(forms.Form):
    """Size, design, certain ones, reserve and cost of a planned round; shares in percent."""

    wanted = _whole(_("Jumlah jawaban yang dituju"), SMALLEST_WANTED, LARGEST_WANTED)
    margin_whole = forms.FloatField(
        label=_("Ketelitian kabupaten, ± poin persen"), min_value=1, max_value=30, required=False,
        help_text=_("Kalau diisi, jumlah jawaban dihitung dari sini."),
    )  # fmt: skip
    margin_place = forms.FloatField(
        label=_("Ketelitian tiap kecamatan, ± poin persen"), min_value=1, max_value=50,
        required=False,
    )  # fmt: skip
    response_rate = _whole(_("Yang diperkirakan menjawab, persen"), 20, 100)
    design = forms.ChoiceField(
        label=_("Rancangan"),
        choices=(
            ("satu", _("Satu tahap: usaha diundi langsung dari daftar")),
            ("dua", _("Dua tahap: desa diundi dahulu, lalu usaha di dalamnya")),
        ),
        widget=forms.RadioSelect,
    )
    lists_first = forms.BooleanField(
        label=_("Daftar dulu di desa terpilih (dua tahap)"), required=False,
        help_text=_("Dianjurkan selama daftar usaha belum tentu lengkap."),
    )  # fmt: skip
    allocation = forms.ChoiceField(
        label=_("Pembagian antarkecamatan"),
        choices=(
            ("power", _("Akar jumlah usaha: kecamatan kecil tetap terbaca")),
            ("proportional", _("Sebanding jumlah usaha")),
            ("neyman", _("Neyman: lebih banyak di tempat yang lebih beragam")),
        ),
        widget=forms.RadioSelect,
    )
    smallest = _whole(_("Paling sedikit per kecamatan"), 2, 1000)
    by_size = forms.BooleanField(label=_("Strata juga menurut ukuran usaha"), required=False)
    per_village = _whole(_("Usaha per desa (dua tahap)"), 2, 40)
    certain_from = _whole(
        _("Pasti ikut mulai berapa pekerja"), 0, 1000, help_text=_("0: tidak ada yang pasti ikut.")
    )
    certain_cared = forms.BooleanField(
        label=_("Usaha binaan pendamping pasti ikut"), required=False
    )
    reserve_share = _whole(
        _("Cadangan, persen dari contoh"), 0, 100,
        help_text=_("Sebaiknya 0: lebih baik mengundi lebih banyak sejak awal."),
    )  # fmt: skip
    kept_share = _whole(_("Ditanya lagi, persen (panel)"), 0, 100)
    enumerators = _whole(_("Banyak pendata"), 1, 500)
    scattered_day = _whole(_("Wawancara sehari, usaha terpencar"), 1, 40)
    together_day = _whole(_("Wawancara sehari, usaha dalam satu desa"), 1, 40)
    interview = _whole(_("Upah per wawancara, rupiah"), 0, 10_000_000)
    travel_day = _whole(_("Transpor per hari, rupiah"), 0, 10_000_000)
    boat_day = _whole(_("Tambahan hari dengan perahu, rupiah"), 0, 50_000_000)
    training = _whole(_("Pelatihan per pendata, rupiah"), 0, 50_000_000)
    boats = forms.MultipleChoiceField(
        label=_("Kecamatan yang dicapai dengan perahu"), required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip

    PARTS = (
        (_("Berapa banyak"), ("wanted", "margin_whole", "margin_place", "response_rate")),
        (_("Cara mengundi"),
         ("design", "lists_first", "allocation", "smallest", "by_size", "per_village")),
        (
            _("Pasti ikut, cadangan, panel"),
            ("certain_from", "certain_cared", "reserve_share", "kept_share"),
        ),
        (
            _("Biaya"),
            (
                "enumerators", "scattered_day", "together_day", "interview", "travel_day",
                "boat_day", "training", "boats",
            ),
        ),
    )  # fmt: skip

    def __init__(self, *args: Any, places: Sequence[tuple[str, str]] = (), **kwargs: Any) -> None:
        """Offer the kecamatan of the kabupaten."""
        super().__init__(*args, **kwargs)
        boats: Any = self.fields["boats"]
        boats.choices = list(places)

    def parts(self) -> list[tuple[Any, list[forms.BoundField]]]:
        """Return the fields under their headings."""
        return [(title, [self[name] for name in names]) for title, names in self.PARTS]


class DrawForm(forms.Form):
    """What BPS said, before a draw."""

    recommendation = forms.CharField(
        label=_("Nomor rekomendasi BPS, atau alasan belum ada"),
        max_length=200,
        help_text=_("Survei dinas diberitahukan kepada BPS sebelum turun ke lapangan."),
    )
    waived = forms.BooleanField(
        label=_("Belum ada nomor; yang saya tulis adalah alasannya"), required=False
    )


class ChangeForm(forms.Form):
    """How small a change two rounds can find."""

    answers = _whole(_("Jawaban tiap putaran"), 10, 100_000, initial=400)
    deff = forms.FloatField(
        label=_("Efek rancangan"), min_value=1, max_value=10, initial=1.3,
        help_text=_("1,2–1,5 untuk satu tahap; 1,7–2,5 untuk dua tahap."),
    )  # fmt: skip
    overlap = _whole(_("Usaha yang sama ditanya lagi, persen"), 0, 100, initial=50)
    correlation = _whole(_("Kemiripan dua jawabannya, persen"), 0, 95, initial=60)


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


class CrewForm(forms.Form):
    """Somebody who goes out for a round."""

    person = forms.ChoiceField(label=_("Siapa"))
    per_day = _whole(_("Kunjungan sehari"), 1, 40)
    base = forms.ChoiceField(label=_("Berangkat dari kecamatan"), required=False)

    def __init__(
        self, *args: Any, people: Sequence[tuple[str, str]] = (),
        bases: Sequence[tuple[str, str]] = (), **kwargs: Any,
    ) -> None:  # fmt: skip
        """Offer who holds interviews in the kabupaten, and where one may start from."""
        super().__init__(*args, **kwargs)
        who, where = cast(Any, self.fields["person"]), cast(Any, self.fields["base"])
        who.choices, where.choices = list(people), [("", "–"), *bases]


class DivideForm(forms.Form):
    """From which day the sample is divided."""

    first = forms.DateField(
        label=_("Hari pertama"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Hari Minggu dilewati. Yang sudah ada hasilnya tetap pada tempatnya."),
    )


class HandForm(forms.Form):
    """Who takes over from whom."""

    frm = forms.ChoiceField(label=_("Dari"), required=False)
    to = forms.ChoiceField(label=_("Kepada"))

    def __init__(self, *args: Any, going: Sequence[tuple[str, str]] = (), **kwargs: Any) -> None:
        """Offer who goes out."""
        super().__init__(*args, **kwargs)
        frm, to = cast(Any, self.fields["frm"]), cast(Any, self.fields["to"])
        frm.choices, to.choices = [("", _("yang belum dibagi")), *going], list(going)
