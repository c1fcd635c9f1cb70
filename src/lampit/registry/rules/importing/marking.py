"""What rows are known by, by column: keys of their names, and the mark of each row. Pure."""

from collections.abc import Callable, Iterable, Sequence
from hashlib import sha256
from typing import Any

from lampit.national import namelists
from lampit.registry.rules.importing import merging
from lampit.registry.rules.importing.columned import Told
from lampit.registry.rules.importing.meeting import Known

_NUMBERS = frozenset({"workers_m", "workers_f", "sales_low", "sales_high", "capital"})

_GAP = ("nik", "nik_status")  # beside each other in `merging.MARKED`
GAP = "\x1f"  # no text is written with it


class Marked:
    """What rows say, with the keys by which their owners and businesses are known."""

    def __init__(self, told: Told) -> None:
        """Reckon the keys of the names once."""
        self.told = told
        self.keys = told.keys
        self.business, self.sounds = namelists.businesses(told["business_name"])

    def known(self) -> Known:
        """Return what is remembered of the rows; see `meeting.known_together`."""
        told = self.told
        trades = [
            kbli or activity.lower()
            for kbli, activity in zip(told["kbli"], told["activity"], strict=True)
        ]
        return Known(
            told["owner_name"], self.business, told["nik"], told["phone1"], told["phone2"],
            told["birth_date"], told["village"], trades, self.keys,
        )  # fmt: skip

    def texts(self) -> list[str]:
        """Return what the marks are made of, with a gap for the NIK and how sure it is.

        See `fingerprints`: these two may change once the list is asked for doubles.
        """
        told = self.told
        columns: list[Sequence[Any]] = []
        shape = []
        for name in merging.MARKED:
            if name in _GAP:
                shape += [GAP] if name == _GAP[0] else []
                continue
            if name not in told.fields:
                shape.append(repr(told[name][0]))
                continue
            column = told[name]
            if name == "channels":
                column = each(_listed, column)
            elif name == "extras":
                column = each(repr, column)
            elif name not in _NUMBERS:
                if _is_plain(column):
                    shape.append("'%s'")
                    columns.append(column)
                    continue
                column = [*map(repr, column)]
            shape.append("%s")
            columns.append(column)
        whole: Iterable[str] = map(", ".join(shape).__mod__, zip(*columns, strict=True))
        return [*self._with_seldom(whole)]

    def _with_seldom(self, whole: Iterable[str]) -> Iterable[str]:
        """Return the texts with what lists without it do not have in their marks."""
        told = self.told
        if "observed_on" in told.fields:
            whole = (f"{text}, {seen!r}" if seen else text
                     for text, seen in zip(whole, told["observed_on"], strict=True))  # fmt: skip
        if "workers" in told.fields:
            whole = (text if many is None else f"{text}, {('workers', many)!r}"
                     for text, many in zip(whole, told["workers"], strict=True))  # fmt: skip
        return whole


def fingerprints(texts: Sequence[str], niks: Sequence[str], statuses: Sequence[str]) -> list[str]:
    """Return the marks of `merging.fingerprint`: of the rows as `repr` writes their tuples."""
    return [
        sha256(f"({text.replace(GAP, f'{nik!r}, {status!r}', 1)})".encode()).hexdigest()
        for text, nik, status in zip(texts, niks, statuses, strict=True)
    ]


def each(write: Callable[[Any], str], column: Sequence[Any]) -> list[str]:
    """Return each value written; those that rows share are written once."""
    shared = {id(one): write(one) for one in {id(one): one for one in column}.values()}
    return [shared[id(one)] for one in column]


def _listed(channels: Sequence[str]) -> str:
    return repr([*channels])


def _is_plain(column: Sequence[str]) -> bool:
    """Tell of texts that each is written as it is, between single quotes."""
    whole = "".join(column)
    return whole.isprintable() and "'" not in whole and "\\" not in whole
