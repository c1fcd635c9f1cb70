"""What is typed of a business that the list of a village lacks."""

from collections.abc import Sequence
from typing import Any, cast
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from lampit.measure.rules.finding import MOST_WORKERS

SECTORS = (
    ("", _("– belum tahu –")),
    ("kriya", _("Kriya (kerajinan, bahan)")),
    ("kuliner", _("Kuliner (makanan, minuman)")),
    ("dagang", _("Dagang (warung, toko)")),
    ("jasa", _("Jasa")),
    ("lain", _("Lainnya")),
)


class FoundForm(forms.Form):
    """A business met in the field; one of the two names is needed."""

    nomor = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    village = forms.ChoiceField(label=_("Desa"))
    name = forms.CharField(label=_("Nama usaha"), max_length=200, required=False)
    owner_name = forms.CharField(
        label=_("Nama pemilik"), max_length=120, required=False,
        help_text=_("Salah satu dari dua nama ini perlu diisi."),
    )  # fmt: skip
    sector = forms.ChoiceField(label=_("Macam usaha"), choices=SECTORS, required=False)
    workers = forms.IntegerField(
        label=_("Berapa orang bekerja, termasuk pemilik"), min_value=0, max_value=MOST_WORKERS,
        required=False,
    )  # fmt: skip
    phone = forms.CharField(
        label=_("Nomor HP"), max_length=30, required=False,
        widget=forms.TextInput({"inputmode": "tel", "autocomplete": "off"}),
    )  # fmt: skip
    note = forms.CharField(
        label=_("Catatan"), max_length=200, required=False,
        help_text=_("Misalnya: rumah biru di seberang langgar."),
    )  # fmt: skip

    def __init__(self, *args: Any, villages: Sequence[tuple[str, str]] = (), **kwargs: Any) -> None:
        """Offer the villages; a single one is not asked for."""
        super().__init__(*args, **kwargs)
        where = cast(Any, self.fields["village"])
        if len(villages) == 1:
            where.widget = forms.HiddenInput()
            where.initial = villages[0][0]
        where.choices = list(villages)
