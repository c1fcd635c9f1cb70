"""An instrument as an XLSForm: the sheets survey, choices and settings (xlsform.org).

Made from the instrument's own JSON; of the shipped version the sheets are, cell by cell, those
of `instrument_v1.xlsx`. Index and points in the form are provisional: the server scores again.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lampit.measure.rules.languages import Language, beside
from lampit.measure.rules.logic import DONT_KNOW, NONE_OF_THESE, REFUSED
from lampit.measure.rules.xlsform_scores import calculations
from lampit.measure.rules.xpath import xpath

Definition = Mapping[str, Any]
Row = dict[str, str]

INDONESIAN, ENGLISH = "Indonesia (id)", "English (en)"
SAMPLE_FILE = "sampel.csv"  # columns name, label, kode_desa, alamat; one per enumerator
SAMPLE_QUESTION, PHOTO, PLACE, GROUP = "id_usaha", "foto", "lokasi", "isi"
GATE_LIST, YES = "ya_tidak", "ya"
PARADATA = ("start", "end", "deviceid", "username")
_TOLD = ("label", "hint", "constraint_message")
_SPECIALS = (
    (REFUSED, "Tidak mau menjawab", "Refused"),
    (DONT_KNOW, "Tidak tahu", "Don't know"),
)


@dataclass(frozen=True)
class Sheet:
    """One sheet: its headings in order, and rows as heading → text; empty cells left out."""

    name: str
    headings: tuple[str, ...]
    rows: tuple[Row, ...]

    def cells(self) -> Iterator[list[str]]:
        """Yield the heading row and then each row, every cell in its place."""
        yield list(self.headings)
        for row in self.rows:
            yield [row.get(heading, "") for heading in self.headings]


def form_id(definition: Definition) -> str:
    """Return the id by which Collect knows the form: `lampit_digital_v1`."""
    version = str(definition["version"]).replace(".", "_").replace("-", "_")
    return f"{definition['id'].replace('-', '_')}_v{version}"


def form_version(definition: Definition, languages: Sequence[Language] = ()) -> str:
    """Return the version as ten digits, the day of the revision and a count within it.

    `2026-11-24` is 2026112401, `2026-11-24.2` is 2026112402; each edition of a further language
    adds one, so that Collect fetches the form again. It only ever rises.
    """
    day, _, count = str(definition["revision"]).partition(".")
    editions = sum(language.edition for language in languages)
    return f"{day.replace('-', '')}{int(count or 1) + editions:02d}"


def form_sheets(definition: Definition, languages: Sequence[Language] = ()) -> tuple[Sheet, ...]:
    """Return the sheets survey, choices and settings of a form for the field.

    Further languages stand below the Indonesian text, never instead of it.
    """
    headings = [INDONESIAN, ENGLISH, *(language.heading for language in languages)]
    survey = (
        "type",
        "name",
        *(f"{told}::{heading}" for told in _TOLD[:2] for heading in headings),
        "required",
        "relevant",
        "constraint",
        *(f"constraint_message::{heading}" for heading in headings),
        "calculation",
        "appearance",
        "parameters",
    )
    choices = ("list_name", "name", *(f"label::{heading}" for heading in headings))
    settings = ("form_title", "form_id", "version", "default_language", "instance_name")
    told = _Teller(languages)
    return (
        Sheet("survey", survey, tuple(_survey(definition, told))),
        Sheet("choices", choices, tuple(_choices(definition, told))),
        Sheet("settings", settings, (_settings(definition, languages),)),
    )


def filled(sheet: Sheet) -> Sheet:
    """Return the sheet for a phone: a text that a language lacks is the Indonesian one.

    Without this Collect shows a bare hyphen.
    """
    kinds = {h.partition("::")[0]: h for h in sheet.headings if h.endswith(f"::{INDONESIAN}")}
    rows = []
    for row in sheet.rows:
        lacking = {
            heading: row[own]
            for heading in sheet.headings
            if (own := kinds.get(heading.partition("::")[0])) and own in row
            if not row.get(heading)
        }
        rows.append(row | lacking)
    return Sheet(sheet.name, sheet.headings, tuple(rows))


@dataclass(frozen=True)
class _Teller:
    """Writes a text in every language of the form."""

    languages: Sequence[Language]

    def told(self, kind: str, own: str, english: str, helps: Sequence[str] = ()) -> Row:
        """Return the cells of a text; further languages fall back to the Indonesian."""
        cells = {f"{kind}::{INDONESIAN}": own, f"{kind}::{ENGLISH}": english}
        for place, language in enumerate(self.languages):
            help_text = helps[place] if helps else ""
            cells[f"{kind}::{language.heading}"] = beside(own, help_text)
        return cells


def _survey(definition: Definition, told: _Teller) -> Iterator[Row]:
    """Yield the rows of the survey sheet."""
    for kind in PARADATA:
        yield {"type": kind, "name": kind}
    yield {
        "type": f"select_one_from_file {SAMPLE_FILE}",
        "name": SAMPLE_QUESTION,
        "required": "yes",
        "appearance": "minimal autocomplete",
        **told.told(
            "label", "Pilih usaha dari daftar sampel", "Pick the business from the sample list"
        ),
    }
    place = told.told("label", "Titik lokasi (boleh dilewati)", "Location (optional)")
    yield {"type": "geopoint", "name": PLACE, "required": "no", **place}
    gate = definition["gate"][0]
    yield {
        "type": f"select_one {GATE_LIST}",
        "name": gate["id"],
        "required": "yes",
        **told.told("label", *both(gate), [one.text(gate["id"]) for one in told.languages]),
    }
    begun = told.told("label", "Pertanyaan", "Questions")
    yield {
        "type": "begin_group",
        "name": GROUP,
        "relevant": f"${{{gate['id']}}} = '{YES}'",
        **begun,
    }
    for question in definition["questions"]:
        yield _asked(question, told)
    photo = told.told("label", "Foto produk atau tempat usaha (boleh dilewati)", "Photo (optional)")
    yield {
        "type": "image",
        "name": PHOTO,
        "required": "no",
        "parameters": "max-pixels=1280",
        **photo,
    }
    for name, formula in calculations(definition):
        yield {"type": "calculate", "name": name, "calculation": formula}
    if any(question.get("max_score") for question in definition["questions"]):
        yield {"type": "note", "name": "hasil", **_result(definition, told)}
    yield {"type": "end_group"}


def _result(definition: Definition, told: _Teller) -> Row:
    """Tell the provisional score on the last screen."""
    most = len(definition["dii_like"]["indicators"])
    return told.told(
        "label",
        f"Nilai sementara: ${{indeks}} dari 100; ciri digital: ${{dii}} dari {most}",
        f"Provisional score: ${{indeks}} of 100; digital features: ${{dii}} of {most}",
    )


def both(found: Mapping[str, Any], key: str = "text") -> tuple[str, str]:
    """Return a text in Indonesian and English, which falls back to the Indonesian."""
    own = str(found.get(f"{key}_id", ""))
    return own, str(found.get(f"{key}_en") or own)


def _asked(question: Mapping[str, Any], told: _Teller) -> Row:
    """Return the row of a question."""
    code = question["id"]
    number = f"{question['no']}. "
    own, english = both(question)
    helps = [one.text(code) for one in told.languages]
    row = {
        "type": question["type"] if question["type"] == "integer" else f"{question['type']} {code}",
        "name": code,
        "required": "yes" if question.get("required", True) else "no",
        **told.told("label", number + own, number + english, helps),
    }
    if question.get("hint_id"):
        hints = [one.hint(code) for one in told.languages]
        row |= told.told("hint", question["hint_id"], str(question.get("hint_en", "")), hints)
    if question.get("relevant"):
        row["relevant"] = xpath(question["relevant"])
    return row | _constraint(question, told)


def _constraint(question: Mapping[str, Any], told: _Teller) -> Row:
    """Return what an answer must be, and the sentence that says so."""
    if question["type"] == "integer":
        return _range(question, told)
    if question["type"] == "select_multiple":
        return _exclusive(question, told)
    return {}


def _range(question: Mapping[str, Any], told: _Teller) -> Row:
    """Whole numbers in a range, and the two special codes where refusing is allowed."""
    low, high = int(question["min"]), int(question["max"])
    inside = f". >= {low} and . <= {high}"
    if not question.get("refusable"):
        message = told.told("constraint_message", f"Isi {low} sampai {high}.", f"{low} to {high}.")
        return {"constraint": inside, **message}
    return {
        "constraint": f"({inside}) or . = -{REFUSED} or . = -{DONT_KNOW}",
        **told.told(
            "constraint_message",
            f"Isi {low} sampai {high}. Tidak mau menjawab: -{REFUSED}. Tidak tahu: -{DONT_KNOW}.",
            f"{low} to {high}; refused -{REFUSED}; don't know -{DONT_KNOW}.",
        ),
    }


def _exclusive(question: Mapping[str, Any], told: _Teller) -> Row:
    """“None of these” stands alone; not more choices than allowed."""
    alone = [option for option in question["options"] if option.get("exclusive")]
    tests = [f"not(selected(., '{one['code']}') and count-selected(.) > 1)" for one in alone]
    own = [f"“{_short(one, 0)}” tidak bisa digabung dengan jawaban lain." for one in alone]
    english = [f"'{_short(one, 1)}' excludes other answers." for one in alone]
    most = question.get("max_choices")
    if most is not None:
        tests.append(f"count-selected(.) <= {most}")
        own.append(f"Paling banyak {most} pilihan.")
        # The English of the shipped form tells one thing only, and the form is frozen.
        english = english or [f"At most {most} choices."]
    if not tests:
        return {}
    message = told.told("constraint_message", " ".join(own), " ".join(english))
    return {"constraint": " and ".join(tests), **message}


def _short(option: Mapping[str, Any], place: int) -> str:
    """Return how a sentence calls an option that stands alone."""
    return ("Tidak ada", "None")[place] if option["code"] == NONE_OF_THESE else both(option)[place]


def _choices(definition: Definition, told: _Teller) -> Iterator[Row]:
    """Yield the rows of the choices sheet; each question has a list of its own."""
    gate = definition["gate"][0]
    for option in gate["options"]:
        yield _choice(GATE_LIST, gate["id"], option, told)
    for question in definition["questions"]:
        for option in question.get("options", ()):
            yield _choice(question["id"], question["id"], option, told)
        if question["type"] == "select_one" and question.get("refusable"):
            for code, own, english in _SPECIALS:
                yield {
                    "list_name": question["id"],
                    "name": code,
                    **told.told("label", own, english),
                }


def _choice(listed: str, question: str, option: Mapping[str, Any], told: _Teller) -> Row:
    """Return the row of one option."""
    helps = [one.option(question, option["code"]) for one in told.languages]
    return {
        "list_name": listed,
        "name": option["code"],
        **told.told("label", *both(option), helps),
    }


def _settings(definition: Definition, languages: Sequence[Language]) -> Row:
    """Return the one row of the settings sheet."""
    return {
        "form_title": definition["title_id"],
        "form_id": form_id(definition),
        "version": form_version(definition, languages),
        "default_language": INDONESIAN,
        "instance_name": f"concat(${{{SAMPLE_QUESTION}}}, ' ', ${{{definition['gate'][0]['id']}}})",
    }
