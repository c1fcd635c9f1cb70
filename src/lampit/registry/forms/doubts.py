"""What a person says of the doubtful values of a list: one choice per distinct value."""

from collections.abc import Callable, Sequence

from django import forms
from django.utils.translation import gettext

from lampit.registry.queries.doubts import Question
from lampit.registry.rules.importing import answers

NOT_YET = "?"
WRITTEN = (answers.VILLAGE, answers.PRODUCTS)
Reader = Callable[[str, str], str | None]


class DoubtsForm(forms.Form):
    """For each doubtful value of a page what it means; where a list is too long, it is typed."""

    def __init__(self, data: object, questions: Sequence[Question], read: Reader) -> None:
        """Make a choice per value; `read` finds the code of typed words, None when it cannot."""
        super().__init__(data)  # type: ignore[arg-type]  # a QueryDict or None
        self.questions = questions
        self.read = read
        for one in questions:
            self.fields[_choice(one)] = forms.ChoiceField(
                choices=_choices(one),
                initial=NOT_YET if one.answer is None else one.answer,
                required=False,
                label=gettext("Arti “%(text)s”") % {"text": one.text},
            )
            if one.kind in WRITTEN:
                self.fields[_typed(one)] = forms.CharField(
                    required=False,
                    max_length=80,
                    label=gettext("Atau tulis sendiri arti “%(text)s”")
                    % {"text": one.text},
                    widget=forms.TextInput(
                        {"list": "desa" if one.kind == answers.VILLAGE else "kbli",
                         "autocomplete": "off"}
                    ),
                )  # fmt: skip

    def clean(self) -> dict[str, object]:
        """Refuse typed words that name nothing."""
        said = super().clean() or {}
        for one in self.questions:
            words = str(said.get(_typed(one)) or "").strip()
            if words and self.read(one.kind, words) is None:
                what = (
                    gettext("Desa ini tidak dikenal. Tulis seperti: Palukahan, Danau Panggang.")
                    if one.kind == answers.VILLAGE
                    else gettext("KBLI ini tidak ada di daftar. Tulis lima angkanya.")
                )
                self.add_error(_typed(one), what)
        return said

    def told(self) -> dict[int, str | None]:
        """Return number of a value → code; None where nothing is decided yet."""
        found: dict[int, str | None] = {}
        for one in self.questions:
            if _choice(one) not in self.data:  # a browser sends every choice; others may not
                continue
            words = str(self.cleaned_data.get(_typed(one)) or "").strip()
            said = self.cleaned_data.get(_choice(one), NOT_YET)
            found[one.id] = self.read(one.kind, words) if words else said
            if found[one.id] == NOT_YET:
                found[one.id] = None
        return found

    def shown(self) -> list[dict[str, object]]:
        """Return the values with their inputs as the page shows them."""
        return [
            {
                "question": one,
                "choice": self[_choice(one)],
                "typed": self[_typed(one)] if one.kind in WRITTEN else None,
            }
            for one in self.questions
        ]


def _choices(one: Question) -> list[tuple[str, str]]:
    return [
        (NOT_YET, gettext("Belum dijawab")),
        *one.choices,
        (answers.OPEN, gettext("Biarkan kosong")),
        (answers.REFUSE, gettext("Tolak barisnya")),
    ]


def _choice(one: Question) -> str:
    return f"nilai{one.id}"


def _typed(one: Question) -> str:
    return f"tulis{one.id}"
