"""What is typed in the editor of instruments, read from a form and shown again as it was typed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext

from lampit.measure.rules.editing_build import WORDS, Row, rows_of
from lampit.measure.rules.editing_changes import texts
from lampit.measure.rules.roles import meaning_of, role_of
from lampit.measure.rules.xpath import number

SPARE_ROWS, MOST_ROWS, MOST_VALUES = 2, 60, 40
Errors = dict[str, str]


@dataclass
class Reader:
    """Reads fields of a post and keeps what could not be read, by the name of the field."""

    post: QueryDict
    errors: Errors = field(default_factory=dict)

    def text(self, name: str, most: int = 400) -> str:
        """Return a text."""
        return " ".join(self.post.get(name, "").split())[:most]

    def ticked(self, name: str) -> bool:
        """Say whether a box is ticked."""
        return name in self.post

    def whole(self, name: str, least: int = 0) -> int:
        """Return a whole number; a faulty one is told and counts as the least."""
        typed = self.text(name).replace(".", "")
        if typed.isascii() and typed.isdigit() and len(typed) <= 12:
            return int(typed)
        self.errors[name] = gettext("Isi dengan angka saja, misalnya 3.")
        return least

    def points(self, name: str) -> float:
        """Return a score or weight, with comma or point; empty is 0."""
        typed = self.text(name).replace(",", ".")
        try:
            value = float(typed or 0)
        except ValueError:
            value = -1.0
        if not 0 <= value <= 10_000:
            self.errors[name] = gettext("Isi dengan angka, misalnya 3 atau 2,5.")
            return 0
        return int(value) if value.is_integer() else value

    def both(self, key: str, name: str) -> dict[str, str]:
        """Return a text in Indonesian and English as a definition writes it."""
        return texts(key, (self.text(f"{name}_id"), self.text(f"{name}_en")))

    def rows(self, prefix: str, key: str) -> list[int]:
        """Return the numbers of the rows in which the key field is filled."""
        rows = range(min(self.counted(prefix), MOST_ROWS))
        return [row for row in rows if self.text(f"{prefix}-{row}-{key}")]

    def counted(self, prefix: str) -> int:
        """Return how many rows the page showed."""
        typed = self.post.get(f"{prefix}-n", "0")
        return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 4 else 0


def typed_options(
    reader: Reader, kept: Sequence[Mapping[str, Any]], role: str = ""
) -> list[dict[str, Any]]:
    """Return the options as typed; what the page does not show stays with its code.

    What an option means is written down only where its code does not say it.
    """
    before = {option["code"]: option for option in kept}
    found = []
    for row in reader.rows("opsi", "kode"):
        name = f"opsi-{row}"
        code = reader.text(f"{name}-kode", 40)
        rest = {
            key: value
            for key, value in before.get(code, {}).items()
            if key not in {"code", "text_id", "text_en", "score", "exclusive"}
        }
        option = {
            "code": code,
            **reader.both("text", name),
            "score": reader.points(f"{name}-nilai"),
        }
        if reader.ticked(f"{name}-sendiri"):
            option["exclusive"] = True
        if role and f"{name}-arti" in reader.post:
            means = reader.text(f"{name}-arti", 40)
            if "means" in rest or means != meaning_of(role, {"code": code}):
                rest["means"] = means
        found.append(option | rest)
    return found


def typed_bands(reader: Reader) -> list[dict[str, Any]]:
    """Return the ranges of a number and what they score."""
    return [
        {
            "min": reader.whole(f"rentang-{row}-dari"),
            "max": reader.whole(f"rentang-{row}-sampai"),
            "score": reader.points(f"rentang-{row}-nilai"),
        }
        for row in reader.rows("rentang", "dari")
    ]


def typed_rows(reader: Reader) -> tuple[str, list[Row]]:
    """Return how the groups of a rule are joined, and its rows."""
    found = []
    for row in reader.rows("syarat", "soal"):
        name = f"syarat-{row}"
        values = tuple(v for v in reader.post.getlist(f"{name}-nilai")[:MOST_VALUES] if v.strip())
        group = reader.text(f"{name}-kelompok")
        word = reader.text(f"{name}-cara")
        question = reader.text(f"{name}-soal")
        known = word in {one for words in WORDS.values() for one in words}
        number_ = int(group) if group.isascii() and group.isdigit() else row + 1
        if known:
            found.append(Row(number_, question, word, tuple(v.strip() for v in values)))
    return reader.text("syarat-gabung"), found


def typed_question(reader: Reader, kept: Mapping[str, Any], code: str) -> dict[str, Any]:
    """Return a question as typed; parts that the page does not show stay as they were."""
    shown = {"options", "min", "max", "score_bands", "max_score", "cap", "skip_score", "sensitive"}
    shown |= {"text_id", "text_en", "hint_id", "hint_en", "max_choices", "relevant", "dimension"}
    rest = {key: value for key, value in kept.items() if key not in shown}
    kind = reader.text("jenis")
    found: dict[str, Any] = {**rest, "id": code, "type": kind, **reader.both("text", "teks")}
    if reader.text("petunjuk_id"):
        found |= reader.both("hint", "petunjuk")
    role = _typed_role(reader, kept, code, kind)
    if role is not None:
        found["role"] = role
    found["required"] = True
    found["refusable"] = reader.ticked("menolak") and kind != "select_multiple"
    found["dimension"] = reader.text("dimensi") or None
    if reader.ticked("peka"):
        found["sensitive"] = True
    return found | _shape(reader, kind, kept) | _scores(reader, kind, found["dimension"])


def _typed_role(reader: Reader, kept: Mapping[str, Any], code: str, kind: str) -> str | None:
    """Return the role to be written down; None where the name of the question says it."""
    if "kegunaan" not in reader.post:
        return None
    told = reader.text("kegunaan", 40)
    return told if "role" in kept or told != role_of({"id": code, "type": kind}) else None


def _shape(reader: Reader, kind: str, kept: Mapping[str, Any]) -> dict[str, Any]:
    """Return the range of a number or the options of a choice."""
    if kind == "integer":
        return {"min": reader.whole("paling_kecil"), "max": reader.whole("paling_besar")}
    role = reader.text("kegunaan", 40)
    found: dict[str, Any] = {"options": typed_options(reader, kept.get("options", ()), role)}
    if kind == "select_multiple" and reader.text("paling_banyak"):
        found["max_choices"] = reader.whole("paling_banyak", 1)
    return found


def _scores(reader: Reader, kind: str, dimension: str | None) -> dict[str, Any]:
    """Return what answers earn; a question without dimension earns nothing."""
    if dimension is None:
        return {}
    most = reader.points("nilai_tertinggi")
    found: dict[str, Any] = {"max_score": most}
    if kind == "integer":
        found["score_bands"] = typed_bands(reader)
    if kind == "select_multiple":
        found["cap"] = most
    if reader.text("nilai_dilewati"):
        found["skip_score"] = reader.points("nilai_dilewati")
    return found


# --- shown again -------------------------------------------------------------------------


def as_typed(question: Mapping[str, Any]) -> QueryDict:
    """Return a question as a browser would send it, so that one page draws both."""
    post = QueryDict(mutable=True)
    for name, key in (
        ("kode", "id"), ("jenis", "type"), ("teks_id", "text_id"), ("teks_en", "text_en"),
        ("petunjuk_id", "hint_id"), ("petunjuk_en", "hint_en"), ("dimensi", "dimension"),
    ):  # fmt: skip
        post[name] = str(question.get(key) or "")
    for name, key in (
        ("paling_kecil", "min"), ("paling_besar", "max"), ("paling_banyak", "max_choices"),
        ("nilai_tertinggi", "max_score"), ("nilai_dilewati", "skip_score"),
    ):  # fmt: skip
        value = question.get(key)
        post[name] = "" if value is None else number(value)
    for name, key in (("menolak", "refusable"), ("peka", "sensitive")):
        if question.get(key):
            post[name] = "1"
    post["kegunaan"] = role = role_of(question)
    _put_options(post, question.get("options", ()), role)
    _put_bands(post, question.get("score_bands", ()))
    put_rule(post, question.get("relevant"))
    return post


def _put_options(post: QueryDict, options: Sequence[Mapping[str, Any]], role: str) -> None:
    post["opsi-n"] = str(len(options))
    for row, option in enumerate(options):
        post[f"opsi-{row}-kode"] = option["code"]
        post[f"opsi-{row}_id"] = option.get("text_id", "")
        post[f"opsi-{row}_en"] = option.get("text_en", "")
        post[f"opsi-{row}-nilai"] = number(option.get("score", 0))
        post[f"opsi-{row}-arti"] = meaning_of(role, option)
        if option.get("exclusive"):
            post[f"opsi-{row}-sendiri"] = "1"


def _put_bands(post: QueryDict, bands: Sequence[Mapping[str, Any]]) -> None:
    post["rentang-n"] = str(len(bands))
    for row, band in enumerate(bands):
        post[f"rentang-{row}-dari"] = str(band["min"])
        post[f"rentang-{row}-sampai"] = str(band["max"])
        post[f"rentang-{row}-nilai"] = number(band["score"])


def put_rule(post: QueryDict, rule: Mapping[str, Any] | None) -> None:
    """Put a rule into a post as rows; one too deep for rows is marked."""
    shown = rows_of(rule)
    if shown is None:
        post["syarat-dalam"] = "1"
        post["syarat-n"] = "0"
        return
    outer, rows = shown
    post["syarat-gabung"], post["syarat-n"] = outer, str(len(rows))
    for place, row in enumerate(rows):
        post[f"syarat-{place}-kelompok"] = str(row.group)
        post[f"syarat-{place}-soal"] = row.question
        post[f"syarat-{place}-cara"] = row.word
        post.setlist(f"syarat-{place}-nilai", list(row.values))
