"""What is typed for an import: the file, and which column means what."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lampit.registry.queries.checked import Column
from lampit.registry.rules.importing.columns import READABLE, UNREAD, Guess, signature
from lampit.registry.rules.importing.filling import Kept
from lampit.registry.rules.importing.points import is_named
from lampit.registry.rules.importing.tables import Table
from lampit.registry.rules.importing.vocabulary import NUMBER, SURE

CERTAIN = 11  # a heading of its own, and content that fits it

LABELS: dict[str, str | Promise] = {
    "name": _("Nama usaha"),
    "owner": _("Nama pemilik"),
    "nik": _("NIK"),
    "phone": _("Nomor HP/WA"),
    "phone2": _("Nomor HP/WA kedua"),
    "email": _("Surel"),
    "village": _("Desa/kelurahan"),
    "district": _("Kecamatan"),
    "village_code": _("Kode desa"),
    "rt": _("RT"),
    "rw": _("RW"),
    "address": _("Alamat"),
    "sex": _("L/P"),
    "sex_m": _("L/P: kolom laki-laki"),
    "sex_f": _("L/P: kolom perempuan"),
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
    "merek": _("Merek terdaftar"),
    "npwp": _("NPWP"),
    "marketplace": _("Penjualan daring"),
    "social": _("Media sosial"),
    "website": _("Situs"),
    "lat": _("Lintang"),
    "lon": _("Bujur"),
    "external_id": _("Nomor di daftar kantor"),
    "observed_at": _("Tanggal pendataan"),
    "note": _("Keterangan, juga keadaan usaha"),
    "status": _("Status usaha"),
    NUMBER: _("Nomor urut"),
}
CHOICES: list[tuple[str, str | Promise]] = [
    ("", _("Simpan saja, tidak dibaca")),
    *((field, LABELS[field]) for field in (*READABLE, NUMBER)),
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

    def __init__(
        self, data: object, tables: Sequence[Table], skipped: Collection[str] = (),
        chosen_on: Mapping[str, datetime] | None = None,
    ) -> None:  # fmt: skip
        """Make one choice per column, with the guess as its first value.

        `chosen_on` is signature → when the office chose these columns before.
        """
        super().__init__(data)  # type: ignore[arg-type]  # a QueryDict or None
        self.tables = tables
        self.chosen_on = chosen_on or {}
        for number, table in enumerate(tables):
            self.fields[_skip(number)] = forms.BooleanField(
                label=gettext("Lewati tabel di lembar ini"), required=False,
                initial=table.sheet in skipped,
            )  # fmt: skip
            for guess in table.guesses:
                if guess.header:
                    self.fields[key(number, guess)] = forms.ChoiceField(
                        choices=_choices(guess),
                        required=False,
                        initial=_read_as(guess),
                        label=gettext("Kolom %(header)s menjadi") % {"header": guess.header},
                    )

    def clean(self) -> dict[str, object]:
        """Refuse one field for two columns of a table, and a table without names."""
        typed = super().clean() or {}
        for number, table in enumerate(self.tables):
            if typed.get(_skip(number)):
                continue
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

    def skipped(self) -> set[str]:
        """Return the sheets none of whose tables is to be read."""
        out = {t.sheet for n, t in enumerate(self.tables) if self.cleaned_data.get(_skip(n))}
        kept = {t.sheet for n, t in enumerate(self.tables) if not self.cleaned_data.get(_skip(n))}
        return out - kept

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
                "known": sum(bool(_read_as(g)) for g in table.guesses if g.header),
                "count": sum(bool(g.header) for g in table.guesses),
                "skip": self[_skip(number)],
                "chosen_on": self.chosen_on.get(signature(table.headers)),
                "rows": [
                    {
                        "guess": guess,
                        "samples": table.samples[guess.column] if table.samples else (),
                        "field": self[key(number, guess)],
                        "is_sure": guess.strength >= SURE,
                        "why": _why(guess),
                    }
                    for guess in table.guesses
                    if guess.header
                ],
            }
            for number, table in enumerate(self.tables)
        ]


class KeptForm(forms.Form):
    """For each column of a finished list that was only kept, which field it is after all."""

    keep = forms.BooleanField(
        label=_("Ingat kolom ini untuk berkas berikutnya"), required=False, initial=True
    )

    def __init__(self, data: object, tables: Sequence[Table], kept: Sequence[Kept]) -> None:
        """Make one choice per kept column: only fields that no other column of its table is."""
        super().__init__(data)  # type: ignore[arg-type]  # a QueryDict or None
        self.tables, self.kept = tables, kept
        for one in kept:
            self.fields[_name(one)] = forms.ChoiceField(
                choices=[("", _("Tetap disimpan saja")), *((f, LABELS[f]) for f in one.fields)],
                required=False,
                label=gettext("Kolom %(header)s menjadi") % {"header": one.header},
            )

    def clean(self) -> dict[str, object]:
        """Refuse one field for two columns of a table, and a form that chooses nothing."""
        typed = super().clean() or {}
        told = Counter((one.table, typed.get(_name(one))) for one in self.kept)
        for one in self.kept:
            field = typed.get(_name(one))
            if field and told[one.table, field] > 1:
                self.add_error(_name(one), gettext("Dua kolom dibaca sama. Ubah salah satunya."))
        if not any(typed.get(_name(one)) for one in self.kept):
            self.add_error(None, gettext("Pilih dulu arti satu kolom."))
        return typed

    def chosen(self) -> dict[tuple[int, int], str]:
        """Return (table, column) → field of what was chosen."""
        told = ((one, self.cleaned_data.get(_name(one))) for one in self.kept)
        return {(one.table, one.column): field for one, field in told if field}

    def shown(self) -> list[dict[str, object]]:
        """Return the tables that have kept columns, as the page shows them."""
        found: list[dict[str, object]] = []
        for number, table in enumerate(self.tables):
            rows = [
                {"kept": one, "field": self[_name(one)]} for one in self.kept
                if one.table == number
            ]  # fmt: skip
            if rows:
                found.append({"sheet": table.sheet, "rows": rows})
        return found


def _name(one: Kept) -> str:
    return f"tabel{one.table}_kolom{one.column}"


def _choices(guess: Guess) -> list[tuple[str, str | Promise]]:
    """Return all fields; of a heading that may be several, these first."""
    if not guess.asks:
        return CHOICES
    first = [(field, LABELS[field]) for field in guess.asks if field not in UNREAD]
    return [("", _("Pilih artinya (sementara disimpan saja)")), *first,
            *(one for one in CHOICES if one[0] and one[0] not in guess.asks)]  # fmt: skip


def _read_as(guess: Guess) -> str:
    """Return the field a column is read as; what the register has no place for is kept."""
    return "" if guess.field in UNREAD else guess.field


def shown_columns(found: Sequence[Column]) -> list[tuple[Column, str | Promise]]:
    """Return checked columns with the names of the fields they are read as, empty for kept ones."""
    return [(one, "" if one.field in UNREAD else LABELS.get(one.field, "")) for one in found]


def _why_kept(guess: Guess) -> str:
    """Say what is kept of a column that no field is read from; of some less than came."""
    if is_named(guess.header):
        return gettext(
            "titik bisa menunjuk rumah orang: yang disimpan hanya kira-kira satu kilometer"
        )
    if guess.field == "npwp":
        return gettext("NPWP orang adalah NIK-nya: yang disimpan hanya bahwa ada")
    return gettext("isinya tetap disimpan")


def _why(guess: Guess) -> str:
    """Say in words how sure a guess is and what it rests on."""
    if guess.asks:
        names = [str(LABELS[f]) for f in guess.asks if f not in UNREAD or len(guess.asks) == 1]
        return gettext("bisa berarti %(fields)s: pilih") % {"fields": _any_of(names)}
    if not _read_as(guess):
        return _why_kept(guess)
    if guess.reason == "isi":
        return gettext("dari isinya, periksa lagi")
    if guess.strength >= CERTAIN:
        return gettext("yakin: judul dan isi cocok")
    return gettext("yakin: dari judulnya") if guess.strength >= SURE else gettext("kurang yakin")


def _any_of(names: Sequence[str]) -> str:
    """Return names as a choice in words: `A, B atau C`."""
    *first, last = names
    return gettext("%(first)s atau %(last)s") % {"first": ", ".join(first), "last": last} if (
        first
    ) else last  # fmt: skip


def _skip(number: int) -> str:
    return f"lewati{number}"


def key(number: int, guess: Guess) -> str:
    """Return the name of the choice for a column of a table."""
    return f"tabel{number}_kolom{guess.column}"
