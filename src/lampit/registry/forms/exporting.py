"""The question before a list leaves the house: which columns, what kind of file, what for."""

from collections.abc import Collection, Iterable
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lampit.registry.forms.fields import SmallForm
from lampit.registry.queries.exporting import COLUMNS, GROUPS
from lampit.registry.rules.exporting import KINDS, OFFICE, RECEIVERS, Wanted

OPENED = {
    "nik": _("Tulis NIK lengkap"),
    "phone": _("Tulis nomor HP lengkap"),
}


class ExportForm(forms.Form):
    """Why and how the list leaves the house; what somebody may not open is not offered."""

    kind = forms.ChoiceField(
        label=_("Jenis berkas"),
        choices=[(code, _(label)) for code, label in KINDS.items()],
        widget=forms.RadioSelect,
        initial="xlsx",
    )
    columns = forms.MultipleChoiceField(
        label=_("Kolom"),
        required=False,
        choices=[(column.code, _(column.title)) for column in COLUMNS],
        widget=forms.CheckboxSelectMultiple,
    )
    opened = forms.MultipleChoiceField(
        label=_("Tanpa samaran"),
        required=False,
        help_text=_("Hanya kalau sungguh perlu: keperluannya dicatat sebagai alasan."),
        widget=forms.CheckboxSelectMultiple,
    )
    receiver = forms.ChoiceField(
        label=_("Untuk siapa?"),
        choices=[(code, _(label)) for code, label in RECEIVERS.items()],
        widget=forms.RadioSelect,
        initial=OFFICE,
        help_text=_("Untuk mitra hanya memuat pemilik yang mengizinkan datanya diteruskan."),
    )
    purpose = forms.CharField(
        label=_("Untuk keperluan apa?"),
        max_length=200,
        help_text=_("Contoh: undangan pelatihan kemasan 12 Desember. Ditulis di berkas."),
    )

    def __init__(
        self,
        *args: Any,
        openable: Collection[str] = (),
        offered: Collection[str] | None = None,
        **options: Any,
    ) -> None:
        """Take what a form takes, which protected values this person may open, which columns."""
        super().__init__(*args, **options)
        columns = self.fields["columns"]
        if offered is not None and isinstance(columns, forms.MultipleChoiceField):
            kept = [column for column in COLUMNS if column.code in offered]
            columns.choices = [(column.code, _(column.title)) for column in kept]
        field = self.fields["opened"]
        if not openable:
            del self.fields["opened"]
        elif isinstance(field, forms.MultipleChoiceField):
            field.choices = [(name, OPENED[name]) for name in openable]

    def wanted(self) -> Wanted:
        """Return what was asked for; call it on a valid form."""
        told = self.cleaned_data
        order = {column.code: place for place, column in enumerate(COLUMNS)}
        columns = sorted(told["columns"], key=order.__getitem__)
        opened = frozenset(told.get("opened", ()))
        return Wanted(told["kind"], tuple(columns), told["purpose"], opened, told["receiver"])

    def groups(self) -> Iterable[tuple[str | Promise, list[Any]]]:
        """Yield the tick boxes of the columns in the groups of the page."""
        boxes = {str(box.data["value"]): box for box in self["columns"]}
        for group, title in GROUPS.items():
            inside = [column.code for column in COLUMNS if column.group == group]
            held = [boxes[code] for code in inside if code in boxes]
            if held:
                yield gettext(title), held


class DenialForm(SmallForm):
    """Why a long list does not leave the house; the asker reads it."""

    id_word = "tolak"

    reason = forms.CharField(label=_("Alasan menolak"), max_length=200)
