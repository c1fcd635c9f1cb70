"""Forms of legal papers and their certificates."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lampit.outside.papers import LARGEST_BYTES
from lampit.registry.forms.fields import SmallForm
from lampit.registry.models import Permit
from lampit.registry.rules.permits import KINDS, PROOF_LABELS, SEEN
from lampit.trades.rules import SECTOR_LABELS
from lampit.web.widgets import PlainSelect

LIST_CHOICES: tuple[tuple[str, str | Promise], ...] = (
    ("ingatkan", _("Perlu diingatkan")),
    ("habis", _("Sudah habis")),
    ("7", _("Habis dalam 7 hari")),
    ("30", _("Habis dalam 30 hari")),
    ("90", _("Habis dalam 90 hari")),
    ("proses", _("Sedang diurus")),
    ("dikatakan", _("Belum dilihat suratnya")),
    ("semua", _("Semua surat")),
)


def _day() -> forms.DateInput:
    return forms.DateInput({"type": "date"}, format="%Y-%m-%d")


class PermitForm(SmallForm):
    """A legal paper as the maker tells it."""

    id_word = "surat"

    kind = forms.ChoiceField(
        label=_("Surat"), choices=[(code, _(label)) for code, label in KINDS.items()]
    )
    number = forms.CharField(
        label=_("Nomor"),
        max_length=40,
        required=False,
        help_text=_("Kosong berarti sedang diurus."),
    )
    issued_on = forms.DateField(label=_("Tanggal terbit"), required=False, widget=_day())
    valid_until = forms.DateField(
        label=_("Berlaku sampai"),
        required=False,
        widget=_day(),
        help_text=_("Kosongkan kalau di surat tidak tertulis."),
    )
    scan = forms.FileField(
        label=_("Foto atau PDF suratnya"),
        required=False,
        widget=forms.FileInput({"accept": "application/pdf,image/jpeg,image/png,image/webp"}),
        help_text=_("Paling besar 5 MB. Tempat dan jenis kamera dihapus dari foto."),
    )

    def paper(self) -> dict[str, Any]:
        """Return number and days as typed."""
        return {name: self.cleaned_data[name] for name in ("number", "issued_on", "valid_until")}

    def sent(self) -> bytes:
        """Return the certificate that was sent along, empty without one; read up to its limit."""
        scan = self.cleaned_data.get("scan")
        return scan.read(LARGEST_BYTES + 1) if scan else b""


class OfficePermitForm(PermitForm):
    """A legal paper as the office or a mentor notes it: with who vouches for it."""

    proof = forms.ChoiceField(
        label=_("Seberapa pasti?"),
        choices=[(code, _(label)) for code, label in PROOF_LABELS.items()],
        initial=SEEN,
    )
    proof_note = forms.CharField(
        label=_("Dicek ke mana"),
        required=False,
        max_length=80,
        help_text=_("Diisi kalau dicek ke penerbit, contoh: OSS, SiHalal."),
    )

    agreed = forms.BooleanField(
        label=_("Ya, nomor ini memang sama"), required=False, widget=forms.HiddenInput()
    )

    field_order = (
        "kind", "number", "agreed", "issued_on", "valid_until", "proof", "proof_note", "scan",
    )  # fmt: skip

    def ask_agreement(self) -> None:
        """Show the tick with which a number that stands elsewhere is kept all the same."""
        self.fields["agreed"].widget = forms.CheckboxInput()


class ScanForm(SmallForm):
    """One certificate."""

    id_word = "berkas"

    scan = forms.FileField(
        label=_("Foto atau PDF suratnya"),
        widget=forms.FileInput({"accept": "application/pdf,image/jpeg,image/png,image/webp"}),
        help_text=_("Paling besar 5 MB. Tempat dan jenis kamera dihapus dari foto."),
    )

    def sent(self) -> bytes:
        """Return the certificate, read up to its limit."""
        content: bytes = self.cleaned_data["scan"].read(LARGEST_BYTES + 1)
        return content


class EndingForm(forms.Form):
    """What the list of papers is narrowed to."""

    keadaan = forms.ChoiceField(label=_("Tampilkan"), choices=LIST_CHOICES, required=False)
    jenis = forms.ChoiceField(
        label=_("Surat"),
        required=False,
        widget=PlainSelect,
        choices=[("", _("Semua jenis")), *((code, _(label)) for code, label in KINDS.items())],
    )


class LackingForm(forms.Form):
    """Which paper is missing, and where."""

    jenis = forms.ChoiceField(
        label=_("Surat"),
        required=False,
        widget=PlainSelect,
        choices=[(code, _(label)) for code, label in KINDS.items()],
    )
    bidang = forms.ChoiceField(
        label=_("Bidang"),
        required=False,
        widget=PlainSelect,
        choices=[("", _("Semua bidang")), *((c, _(s)) for c, s in SECTOR_LABELS.items() if c)],
    )
    kecamatan = forms.ChoiceField(label=_("Kecamatan"), required=False, widget=PlainSelect)

    def offer(self, subdistricts: Sequence[tuple[str, str]]) -> None:
        """Fill the kecamatan of the region; without any the field is left out."""
        field = self.fields["kecamatan"]
        if not subdistricts:
            del self.fields["kecamatan"]
        elif isinstance(field, forms.ChoiceField):
            field.choices = [("", _("Semua kecamatan")), *subdistricts]


def typed_of(permit: Permit) -> dict[str, Any]:
    """Return a paper as its form shows it."""
    names = ("kind", "number", "issued_on", "valid_until", "proof", "proof_note")
    return {name: getattr(permit, name) for name in names}


def offer_businesses(form: PermitForm, offered: list[tuple[str, str]]) -> None:
    """Let a maker with several businesses say whose paper it is."""
    if len(offered) > 1:
        form.fields["business"] = forms.ChoiceField(label=_("Untuk usaha"), choices=offered)
        form.order_fields(["business"])
