"""Clients of the API: made, ended, and given tokens that live an hour."""

import secrets
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.http import HttpRequest

from lampit.basics.refusal import Refusal
from lampit.people.access import region_of
from lampit.people.actions import attempts
from lampit.people.actions.auditing import audit
from lampit.people.actions.programs import program_of
from lampit.people.models import ApiClient, ApiToken, User
from lampit.people.rules import clients, lockout, tokens

ID_BYTES, SECRET_BYTES, KEY_BYTES = 6, 32, 6
NOBODY = "0" * 64  # compared with when an id is unknown, so that the answer takes as long


def make_client(
    user: User, scopes: Sequence[str], *, label: str, now: datetime, replaces: str = ""
) -> tuple[ApiClient, str]:
    """Return a new client that acts as `user`, and its secret, which nobody can read again.

    Whose it is: see `program_of`.

    Raises:
        Refusal: `token_scopes` or `program_unknown`.
    """
    allowed = tokens.check_scopes(list(scopes))
    secret = secrets.token_hex(SECRET_BYTES)
    with transaction.atomic():
        client = ApiClient.objects.create(
            user=user,
            client_id=f"lampit-{secrets.token_hex(ID_BYTES)}",
            digest=tokens.digest(secret),
            scopes=" ".join(allowed),
            label=label[:80],
            program=program_of(user, label, replaces=replaces),
            created_at=now,
        )
        _note(client, "client_made", now)
    return client, secret


def end_client(client_id: str, *, of: User, now: datetime) -> ApiClient:
    """End a client of a user and every token it fetched, at once; return it.

    Raises:
        Refusal: `client_unknown`.
    """
    with transaction.atomic():
        client = _locked(client_id)
        if client is None or client.user_id != of.pk:
            raise Refusal("client_unknown", "Klien ini tidak ada atau sudah dihentikan.")
        client.revoked_at = now
        client.save(update_fields=["revoked_at"])
        client.tokens.filter(revoked_at=None).update(revoked_at=now)
        _note(client, "client_ended", now)
    return client


def fetch_token(
    request: HttpRequest, who: clients.Credentials, asked: str, *, now: datetime
) -> tuple[ApiToken, str]:
    """Return a token of an hour for a client with the right secret, and its text.

    Raises:
        Refusal: `invalid_client`, `invalid_scope`, or `sign_in_locked` after too many wrong
            secrets; they are counted as wrong passwords are, by client and by address.
    """
    address = attempts.caller_address(request)
    named, anywhere = attempts.key(f"klien|{who.client_id}", address), attempts.key("", address)
    # Counted before the secret is looked at: a hundred guesses at once count as a hundred.
    counters = [
        attempts.count(anywhere, lockout.ADDRESS, now),
        attempts.count(named, lockout.NAME, now),
    ]
    client = ApiClient.objects.filter(client_id=who.client_id, revoked_at=None).first()
    if not tokens.fits(who.secret, client.digest if client else NOBODY) or client is None:
        for counter in counters:
            attempts.refuse_locked(counter, now)
        raise clients.unknown()
    attempts.forgive(named, anywhere)
    scopes = clients.narrowed(asked, client.scopes.split())
    with transaction.atomic():
        # Once more, held until the end: a client that is being ended waits, or it is over.
        living = _locked(who.client_id)
        if living is None or not living.user.is_active:
            raise clients.unknown()
        return _issued(living, scopes, now)


def _issued(client: ApiClient, scopes: Sequence[str], now: datetime) -> tuple[ApiToken, str]:
    """Write a token; what ended is removed, so that a client never gathers rows."""
    client.tokens.filter(expires_at__lte=now).delete()
    living = client.tokens.order_by("-pk").values_list("pk", flat=True)
    client.tokens.filter(pk__in=list(living[clients.MOST_LIVE - 1 :])).delete()
    secret = secrets.token_hex(SECRET_BYTES)
    token = ApiToken.objects.create(
        user=client.user,
        client=client,
        key=secrets.token_hex(KEY_BYTES),
        digest=tokens.digest(secret),
        scopes=" ".join(scopes),
        label=client.label,
        program=client.program,
        created_at=now,
        expires_at=now + clients.LIFE,
    )
    client.last_used_at = now
    client.save(update_fields=["last_used_at"])
    _note(client, "client_token", now, scopes)
    return token, tokens.written(token.key, secret)


def _locked(client_id: str) -> ApiClient | None:
    """Return a living client, held until the end of the transaction: ending waits or wins."""
    live = ApiClient.objects.select_for_update(of=("self",)).select_related("user__acting")
    return live.filter(client_id=client_id, revoked_at=None).first()


def _note(client: ApiClient, deed: str, now: datetime, scopes: Sequence[str] = ()) -> None:
    audit(
        client.user,
        deed,
        subject_kind="client",
        subject_id=client.client_id,
        fields=list(scopes) or client.scopes.split(),
        reason=client.label,
        region=region_of(client.user),
        at=now,
    )
