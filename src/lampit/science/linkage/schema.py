"""What is compared, as data: features, comparisons with their levels, and blocking rules.

A schema is read from JSON (`SCHEMA` in the model file). A level's test is one of a small
vocabulary, so that a described schema can be written in both engines' SQL and never brings
SQL of its own:

    ["equal", f]            the same value
    ["near", f, t]          Jaro-Winkler similarity at least t
    ["slip", f, n]          Damerau-Levenshtein distance at most n
    ["overlap", f]          two lists share a member
    ["within", f, n]        the shorter list of words lies in the longer one, n words or more
    ["head", f, n]          the first n characters are the same
    ["swapped", f]          day and month of a date YYYYMMDD changed places
    ["close", f, n]         two villages lie n metres apart at most (their points, straight)
    ["missing", f]          one side does not tell it
    ["any", t1, t2, …]      one of the tests holds
    ["all", t1, t2, …]      all of them hold
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from lampit.basics.refusal import Refusal

TESTS = {
    "equal": 1, "near": 2, "slip": 2, "overlap": 1, "within": 2, "head": 2, "swapped": 1,
    "missing": 1, "close": 2,
}  # fmt: skip
# What the features of a field of each kind are called: its name with these endings.
ENDINGS: Mapping[str, tuple[str, ...]] = {
    "nik": ("", "_head", "_born", "_sex"),
    "person": ("", "_flat", "_loose", "_first", "_last", "_words"),
    "business": ("", "_core", "_flat"),
    "phone": ("",),
    "village": ("", "_district", "_x", "_y"),
    "date": ("", "_day", "_year"),
    "address": ("_rt",),
    "text": ("",),
    "code": ("",),
}
Test = tuple[Any, ...]


class SchemaError(Refusal):
    """A schema or model that cannot be carried out; the message says where."""


@dataclass(frozen=True, slots=True)
class Level:
    """One grade of agreement.

    Attributes:
        word: how evidence says it, Indonesian (`sama`, `mirip`).
        test: a test of the vocabulary; empty for the last level, which takes the rest.
        rarity: feature whose rare values weigh more when this level holds (term frequency).
    """

    word: str
    test: Test = ()
    rarity: str = ""


@dataclass(frozen=True, slots=True)
class Comparison:
    """Levels of one kind of evidence, best first; where a side is missing there is none.

    Attributes:
        name: identifier, `owner`.
        label: how evidence calls it, Indonesian (`nama`).
        needs: features that both sides must have.
        unless: when one of these tests holds, another comparison has told it already.
        only: tests without which this comparison says nothing.
        levels: the levels; the last one has no test.
    """

    name: str
    label: str
    needs: tuple[str, ...]
    levels: tuple[Level, ...]
    unless: tuple[Test, ...] = ()
    only: tuple[Test, ...] = ()

    @property
    def features(self) -> set[str]:
        """Return all features that this comparison reads."""
        tests = [level.test for level in self.levels]
        told = {f for test in (*tests, *self.unless, *self.only) for f in features_of(test)}
        return told | set(self.needs)


@dataclass(frozen=True, slots=True)
class Rule:
    """A blocking rule: records that agree on all of `on` are compared.

    Where that would be more than 3 pairs per record, they must agree on `narrow` as well.
    """

    name: str
    on: tuple[str, ...]
    narrow: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Schema:
    """Everything that the engine must know about a kind of record.

    Attributes:
        name: `businesses`, `febrl`.
        id: the column of the ids.
        fields: cleaned fields: name, kind and the columns they are read from.
        comparisons: the evidence.
        rules: blocking rules for candidates.
        training: blocking rules of the EM runs, at least three.
        certain: rules whose pairs are nearly all true, for the prior.
        recall: share of the true pairs that `certain` is assumed to find.
        split: features by which an oversized block is split, in this order.
        second: names of the comparisons (person's name, business name, place) that tell a
            second business of one owner; empty where records are people.
    """

    name: str
    fields: tuple[Mapping[str, Any], ...]
    comparisons: tuple[Comparison, ...]
    rules: tuple[Rule, ...]
    training: tuple[Rule, ...]
    certain: tuple[Rule, ...]
    recall: float
    id: str = "id"
    split: tuple[str, ...] = ()
    second: Mapping[str, Any] | None = None

    def comparison(self, name: str) -> Comparison:
        """Return the comparison called `name`."""
        return next(c for c in self.comparisons if c.name == name)


def features_of(test: Test) -> Iterator[str]:
    """Yield the features that a test reads."""
    if not test:
        return
    if test[0] in {"any", "all"}:
        for part in test[1:]:
            yield from features_of(part)
    elif test[0] == "close":
        yield from (f"{test[1]}_x", f"{test[1]}_y")
    else:
        yield test[1]


def read_schema(told: Mapping[str, Any]) -> Schema:
    """Build a schema from its JSON.

    Raises:
        SchemaError: `schema_invalid`, naming the part that is wrong.
    """
    try:
        schema = Schema(
            name=str(told["name"]),
            fields=tuple(dict(field) for field in told["fields"]),
            comparisons=tuple(_comparison(c) for c in told["comparisons"]),
            rules=_rules(told["rules"]),
            training=_rules(told["training"]),
            certain=_rules(told["certain"]),
            recall=float(told["recall"]),
            id=str(told.get("id", "id")),
            split=tuple(map(str, told.get("split", ()))),
            second=told.get("second"),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise SchemaError("schema_invalid", f"Skema pencocokan tidak lengkap: {error}.") from error
    for field in schema.fields:
        name, kind = str(field.get("name", "")), str(field.get("kind", ""))
        if kind not in ENDINGS or not name.isidentifier():
            raise _wrong(f"kolom “{name}” berjenis “{kind}” tidak dikenal")
    if not schema.comparisons or not schema.rules:
        raise _wrong("perbandingan dan aturan blok tidak boleh kosong")
    if not 0 < schema.recall <= 1:
        raise _wrong("recall harus di antara 0 dan 1")
    made = {f["name"] + ending for f in schema.fields for ending in ENDINGS[f["kind"]]}
    if unknown := _used(schema) - made:
        raise _wrong(f"ciri “{min(unknown)}” tidak ada di kolomnya")
    if schema.second and not _judging(schema.second) <= {c.name for c in schema.comparisons}:
        raise _wrong("“second” harus menyebut perbandingan yang ada")
    return schema


def _used(schema: Schema) -> set[str]:
    """Return every feature that a schema names."""
    rules = (*schema.rules, *schema.training, *schema.certain)
    found = {feature for rule in rules for feature in (*rule.on, *rule.narrow)} | {*schema.split}
    for comparison in schema.comparisons:
        found |= comparison.features | {level.rarity for level in comparison.levels}
    return (found | {str((schema.second or {}).get("person_name", ""))}) - {""}


def _judging(second: Mapping[str, Any]) -> set[str]:
    """Return the comparisons by which second businesses are told."""
    single = (second.get(key) for key in ("name", "place", "sector"))
    return {str(name) for name in (*second.get("person", ()), *single)}


def _wrong(what: str) -> SchemaError:
    return SchemaError("schema_invalid", f"Skema pencocokan tidak dapat dipakai: {what}.")


def _rules(told: list[Any]) -> tuple[Rule, ...]:
    if not all(rule["on"] for rule in told):
        raise _wrong("aturan blok harus menyebut ciri")
    return tuple(
        Rule(
            str(rule.get("name") or "+".join(rule["on"])),
            tuple(map(str, rule["on"])),
            tuple(map(str, rule.get("narrow", ()))),
        )
        for rule in told
    )


def _comparison(told: Mapping[str, Any]) -> Comparison:
    levels = tuple(
        Level(str(level["word"]), _test(level.get("test", [])), str(level.get("rarity", "")))
        for level in told["levels"]
    )
    if len(levels) < 2 or levels[-1].test or not all(level.test for level in levels[:-1]):
        raise _wrong(f"tingkat “{told['name']}” harus diakhiri satu tingkat tanpa uji")
    return Comparison(
        name=str(told["name"]),
        label=str(told["label"]),
        needs=tuple(map(str, told["needs"])),
        levels=levels,
        unless=tuple(_test(t) for t in told.get("unless", [])),
        only=tuple(_test(t) for t in told.get("only", [])),
    )


def _test(told: list[Any]) -> Test:
    if not told:
        return ()
    if told[0] in {"any", "all"}:
        return (told[0], *(_test(part) for part in told[1:]))
    if told[0] not in TESTS or len(told) != TESTS[told[0]] + 1:
        raise _wrong(f"uji {told!r} tidak dikenal")
    numbers = all(isinstance(x, int | float) for x in told[2:])
    if not (isinstance(told[1], str) and told[1].isidentifier() and numbers):
        raise _wrong(f"uji {told!r} harus menyebut satu ciri dan angka")
    return tuple(told)
