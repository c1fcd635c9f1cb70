"""Fields that read what offices write: NIK, telephone, rupiah, dates told by halves."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext

from lampit.national import dates, nib, nik, phone, rupiah
from lampit.web.widgets import MoneyInput

LONGEST = 100
# What people put where they know nothing.
BLANK = " -–—.?"


class SmallForm(forms.Form):
    """A form that stands on a page beside others: its inputs have ids of their own."""

    id_word = ""

    def __init__(self, *args: Any, **options: Any) -> None:
        """Take what a form takes."""
        options.setdefault("auto_id", f"{self.id_word}_%s")
        super().__init__(*args, **options)


class NikField(forms.CharField):
    """A NIK; clean value is the 16 digits or empty text."""

    def __init__(self, **options: Any) -> None:
        """Take what a text field takes; number keys on phones."""
        options.setdefault("max_length", 40)
        options.setdefault(
            "widget", forms.TextInput({"inputmode": "numeric", "autocomplete": "off"})
        )
        super().__init__(**options)

    def clean(self, value: Any) -> str:
        """Return the digits, or say what is wrong with them."""
        text = str(super().clean(value) or "")
        if not text:
            return ""
        try:
            return nik.parse(text).number
        except nik.NikError as error:
            if error.code == "nik_kosong":
                return ""
            raise ValidationError(gettext(error.message), code=error.code) from error


MOST_PHONES = 2


class PhoneField(forms.CharField):
    """One or more telephone numbers; clean value is a list in E.164."""

    def __init__(self, **options: Any) -> None:
        """Take what a text field takes; telephone keys on phones."""
        options.setdefault("max_length", LONGEST)
        options.setdefault("widget", forms.TextInput({"inputmode": "tel", "autocomplete": "off"}))
        super().__init__(**options)

    def clean(self, value: Any) -> list[str]:
        """Return the numbers, or say what is wrong."""
        text = str(super().clean(value) or "")
        found = phone.read(text)
        wrong = [code for code in found.codes if code != "hp_luar_negeri"]
        if not found.numbers and any(sign.isdigit() for sign in text):
            # A list may hold such a cell; what a person types here is never dropped unsaid.
            wrong = wrong or ["hp_tidak_sah"]
        if wrong:
            raise ValidationError(gettext(phone.MESSAGES[wrong[0]]), code=wrong[0])
        if len(found.numbers) > MOST_PHONES:
            message = gettext("Paling banyak dua nomor. Tulis nomor lainnya di catatan.")
            raise ValidationError(message, code="phones_many")
        return list(found.numbers)


class RupiahField(forms.CharField):
    """An amount as people type it; clean value is whole rupiah or None when unknown."""

    def __init__(self, **options: Any) -> None:
        """Take what a text field takes; shows `Rp` before the input."""
        options.setdefault("max_length", LONGEST)
        options.setdefault("widget", MoneyInput())
        super().__init__(**options)

    def clean(self, value: Any) -> int | None:
        """Return the amount; a negative one is refused."""
        text = str(super().clean(value) or "")
        try:
            amount = rupiah.parse(text)
        except rupiah.RupiahError as error:
            raise ValidationError(gettext(error.message), code=error.code) from error
        if amount is None and text.strip(BLANK):
            message = gettext("Jumlah ini tidak terbaca. Tulis angka, contoh 1.500.000.")
            raise ValidationError(message, code="unread")
        if amount is not None and amount < 0:
            raise ValidationError(gettext("Jumlah tidak boleh kurang dari nol."), code="negative")
        return amount


class NibField(forms.CharField):
    """A NIB; clean value is the 13 digits or empty text."""

    def clean(self, value: Any) -> str:
        """Return the digits, or say how many are missing."""
        text = str(super().clean(value) or "")
        try:
            return nib.parse(text)
        except nib.NibError as error:
            raise ValidationError(gettext(error.message), code=error.code) from error


class WhenField(forms.CharField):
    """A day, a month or a year; clean value is `(first day, precision)` or `(None, "")`."""

    def clean(self, value: Any) -> tuple[date | None, str]:
        """Return the first day of the period and its precision; a day to come is refused."""
        text = str(super().clean(value) or "")
        try:
            told = dates.parse(text, timezone.localdate())
        except dates.DateError as error:
            raise ValidationError(gettext(error.message), code=error.code) from error
        if told.first_day is None and text.strip(BLANK):
            message = gettext("Waktu mulai ini tidak terbaca. Tulis tahunnya saja, contoh 2015.")
            raise ValidationError(message, code="unread")
        return told.first_day, told.precision
