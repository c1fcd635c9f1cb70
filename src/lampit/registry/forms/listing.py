"""Forms of the list: filters, and the question before a protected value is read."""

from collections.abc import Sequence

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lampit.places.queries import Below
from lampit.registry.forms.fields import SmallForm
from lampit.registry.forms.placing import subdistrict_choices, village_choices
from lampit.registry.rules import freshness
from lampit.registry.rules.asking import UNKNOWN
from lampit.trades.rules import SECTOR_LABELS, SECTORS
from lampit.web.widgets import PlainSelect

Choices = Sequence[tuple[str, str | Promise]]
NOT_TOLD = (UNKNOWN, _("Belum diketahui"))
# A number that the register does not have may be one that nobody told.
HAS_NIB: Choices = [
    ("", _("Semua")), ("ya", _("Ada")), ("tidak", _("Belum ada atau belum diketahui"))
]  # fmt: skip


class FilterForm(forms.Form):
    """What the list is filtered by; every field may be empty."""

    q = forms.CharField(
        label=_("Cari"),
        required=False,
        max_length=100,
        widget=forms.TextInput(
            {"type": "search", "placeholder": _("nama, HP, NIK, desa"), "autocomplete": "off"}
        ),
    )
    kecamatan = forms.ChoiceField(label=_("Kecamatan"), required=False, widget=PlainSelect)
    desa = forms.ChoiceField(label=_("Desa"), required=False, widget=PlainSelect)
    sektor = forms.ChoiceField(
        label=_("Jenis"),
        required=False,
        widget=PlainSelect,
        choices=[
            ("", _("Semua")),
            *((code, _(SECTOR_LABELS[code])) for code in SECTORS),
            NOT_TOLD,
        ],
    )
    keadaan = forms.ChoiceField(label=_("Keadaan"), required=False, widget=PlainSelect)
    segar = forms.ChoiceField(
        label=_("Kesegaran data"),
        required=False,
        widget=PlainSelect,
        choices=[("", _("Semua")), *((code, _(label)) for code, label in freshness.LABELS.items())],
    )
    nib = forms.ChoiceField(label=_("NIB"), required=False, choices=HAS_NIB, widget=PlainSelect)
    daring = forms.ChoiceField(
        label=_("Jualan daring"),
        required=False,
        widget=PlainSelect,
        choices=[("", _("Semua")), ("ya", _("Sudah")), ("tidak", _("Belum")), NOT_TOLD],
    )

    def offer(self, below: Sequence[Below], statuses: Choices, *, within: str) -> None:
        """Fill the choices that come from tables; where there are no villages none are offered."""
        villages = village_choices(below, within)
        for name, choices in (
            ("kecamatan", [*subdistrict_choices(below), NOT_TOLD]),
            ("desa", villages),
            ("keadaan", statuses),
        ):
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                field.choices = [("", _("Semua")), *choices]
        if not villages:
            del self.fields["desa"]


class RevealForm(SmallForm):
    """Why a protected value is read."""

    id_word = "lihat"

    reason = forms.CharField(
        label=_("Mengapa perlu melihatnya?"),
        max_length=200,
        widget=forms.TextInput({"autocomplete": "off"}),
    )
