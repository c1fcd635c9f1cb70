"""Help in a shop: invited by its owner or agreed to before a witness, ended at any time.

An owner without an account of her own gets one by a link, too; whoever ran the shop until then
stays written down as helper and is told, and the owner decides how it goes on.
"""

import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from hashlib import sha256

from django.core.signing import BadSignature, Signer
from django.db import IntegrityError, transaction

from lampit.basics.refusal import Refusal
from lampit.people.access import acting, memberships
from lampit.people.actions import audit, create_account, grant
from lampit.people.models import Role, User
from lampit.shops import access
from lampit.shops.actions._guard import check_keeper
from lampit.shops.models import Assistance, Maker
from lampit.shops.queries import helping as reads
from lampit.shops.rules import helping

_SIGNER = Signer(salt="lampit.shops.serah", sep="~")
HANDED_WITHIN = timedelta(days=14)
Address = Callable[[str], str]
WRONG = Refusal("serah_salah", "Tautan ini tidak dikenal, sudah dipakai, atau lewat 14 hari.")


def _digest(code: str) -> str:
    return sha256(code.encode()).hexdigest()


def _note(actor: User, deed: str, maker: Maker, at: datetime, reason: str = "") -> None:
    audit(
        actor, deed, subject_kind="maker", subject_id=maker.pk, reason=reason[:255],
        region=maker.region_id, at=at,
    )  # fmt: skip


def invite_relative(actor: User, maker: Maker, at: datetime, *, note: str = "") -> str:
    """Make the link by which somebody close may help a shop, and return its code.

    The owner invites by herself. A mentor or the office may do it for an owner without an account
    of her own, with a note of how she agreed.

    Raises:
        Refusal: `bukan_lapak_anda`, `hanya_pemilik`, `saksi_kosong`, `pembantu_banyak`.
    """
    check_keeper(actor, maker)
    is_owner = maker.account_id == actor.pk
    if not is_owner and (maker.account_id is not None or not access.works_for_office(actor)):
        raise Refusal("hanya_pemilik", "Hanya pemilik lapak yang mengundang pembantu.")
    told = "" if is_owner else helping.check_note(note)
    code = secrets.token_urlsafe(16)
    with transaction.atomic():
        Maker.objects.select_for_update(no_key=True).get(pk=maker.pk)
        open_ = Assistance.objects.filter(maker=maker, kind=helping.RELATIVE, ended_at=None)
        helping.check_invitation(open_.count())
        Assistance.objects.create(
            maker=maker, kind=helping.RELATIVE, note=told, given_by=actor,
            consent=helping.SELF if is_owner else helping.WITNESSED, code_digest=_digest(code),
            asked_at=at, open_until=at + helping.LINK_HOLDS,
        )  # fmt: skip
        _note(actor, "bantu.undang", maker, at, told)
    return code


def accept_invitation(account: User, code: str, at: datetime) -> Assistance:
    """Begin to help the shop of an invitation; its link works once.

    Raises:
        Refusal: `undangan_salah`, `undangan_lewat`, `lapak_sendiri`, `sudah_membantu`.
    """
    found = reads.invited(_digest(code))
    if found is None:
        raise Refusal("undangan_salah", "Undangan ini tidak dikenal atau sudah dipakai.")
    if found.open_until is None or at > found.open_until:
        raise Refusal("undangan_lewat", "Undangan ini sudah lewat 7 hari. Minta yang baru.")
    if found.maker.account_id == account.pk:
        raise Refusal("lapak_sendiri", "Ini lapak Anda sendiri. Berikan tautannya kepada keluarga.")
    try:
        with transaction.atomic():
            won = Assistance.objects.filter(pk=found.pk, account=None, ended_at=None).update(
                account=account, started_at=at, code_digest=""
            )
            if not won:
                raise Refusal("undangan_salah", "Undangan ini tidak dikenal atau sudah dipakai.")
            _note(account, "bantu.mulai", found.maker, at)
    except IntegrityError as error:
        raise Refusal("sudah_membantu", "Anda sudah membantu lapak ini.") from error
    found.refresh_from_db()
    return found


def note_consent(actor: User, maker: Maker, note: str, at: datetime) -> Assistance:
    """Note before a witness that the owner agrees to be helped by this mentor or officer.

    Noting it twice is once.

    Raises:
        Refusal: `bukan_lapak_anda`, `saksi_kosong`, `bantuan_diakhiri` when the owner ended it:
            then she invites anew herself.
    """
    check_keeper(actor, maker)
    if not access.works_for_office(actor):
        raise Refusal("bukan_lapak_anda", "Hanya pendamping atau petugas yang mencatat izin ini.")
    told = helping.check_note(note)
    with transaction.atomic():
        Maker.objects.select_for_update(no_key=True).get(pk=maker.pk)
        known = reads.agreement(maker, actor)
        if known is not None:
            return known
        made = Assistance.objects.create(
            maker=maker, account=actor, kind=access.kind_of_helper(actor), note=told,
            consent=helping.WITNESSED, given_by=actor, asked_at=at, started_at=at,
        )  # fmt: skip
        _note(actor, "bantu.izin", maker, at, told)
    return made


def end_help(actor: User, found: Assistance, at: datetime) -> None:
    """End a help, or an invitation that waits; at once, by the owner, her office or the helper.

    Raises:
        Refusal: `bukan_lapak_anda`.
    """
    may_end = found.maker.account_id == actor.pk or found.account_id == actor.pk
    if not may_end and not (
        found.maker.account_id is None
        and access.works_for_office(actor)
        and access.may_keep(actor, found.maker)
    ):
        raise Refusal("bukan_lapak_anda", "Bantuan ini diakhiri oleh pemilik atau yang membantu.")
    with transaction.atomic():
        open_ = Assistance.objects.filter(pk=found.pk, ended_at=None)
        if open_.update(ended_at=at, ended_by=actor, code_digest=""):
            who = found.account.username if found.account else "undangan"
            _note(actor, "bantu.akhiri", found.maker, at, who)


def handing_code(actor: User, maker: Maker, at: datetime) -> str:
    """Return the code with which the owner takes her shop into her own account; signed.

    Raises:
        Refusal: `bukan_lapak_anda`, `sudah_dipegang`.
    """
    check_keeper(actor, maker)
    if not access.works_for_office(actor):
        raise Refusal("bukan_lapak_anda", "Hanya pendamping atau petugas yang menyerahkan lapak.")
    if maker.account_id is not None:
        raise Refusal("sudah_dipegang", "Lapak ini sudah dipegang pemiliknya.")
    _note(actor, "lapak.serah", maker, at)
    role = acting(actor)
    return _SIGNER.sign(
        f"{maker.pk}-{int(at.timestamp())}-{actor.pk}-{role.pk if role is not None else 0}"
    )


def handed(code: str, at: datetime) -> tuple[Maker, User]:
    """Return the shop that a code hands over, and who hands it over and may still do so.

    Judged by the role in which it was handed out, whatever the giver acts in at this moment.

    Raises:
        Refusal: `serah_salah` when it is wrong, late or was used; `serah_gugur` when who made it
            no longer works for this shop.
    """
    try:
        number, since, by, *role = _SIGNER.unsign(code).split("-")
    except (BadSignature, ValueError):
        raise WRONG from None
    if at.timestamp() - int(since) > HANDED_WITHIN.total_seconds():
        raise WRONG
    maker = Maker.objects.select_related("place").filter(pk=int(number), account=None).first()
    if maker is None:
        raise WRONG
    giver = _giver(int(by), int(role[0])) if role else None  # older codes tell no role
    if giver is None or not access.works_for_office(giver) or not access.may_keep(giver, maker):
        raise Refusal(
            "serah_gugur",
            "Yang membuat tautan ini tidak lagi mendampingi lapak ini. Minta tautan baru ke dinas.",
        )
    return maker, giver


def _giver(account: int, role: int) -> User | None:
    """Return an account acting in a role that it still holds, None when one of both is gone."""
    giver = User.objects.filter(pk=account, is_active=True).first()
    held = next((one for one in memberships(giver) if one.pk == role), None) if giver else None
    if giver is None or held is None:
        return None
    giver.acting = held  # for what is asked here; never saved
    return giver


def take_over(account: User, code: str, at: datetime) -> Maker:
    """Put a shop into the account of its owner.

    Who handed it over stays written down as helper, so that she loses nothing silently; the
    owner may end that help on the next page.

    Raises:
        Refusal: those of `handed`, `punya_lapak`.
    """
    maker, helper = handed(code, at)
    if Maker.objects.filter(account=account).exists():
        raise Refusal("punya_lapak", "Akun ini sudah punya lapak. Pakai akun lain.")
    with transaction.atomic():
        if not Maker.objects.filter(pk=maker.pk, account=None).update(account=account):
            raise Refusal("serah_salah", "Lapak ini baru saja diambil orang lain.")
        grant(account, Role.MAKER, maker.region_id)
        if reads.agreement(maker, helper) is None:
            Assistance.objects.create(
                maker=maker, account=helper, kind=access.kind_of_helper(helper),
                consent=helping.SELF, note="sebelum lapak diserahkan", given_by=account,
                asked_at=at, started_at=at,
            )  # fmt: skip
        _note(account, "lapak.terima", maker, at, helper.username)
    maker.refresh_from_db()
    return maker


def take_over_anew(code: str, username: str, password: str, at: datetime) -> Maker:
    """Make the owner's first account and put her shop into it: both or nothing.

    Raises:
        Refusal: `nama_dipakai`, and those of `take_over`.
    """
    maker, _giver = handed(code, at)
    try:
        with transaction.atomic():
            account = create_account(
                username, password, name=maker.person, roles=[(Role.MAKER, maker.region_id)]
            )
            return take_over(account, code, at)
    except IntegrityError as error:
        raise Refusal(
            "nama_dipakai", "Nama pengguna ini sudah dipakai. Pilih yang lain."
        ) from error


def open_invitation(code: str, at: datetime) -> Assistance | None:
    """Return the invitation of a link while it waits; None when unknown, used or late."""
    found = reads.invited(_digest(code))
    if found is None or found.open_until is None or at > found.open_until:
        return None
    return found
