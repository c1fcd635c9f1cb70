"""A NIK against the sex that is told: asked before it is saved, noted when somebody is sure."""

from lampit.basics.refusal import Refusal
from lampit.national import nik as niks
from lampit.outside import vault
from lampit.registry.models import Owner
from lampit.registry.rules.records import NIK_ODD, Told, context


def check_nik(owner: Owner, told: Told, *, is_checked: bool) -> str | None:
    """Return the status that a NIK gets beside the sex told with it, None when neither is new.

    Call it before either is written on `owner`. Of a NIK that stays only its sex is read, and
    only when another sex is told.

    Args:
        owner: whose they are.
        told: what is told now.
        is_checked: somebody looked at the card and says that both are so.

    Raises:
        Refusal: `nik_sex`.
    """
    number = told.nik
    is_new = bool(number) and vault.blind_index("nik", number) != owner.nik_index
    is_other = bool(told.owner_sex) and told.owner_sex != owner.sex
    if not (is_new or is_other):
        return None
    if not number and owner.nik_sealed:
        where = context("owner", owner.public_id, "nik")
        number = vault.decrypt(bytes(owner.nik_sealed), where)
    if not number:
        return None
    if told.owner_sex in ("", niks.parse(number).sex):
        return "ok"
    if not is_checked:
        raise Refusal("nik_sex", "NIK tidak cocok dengan jenis kelamin. Periksa KTP-nya.")
    return NIK_ODD
