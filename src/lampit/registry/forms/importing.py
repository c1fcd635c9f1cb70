"""What is typed for an import: the file, and which column means what."""

from collections import Counter
from collections.abc import Sequence

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lampit.registry.rules.importing.columns import FIELDS, NUMBER, SURE, Guess, signature
from lampit.registry.rules.importing.reading import Table

LABELS: dict[str, str | Promise] = {
    "name": _("Nama usaha"),
    "owner": _("Nama pemilik"),
    "nik": _("NIK"),
    "phone": _("Nomor HP/WA"),
    "email": _("Surel"),
    "village": _("Desa/kelurahan"),
    "district": _("Kecamatan"),
    "village_code": _("Kode desa"),
    "rt": _("RT"),
    "rw": _("RW"),
    "address": _("Alamat"),
    "sex": _("L/P"),
    "birth_place": _("Tempat lahir"),
    "birth_date": _("Tanggal lahir"),
    "age": _("Umur"),
    "kbli": _("KBLI"),
    "sector": _("Bidang usaha"),
    "products": _("Jenis usaha atau barang"),
    "started": _("Mulai usaha"),
    "workers": _("Tenaga kerja"),
    "workers_m": _("Tenaga kerja laki-laki"),
    "workers_f": _("Tenaga kerja perempuan"),
    "sales_month": _("Omzet sebulan"),
    "sales_year": _("Omzet setahun"),
    "assets": _("Modal"),
    "nib": _("NIB"),
    "pirt": _("P-IRT"),
    "halal": _("Halal"),
    "npwp": _("NPWP"),
    "marketplace": _("Penjualan daring"),
    "social": _("Media sosial"),
    "website": _("Situs"),
    "lat": _("Lintang"),
    "lon": _("Bujur"),
    "external_id": _("Nomor di daftar kantor"),
    "observed_at": _("Tanggal pendataan"),
    "note": _("Keterangan"),
    NUMBER: _("Nomor urut"),
}
CHOICES: list[tuple[str, str | Promise]] = [
    ("", _("Simpan saja, tidak dibaca")),
    *((field, LABELS[field]) for field in (*FIELDS, NUMBER)),
]


class UploadForm(forms.Form):
    """The list of the office."""

    file = forms.FileField(
        label=_("Berkas daftar usaha"),
        help_text=_("Excel (.xlsx, .xls), ODS atau CSV. Judul dan baris jumlah boleh ikut."),
        allow_empty_file=True,
        widget=forms.FileInput({"accept": ".xlsx,.xls,.ods,.csv,.txt"}),
    )


class ColumnsForm(forms.Form):
    """For each column of each table, which field it is."""

    keep = forms.BooleanField(
        label=_("Ingat kolom ini untuk berkas berikutnya"), required=False, initial=True
    )

    def __init__(self, data: object, tables: Sequence[Table]) -> None:
        """Make one choice per column, with the guess as its first value."""
        super().__init__(data)  # type: ignore[arg-type]  # a QueryDict or None
        self.tables = tables
        for number, table in enumerate(tables):
            for guess in table.guesses:
                if guess.header:
                    self.fields[key(number, guess)] = forms.ChoiceField(
                        choices=CHOICES,
                        required=False,
                        initial=guess.field,
                        label=gettext("Kolom %(header)s menjadi") % {"header": guess.header},
                    )

    def clean(self) -> dict[str, object]:
        """Refuse one field for two columns of a table, and a table without names."""
        typed = super().clean() or {}
        for number, table in enumerate(self.tables):
            chosen = Counter(
                typed.get(key(number, g)) for g in table.guesses if typed.get(key(number, g))
            )
            for guess in table.guesses:
                field = typed.get(key(number, guess))
                if field and chosen[field] > 1:
                    self.add_error(
                        key(number, guess), gettext("Dua kolom dibaca sama. Ubah salah satunya.")
                    )
            if not chosen["owner"] and not chosen["name"]:
                self.add_error(None, gettext("Pilih kolom nama pemilik atau nama usaha."))
        return typed

    def columns(self) -> dict[str, dict[str, str | None]]:
        """Return signature of a heading → heading → field, as chosen."""
        return {
            signature(table.headers): {
                guess.header: self.cleaned_data.get(key(number, guess)) or None
                for guess in table.guesses
                if guess.header
            }
            for number, table in enumerate(self.tables)
        }

    def shown(self) -> list[dict[str, object]]:
        """Return the tables with their rows as the page shows them."""
        return [
            {
                "sheet": table.sheet,
                "header_row": table.header_row,
                "known": sum(bool(g.field) for g in table.guesses if g.header),
                "count": sum(bool(g.header) for g in table.guesses),
                "rows": [
                    {
                        "guess": guess,
                        "samples": table.samples[guess.column] if table.samples else (),
                        "field": self[key(number, guess)],
                        "is_sure": guess.strength >= SURE,
                    }
                    for guess in table.guesses
                    if guess.header
                ],
            }
            for number, table in enumerate(self.tables)
        ]


def key(number: int, guess: Guess) -> str:
    """Return the name of the choice for a column of a table."""
    return f"tabel{number}_kolom{guess.column}"
