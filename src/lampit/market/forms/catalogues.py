"""What an office asks for when a long catalogue shall be made."""

from collections.abc import Callable, Collection, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lampit.market.rules.catalogues import ALL, FAIR, PHOTOS, PRICES, SHELF, SHOP
from lampit.shops.rules import kinds


class LongForm(forms.Form):
    """Whose goods, and with photos or prices alone."""

    what = forms.ChoiceField(label=_("Barang mana"))
    shop = forms.CharField(
        label=_("Lapak"), required=False, max_length=120, strip=True,
        help_text=_("Hanya untuk “satu lapak”: namanya, atau kata di alamat halamannya."),
    )  # fmt: skip
    kind = forms.ChoiceField(
        label=_("Bentuk"),
        choices=[(PHOTOS, _("Katalog berfoto")), (PRICES, _("Daftar harga"))],
        widget=forms.RadioSelect,
    )

    def __init__(
        self,
        *args: Any,
        shelves: Collection[str],
        fairs: Sequence[tuple[str, str]],
        shops: Callable[[str], list[tuple[str, str]]],
        **kwargs: Any,
    ) -> None:
        """Offer the shelves that hold goods, the events that have some, and one shop.

        `shops` finds those of a name: (address word, name).
        """
        super().__init__(*args, **kwargs)
        self.shops, self.slug = shops, ""
        held = [
            (f"{SHELF}:{one.slug}", _(one.label)) for one in kinds.CATEGORIES if one.slug in shelves
        ]
        events = [(f"{FAIR}:{slug}", name) for slug, name in fairs]
        choices: list[Any] = [(f"{ALL}:", _("Semua barang")), (f"{SHOP}:", _("Satu lapak"))]
        choices += [(_("Jenis barang"), held)] if held else []
        choices += [(_("Acara"), events)] if events else []
        self.fields["what"].choices = choices  # type: ignore[attr-defined]

    def subject(self) -> tuple[str, str]:
        """Return what was chosen: one of the words of `rules.catalogues`, and its address word."""
        what, _colon, slug = str(self.cleaned_data["what"]).partition(":")
        return what, self.slug or slug

    def clean(self) -> dict[str, Any]:
        """Find the shop that is meant, where one is asked for."""
        typed: dict[str, Any] = super().clean() or self.cleaned_data
        if typed.get("what") == f"{SHOP}:":
            words = typed.get("shop", "")
            found = self.shops(words) if words else []
            if len(found) == 1:
                self.slug = found[0][0]
            elif found:
                names = ", ".join(f"{name} ({slug})" for slug, name in found)
                told = _("Ada beberapa: %(names)s. Tulis salah satu kata di dalam kurung.")
                self.add_error("shop", told % {"names": names})
            else:
                self.add_error("shop", _("Tidak ada lapak terbuka dengan nama ini."))
        return typed
