"""Which column means what: by its heading, by its content, never by its place."""

import hashlib
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from lampit.registry.rules.importing.vocabulary import (
    NUMBER,
    STRONG,
    SURE,
    asked,
    even_out,
    is_plain,
    is_refused,
    readings,
)
from lampit.registry.rules.unnamed import is_unnamed

FIELDS = tuple(
    "name owner nik phone phone2 email village district village_code rt rw address sex sex_m sex_f "  # noqa: SIM905 - a word list reads better
    "birth_place birth_date age kbli sector products started workers workers_m workers_f "
    "sales_month sales_year assets nib pirt halal merek npwp marketplace social website lat lon "
    "external_id observed_at note status".split()
)
# Known by their headings, but the register has no place for what they tell: kept as they came.
# A NPWP is often the NIK, and points would be where somebody lives.
UNREAD = frozenset({"npwp", "lat", "lon"})
READABLE = tuple(field for field in FIELDS if field not in UNREAD)
Part = tuple[Sequence[str], str]  # the captions over a column, and its own heading
Claim = tuple[int, int, str, str]  # strength, column, field, reason
_NO_PART: Part = ((), "")
# Where the owner lives is read as the place when no column tells where the business is.
_PLACES = frozenset({"address", "village", "district", "village_code", "rt", "rw"})
_HOME = re.compile(r"\b(pemilik|rumah|ktp|domisili|tinggal|asal|pelaku|identitas|pengusaha)\b")
_NEVER_BY_CAPTION = frozenset({"owner", "name", "nik", "phone", "nib", NUMBER})
# A telephone of somebody else than the owner is no second number of the business.
_ELSE = re.compile(
    r"\b(pendamping|petugas|enumerator|pendata|surveyor|penyuluh|fasilitator|admin|operator|kades"
    r"|kepala desa|lurah|camat|rt|rw|suami|istri|isteri|anak|keluarga|darurat|pemasok|supplier"
    r"|person)\b"
)
# "Merek" is as often what goods are called: without numbers in it, it is no list of papers.
_LEAST = {"merek": SURE}
_BY_CAPTION = 4  # what a caption says of a column whose own words are not known


@dataclass(frozen=True, slots=True)
class Guess:
    """What a column is taken for.

    Attributes:
        column: its place, from 0.
        header: the office's heading, two lines joined.
        field: one of `FIELDS`, `number`, or empty: kept as it came.
        strength: from 0; `SURE` and more needs no second look.
        reason: why, in words for the person: `judul`, `isi`, `ingatan`, `pilihan`.
        asks: the fields that it may be alike: a person must say.
    """

    column: int
    header: str
    field: str
    strength: int
    reason: str
    asks: tuple[str, ...] = ()


def told_apart(headers: Sequence[str]) -> list[str]:
    """Return the headings with ` (2)`, ` (3)` … on those that stand there already.

    A heading names its column in mappings and in what is kept as it came: of two columns with
    one heading neither may hide the other.
    """
    seen: Counter[str] = Counter()
    out = []
    for header in headers:
        seen[header] += 1
        again = header != "" and seen[header] > 1
        out.append(f"{header} ({seen[header]})" if again else header)
    return out


def signature(headers: Sequence[str]) -> str:
    """Return the mark by which the memory of a heading is found again.

    A column without a heading counts as one without, whether or not it holds anything.
    """
    text = "|".join("" if is_unnamed(header) else even_out(header) for header in headers)
    return hashlib.sha256(text.encode()).hexdigest()


def guess(
    headers: Sequence[str],
    contents: Sequence[Mapping[str, float]],
    remembered: Mapping[str, str | None] | None = None,
    parts: Sequence[Part] = (),
) -> list[Guess]:
    """Return one guess per column; each field is given once, to the strongest claim.

    Args:
        headers: the office's headings, in order.
        contents: per column the share of cells that look like a field (`content.shares`).
        remembered: heading → field as a person chose it; it beats every guess.
        parts: per column the captions above it and its own heading, when it has several lines.
    """
    chosen: dict[int, Guess] = {}
    taken: set[str] = set()
    for column, header in enumerate(headers):
        if remembered is not None and header in remembered:
            field = remembered[header] or ""
            # A mapping may name one heading that two columns bear: the first one has it.
            field = "" if field in taken else field
            chosen[column] = Guess(column, header, field, 99, "ingatan")
            taken.add(field)
    each = [parts[n] if n < len(parts) else _NO_PART for n in range(len(headers))]
    claims = sorted(_claims(headers, contents, each), key=lambda claim: (-claim[0], claim[1]))
    for strength, column, field, reason in claims:
        if column not in chosen and field not in taken:
            chosen[column] = Guess(column, headers[column], field, strength, reason)
            taken.add(field)
    if "phone" in taken and "phone2" not in taken:
        chosen |= _second_phone(headers, contents, claims, chosen)
    return [
        chosen.get(column) or Guess(column, header, "", 0, "", _asks(header, each[column], taken))
        for column, header in enumerate(headers)
    ]


def _second_phone(
    headers: Sequence[str], contents: Sequence[Mapping[str, float]], claims: Sequence[Claim],
    chosen: Mapping[int, Guess],
) -> dict[int, Guess]:  # fmt: skip
    """Return the next column that calls itself a telephone of the owner: `HP` and `WA`.

    One that holds none is no telephone: `Kontak Person` beside `No HP` is a name.
    """
    for strength, column, field, reason in claims:
        is_told = field == "phone" and reason == "judul" and column not in chosen
        holds = contents[column].get("phone") if column < len(contents) else None
        if is_told and _support(holds) >= 0 and not _ELSE.search(even_out(headers[column])):
            return {column: Guess(column, headers[column], "phone2", strength, reason)}
    return {}


def _asks(header: str, part: Part, taken: set[str]) -> tuple[str, ...]:
    """Return what a column that nobody claimed may be, without what others are."""
    captions, own = part
    if any(readings(caption) for caption in captions):
        return ()  # the caption says what it is about, and that is no field
    text = own if captions else header
    return tuple(field for field in asked(text) if field not in taken)


def _claims(
    headers: Sequence[str], contents: Sequence[Mapping[str, float]], parts: Sequence[Part]
) -> list[Claim]:
    claims = []
    for column, header in enumerate(headers):
        shares = contents[column] if column < len(contents) else {}
        read = _read("" if is_unnamed(header) else header, parts[column])
        for field, strength in read.items():
            claims.append((strength + _support(shares.get(field)), column, field, "judul"))
        open_to = asked(parts[column][1] or header) if not is_unnamed(header) else ()
        for field, share in shares.items():
            if field == NUMBER and not is_unnamed(header):
                continue  # a heading that nobody knows may still count something
            if field not in read and share >= 0.6 and (not read or field == "nik"):
                if open_to and field not in open_to:
                    continue
                claims.append((4, column, field, "isi"))
    return [claim for claim in claims if claim[0] >= _LEAST.get(claim[2], 1)]


def _read(header: str, part: Part) -> dict[str, int]:
    """Return field → strength of a heading; its own words count before the captions over it."""
    captions, own = part
    read = dict(readings(header)) if not captions else _read_under(captions, own)
    is_home = _HOME.search(even_out(header)) is not None
    return {
        field: strength - (is_home and field in _PLACES) for field, strength in read.items()
    }  # fmt: skip


def _read_under(captions: Sequence[str], own: str) -> dict[str, int]:
    whole = " ".join([*captions, own])
    together, alone = dict(readings(whole)), dict(readings(own))
    strong = {f: s for f, s in alone.items() if s >= STRONG and f != NUMBER}
    if strong:
        return {field: s for field, s in strong.items() if not is_refused(whole, field)}
    if is_plain(own):
        return together or alone
    weak = {field: min(s, _BY_CAPTION) for field, s in together.items()
            if field not in _NEVER_BY_CAPTION}  # fmt: skip
    return {**weak, **{f: s for f, s in alone.items() if not is_refused(whole, f)}}


def _support(share: float | None) -> int:
    """Return what the content adds to a heading: much when it fits, less when it cannot."""
    if share is None:
        return 0
    if share >= 0.5:
        return 3
    return -4 if share < 0.02 else 0
