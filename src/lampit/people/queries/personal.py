"""What accounts and the audit trail hold about one person."""

from collections.abc import Iterator, Sequence

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from lampit.basics.dossier import Cell, Section, section
from lampit.people.models import ApiToken, AuditEntry, Role, User
from lampit.people.rules import deeds

MOST_ROWS = 5_000
Subject = tuple[str, str]


def looks_at(subjects: Sequence[Subject]) -> QuerySet[AuditEntry]:
    """Return what the trail says was done with the records of a person, newest first."""
    wanted = Q(pk__in=())
    for kind in {kind for kind, _id in subjects}:
        ids = [one for its, one in subjects if its == kind]
        wanted |= Q(subject_kind=kind, subject_id__in=ids)
    return AuditEntry.objects.filter(wanted).order_by("-number")


def account_section(account: User) -> Section:
    """Return the account of a person: no password, no secret."""
    columns = [("username", _("Nama pengguna")), ("name", _("Nama")), ("phone", _("HP")),
               ("email", _("Surel")), ("joined_at", _("Dibuat")),
               ("last_login", _("Masuk terakhir")), ("roles", _("Peran"))]  # fmt: skip
    held = account.memberships.select_related("region").order_by("pk")
    roles = ", ".join(f"{m.get_role_display()} {m.region.name if m.region else ''}" for m in held)
    row = (account.username, account.get_full_name(), account.phone or "", account.email,
           account.date_joined, account.last_login, roles)  # fmt: skip
    return section("people.account", _("Akun Anda"), columns, [row])


def token_section(account: User) -> Section:
    """Return the tokens with which programs act as an account: never their secrets."""
    columns = [("label", _("Untuk apa")), ("scopes", _("Boleh")), ("created_at", _("Dibuat")),
               ("expires_at", _("Berlaku sampai")),
               ("last_used_at", _("Terakhir dipakai")), ("revoked_at", _("Dicabut"))]  # fmt: skip
    found = ApiToken.objects.filter(user=account).order_by("pk")[:MOST_ROWS]
    rows = [(t.label, t.scopes, t.created_at, t.expires_at, t.last_used_at, t.revoked_at)
            for t in found]  # fmt: skip
    return section("people.tokens", _("Kunci program yang memakai akun Anda"), columns, rows)


def audit_sections(subjects: Sequence[Subject], account: User | None) -> Iterator[Section]:
    """Yield who looked at or changed the records, and what the account itself did."""
    columns = [("at", _("Waktu")), ("who", _("Siapa")), ("deed", _("Perbuatan")),
               ("fields", _("Isian")), ("reason", _("Alasan"))]  # fmt: skip
    rows = [_row(entry) for entry in looks_at(subjects).select_related("actor")[:MOST_ROWS]]
    yield section("people.looks", _("Siapa melihat atau mengubah data Anda"), columns, rows)
    if account is not None:
        own = AuditEntry.objects.filter(actor=account).order_by("-number")[:MOST_ROWS]
        rows = [_row(entry) for entry in own]
        yield section("people.deeds", _("Yang dikerjakan dengan akun Anda"), columns, rows)


def who(entry: AuditEntry) -> str:
    """Return role and name of who did something; nobody is the system."""
    if entry.actor is None:
        return _("sistem")
    role = dict(Role.choices).get(entry.role, entry.role)
    name = entry.actor.get_full_name() or entry.actor_name
    return f"{name} ({role})"


def what(entry: AuditEntry) -> tuple[str, str]:
    """Return deed and fields in words."""
    named = [_(deeds.words_of(f, deeds.FIELDS)) for f in entry.fields.split(",") if f]
    return _(deeds.words_of(entry.deed, deeds.DEEDS)), ", ".join(named)


def _row(entry: AuditEntry) -> tuple[Cell, ...]:
    deed, fields = what(entry)
    return timezone.localtime(entry.at), who(entry), deed, fields, entry.reason
