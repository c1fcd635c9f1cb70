"""Forms as ODK Collect sends them: read without DTD and entities, bounded, by local names. Pure.

OpenRosa: the root carries `id` and `version`; `meta/instanceID` and `meta/deprecatedID` stand
without a namespace or in `orx`; groups are nested; several choices are parted by spaces; a
geopoint is “lat lon altitude accuracy”; a question that was not asked is an empty element.
"""

import hashlib
import re
from dataclasses import dataclass, field
from typing import NoReturn
from xml.etree.ElementTree import canonicalize
from xml.parsers import expat

from lampit.basics.refusal import Refusal
from lampit.measure.rules.consent import GATE_ONLY
from lampit.measure.rules.instrument import Instrument, Question
from lampit.measure.rules.logic import Answer
from lampit.measure.rules.receiving import Told, file_name, instant_of, number_of, point_of

LARGEST_XML = 1024 * 1024
DEEPEST, MOST_ELEMENTS = 100, 20_000
BUSINESS, POINT, BEGAN, ENDED, DEVICE, INDEX = (
    "id_usaha",
    "lokasi",
    "start",
    "end",
    "deviceid",
    "indeks",
)
_TOLD = (BEGAN, ENDED, DEVICE, "username")
_FILE = re.compile(
    r"[^/\\\x00]{1,190}\.(?:jpe?g|png|webp|gif|heic|heif|bmp|mp4|3gpp?|mkv|webm|m4a|amr|mp3|wav|ogg"
    r"|pdf|csv|xlsx?|docx?|svg)",
    re.IGNORECASE,
)
_WHOLE = re.compile(r"-?\d{1,12}(?:\.0+)?")


@dataclass(frozen=True)
class Form:
    """A form as it was read: who it says it is, and the text of every leaf by its local name."""

    form_id: str
    version: str
    instance_id: str
    deprecated_id: str
    leaves: dict[str, str]


@dataclass
class _Reader:
    """Collects the leaves of a form while expat walks through it."""

    root: dict[str, str] | None = None
    path: list[str] = field(default_factory=list)
    texts: list[list[str]] = field(default_factory=list)
    has_children: list[bool] = field(default_factory=list)
    meta: dict[str, str] = field(default_factory=dict)
    leaves: dict[str, str] = field(default_factory=dict)
    count: int = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.count += 1
        if len(self.path) >= DEEPEST or self.count > MOST_ELEMENTS:
            raise Refusal("xml_deep", "Isi kiriman terlalu bersusun.")
        if self.root is None:
            self.root = dict(attributes)
        if self.has_children:
            self.has_children[-1] = True
        self.path.append(local(name))
        self.texts.append([])
        self.has_children.append(False)

    def text(self, data: str) -> None:
        if self.texts:
            self.texts[-1].append(data)

    def end(self, _name: str) -> None:
        name, found = self.path.pop(), "".join(self.texts.pop()).strip()
        if self.has_children.pop():
            return
        if self.path and self.path[-1] == "meta":
            self.meta.setdefault(name, found)
        elif not self.leaves.get(name):
            self.leaves[name] = found


def local(name: str) -> str:
    """Return a name without its namespace (`{…}name` of expat, or `orx:name`)."""
    return name.rpartition("}")[2].rpartition(":")[2]


def _never(*_told: object) -> NoReturn:
    """Refuse what could reach outside or grow: document types, entities."""
    raise Refusal("xml_forbidden", "Isi kiriman memuat DTD atau entitas, yang tidak diterima.")


def parse(content: bytes) -> Form:
    """Return a form; nothing outside the bytes is read.

    Raises:
        Refusal: `xml_large`, `xml_forbidden`, `xml_deep`, `xml_malformed`, `xml_encrypted`.
    """
    if len(content) > LARGEST_XML:
        raise Refusal("xml_large", "Isi formulir lebih dari 1 MB.")
    parser, reader = expat.ParserCreate(namespace_separator="}"), _Reader()
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler = reader.start, reader.end
    parser.CharacterDataHandler = reader.text
    parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = _never
    parser.UnparsedEntityDeclHandler = parser.ExternalEntityRefHandler = _never
    try:
        parser.Parse(content, True)
    except (expat.ExpatError, UnicodeError, ValueError) as error:
        message = "Isi formulir rusak di tengah jalan. Kirim ulang dari HP."
        raise Refusal("xml_malformed", message) from error
    root = {local(key): told for key, told in (reader.root or {}).items()}
    if root.get("encrypted") == "yes":
        raise Refusal("xml_encrypted", "Formulir terenkripsi tidak dapat dibaca di sini.")
    return Form(
        root.get("id", "")[:200],
        root.get("version", "")[:40],
        reader.meta.get("instanceID", ""),
        reader.meta.get("deprecatedID", ""),
        reader.leaves,
    )


def hash_of(content: bytes) -> str:
    """Return the hash of a form after canonicalisation (C14N 2.0); `parse` it before.

    Two writings of the same tree (order of attributes, quotes, empty elements, encoding) are one.
    """
    return hashlib.sha256(canonicalize(xml_data=content).encode()).hexdigest()


def told_by(form: Form, instrument: Instrument) -> Told:
    """Return what a form says to an instrument; leaves that no question knows are left out."""
    leaves, gate = form.leaves, instrument.gate
    agreed = leaves.get(gate.id, "")
    point = leaves.get(POINT, "").split()
    lat, lon, accuracy = point_of([*point[:2], point[3] if len(point) > 3 else None])
    known = {gate.id, *(question.id for question in instrument.questions)}
    return Told(
        business=leaves.get(BUSINESS, "")[:40],
        consent=is_consent(instrument, agreed) if agreed else None,
        consent_version=GATE_ONLY,
        answers={
            question.id: answer
            for question in instrument.questions
            if (answer := answer_of(question, leaves.get(question.id, ""))) is not None
        },
        disposition="" if agreed == "" or is_consent(instrument, agreed) else "menolak",
        reason=leaves.get("alasan", ""),
        index=number_of(leaves.get(INDEX)),
        files={file_name(text): "" for name, text in leaves.items()
               if name not in known and _FILE.fullmatch(text)},
        paradata={
            "version": form.version,
            "form": form.form_id,
            **{name: leaves[name] for name in _TOLD if leaves.get(name)},
        },
        began=instant_of(leaves.get(BEGAN)),
        ended=instant_of(leaves.get(ENDED)),
        latitude=lat,
        longitude=lon,
        accuracy=accuracy,
        device=leaves.get(DEVICE, "")[:120],
    )  # fmt: skip


def is_consent(instrument: Instrument, answer: str) -> bool:
    """Say whether an answer to the gate is a yes: the first of its choices."""
    options = instrument.gate.options
    return answer == (options[0].code if options else "ya")


def answer_of(question: Question, text: str) -> Answer | None:
    """Return an answer as the form wrote it, None when it is empty."""
    if not text:
        return None
    if question.kind == "select_multiple":
        return text.split()
    if question.kind == "integer" and _WHOLE.fullmatch(text):
        return int(float(text))
    return text
