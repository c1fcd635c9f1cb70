"""Answers that become typed columns of `measure_answer`, and who needs each (ADR 0003).

A column is of a role (`rules.roles`): the question that has it in the instrument of the answers.
Unknown and refused stay apart: null = not asked or not answered, -88 = refused, -99 = does not
know; readers of figures take values >= 0 only.
"""

from dataclasses import dataclass

LONGEST_CODE = 12  # signs of an option that becomes a column
LONGEST_LEVEL, LONGEST_SIGN_LEVEL = 4, 16  # signs of the codes of levels, which scores keep


@dataclass(frozen=True)
class Column:
    """A role whose answer is kept as a column: name, type, unit, the reader that needs it.

    `largest` is the largest number that the column, and a difference of two such, can hold.
    """

    role: str
    name: str
    type: str
    unit: str
    reader: str
    largest: int = 32_767


COLUMNS: tuple[Column, ...] = (
    Column("usia_pemilik", "owner_age", "integer", "years", "targeting by generation"),
    Column("usia_pengurus", "helper_age", "integer", "years", "targeting by helper"),
    Column("pekerja_kini", "workers_now", "integer", "persons", "net jobs"),
    Column("pekerja_lalu", "workers_before", "integer", "persons", "net jobs, new businesses"),
    Column("omzet", "sales_band", "text", "band", "gain"),
    Column("arah_omzet", "sales_trend", "text", "code", "recovery"),
    Column("daring_kini", "online_now", "integer", "of ten sales", "channel trend"),
    Column("daring_lalu", "online_before", "integer", "of ten sales", "channel trend"),
    Column("tatap_muka", "face_to_face", "text", "code", "contact dependence"),
    Column("pulih", "recovery", "text", "code", "recovery"),
    Column("biaya_promosi", "promotion_spend", "integer", "rupiah", "promotion cost", 10**12),
)
