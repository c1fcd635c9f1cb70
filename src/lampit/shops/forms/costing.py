"""What a maker tells of the cost of a good: a batch, and where she sells it."""

from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy as _

from lampit.basics.refusal import Refusal
from lampit.shops import queries
from lampit.shops.forms.fields import HoursField, RupiahField
from lampit.shops.models import CostSheet
from lampit.shops.rules import costs, fees
from lampit.web.widgets import UnitInput

FEWEST_ROWS = 2
# Which field a refusal of the rules stands at.
AT_FIELD = {"jadi_salah": "made", "gagal_salah": "rejects", "sebulan_kosong": "units_per_month"}


def _pieces(label: Any, **values: Any) -> forms.IntegerField:
    return forms.IntegerField(
        label=label, required=False, max_value=costs.MOST_PIECES,
        widget=UnitInput(after=_("buah")), **values,
    )  # fmt: skip


class CostForm(forms.Form):
    """The cost of one piece (HPP): materials as rows, hours, packaging, overhead, channel."""

    packaging_cost = RupiahField(label=_("Kemasan"), required=False)
    hours = HoursField(
        label=_("Lama mengerjakan"), required=False, widget=UnitInput(after=_("jam"))
    )
    hourly_wage = RupiahField(label=_("Upah per jam"), required=False)
    made = _pieces(_("Sekali membuat jadi"), min_value=1)
    rejects = _pieces(_("Yang gagal"), min_value=0)
    monthly_overhead = RupiahField(label=_("Sewa, listrik, alat sebulan"), required=False)
    units_per_month = _pieces(_("Sebulan membuat"), min_value=1)
    channel = forms.ChoiceField(
        label=_("Dijual di mana?"), required=False, choices=queries.channel_choices
    )
    channel_percent = forms.IntegerField(
        label=_("Bagian mereka"),
        required=False,
        min_value=0,
        max_value=90,
        widget=UnitInput(after="%"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Add the rows of materials."""
        super().__init__(*args, **kwargs)
        for number in range(1, costs.MOST_MATERIALS + 1):
            self.fields[f"material_{number}"] = forms.CharField(
                label=_("Bahan %(n)s") % {"n": number},
                required=False,
                max_length=costs.LONGEST_MATERIAL,
                widget=forms.TextInput(attrs={"autocomplete": "off"}),
            )
            self.fields[f"material_cost_{number}"] = RupiahField(
                label=_("Harga bahan %(n)s") % {"n": number}, required=False
            )

    @property
    def material_rows(self) -> list[tuple[BoundField, BoundField]]:
        """Return the rows to show: those that say something and one more, at least two."""
        pairs = [
            (self[f"material_{n}"], self[f"material_cost_{n}"])
            for n in range(1, costs.MOST_MATERIALS + 1)
        ]
        last = max(
            (n for n, pair in enumerate(pairs, 1) if any(field.value() for field in pair)),
            default=0,
        )
        return pairs[: max(FEWEST_ROWS, last + 1)]

    @property
    def tells_cost(self) -> bool:
        """Say whether anything is told of the cost; ask it after `is_valid`."""
        typed = getattr(self, "cleaned_data", {})
        names = ("packaging_cost", "hours", "monthly_overhead")
        return any(typed.get(name) for name in names) or bool(self._materials())

    def batch(self, minimum_wage: int) -> costs.Batch:
        """Return what was told; an empty wage is the minimum wage."""
        typed = self.cleaned_data
        wage = typed.get("hourly_wage")
        return costs.Batch(
            materials=self._materials(),
            packaging=typed.get("packaging_cost") or 0,
            minutes=typed.get("hours") or 0,
            hourly_wage=minimum_wage if wage is None else wage,
            monthly_overhead=typed.get("monthly_overhead") or 0,
            units_per_month=typed.get("units_per_month") or 0,
            made=typed.get("made") or 1,
            rejects=typed.get("rejects") or 0,
        )

    def _materials(self) -> tuple[costs.Material, ...]:
        typed = getattr(self, "cleaned_data", {})
        rows = (
            (typed.get(f"material_{n}") or "", typed.get(f"material_cost_{n}"))
            for n in range(1, costs.MOST_MATERIALS + 1)
        )
        return tuple(costs.Material(name, amount) for name, amount in rows if amount)

    def clean(self) -> dict[str, Any]:
        """Put what the rules refuse at its field."""
        typed = super().clean() or self.cleaned_data
        try:
            costs.check_batch(self.batch(0))
        except Refusal as refusal:
            field = AT_FIELD.get(refusal.code)
            if field not in self.errors:
                self.add_error(field, _(refusal.message))
        if typed.get("channel") == "titip" and typed.get("channel_percent") is None:
            self.add_error("channel_percent", _("Tulis berapa persen bagian mereka."))
        return typed


def typed_sheet(sheet: CostSheet | None) -> dict[str, Any]:
    """Return a kept sheet as the form shows it."""
    if sheet is None:
        return {"channel": fees.OWN}
    shown: dict[str, Any] = {
        "packaging_cost": _money(sheet.packaging),
        "hours": _hours(sheet.minutes),
        "hourly_wage": "" if sheet.hourly_wage is None else _money(sheet.hourly_wage),
        "made": sheet.made,
        "rejects": sheet.rejects or None,
        "monthly_overhead": _money(sheet.monthly_overhead),
        "units_per_month": sheet.units_per_month or None,
        "channel": sheet.channel or fees.OWN,
        "channel_percent": sheet.channel_percent,
    }
    for number, (name, amount) in enumerate(sheet.materials[: costs.MOST_MATERIALS], 1):
        shown |= {f"material_{number}": name, f"material_cost_{number}": _money(amount)}
    return shown


def _money(amount: int) -> str:
    return f"{amount:,}".replace(",", ".") if amount else ""


def _hours(minutes: int) -> str:
    return f"{minutes / 60:.2f}".rstrip("0").rstrip(".").replace(".", ",") if minutes else ""
