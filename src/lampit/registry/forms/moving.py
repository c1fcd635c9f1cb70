"""Forms of a move to another kabupaten: where to and how the owner agreed; why not."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lampit.registry.forms.fields import SmallForm
from lampit.registry.queries import moving as queries
from lampit.registry.rules.consents import CHANNELS, OFFICE_CHANNELS

Villages = list[tuple[str, list[tuple[str, str]]]]


class MoveForm(forms.Form):
    """Where a business moved to; how its owner agreed, unless the ledger says so already."""

    region = forms.ChoiceField(label=_("Kabupaten atau kota tujuan"))
    village = forms.CharField(
        label=_("Desa atau kelurahan di sana"),
        max_length=80,
        required=False,
        help_text=_("Kosongkan kalau tidak tahu. Kalau namanya kembar, tulis: desa, kecamatan."),
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    on = forms.DateField(label=_("Sejak kapan?"), widget=forms.DateInput({"type": "date"}))
    channel = forms.ChoiceField(
        label=_("Bagaimana pemilik menyetujuinya?"),
        choices=[("", _("Pilih")), *((code, _(CHANNELS[code])) for code in OFFICE_CHANNELS)],
    )
    proof = forms.CharField(
        label=_("Di mana buktinya?"),
        max_length=200,
        help_text=_("Contoh: formulir 12, map Babirik; atau pesan WhatsApp 3 Maret."),
    )

    def offer(self, places: Villages, *, is_agreed: bool) -> None:
        """Fill the kabupaten; who agreed already is not asked again."""
        field = self.fields["region"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", _("Pilih kabupaten atau kota")), *places]
        if is_agreed:
            del self.fields["channel"], self.fields["proof"]

    def clean(self) -> dict[str, Any]:
        """Find the village within the kabupaten, or say which ones are near."""
        typed: dict[str, Any] = super().clean() or {}
        typed["village_code"] = ""
        if typed.get("village") and typed.get("region"):
            found, near = queries.village_called(typed["village"], typed["region"])
            if found is not None:
                typed["village_code"] = found.code
            elif near:
                message = gettext("Desa mana? Tulis lengkap: %(near)s.") % {"near": "; ".join(near)}
                self.add_error("village", message)
            else:
                self.add_error(
                    "village",
                    gettext("Tidak ada desa bernama itu di sana. Periksa, atau kosongkan."),
                )
        return typed


class RefusalForm(SmallForm):
    """Why a business is not taken over."""

    id_word = "tolak"

    reason = forms.CharField(
        label=_("Alasan menolak"),
        max_length=200,
        help_text=_("Dibaca dinas asal. Contoh: alamatnya bukan di kabupaten kami."),
    )


class TakeForm(SmallForm):
    """In which village a business goes on."""

    id_word = "terima"

    village = forms.ChoiceField(label=_("Desa atau kelurahan di sini"), required=False)

    def offer(self, villages: Villages) -> None:
        """Fill the villages by kecamatan; an unknown one is told as such."""
        field: Any = self.fields["village"]
        field.choices = [("", _("Belum diketahui")), *villages]
