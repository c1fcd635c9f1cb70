"""Tokens of the API are issued and revoked; their secret is shown once and kept as a hash."""

import secrets
from collections.abc import Collection, Sequence
from datetime import datetime

from django.db import transaction

from lampit.basics.refusal import Refusal
from lampit.people.access import region_of
from lampit.people.actions.auditing import audit
from lampit.people.actions.clients import end_client
from lampit.people.actions.programs import program_of
from lampit.people.models import ApiClient, ApiToken, User
from lampit.people.rules import tokens

KEY_BYTES, SECRET_BYTES = 6, 32


def issue_token(
    user: User, scopes: Sequence[str], *, days: int, now: datetime, label: str = "",
    replaces: str = "",
) -> tuple[ApiToken, str]:  # fmt: skip
    """Return a new token of `user` and its text, which nobody can read again.

    Whose it is: see `program_of`.

    Raises:
        Refusal: `token_scopes`, `token_days` or `program_unknown`.
    """
    allowed = tokens.check_scopes(list(scopes))
    secret = secrets.token_hex(SECRET_BYTES)
    with transaction.atomic():
        token = ApiToken.objects.create(
            user=user,
            key=secrets.token_hex(KEY_BYTES),
            digest=tokens.digest(secret),
            scopes=" ".join(allowed),
            label=label[:80],
            program=program_of(user, label, replaces=replaces),
            created_at=now,
            expires_at=tokens.expiry(days, now),
        )
        _note(token, "token_issued", now)
    return token, tokens.written(token.key, secret)


def revoke_token(key: str, *, of: User, now: datetime) -> ApiToken:
    """End a token of a user at once and return it.

    Raises:
        Refusal: `token_unknown`.
    """
    with transaction.atomic():
        live = ApiToken.objects.select_for_update()
        token = live.filter(key=key, user=of, revoked_at=None).first()
        if token is None:
            raise Refusal("token_unknown", "Token ini tidak ada atau sudah dicabut.")
        token.revoked_at = now
        token.save(update_fields=["revoked_at"])
        _note(token, "token_revoked", now)
    return token


def note_use(token: ApiToken, now: datetime) -> None:
    """Note that a token is in use; most uses write nothing (`rules.tokens.NOTED_EVERY`)."""
    if tokens.is_to_note(token.last_used_at, now):
        ApiToken.objects.filter(pk=token.pk).update(last_used_at=now)
        token.last_used_at = now


def end_programs(user: User, keep: Collection[str], *, now: datetime) -> int:
    """End the live tokens and clients of an account but for those kept; return how many.

    `keep` holds codes of `rules.tokens.program_code`. The hourly tokens of a client end with it.
    Each end stands in the trail by itself.
    """
    own = ApiToken.objects.filter(user=user, client=None, revoked_at=None)
    clients = ApiClient.objects.filter(user=user, revoked_at=None)
    ended = 0
    for key in own.filter(expires_at__gt=now).values_list("key", flat=True):
        if tokens.program_code(tokens.TOKEN, key) not in keep:
            revoke_token(key, of=user, now=now)
            ended += 1
    for client_id in clients.values_list("client_id", flat=True):
        if tokens.program_code(tokens.CLIENT, client_id) not in keep:
            end_client(client_id, of=user, now=now)
            ended += 1
    return ended


def end_program(user: User, code: str, *, now: datetime) -> None:
    """End one program of an account at once: a token made by hand, or a client with its tokens.

    Raises:
        Refusal: `token_unknown`, or that of `end_client`.
    """
    kind, _, key = code.partition(":")
    if kind == tokens.CLIENT:
        end_client(key, of=user, now=now)
    else:
        revoke_token(key, of=user, now=now)


def _note(token: ApiToken, deed: str, now: datetime) -> None:
    audit(
        token.user,
        deed,
        subject_kind="token",
        subject_id=token.key,
        fields=token.scopes.split(),
        reason=token.label,
        region=region_of(token.user),
        at=now,
    )
