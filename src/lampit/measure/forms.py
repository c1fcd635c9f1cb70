"""What is typed in the measure room, questions aside: shapes and labels only."""

from django import forms
from django.utils.translation import gettext_lazy as _

from lampit.measure.models import SampleMember
from lampit.measure.rules.planning import LARGEST_WANTED, SMALLEST_WANTED
from lampit.measure.rules.states import BY_CODE

WANTED = 400


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
