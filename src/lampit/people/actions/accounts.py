"""Accounts: made, signed in and out, acting in one of their roles."""

from collections.abc import Collection, Sequence
from datetime import datetime

from django.contrib.auth import authenticate, login, logout, update_session_auth_hash
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest

from lampit.basics.refusal import Refusal
from lampit.people.actions import attempts
from lampit.people.actions.auditing import audit
from lampit.people.actions.tokens import end_programs
from lampit.people.models import Membership, Role, User
from lampit.people.queries.accounts import find_account
from lampit.people.rules import lockout

WRONG = "Nama pengguna, nomor HP, atau kata sandi tidak cocok. Coba lagi."
FORGOTTEN = "Lupa kata sandi? Hubungi petugas dinas."


def create_account(
    username: str,
    password: str | None,
    *,
    name: str = "",
    phone: str | None = None,
    roles: Sequence[tuple[Role, str | None]] = (),
) -> User:
    """Make an account with `roles` (role, region code or None for the nation) and return it."""
    with transaction.atomic():
        user = User(username=username, first_name=name[:150], phone=phone)
        user.set_password(password)
        user.save()
        for role, code in roles:
            grant(user, role, code)
    return user


def grant(user: User, role: Role, region: str | None) -> Membership:
    """Give `user` a role in a region (None: the nation) and return the membership."""
    membership, _ = Membership.objects.get_or_create(user=user, role=role, region_id=region)
    if user.acting_id is None:
        user.acting = membership
        user.save(update_fields=["acting"])
    return membership


def act_as(user: User, membership_id: int) -> Membership:
    """Let `user` act in another of the roles held.

    Raises:
        Refusal: `role_not_held`.
    """
    membership = Membership.objects.filter(user=user, pk=membership_id).first()
    if membership is None:
        raise Refusal("role_not_held", "Peran itu bukan milik akun Anda.")
    user.acting = membership
    user.save(update_fields=["acting"])
    return membership


def choose_language(user: User, language: str) -> None:
    """Remember the language of `user`."""
    User.objects.filter(pk=user.pk).update(language=language)


def sign_in(request: HttpRequest, name: str, password: str, *, now: datetime) -> User:
    """Sign in by user name or phone; the session gets a new key.

    Raises:
        Refusal: `sign_in_wrong`, or `sign_in_locked` with the minutes to wait. An unknown name
            counts and answers like a known one, so nobody learns which names exist.
    """
    address = attempts.caller_address(request)
    named, anywhere = _attempt_key(name, address), _attempt_key("", address)
    # Counted before the password is looked at: a hundred guesses at once count as a hundred.
    counters = [
        attempts.count(anywhere, lockout.ADDRESS, now, FORGOTTEN),
        attempts.count(named, lockout.NAME, now, FORGOTTEN),
    ]
    account = find_account(name)
    user = authenticate(request, username=account.username if account else name, password=password)
    if not isinstance(user, User):
        for counter in counters:
            attempts.refuse_locked(counter, now, FORGOTTEN)
        raise Refusal("sign_in_wrong", WRONG)
    with transaction.atomic():
        attempts.forgive(named, anywhere)
        login(request, user)
        audit(user, "sign_in", subject_kind="user", subject_id=user.pk, at=now)
    return user


def change_password(
    request: HttpRequest, user: User, old: str, new: str, *, now: datetime,
    keep: Collection[str] = (),
) -> int:  # fmt: skip
    """Give `user` a new password and return how many programs ended with the old one.

    Other sessions of the account end, and its tokens and clients but for those in `keep` (codes
    of `rules.tokens.program_code`): whoever knew the old password may have made them.

    Raises:
        Refusal: `password_wrong` or `password_weak`.
    """
    if not user.check_password(old):
        raise Refusal("password_wrong", "Kata sandi sekarang tidak cocok.")
    try:
        validate_password(new, user)
    except ValidationError as error:
        raise Refusal("password_weak", " ".join(error.messages)) from error
    with transaction.atomic():
        user.set_password(new)
        user.save(update_fields=["password"])
        audit(user, "password", subject_kind="user", subject_id=user.pk, at=now)
        ended = end_programs(user, keep, now=now)
    update_session_auth_hash(request, user)
    return ended


def stay_signed_in(request: HttpRequest, user: User) -> None:
    """Let this session of an account go on whose others ended just now."""
    user.refresh_from_db()
    update_session_auth_hash(request, user)


def sign_out(request: HttpRequest) -> None:
    """End the session."""
    logout(request)


def _attempt_key(name: str, address: str) -> str:
    return attempts.key(lockout.counted_name(name), address)
