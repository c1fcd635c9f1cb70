"""Whom to help next: generation, IT literacy, the target group, and changes in a year.

Answers are those by role (`rules.played`), so that any instrument that has the roles can be read.
Birth year is round year minus age, so it may be off by one year; pages say so.
"""

from dataclasses import dataclass

from lampit.measure.rules.logic import Answers, chosen, known

LITERATE_SKILLS = 4
YOUNG_HELPER_AGE = 45
TARGET_BELOW_INDEX = 60
FIRST_BIRTH_YEARS = (("gen_z", 1997), ("milenial", 1981), ("gen_x", 1965), ("boomer", 0))


@dataclass(frozen=True)
class Targeting:
    """What follows from the answers; None = belum diketahui, never a guess."""

    generation: str | None
    is_literate: bool | None
    is_target: bool | None
    reasons: tuple[str, ...]
    sells_online: bool | None
    online_change: int | None
    worker_change: int | None
    is_new_business: bool | None
    is_contact_dependent: bool | None


def generation(age: int | None, year: int) -> str | None:
    """Return the generation of somebody aged `age` in `year`; None when the age is unknown."""
    if age is None:
        return None
    return next(name for name, first in FIRST_BIRTH_YEARS if year - age >= first)


def number(answers: Answers, code: str) -> int | None:
    """Return a whole-number answer, None when it is missing, refused or not known."""
    answer = known(answers, code)
    return answer if isinstance(answer, int) else None


def is_literate(answers: Answers) -> bool | None:
    """Say whether the business can run an online shop by itself (`melek_it`)."""
    if len(chosen(answers, "bisa")) >= LITERATE_SKILLS:
        return True
    runner, posts = known(answers, "pengurus"), known(answers, "unggah")
    inside = runner in {"pemilik", "pekerja", "keluarga"}
    if inside and posts in {"mingguan", "harian"}:
        return True
    unsure = runner is None or (inside and posts is None and "unggah" in answers)
    return None if "bisa" not in answers or unsure else False


def _reasons(answers: Answers, year: int) -> tuple[str, ...]:
    """Return why a business is in the target group, as codes."""
    helper = number(answers, "usia_pengurus")
    found = []
    if generation(number(answers, "usia_pemilik"), year) in {"milenial", "gen_z"}:
        found.append("generation")
    if helper is not None and helper <= YOUNG_HELPER_AGE:
        found.append("helper")
    if is_literate(answers):
        found.append("literate")
    return tuple(found)


def _is_target(answers: Answers, index: float | None, reasons: tuple[str, ...]) -> bool | None:
    """Decide the target group (`sasaran_s2`); unknown where a missing answer could change it."""
    if "cukup" in chosen(answers, "hambatan"):
        return False
    if index is not None and index >= TARGET_BELOW_INDEX:
        return False
    if index is None:
        return None
    if reasons:
        return True
    unsure = number(answers, "usia_pemilik") is None or is_literate(answers) is None
    return None if unsure else False


def _change(now: int | None, before: int | None) -> int | None:
    """Return now minus before where both are known."""
    return None if now is None or before is None else now - before


def target(answers: Answers, index: float | None, year: int) -> Targeting:
    """Derive everything the office plans with from one questionnaire, its answers by role."""
    reasons = _reasons(answers, year)
    online, before = number(answers, "daring_kini"), number(answers, "daring_lalu")
    workers, earlier = number(answers, "pekerja_kini"), number(answers, "pekerja_lalu")
    contact = known(answers, "tatap_muka")
    dependent = None
    if contact is not None and online is not None:
        dependent = contact in {"semua", "banyak"} and online <= 2
    return Targeting(
        generation(number(answers, "usia_pemilik"), year),
        is_literate(answers),
        _is_target(answers, index, reasons),
        reasons,
        None if online is None else online >= 1,
        _change(online, before),
        _change(workers, earlier),
        None if earlier is None else earlier == 0,
        dependent,
    )
