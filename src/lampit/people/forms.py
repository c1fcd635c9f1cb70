"""What people type to sign in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from lampit.national import phone
from lampit.people.models import Role
from lampit.people.queries.accounts import Program
from lampit.people.queries.auditing import month_span
from lampit.people.rules import deeds, tokens
from lampit.web import figures


class SignInForm(forms.Form):
    """User name or phone, and password."""

    name = forms.CharField(
        label=_("Nama pengguna atau nomor HP"),
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none"}),
    )
    password = forms.CharField(
        label=_("Kata sandi"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class RoleForm(forms.Form):
    """A role, and where; a head gives roles in her own kabupaten alone."""

    role = forms.ChoiceField(label=_("Peran"))
    region = forms.CharField(
        label=_("Kode wilayah"),
        max_length=13,
        required=False,
        help_text=_("Contoh: 63.08. Kosong: seluruh negeri."),
    )

    def __init__(
        self, *args: Any, roles: Sequence[str] = (), region: str = "", **options: Any
    ) -> None:
        """Take what a form takes, which roles may be given, and where when it is one place."""
        super().__init__(*args, **options)
        self.place = region
        field = self.fields["role"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [(code, Role(code).label) for code in roles]
        if region:
            del self.fields["region"]

    def where(self) -> str:
        """Return the code of the region; call it on a valid form."""
        return self.place or str(self.cleaned_data["region"]).strip()


class StaffForm(RoleForm):
    """Somebody new in the office, and the first role."""

    field_order = ("name", "username", "phone", "role", "region")

    name = forms.CharField(label=_("Nama lengkap"), max_length=150)
    username = forms.CharField(
        label=_("Nama pengguna"),
        max_length=30,
        help_text=_("Huruf kecil tanpa spasi, contoh: siti.aminah"),
        widget=forms.TextInput(attrs={"autocapitalize": "none", "autocomplete": "off"}),
    )
    phone = forms.CharField(
        label=_("Nomor HP"),
        max_length=20,
        required=False,
        help_text=_("Boleh kosong. Dapat dipakai untuk masuk."),
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
    )

    def clean_phone(self) -> str:
        """Return the number as it is kept, empty when none was typed."""
        typed = str(self.cleaned_data["phone"]).strip()
        found = phone.read(typed).mobiles if typed else []
        if typed and not found:
            raise forms.ValidationError(_("Nomor HP ini tidak lengkap. Contoh: 0812-5111-0003."))
        return found[0] if found else ""


@dataclass(frozen=True)
class Trail:
    """What somebody asks the trail for; empty is all."""

    name: str = ""
    deed: str = ""
    span: tuple[datetime, datetime] | None = None


class TrailForm(forms.Form):
    """Whose deeds, which, in which month; what cannot be read asks for all."""

    q = forms.CharField(
        label=_("Nama akun"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    perbuatan = forms.ChoiceField(label=_("Perbuatan"), required=False)
    bulan = forms.CharField(
        label=_("Bulan"),
        required=False,
        max_length=7,
        widget=forms.TextInput(attrs={"type": "month", "class": "short"}),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        """Offer the deeds in words, by the alphabet."""
        super().__init__(*args, **options)
        field = self.fields["perbuatan"]
        if isinstance(field, forms.ChoiceField):
            named = sorted((gettext(label), code) for code, label in deeds.DEEDS.items())
            first = [("", gettext("semua")), (deeds.WHOLE_NIK, gettext("NIK dibuka utuh"))]
            field.choices = first + [(code, label) for label, code in named]

    def asked(self) -> Trail:
        """Return what is asked for."""
        self.full_clean()
        told = self.cleaned_data
        return Trail(told.get("q", ""), told.get("perbuatan", ""), _span(told.get("bulan", "")))


def _span(month: str) -> tuple[datetime, datetime] | None:
    """Return the instants of a month as typed, `2026-10`; None for none or what is no month."""
    try:
        return month_span(date.fromisoformat(f"{month}-01")) if month else None
    except ValueError:
        return None


class EndRoleForm(forms.Form):
    """Why a role ends."""

    reason = forms.CharField(
        label=_("Mengapa peran ini berakhir?"),
        max_length=200,
        help_text=_("Contoh: pindah tugas ke dinas lain."),
    )


class ResetPasswordForm(forms.Form):
    """Why somebody gets a new first password."""

    reason = forms.CharField(
        label=_("Mengapa perlu kata sandi baru?"),
        max_length=200,
        help_text=_("Contoh: lupa kata sandi, datang sendiri ke kantor."),
    )


class ProgramsField(forms.MultipleChoiceField):
    """Programs to end; one that has ended by itself since the page was shown is no mistake."""

    def valid_value(self, value: object) -> bool:
        """Take any code: what does not live any more ends nothing."""
        return isinstance(value, str)


class PasswordForm(forms.Form):
    """A new password with the old one as proof, and which programs of the account end with it."""

    old = forms.CharField(
        label=_("Kata sandi sekarang"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    new = forms.CharField(
        label=_("Kata sandi baru"),
        strip=False,
        min_length=8,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("Paling sedikit 8 huruf atau angka."),
    )
    ends = ProgramsField(
        label=_("Akhiri juga program yang memakai akun ini"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "Siapa yang tahu kata sandi lama bisa saja membuatnya. Hilangkan centang hanya pada "
            "program yang Anda kenal dan masih dipakai."
        ),
    )
    shown = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, programs: Sequence[Program], **options: Any) -> None:
        """Take what a form takes, and the live programs of the account."""
        codes = [one.code for one in programs]
        options["initial"] = {"ends": codes, "shown": " ".join(codes)}
        super().__init__(*args, **options)
        field = self.fields["ends"]
        if isinstance(field, forms.MultipleChoiceField):
            field.choices = [(one.code, _said(one)) for one in programs]
        if not programs and not self.is_bound:
            del self.fields["ends"]

    def kept(self) -> frozenset[str]:
        """Return the programs that go on; call it on a valid form."""
        return tokens.kept(self.cleaned_data["shown"], self.cleaned_data["ends"])


def _said(one: Program) -> str:
    """Return a program in one line: its name, what it may, when it was used last."""
    if one.used_at is None:
        used = gettext("pemakaian terakhirnya belum tercatat")
    else:
        local, speaks = timezone.localtime(one.used_at), figures.tongue(get_language())
        used = gettext("terakhir dipakai %(day)s pukul %(hour)s") % {
            "day": figures.long_date(local.date(), speaks),
            "hour": figures.clock(local, speaks),
        }
    told = ", ".join(gettext(words) for words in one.scopes)
    return f"{one.name}: {told}; {used}"
