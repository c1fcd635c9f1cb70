"""Accounts of an office: made, given roles; a role ends the same day and what was done stays."""

import secrets
from collections.abc import Collection
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import F, QuerySet

from lampit.basics.refusal import Refusal
from lampit.people import access
from lampit.people.actions.accounts import create_account, grant
from lampit.people.actions.auditing import audit
from lampit.people.models import ApiClient, ApiToken, Membership, Role, User
from lampit.people.rules import staffing
from lampit.places import queries as places

ALL_ROLES = (*staffing.OF_AN_OFFICE, *staffing.ABOVE)
SECRET_BYTES = 9
TAKEN = "Nama pengguna atau nomor HP itu sudah dipakai akun lain."


def make_staff(
    actor: User | None,
    username: str,
    *,
    name: str,
    phone: str | None,
    role: str,
    region: str,
    now: datetime,
) -> tuple[User, str]:
    """Return a new account with its first role, and its first password, which is shown once.

    `actor` None is the command line.

    Raises:
        Refusal: `not_allowed`, `name_unfit`, `name_taken`, and as `give_role`.
    """
    _check_given(actor, role, region)
    told, password = staffing.check_name(username), secrets.token_urlsafe(SECRET_BYTES)
    if User.objects.filter(username__iexact=told).exists():
        raise Refusal("name_taken", TAKEN)
    try:
        with transaction.atomic():
            user = create_account(told, password, name=name, phone=phone or None)
            _note(actor, "account_made", user, "", region, now)
            _give(actor, user, role, region, now)
    except IntegrityError as error:
        raise Refusal("name_taken", TAKEN) from error
    return user, password


def give_role(
    actor: User | None, user: User, role: str, region: str, *, now: datetime
) -> Membership:
    """Give an account a role in a region and return the membership; `region` empty is the nation.

    Raises:
        Refusal: `not_allowed`, `role_not_given`, `region_unfit`, `region_unknown`.
    """
    _check_given(actor, role, region)
    with transaction.atomic():
        return _give(actor, user, role, region, now)


def end_role(actor: User | None, membership_id: int, reason: str, *, now: datetime) -> User:
    """End a role at once and return the account.

    Sessions end everywhere, tokens and programs of the account too. What the person did stays
    with her name: trail, jobs, visits, decisions. Who holds no role any more cannot sign in.

    Raises:
        Refusal: `not_allowed`, `role_unknown`, `own_role`, `reason_missing`.
    """
    why = staffing.check_reason(reason)
    with transaction.atomic():
        held = _endable(actor).select_for_update(of=("self",)).filter(pk=membership_id).first()
        if held is None:
            raise Refusal("role_unknown", "Peran ini tidak ada atau sudah diakhiri.")
        if actor is not None and held.user_id == actor.pk:
            raise Refusal("own_role", "Peran sendiri diakhiri oleh orang lain yang berhak.")
        user, role, region = held.user, held.role, held.region_id or ""
        held.delete()
        _end_access(user, now)
        _note(actor, "role_ended", user, role, region, now, reason=why)
    user.refresh_from_db()
    return user


def end_all_roles(actor: User | None, user: User, reason: str, *, now: datetime) -> int:
    """End every role of an account at once, as `end_role`; return how many there were."""
    with transaction.atomic():
        held = list(Membership.objects.filter(user=user).values_list("pk", flat=True))
        for number in held:
            end_role(actor, number, reason, now=now)
    return len(held)


def reset_password(actor: User | None, user: User, reason: str, *, now: datetime) -> str:
    """Give an account a new first password and return it; it is shown once.

    Sessions, tokens and programs of the account end everywhere: whoever knew the old password may
    have made them. Only where the actor gives every role that the account holds: else
    who keeps the accounts of one office could sign in as somebody with more reach than he has.

    Raises:
        Refusal: `own_password`, `beyond_reach`, `reason_missing`.
    """
    why = staffing.check_reason(reason)
    if actor is not None and user.pk == actor.pk:
        raise Refusal("own_password", "Kata sandi sendiri diganti di halaman Akun.")
    password = secrets.token_urlsafe(SECRET_BYTES)
    with transaction.atomic():
        held = set(Membership.objects.filter(user=user).values_list("pk", flat=True))
        own = set(_endable(actor).filter(user=user).values_list("pk", flat=True))
        if not held or held != own or user.is_superuser:
            raise Refusal(
                "beyond_reach",
                "Akun ini juga punya peran di luar wewenang Anda, atau tidak punya peran lagi. "
                "Minta pengelola.",
            )
        user.set_password(password)
        user.session_mark += 1
        user.save(update_fields=["password", "session_mark"])
        _end_tokens(user, now)
        _note(actor, "password_reset", user, "", _region_of(user), now, reason=why)
    return password


def _region_of(user: User) -> str:
    held = Membership.objects.filter(user=user, region__isnull=False).order_by("pk").first()
    return held.region_id or "" if held else ""


def _end_tokens(user: User, now: datetime) -> None:
    ApiToken.objects.filter(user=user, revoked_at=None).update(revoked_at=now)
    ApiClient.objects.filter(user=user, revoked_at=None).update(revoked_at=now)


def end_sessions(user: User) -> None:
    """Let all sessions of an account end: somebody else may hold a telephone that is signed in."""
    User.objects.filter(pk=user.pk).update(session_mark=F("session_mark") + 1)


def _end_access(user: User, now: datetime) -> None:
    """Let sessions, tokens and programs of an account end; without a role it cannot sign in."""
    _end_tokens(user, now)
    is_left = Membership.objects.filter(user=user).exists()
    User.objects.filter(pk=user.pk).update(
        session_mark=F("session_mark") + 1, is_active=user.is_active and is_left
    )


def _endable(actor: User | None) -> QuerySet[Membership]:
    rows = Membership.objects.all() if actor is None else access.endable_roles(actor)
    return rows.select_related("user")


def _check_given(actor: User | None, role: str, region: str) -> None:
    given: Collection[str] = ALL_ROLES if actor is None else access.given_roles(actor)
    if not given:
        raise Refusal("not_allowed", "Hanya kepala dinas dan pengelola yang mengatur akun.")
    staffing.check_given(role, region, given)
    if region and (places.region(region) is None or not _reaches(actor, region)):
        raise Refusal("region_unknown", "Wilayah ini tidak dikenal atau di luar wilayah Anda.")


def _reaches(actor: User | None, region: str) -> bool:
    return actor is None or access.reaches(actor, region)


def _give(actor: User | None, user: User, role: str, region: str, now: datetime) -> Membership:
    known = Membership.objects.filter(user=user, role=role, region_id=region or None).first()
    if known is not None:
        return known
    membership = grant(user, Role(role), region or None)
    if not user.is_active:
        user.is_active = True
        user.save(update_fields=["is_active"])
    _note(actor, "role_given", user, role, region, now)
    return membership


def _note(
    actor: User | None, deed: str, user: User, role: str, region: str, now: datetime, *,
    reason: str = "",
) -> None:  # fmt: skip
    audit(
        actor, deed, subject_kind="user", subject_id=user.username[:64],
        fields=[role] if role else (), reason=reason, region=region, at=now,
    )  # fmt: skip
