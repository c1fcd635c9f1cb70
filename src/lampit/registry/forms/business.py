"""Forms of one business: the record itself, its papers, members and states."""

from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lampit.registry.forms.fields import (
    NibField,
    NikField,
    PhoneField,
    RupiahField,
    SmallForm,
    WhenField,
)
from lampit.registry.models import Business
from lampit.registry.rules.provenance import OFFICE, TOLD_BY
from lampit.registry.rules.words import CHANNEL_LABELS

Villages = list[tuple[str, list[tuple[str, str]]]]

# The groups of the form in the order of the page: title and field names.
GROUPS: tuple[tuple[str | Promise, tuple[str, ...]], ...] = (
    (_("Pemilik"), ("owner_name", "owner_sex", "nik", "phones")),
    (_("Usaha"), ("name", "kind", "activity", "kbli", "status", "started")),
    (_("Tempat"), ("village", "rt", "rw", "address")),
    (_("Ukuran"), ("workers_male", "workers_female", "sales", "capital")),
    (_("Penjualan dan surat"), ("channels", "nib", "note")),
    (_("Sumber"), ("told_by",)),
)
TOLD_BY_LABELS: dict[str, str | Promise] = {
    "petugas": _("Lain, atau petugas sendiri"),
    "pemilik": _("Pemilik sendiri"),
    "kunjungan": _("Dilihat saat kunjungan"),
    "dokumen": _("Tertulis di surat usaha yang diperiksa"),
    "daftar": _("Disalin dari daftar kantor"),
}


class BusinessForm(forms.Form):
    """A business with its owner, as typed at the desk."""

    checked = ""  # the sex and NIK that do not fit, and that somebody was asked about
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    owner_name = forms.CharField(label=_("Nama pemilik"), max_length=120)
    owner_sex = forms.ChoiceField(
        label=_("L/P"),
        required=False,
        choices=[("", _("Belum diketahui")), ("L", _("Laki-laki")), ("P", _("Perempuan"))],
    )
    nik = NikField(
        label=_("NIK"), required=False, help_text=_("16 angka. Disimpan tersandi, tampil tersamar.")
    )
    phones = PhoneField(
        label=_("Nomor HP/WA"), required=False, help_text=_("Contoh: 0812-0000-4567.")
    )
    name = forms.CharField(
        label=_("Nama usaha"),
        max_length=200,
        required=False,
        help_text=_("Kalau tidak bernama, kosongkan: nama pemilik yang dipakai."),
    )
    kind = forms.ChoiceField(label=_("Bentuk"), choices=Business.Kind.choices)
    activity = forms.CharField(
        label=_("Kegiatan"),
        max_length=200,
        required=False,
        help_text=_("Dengan kata sehari-hari, contoh: tas purun."),
    )
    kbli = forms.CharField(
        label=_("KBLI 2020"),
        max_length=5,
        required=False,
        help_text=_("5 angka. Kalau kosong, usulan dari kegiatan dapat dipilih nanti."),
        widget=forms.TextInput({"list": "kbli-pilihan", "inputmode": "numeric"}),
    )
    status = forms.ChoiceField(label=_("Keadaan"), choices=Business.Status.choices, required=False)
    started = WhenField(
        label=_("Mulai usaha"),
        required=False,
        max_length=40,
        help_text=_("Cukup tahunnya, contoh: 2015. Boleh juga 12/3/2015 atau Maret 2015."),
    )
    village = forms.ChoiceField(label=_("Desa/kelurahan"))
    rt = forms.CharField(label=_("RT"), max_length=3, required=False)
    rw = forms.CharField(label=_("RW"), max_length=3, required=False)
    address = forms.CharField(
        label=_("Alamat"),
        max_length=200,
        required=False,
        help_text=_("Jalan, gang, atau patokan. Titik peta hanya disimpan sampai sekitar 1 km."),
    )
    workers_male = forms.IntegerField(
        label=_("Pekerja laki-laki"), required=False, min_value=0, max_value=10_000
    )
    workers_female = forms.IntegerField(
        label=_("Pekerja perempuan"), required=False, min_value=0, max_value=10_000
    )
    sales = RupiahField(
        label=_("Penjualan sebulan"),
        required=False,
        help_text=_("Rata-rata 3 bulan. Disimpan tersandi; yang tampil hanya golongannya."),
    )
    capital = RupiahField(
        label=_("Modal usaha"), required=False, help_text=_("Tanpa tanah dan bangunan.")
    )
    channels = forms.MultipleChoiceField(
        label=_("Cara menjual"),
        required=False,
        choices=[(code, _(label)) for code, label in CHANNEL_LABELS.items()],
        widget=forms.CheckboxSelectMultiple,
    )
    nib = NibField(label=_("NIB"), required=False, max_length=40, help_text=_("13 angka."))
    note = forms.CharField(label=_("Catatan"), max_length=500, required=False)
    told_by = forms.ChoiceField(
        label=_("Siapa yang mengatakannya?"),
        required=False,
        choices=[(code, TOLD_BY_LABELS[code]) for code in TOLD_BY],
        help_text=_("Isian dari pemilik atau kunjungan tidak ditimpa sumber yang lebih jauh."),
    )

    def clean_told_by(self) -> str:
        """Return who told it; the office when nobody says."""
        return self.cleaned_data["told_by"] or OFFICE

    def offer_villages(self, villages: Villages) -> None:
        """Fill the villages, grouped by kecamatan."""
        field = self.fields["village"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", _("Pilih desa")), *villages]

    def keep_protected(self) -> None:
        """Say on the page that protected fields left empty stay as they are."""
        for name in ("nik", "sales", "capital"):
            self.fields[name].help_text = _("Kosong berarti tidak diubah.")


class MemberForm(SmallForm):
    """A person who belongs to a group."""

    id_word = "anggota"

    member_name = forms.CharField(label=_("Nama anggota"), max_length=120)
    member_nik = NikField(label=_("NIK anggota"), required=False)
    duty = forms.CharField(
        label=_("Tugas"), max_length=40, required=False, help_text=_("Contoh: ketua, bendahara.")
    )


class StatusForm(SmallForm):
    """What became of a business or its owner."""

    id_word = "keadaan"

    what = forms.ChoiceField(
        label=_("Apa yang terjadi?"),
        choices=[
            ("tutup", _("Usaha tutup")),
            ("tutup_sementara", _("Tutup sementara")),
            ("pindah", _("Pindah ke luar kabupaten")),
            ("pindah_dekat", _("Pindah di dalam kabupaten")),
            ("bukan_usaha", _("Ternyata bukan usaha")),
            ("meninggal", _("Pemilik meninggal")),
            ("aktif", _("Berjalan lagi")),
        ],
    )
    on = forms.DateField(
        label=_("Sejak kapan?"),
        required=False,
        widget=forms.DateInput({"type": "date"}),
        help_text=_("Untuk tutup dan pindah. Kosong berarti hari ini."),
    )
    to_place = forms.CharField(
        label=_("Pindah ke mana?"),
        max_length=80,
        required=False,
        help_text=_("Nama desa, kecamatan atau kabupaten. Kosong kalau tidak diketahui."),
    )
    seen = forms.BooleanField(
        label=_("Saya melihat sendiri di tempatnya"),
        required=False,
        help_text=_("Tanpa ini, kabar tutup menunggu kabar kedua dari orang lain."),
    )
    reason = forms.CharField(label=_("Keterangan"), max_length=200)


def groups_of(form: forms.Form) -> list[dict[str, Any]]:
    """Return the fields of the business form in the groups of the page."""
    return [{"title": title, "fields": [form[name] for name in names]} for title, names in GROUPS]
