"""Forms of the list of whom to help next: what it is about, and taking it along."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lampit.desk.rules.pushing import NAMES
from lampit.measure.queries.targets import TARGET, Wish
from lampit.places.queries import Below, Grouped, subdistrict_choices, village_choices
from lampit.registry.models import Sector
from lampit.web.widgets import PlainSelect

Choices = Sequence[tuple[str, str | Promise]]
PRINT, XLSX, CSV = "cetak", "xlsx", "csv"


class PushForm(forms.Form):
    """What the list is filtered by; every field may be empty, an unknown value counts as none."""

    kecamatan = forms.ChoiceField(label=_("Kecamatan"), required=False, widget=PlainSelect)
    desa = forms.ChoiceField(label=_("Desa"), required=False, widget=PlainSelect)
    sektor = forms.ChoiceField(
        label=_("Sektor"),
        required=False,
        widget=PlainSelect,
        choices=[("", _("Semua")), *Sector.choices],
    )
    pendamping = forms.ChoiceField(label=_("Pendamping"), required=False, widget=PlainSelect)
    halangan = forms.ChoiceField(label=_("Halangan"), required=False, widget=PlainSelect)
    dari = forms.ChoiceField(label=_("Berangkat dari"), required=False, widget=PlainSelect)

    def offer(
        self, below: Sequence[Below], mentors: Choices | None, things: Choices, *, within: str,
        has_points: bool,
    ) -> None:  # fmt: skip
        """Fill the choices that come from tables; None takes the mentors away."""
        self._fill("kecamatan", subdistrict_choices(below), _("Semua"))
        self._fill("desa", village_choices(below, within), _("Semua"))
        self._fill("halangan", things, _("Semua"))
        if mentors is None:
            del self.fields["pendamping"]
        else:
            self._fill("pendamping", mentors, _("Semua"))
        if has_points:
            self._fill("dari", village_choices(below, ""), _("Tidak dihitung"))
        else:
            del self.fields["dari"]
        if not things:
            del self.fields["halangan"]

    def _fill(self, name: str, choices: Choices | Grouped, none: str | Promise) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", none), *choices]

    def wish(self, group: str) -> Wish:
        """Return whom the list is about; what is not offered counts as not said."""
        self.is_valid()
        told = self.cleaned_data
        mentor = told.get("pendamping", "")
        return Wish(
            group if group in NAMES else TARGET,
            told.get("kecamatan", ""),
            told.get("desa", ""),
            told.get("sektor", ""),
            int(mentor) if mentor else None,
            told.get("halangan", ""),
        )

    def start(self) -> str:
        """Return the village from which distances are told, empty for none."""
        return str(self.cleaned_data.get("dari", ""))


class TakeForm(forms.Form):
    """What a list that is taken along is for, and how it is wanted."""

    purpose = forms.CharField(
        label=_("Untuk keperluan apa?"),
        max_length=200,
        help_text=_("Contoh: kunjungan pembinaan 3–5 Desember. Ditulis di daftar."),
    )
    kind = forms.ChoiceField(
        label=_("Bentuk"),
        widget=forms.RadioSelect,
        initial=PRINT,
        choices=[
            (PRINT, _("Cetak A4, per hari dan desa")),
            (XLSX, _("Excel (.xlsx)")),
            (CSV, _("CSV, siap dibuka di Excel")),
        ],
    )
    on = forms.DateField(
        label=_("Hari pertama"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
    each = forms.IntegerField(
        label=_("Usaha per hari"), min_value=1, max_value=40, initial=8,
        help_text=_("Usaha satu desa dikumpulkan di hari yang sama kalau muat."),
    )  # fmt: skip
    with_phone = forms.BooleanField(
        label=_("Tulis nomor HP lengkap"),
        required=False,
        help_text=_("Hanya kalau sungguh perlu: keperluannya dicatat sebagai alasan."),
    )

    def __init__(self, *args: Any, may_open: bool, today: date, **options: Any) -> None:
        """Take what a form takes, whether telephones may be written whole, and the day."""
        super().__init__(*args, **options)
        self.fields["on"].initial = today
        if not may_open:
            del self.fields["with_phone"]
