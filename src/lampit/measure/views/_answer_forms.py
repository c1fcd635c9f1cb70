"""What is typed about files of answers: the file itself, and what its columns mean."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lampit.measure.models import AnswerFile
from lampit.measure.rules.filled.headings import meanings_of
from lampit.measure.rules.instrument import Instrument


class AnswerFileForm(forms.Form):
    """A filled workbook."""

    file = forms.FileField(
        label=_("Berkas yang sudah diisi"),
        help_text=_("Excel, ODS atau CSV. Belum ada yang masuk: Anda memeriksa dulu."),
    )


class SheetForm(forms.Form):
    """For whom a sheet to fill in is made: one enumerator or all, in which further language."""

    pendata = forms.ChoiceField(label=_("Usaha siapa"), required=False)
    bahasa = forms.ChoiceField(label=_("Bahasa kedua di judul"), required=False)
    semua = forms.BooleanField(label=_("Juga yang sudah selesai"), required=False)

    def __init__(
        self, data: Any, people: list[tuple[str, str]], languages: list[tuple[str, str]]
    ) -> None:
        """Offer the enumerators of the kabupaten and the languages of the instrument."""
        super().__init__(data)
        whose: Any = self.fields["pendata"]
        whose.choices = [("", gettext("Semua usaha contoh")), *people]
        language: Any = self.fields["bahasa"]
        language.choices = [("", gettext("– tidak ada –")), *languages]


def column_choices(run: AnswerFile, instrument: Instrument) -> list[dict[str, Any]]:
    """Return per sheet its columns: letter, heading, what it means, and what it may mean."""
    known = meanings_of(instrument)
    found = []
    for place, table in enumerate(run.counts["layout"]["tables"]):
        taken = set(table["meanings"])
        free = [(m, words) for m, words in known.items() if m not in taken]
        columns = [
            {
                "name": f"kolom-{place}-{column}",
                "column": column,
                "title": title,
                "meaning": meaning,
                "choices": [*([(meaning, known[meaning])] if meaning in known else []), *free],
            }
            for column, (title, meaning) in enumerate(
                zip(table["titles"], table["meanings"], strict=True)
            )
            if title
        ]
        found.append({"sheet": table["sheet"], "columns": columns})
    return found


def chosen_columns(
    run: AnswerFile, instrument: Instrument, typed: Mapping[str, str]
) -> dict[str, dict[str, str]]:
    """Return sheet → column → meaning as somebody chose it; what no column may mean is left out."""
    known = {"", *meanings_of(instrument)}
    return {
        table["sheet"]: {
            str(one["column"]): typed[one["name"]]
            for one in table["columns"]
            if typed.get(one["name"], "?") in known
        }
        for table in column_choices(run, instrument)
    }
