"""Inputs that several rooms share: money, amounts with a unit, selects written at once."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.forms.renderers import BaseRenderer
from django.forms.utils import flatatt
from django.utils.functional import Promise
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe


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

    def format_value(self, value: Any) -> str | None:
        """Write a whole number with its thousands apart; what was typed stays as typed."""
        if isinstance(value, int) and not isinstance(value, bool):
            return f"{value:,}".replace(",", ".")
        written: str | None = super().format_value(value)
        return written


class PlainSelect(forms.Select):
    """A select, its choices plain or in groups, written at once.

    Django renders a template for each choice: the filters of a list would cost as much as the
    rest of its page, and the villages of a kabupaten as much again.
    """

    def render(
        self,
        name: str,
        value: Any,
        attrs: dict[str, Any] | None = None,
        renderer: BaseRenderer | None = None,
    ) -> SafeString:
        """Return the element with its choices; what is chosen is compared as text."""
        del renderer
        chosen = {str(one) for one in self.format_value(value)}
        built = self.build_attrs(self.attrs, {**(attrs or {}), "name": name})
        inside = "".join(_choices(self.choices, chosen))
        return format_html("<select{}>{}</select>", flatatt(built), mark_safe(inside))  # noqa: S308 - escaped there


def _choices(choices: Iterable[Any], chosen: set[str]) -> Iterable[str]:
    """Yield the choices as they are written; each word of theirs is escaped here."""
    for code, told in choices:
        word = conditional_escape(code)
        if isinstance(told, (list, tuple)):
            yield f'<optgroup label="{word}">{"".join(_choices(told, chosen))}</optgroup>'
        else:
            mark = " selected" if str(code) in chosen else ""
            yield f'<option value="{word}"{mark}>{conditional_escape(told)}</option>'
