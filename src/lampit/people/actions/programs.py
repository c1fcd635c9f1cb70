"""Which program a client or token of the API belongs to: what it numbers outlives its secrets."""

import secrets

from lampit.basics.refusal import Refusal
from lampit.people.models import ApiClient, ApiToken, User
from lampit.people.rules.clients import named_as

KEY_BYTES = 8


def program_of(user: User, label: str, *, replaces: str = "") -> str:
    """Return the key of the program that a new client or token is for; at most four queries.

    Clients and tokens of one account with one label are one program, whatever their secrets:
    who makes a client anew keeps the label, and the program keeps its numbers. An account without
    labels is one program.

    Args:
        user: the account.
        label: how the program is called.
        replaces: client id, or key of a token, of the program under another label or account;
            empty for none.

    Raises:
        Refusal: `program_unknown`.
    """
    if replaces:
        return _program_with(replaces)
    wanted = named_as(label)
    for rows in (ApiClient.objects, ApiToken.objects):
        told = rows.filter(user=user).exclude(program="").values_list("label", "program")
        for known, program in told.distinct():
            if named_as(known) == wanted:
                return program
    return secrets.token_hex(KEY_BYTES)


def _program_with(name: str) -> str:
    found = (
        ApiClient.objects.filter(client_id=name).values_list("program", flat=True).first()
        or ApiToken.objects.filter(key=name[:16]).values_list("program", flat=True).first()
    )
    if not found:
        raise Refusal("program_unknown", f"Tidak ada klien atau token {name}. Periksa nomornya.")
    return found
