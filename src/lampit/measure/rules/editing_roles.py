"""What must be right about the role of a question and what its options mean."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from lampit.measure.rules.answers import Fault
from lampit.measure.rules.roles import BY_CODE, TENTHS, role_of

Question = Mapping[str, Any]


def role_faults(place: str, question: Question) -> Iterator[Fault]:
    """Yield what does not fit between a question and its role."""
    told = question.get("role")
    if told:
        role = BY_CODE.get(str(told))
        if role is None:
            yield Fault(place, "role_unknown", "Kegunaan pertanyaan ini tidak dikenal. Pilih lagi.")
            return
        if role.kind != question["type"]:
            yield Fault(
                place, "role_kind", "Kegunaan ini tidak cocok dengan jenis jawabannya. Ganti salah "
                "satu."
            )  # fmt: skip
            return
    role = BY_CODE.get(role_of(question))
    if role is None:
        return
    if role.code in TENTHS and (question["min"], question["max"]) != (0, 10):
        yield Fault(place, "role_tenths", "Dengan kegunaan ini jawabannya 0 sampai 10.")
    wrong = [o for o in question.get("options", ()) if o.get("means")]
    if any(str(option["means"]) not in role.meant for option in wrong):
        yield Fault(place, "meaning_unknown", "Ada arti pilihan yang tidak dikenal kegunaan ini.")


def roles_twice(questions: Iterable[Question]) -> Iterator[Fault]:
    """Yield a fault for each question whose role another one before it has."""
    seen: set[str] = set()
    for question in questions:
        role = role_of(question)
        if role and role in seen:
            yield Fault(
                f"soal/{question['id']}", "role_twice",
                "Kegunaan ini sudah dipakai pertanyaan lain. Pilih yang lain atau kosongkan.",
            )  # fmt: skip
        seen.add(role)
