"""The choices of a good on one page: a small form each."""

from typing import Any

from django import forms
from django.forms.formsets import BaseFormSet
from django.utils.translation import gettext_lazy as _

from lampit.shops.forms.fields import RupiahField
from lampit.shops.models import Variant
from lampit.shops.rules import variants
from lampit.shops.rules.stock import MADE_TO_ORDER, READY_TO_SHIP
from lampit.web.widgets import UnitInput


class ChoiceForm(forms.Form):
    """One choice: what tells it apart, its price, whether it lies ready or is made."""

    pk = forms.IntegerField(required=False, widget=forms.HiddenInput)
    seen_stock = forms.IntegerField(required=False, widget=forms.HiddenInput)
    size = forms.CharField(label=_("Ukuran"), required=False, max_length=variants.LONGEST_WORD)
    colour = forms.CharField(label=_("Warna"), required=False, max_length=variants.LONGEST_WORD)
    motif = forms.CharField(label=_("Motif"), required=False, max_length=variants.LONGEST_WORD)
    own_price = RupiahField(label=_("Harga sendiri"), required=False)
    kind = forms.ChoiceField(
        label=_("Siap dikirim kapan?"),
        choices=[(READY_TO_SHIP, _("Ada sekarang")), (MADE_TO_ORDER, _("Dibuat dulu"))],
        initial=READY_TO_SHIP,
    )
    stock = forms.IntegerField(
        label=_("Jumlah yang ada"), required=False, min_value=0, max_value=100_000
    )
    lead_days = forms.IntegerField(
        label=_("Lama membuat"), required=False, min_value=1, max_value=variants.LONGEST_LEAD,
        widget=UnitInput(after=_("hari")),
    )  # fmt: skip
    slots_each = forms.IntegerField(
        label=_("Jatah per buah"), required=False, min_value=1, max_value=1_000
    )
    retired = forms.BooleanField(label=_("Berhenti dijual"), required=False)

    @property
    def is_empty(self) -> bool:
        """Say whether nothing was told of a further choice; ask it after `is_valid`."""
        typed = self.cleaned_data
        return not typed.get("pk") and not any(
            typed.get(name) for name in ("size", "colour", "motif", "own_price", "stock")
        )

    def choice(self) -> variants.Choice:
        """Return the choice a valid form describes."""
        typed = self.cleaned_data
        counted = typed["stock"]
        if counted is None and not typed["pk"]:
            counted = 0
        return variants.Choice(
            pk=typed["pk"],
            size=typed["size"],
            colour=typed["colour"],
            motif=typed["motif"],
            own_price=typed["own_price"],
            kind=typed["kind"],
            lead_days=typed["lead_days"],
            slots_each=typed["slots_each"] or 1,
            stock=None if counted == typed["seen_stock"] else counted,
            is_offered=not typed["retired"],
        )


ChoiceForms: "type[BaseFormSet[ChoiceForm]]" = forms.formset_factory(
    ChoiceForm, extra=1, max_num=variants.MOST_OFFERED + 1, absolute_max=40
)


def typed_choices(rows: list[Variant]) -> list[dict[str, Any]]:
    """Return stored choices as their forms show them."""
    shown = []
    for one in rows:
        stock = getattr(one, "on_hand", None)
        shown.append(
            {
                "pk": one.pk, "size": one.size or one.name, "colour": one.colour,
                "motif": one.motif, "kind": one.kind, "stock": stock, "seen_stock": stock,
                "own_price": f"{one.own_price:,}".replace(",", ".") if one.own_price else "",
                "lead_days": one.lead_days,
                "slots_each": one.slots_each if one.is_made_to_order else None,
            }
        )  # fmt: skip
    return shown
