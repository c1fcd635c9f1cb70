"""Villages and kecamatan out of what offices write: abbreviated, misspelt, in the wrong column."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from rapidfuzz.distance import JaroWinkler

from lampit.national.addresses import is_short_for, place_key, tight_key
from lampit.national.names import one_slip
from lampit.registry.rules.importing.answers import (
    NO_ANSWERS,
    OPEN,
    REFUSE,
    REFUSED,
    VILLAGE,
    Answers,
    Value,
)

EXACT, TIGHT, SHORT, SLIP = 4, 3, 2, 1
SHORTEST = 3  # letters below which a text is no place
LEAST_ALIKE = 0.8  # Jaro-Winkler under which a name is no suggestion
BEHIND = 0.12  # how much less alike than the likeliest a suggestion may be
OFTEN = 4  # villages that begin with one word, as Sungai: the word then tells nothing
# What people call a kecamatan after its main town.
ALIASES = {"63.08.03": ("alabio",), "63.08.05": ("amuntai kota", "kota amuntai")}
_HOUSE = re.compile(r"[\s,.(]+(?:rt|rw|no)\b.*$", re.IGNORECASE)
_STREET = re.compile(r"(?:jl|jln|jalan|gg|gang|komp|komplek|perum|blok|simpang)\b", re.IGNORECASE)
_OWN_WORDS = {"63.08": ("hsu", "hulu sungai utara")}


@dataclass(frozen=True, slots=True)
class Place:
    """What the place cells of a row say.

    Attributes:
        village: code, empty when it cannot be told.
        district: code of the kecamatan, empty when it cannot be told.
        code: `desa_kosong`, `desa_tidak_dikenal`, `desa_ganda`, `kecamatan_berbeda` or empty.
        outside: the cells name another kabupaten.
        near: names of the nearest villages, when none fits.
        is_answered: the office decided this value itself.
    """

    village: str = ""
    district: str = ""
    code: str = ""
    outside: bool = False
    near: tuple[str, ...] = ()
    is_answered: bool = False


Candidates = dict[str, int]


@dataclass
class Gazetteer:
    """The region's names: kecamatan and villages inside, kabupaten and kecamatan around.

    Attributes:
        region: code of the kabupaten.
        districts: kecamatan code → name.
        villages: village code → name; the first 8 signs are the kecamatan.
        outside: names of other kabupaten, and of kecamatan of the province outside.
        answers: what the office said of doubtful names.
    """

    region: str
    districts: Mapping[str, str]
    villages: Mapping[str, str]
    outside: Iterable[str] = ()
    answers: Answers = NO_ANSWERS
    _answers: dict[tuple[str, str, str], Place] = field(default_factory=dict)
    _found: dict[str, Candidates] = field(default_factory=dict)
    _heads: dict[str, Candidates] = field(default_factory=dict)

    @cached_property
    def _outside_keys(self) -> frozenset[str]:
        inside = {place_key(name) for name in self.districts.values()}
        keys = {place_key(name).removeprefix("kota ") for name in self.outside}
        return frozenset(key for key in keys - inside if len(key) > 3)

    @cached_property
    def _village_keys(self) -> list[tuple[str, str, str]]:
        return [(c, place_key(name), tight_key(name)) for c, name in self.villages.items()]

    @cached_property
    def _heads_of(self) -> Counter[str]:
        return Counter(key.partition(" ")[0] for _, key, _ in self._village_keys)

    @cached_property
    def _spellings(self) -> frozenset[str]:
        return frozenset(key for _, *both in self._village_keys for key in both)

    @cached_property
    def _district_keys(self) -> list[tuple[str, str, str]]:
        keys = [(c, place_key(name), tight_key(name)) for c, name in self.districts.items()]
        for code, names in ALIASES.items():
            if code in self.districts:
                keys += [(code, place_key(name), tight_key(name)) for name in names]
        return keys

    def is_village(self, text: str) -> bool:
        """Tell whether a text is written exactly like a village here."""
        key, tight = place_key(text), tight_key(text)
        return len(tight) >= SHORTEST and not self._spellings.isdisjoint((key, tight))

    def village_in(self, address: str) -> str:
        """Return the part of an address that is a village: all of it but RT and RW, or a part.

        A part is one only when it is written like a village here: streets have such names, too.
        """
        whole = _HOUSE.sub("", address).strip(" .,-")
        if "," not in whole:
            is_street = not whole or _STREET.match(whole)
            return "" if is_street or not _candidates(whole, self._village_keys) else whole
        parts = [part.strip(" .-") for part in whole.split(",")]
        return next((part for part in reversed(parts) if self.is_village(part)), "")

    def is_district(self, text: str) -> bool:
        """Tell whether a text names a kecamatan here, abbreviated or not."""
        return bool(self.districts_like(text))

    def district_of(self, text: str) -> str:
        """Return the code of the one kecamatan that the text names, empty when none or several."""
        found = self.districts_like(text)
        return next(iter(found)) if len(found) == 1 else ""

    def villages_like(self, text: str) -> Candidates:
        """Return village code → how well the name fits; only the best kind of fit is kept."""
        if text not in self._found:
            self._found[text] = _candidates(text, self._village_keys)
        return self._found[text]

    def districts_like(self, text: str) -> Candidates:
        """Return kecamatan code → how well the name fits."""
        if text not in self._heads:
            found = _candidates(text, self._district_keys)
            if not found and "," in text:
                found = _candidates(text.partition(",")[0], self._district_keys)
            self._heads[text] = found
        return self._heads[text]

    def written(self, code: str) -> str:
        """Return a village with its kecamatan as people write it; the code when unknown."""
        name = self.villages.get(code, "")
        return f"{name}, {self.districts.get(code[:8], '')}" if name else code

    def nearest(self, village: str, district: str, group: str, most: int) -> list[str]:
        """Return the villages a text may mean, likeliest first.

        Those of the written kecamatan and of the sub-heading come before others as much alike.
        A name that shares nothing but a word such as Sungai, or is far behind, is none.
        """
        heads = {*self.districts_like(district), group[:8]} - {""}
        key, scored = place_key(village), []
        for code, known, _ in self._village_keys:
            alike = 0.95 if known.startswith(key) else self._alike(key, known)
            if alike >= LEAST_ALIKE:
                scored.append((alike + (0.05 if code[:8] in heads else 0), code))
        scored.sort(key=lambda one: (-one[0], one[1]))
        return [code for alike, code in scored[:most] if alike >= scored[0][0] - BEHIND]

    def _alike(self, key: str, known: str) -> float:
        """Return how alike two names are; a first word that many villages have is left out."""
        head, _, rest = key.partition(" ")
        known_head, _, known_rest = known.partition(" ")
        if head == known_head and rest and known_rest and self._heads_of[head] >= OFTEN:
            key, known = rest, known_rest
        return float(JaroWinkler.similarity(key.replace(" ", ""), known.replace(" ", "")))

    def names_outside(self, text: str) -> bool:
        """Tell whether a text names another kabupaten, or a kecamatan of one."""
        key = place_key(text)
        if not key or any(own in key for own in _OWN_WORDS.get(self.region, ())):
            return False
        parts = {key, *(place_key(part) for part in text.replace("(", ",").split(","))}
        return not self._outside_keys.isdisjoint(parts)

    def find(self, village: str, district: str, group: str = "") -> Place:
        """Return the place of a row; `group` is the kecamatan (or village) of its sub-heading.

        Never guesses: twins, halves of names and contradictions that the group does not decide
        stay open.
        """
        key = (village, district, group)
        if key not in self._answers:
            if len(self._answers) > 200_000:
                self._answers.clear()
            read = self._find(village.strip(" -."), district.strip(" -."), group)
            told = self.answers.find(Value(VILLAGE, village, district, group))
            self._answers[key] = read if told is None else self._as_told(told, read)
        return self._answers[key]

    def _as_told(self, told: str, read: Place) -> Place:
        """Return the place as the office decided it; a village left open keeps its kecamatan."""
        if told == REFUSE:
            return Place(code=REFUSED, is_answered=True)
        if told == OPEN:
            return Place("", read.district, is_answered=True)
        return Place(told, told[:8], is_answered=True)

    def _find(self, village: str, district: str, group: str) -> Place:
        if village in self.villages:
            return Place(village, village[:8])
        if not district and "," in village and not self.villages_like(village):
            village, _, district = (part.strip() for part in village.partition(","))
        written = self._settle(village, district, group)
        is_clear = bool(written.village) and not written.code
        unread = bool(district) and not self.districts_like(district)
        if not is_clear or unread:
            written = self._or_swapped(written, village, district, group, is_clear=is_clear)
        if not written.village and self._is_outside(village, district):
            return Place(outside=True)
        return written

    def _or_swapped(
        self, written: Place, village: str, district: str, group: str, *, is_clear: bool
    ) -> Place:
        """Return the reading with the two columns swapped when it explains more."""
        if not self._may_be_swapped(village, district):
            return written
        swapped = self._settle(district, village, group)
        if swapped.village and (not swapped.code or not written.village):
            return swapped if not (is_clear and swapped.code) else written
        return written

    def _may_be_swapped(self, village: str, district: str) -> bool:
        if self.districts_like(village):
            return True
        return bool(district) and not self.districts_like(district)

    def _is_outside(self, village: str, district: str) -> bool:
        if self.districts_like(district) or self.districts_like(village):
            return False
        return self.names_outside(district) or (not district and "kab" in village.lower()
                                                and self.names_outside(village))  # fmt: skip

    def _settle(self, village: str, district: str, group: str) -> Place:
        """Decide one reading: `village` is a village's name, `district` a kecamatan's."""
        heads = self.districts_like(district) if district else {}
        head = max(heads, key=lambda code: heads[code]) if len(heads) == 1 else ""
        if len(heads) > 1 and group[:8] in heads:
            head = group[:8]
        if not village:
            return self._without_village(head, group)
        found = self.villages_like(village)
        if len(group) > 8 and group in found:
            return Place(group, group[:8])
        if not found:
            return self._unknown(village, head or group[:8])
        return self._choose(found, head, group[:8], bool(district) and not heads)

    def _without_village(self, head: str, group: str) -> Place:
        if len(group) > 8 and (not head or group.startswith(head)):
            return Place(group, group[:8])
        return Place("", head or group[:8], "desa_kosong")

    def _choose(self, found: Candidates, head: str, group: str, unread: bool) -> Place:
        """Pick the village among those the name fits, by the written and the grouping kecamatan."""
        in_head = _best(found, head)
        in_group = _best(found, group)
        if head and group and head != group:
            return self._contradicting(in_head, in_group, head, group)
        area = head or group
        if area:
            inside = in_head if head else in_group
            if len(inside) == 1:
                return Place(inside[0], area, "kecamatan_berbeda" if unread and not group else "")
            if len(inside) > 1:
                return Place("", area, "desa_ganda", near=self._named(inside))
        best = _best(found, "")
        if len(best) == 1 and (not area or (not group and found[best[0]] >= SHORT)):
            code = "kecamatan_berbeda" if area or unread else ""
            if area and self._starts_alike(best[0], area):
                return Place("", "", "desa_ganda", near=self._named(best))
            return Place(best[0], best[0][:8], code)
        code = "desa_ganda" if len(best) > 1 else "desa_tidak_dikenal"
        return Place("", area, code, near=self._named(best))

    def _contradicting(
        self, in_head: list[str], in_group: list[str], head: str, group: str
    ) -> Place:
        if len(in_group) == 1 and not in_head:
            return Place(in_group[0], group, "kecamatan_berbeda")
        if len(in_head) == 1 and not in_group:
            return Place(in_head[0], head, "kecamatan_berbeda")
        return Place("", "", "desa_ganda", near=self._named(in_group + in_head))

    def _starts_alike(self, village: str, district: str) -> bool:
        """Tell whether the district has villages whose names begin like this one."""
        start = place_key(self.villages[village]) + " "
        return any(c.startswith(district) and key.startswith(start)
                   for c, key, _ in self._village_keys)  # fmt: skip

    def _unknown(self, village: str, area: str) -> Place:
        """Answer a name that fits no village: half of several names is a question of its own."""
        start = place_key(village) + " "
        halves = [c for c, key, _ in self._village_keys
                  if key.startswith(start) and c.startswith(area)]  # fmt: skip
        if len(halves) > 1:
            return Place("", area, "desa_ganda", near=self._named(halves))
        return Place("", area, "desa_tidak_dikenal", near=self._nearest(village, area))

    def _nearest(self, village: str, district: str) -> tuple[str, ...]:
        """Return up to three names in the district that begin like the text."""
        start = place_key(village)[:4]
        codes = [c for c, key, _ in self._village_keys
                 if key.startswith(start) and c.startswith(district)]  # fmt: skip
        return self._named(codes)

    def _named(self, codes: list[str]) -> tuple[str, ...]:
        """Return up to three names; of villages called alike with their kecamatan."""
        called = Counter(self.villages[code] for code in codes)
        told = (
            name if called[name] == 1 else f"{name} ({self.districts.get(code[:8], '')})"
            for code, name in ((code, self.villages[code]) for code in codes)
        )
        return tuple(dict.fromkeys(told))[:3]


def _best(found: Candidates, area: str) -> list[str]:
    """Return the best-fitting codes within an area; a rough fit loses to an exact one."""
    inside = {code: fit for code, fit in found.items() if code.startswith(area)} if area else found
    top = max(inside.values(), default=0)
    return [code for code, fit in inside.items() if fit == top]


def _candidates(text: str, keys: list[tuple[str, str, str]]) -> Candidates:
    key, tight = place_key(text), tight_key(text)
    if len(tight) < SHORTEST:
        return {}
    found: Candidates = {}
    shortest, longest, first = len(tight) - 1, len(tight) + 1, key[0]
    for code, known, known_tight in keys:
        # A slip keeps the length but for one letter, an abbreviation the first letter.
        if (
            known[0] != first
            and not shortest <= len(known_tight) <= longest
            and (abs(len(known) - len(key)) > 3)
        ):
            continue
        fit = _fit(key, tight, known, known_tight)
        if fit > found.get(code, 0):
            found[code] = fit
    return found


def _fit(key: str, tight: str, known: str, known_tight: str) -> int:
    if key == known:
        return EXACT
    if tight == known_tight:
        return TIGHT
    if (
        len(tight) > 3
        and len(known_tight) > 4
        and (one_slip(tight, known_tight) or one_slip(key.replace(" ", ""), known.replace(" ", "")))
    ):
        return SLIP
    # Of an abbreviation each word begins as the word that it stands for.
    return SHORT if key[0] == known[0] and is_short_for(key, known) else 0
