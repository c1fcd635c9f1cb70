"""Fields that several forms of the room share: rupiah and hours as people type them."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lampit.national import rupiah
from lampit.web.widgets import MoneyInput


class RupiahField(forms.CharField):
    """Whole rupiah as people type them: 85000, 85.000, Rp 85.000, 85rb."""

    widget = MoneyInput

    def to_python(self, value: Any) -> Any:
        """Return the amount as a whole number; None when nothing is told."""
        typed = super().to_python(value)
        if not typed:
            return None
        try:
            amount = rupiah.typed(typed)
        except rupiah.RupiahError as error:
            raise forms.ValidationError(_(error.message), code=error.code) from error
        if amount is None:
            raise forms.ValidationError(_("Tulis angka saja, misalnya 85.000."))
        return amount


class HoursField(forms.CharField):
    """Hours with a comma or point: 1,5; kept as whole minutes."""

    def to_python(self, value: Any) -> Any:
        """Return whole minutes; None when nothing is told."""
        typed = super().to_python(value)
        if not typed:
            return None
        try:
            minutes = round(float(typed.replace(",", ".")) * 60)
        except (ValueError, OverflowError) as error:
            raise forms.ValidationError(_("Tulis jam, misalnya 4 atau 1,5.")) from error
        if not 0 <= minutes <= 60_000:
            raise forms.ValidationError(_("Tulis jam antara 0 dan 1.000."))
        return minutes
