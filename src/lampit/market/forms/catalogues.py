"""What an office asks for when a long catalogue shall be made."""

from collections.abc import Collection, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lampit.market.rules.catalogues import ALL, FAIR, PHOTOS, PRICES, SHELF
from lampit.shops.rules import kinds


class LongForm(forms.Form):
    """Whose goods, and with photos or prices alone."""

    what = forms.ChoiceField(label=_("Barang mana"))
    kind = forms.ChoiceField(
        label=_("Bentuk"),
        choices=[(PHOTOS, _("Katalog berfoto")), (PRICES, _("Daftar harga"))],
        widget=forms.RadioSelect,
    )

    def __init__(
        self, *args: Any, shelves: Collection[str], fairs: Sequence[tuple[str, str]], **kwargs: Any
    ) -> None:
        """Offer the shelves that hold goods, and the events that have some."""
        super().__init__(*args, **kwargs)
        held = [
            (f"{SHELF}:{one.slug}", _(one.label)) for one in kinds.CATEGORIES if one.slug in shelves
        ]
        events = [(f"{FAIR}:{slug}", name) for slug, name in fairs]
        choices: list[Any] = [(f"{ALL}:", _("Semua barang"))]
        choices += [(_("Jenis barang"), held)] if held else []
        choices += [(_("Acara"), events)] if events else []
        self.fields["what"].choices = choices  # type: ignore[attr-defined]

    def subject(self) -> tuple[str, str]:
        """Return what was chosen: one of the words of `rules.catalogues`, and its address word."""
        what, _colon, slug = str(self.cleaned_data["what"]).partition(":")
        return what, slug
