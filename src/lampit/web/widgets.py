"""Inputs that several rooms share: money and amounts with a unit."""

from typing import Any

from django import forms
from django.utils.functional import Promise


class UnitInput(forms.TextInput):
    """A number as people type it, with its unit before or after: `[Rp|85.000]`, `[5|hari]`."""

    template_name = "web/widgets/unit.html"

    def __init__(
        self,
        before: str | Promise = "",
        after: str | Promise = "",
        attrs: dict[str, Any] | None = None,
    ) -> None:
        """Keep the unit; phones show the number keys."""
        super().__init__({"inputmode": "numeric", "autocomplete": "off", **(attrs or {})})
        self.before = before
        self.after = after

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Add the unit to what the template sees."""
        return {
            **super().get_context(name, value, attrs),
            "before": self.before,
            "after": self.after,
        }


class MoneyInput(UnitInput):
    """Whole rupiah as people type it; the form's field reads it with `lampit.national.rupiah`."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        """Put `Rp` before the input."""
        super().__init__(before="Rp", attrs=attrs)
