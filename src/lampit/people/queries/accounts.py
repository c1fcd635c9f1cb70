"""Reads of accounts."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Prefetch, Q, QuerySet

from lampit.basics.texts import gettext_noop
from lampit.national import phone
from lampit.people.models import ApiClient, ApiToken, Membership, User
from lampit.people.rules import tokens
from lampit.web.paging import Page, page_of


def find_account(name: str) -> User | None:
    """Return the account of a user name or phone number as typed; at most two queries."""
    typed = name.strip()
    found = User.objects.filter(username__iexact=typed).first()
    if found or not any(sign.isdigit() for sign in typed):
        return found
    numbers = phone.read(typed).mobiles
    return User.objects.filter(phone=numbers[0]).first() if numbers else None


def clients_of(user: User) -> list[ApiClient]:
    """Return the API clients of an account, newest first, at most 100; one query."""
    return list(ApiClient.objects.filter(user=user).order_by("-pk")[:100])


@dataclass(frozen=True, slots=True)
class Program:
    """A program that acts as an account: by a token made by hand, or as a client.

    Attributes:
        code: its name in a form, `rules.tokens.program_code`.
        name: what it was made for, else its key.
        scopes: what it may, in words, untranslated.
        used_at: when it was used last; None is not known.
        until: when its token ends; a client has none.
    """

    code: str
    name: str
    scopes: list[str]
    used_at: datetime | None
    until: datetime | None


def programs_of(user: User, now: datetime) -> list[Program]:
    """Return the live tokens and clients of an account, newest first, at most 200; two queries."""
    live = ApiToken.objects.filter(user=user, client=None, revoked_at=None, expires_at__gt=now)
    own = [
        Program(tokens.program_code(tokens.TOKEN, t.key), t.label or t.key, _words(t.scopes),
                t.last_used_at, t.expires_at)
        for t in live.order_by("-pk")[:100]
    ]  # fmt: skip
    clients = ApiClient.objects.filter(user=user, revoked_at=None)
    return own + [
        Program(tokens.program_code(tokens.CLIENT, c.client_id), c.label or c.client_id,
                _words(c.scopes), c.last_used_at, None)
        for c in clients.order_by("-pk")[:100]
    ]  # fmt: skip


def _words(scopes: str) -> list[str]:
    return [tokens.SCOPES[one] for one in scopes.split() if one in tokens.SCOPES]


def account_page(
    accounts: QuerySet[User], roles: QuerySet[Membership], name: str, asked: str | None
) -> Page[User]:
    """Return one page of accounts with their roles, by name; two queries.

    Args:
        accounts: those that exist for who asks.
        roles: the roles that exist for who asks.
        name: part of a name or user name; empty is all.
        asked: number of the page.
    """
    if name:
        accounts = accounts.filter(Q(username__icontains=name) | Q(first_name__icontains=name))
    told = Prefetch("memberships", roles.select_related("region").order_by("pk"))
    return page_of(accounts.order_by("first_name", "pk").prefetch_related(told), asked)


DEMO_LOGINS = (
    ("kepala", gettext_noop("Kepala dinas, Hulu Sungai Utara")),
    ("petugas", gettext_noop("Petugas dinas, Hulu Sungai Utara")),
    ("dekranasda", gettext_noop("Dekranasda, Hulu Sungai Utara")),
    ("pendamping", gettext_noop("Pendamping, Hulu Sungai Utara")),
    ("pendata", gettext_noop("Pendata, Hulu Sungai Utara")),
    ("perajin", gettext_noop("Perajin dengan lapak, Hulu Sungai Utara")),
    ("pembeli", gettext_noop("Pembeli")),
    ("tetangga", gettext_noop("Petugas dinas, Tabalong")),
    ("provinsi", gettext_noop("Dinas provinsi, Kalimantan Selatan")),
    ("nasional", gettext_noop("Dekranas nasional")),
    ("admin", gettext_noop("Pengelola sistem")),
)
DEMO_PASSWORD = "lampit-demo"  # noqa: S105 - shown on the sign-in page of a demo, refused elsewhere


def demo_logins_present() -> list[str]:
    """Return the demo accounts that still open with the demo password; one query."""
    names = [name for name, _who in DEMO_LOGINS]
    found = User.objects.filter(username__in=names).order_by("username")[: len(names)]
    return [user.username for user in found if user.check_password(DEMO_PASSWORD)]
