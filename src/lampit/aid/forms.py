"""What is typed about aid: programmes, recipients, lists, decisions."""

from collections.abc import Sequence

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lampit.aid.actions import GrantTold, ProgrammeTold
from lampit.aid.models import Grant, Programme
from lampit.aid.rules import grants, lists, overlaps
from lampit.national import nik, phone, rupiah
from lampit.web.language import in_words


class NikField(forms.CharField):
    """A NIK; clean value is the 16 digits or empty text."""

    def clean(self, value: object) -> str:
        """Return the digits, or say what is wrong with them."""
        text = str(super().clean(value) or "")
        if not text.strip():
            return ""
        try:
            return nik.parse(text).number
        except nik.NikError as error:
            raise ValidationError(in_words(error.message), code=error.code) from error


class PhoneField(forms.CharField):
    """A telephone number; clean value is E.164 or empty text."""

    def clean(self, value: object) -> str:
        """Return the first number, or say what is wrong with it."""
        try:
            return phone.normalise(str(super().clean(value) or ""))
        except phone.PhoneError as error:
            raise ValidationError(in_words(error.message), code=error.code) from error


class RupiahField(forms.CharField):
    """Rupiah as people write it; clean value is whole rupiah, None when nothing is written."""

    def clean(self, value: object) -> int | None:
        """Return the amount, or say that it cannot be read."""
        text = str(super().clean(value) or "")
        try:
            amount = rupiah.typed(text)
        except rupiah.RupiahError as error:
            raise ValidationError(in_words(error.message), code="unread") from error
        if amount is None and text.strip():
            said = gettext("Jumlah ini tidak terbaca. Tulis angka, contoh 1.500.000.")
            raise ValidationError(said, code="unread")
        return amount


class KkField(forms.CharField):
    """The number of a family card; clean value is 16 digits or empty text."""

    def clean(self, value: object) -> str:
        """Return the digits, or say how many were typed."""
        text = str(super().clean(value) or "")
        digits = "".join(sign for sign in text if sign in "0123456789")
        if text.strip() and len(digits) != lists.KK_DIGITS:
            said = gettext("Nomor KK harus 16 angka. Yang tertulis %(count)d.")
            raise ValidationError(said % {"count": len(digits)}, code="kk")
        return digits


class ProgrammeForm(forms.Form):
    """A programme."""

    name = forms.CharField(label=_("Nama program"), max_length=120)
    funder = forms.CharField(
        label=_("Pemberi"), max_length=120, help_text=_("Contoh: APBD HSU, Kementerian UMKM, BRI.")
    )
    year = forms.IntegerField(label=_("Tahun"))
    kind = forms.ChoiceField(
        label=_("Bentuk bantuan"),
        choices=[(code, _(label)) for code, label in grants.KINDS.items()],
    )
    once_per = forms.ChoiceField(
        label=_("Aturan penerima"),
        choices=[(code, _(label)) for code, label in overlaps.ONCE_PER.items()],
        help_text=_("Berlaku juga terhadap program lain dengan bentuk dan tahun yang sama."),
    )
    budget = RupiahField(label=_("Anggaran"), required=False)
    objections_until = forms.DateField(
        label=_("Keberatan diterima sampai"),
        required=False,
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        help_text=_(
            "Batas yang dinas tetapkan untuk program ini. Tertulis di kabar untuk yang ditolak; "
            "kalau kosong, kabar itu meminta orangnya bertanya ke dinas."
        ),
    )

    def told(self) -> ProgrammeTold:
        """Return the programme as typed."""
        return ProgrammeTold(**self.cleaned_data)


def programme_as_typed(programme: Programme) -> dict[str, object]:
    """Return a programme as its form shows it."""
    names = ("name", "funder", "year", "kind", "once_per", "budget", "objections_until")
    return {name: getattr(programme, name) for name in names}


class GrantForm(forms.Form):
    """A recipient."""

    business = forms.CharField(
        label=_("Nomor usaha di Lampit"),
        required=False,
        max_length=200,
        help_text=_("Tempel alamat halaman usahanya. Kosongkan kalau belum terdaftar."),
    )
    name = forms.CharField(label=_("Nama penerima"), required=False, max_length=120)
    nik = NikField(
        label=_("NIK"),
        required=False,
        max_length=40,
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off"}),
        help_text=_("Dipakai untuk mencocokkan, tidak disimpan."),
    )
    kk = KkField(
        label=_("Nomor KK"),
        required=False,
        max_length=40,
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off"}),
        help_text=_("Dipakai untuk mencocokkan, tidak disimpan."),
    )
    phone = PhoneField(label=_("Nomor HP/WA"), required=False)
    amount = RupiahField(label=_("Nilai bantuan (Rp)"), required=False)
    goods = forms.CharField(label=_("Barang yang diterima"), required=False, max_length=200)
    source = forms.CharField(
        label=_("Sumber"), required=False, max_length=120, help_text=_("Contoh: usulan desa.")
    )

    def clean_business(self) -> str:
        """Return the public id, also out of the whole address of a page."""
        typed: str = self.cleaned_data["business"].strip()
        return typed.partition("?")[0].rstrip("/").rpartition("/")[2]

    def told(self) -> GrantTold:
        """Return the recipient as typed."""
        return GrantTold(**self.cleaned_data)


class GrantFilterForm(forms.Form):
    """What the list of recipients is narrowed to."""

    keadaan = forms.ChoiceField(
        label=_("Keadaan"),
        required=False,
        choices=[
            ("", _("Semua")),
            *((code, _(label)) for code, label in grants.STATUS_LABELS.items()),
        ],
    )
    cocok = forms.ChoiceField(
        label=_("Di daftar usaha"), required=False, choices=[("", _("Semua")), *Grant.Match.choices]
    )


class ReasonForm(forms.Form):
    """Why."""

    reason = forms.CharField(label=_("Alasan"), max_length=200)


class PurposeForm(forms.Form):
    """What a list that leaves the house is for."""

    purpose = forms.CharField(
        label=_("Untuk keperluan apa?"),
        max_length=200,
        help_text=_("Contoh: undangan pelatihan kemasan 12 Desember. Ditulis di berkas."),
    )


class ListForm(forms.Form):
    """A list of recipients as a file."""

    file = forms.FileField(
        label=_("Daftar penerima"),
        help_text=_("Excel, ODS atau CSV. Lebih dari 2.000 penerima dikerjakan di belakang layar."),
    )


class ColumnsForm(forms.Form):
    """Which column of a list means what, and what its recipients are."""

    status = forms.ChoiceField(
        label=_("Orang di daftar ini"),
        choices=[
            ("", _("pilih dulu")),
            (grants.GIVEN, _("sudah menerima")),
            (grants.PLANNED, _("baru direncanakan")),
        ],
    )
    source = forms.CharField(
        label=_("Sumber"), required=False, max_length=120, help_text=_("Contoh: daftar BPUM 2026.")
    )

    def __init__(
        self, *args: object, headings: Sequence[str], guessed: Sequence[str], **kwargs: object
    ) -> None:
        """Offer a choice per column."""
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # passed on as they came
        choices = [("", _("tidak dibaca")), *((code, _(w)) for code, w in lists.FIELDS.items())]
        self.count = len(headings)
        for place, heading in enumerate(headings):
            label = heading or gettext("Kolom %(number)d") % {"number": place + 1}
            initial = guessed[place] if place < len(guessed) else ""
            self.fields[f"c{place}"] = forms.ChoiceField(
                label=label, required=False, choices=choices, initial=initial
            )

    def chosen(self) -> list[str]:
        """Return a field per column."""
        return [self.cleaned_data.get(f"c{place}", "") for place in range(self.count)]
