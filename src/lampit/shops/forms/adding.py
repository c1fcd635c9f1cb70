"""The form of a new good: as that of any good, with less to choose."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lampit.shops.forms.goods import ProductForm
from lampit.shops.rules import guessing, kinds
from lampit.web.widgets import PlainSelect


class AddForm(ProductForm):
    """A new good: the shelf follows from its name unless its maker chooses one."""

    category = forms.ChoiceField(
        label=_("Jenis barang"),
        choices=[("", _("Menurut nama barang")), *((c.slug, _(c.label)) for c in kinds.CATEGORIES)],
        required=False,
        widget=PlainSelect,
    )

    description = forms.CharField(
        label=_("Cerita barang"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_(
            "Ceritakan seperti berbicara: dari apa, berapa lama membuatnya, untuk apa. "
            "Tombol mikrofon di papan ketik HP menuliskannya."
        ),
    )

    def __init__(self, *args: Any, usual_category: str = "", **kwargs: Any) -> None:
        """Keep the shelf of the last good: where a name tells nothing, it is that one again."""
        super().__init__(*args, **kwargs)
        self.usual_category = usual_category

    def clean(self) -> dict[str, Any]:
        """Choose the shelf where the maker left it to us."""
        typed = super().clean()
        if not typed.get("category"):
            guessed = guessing.category_of(typed.get("name") or "")
            typed["category"] = guessed or self.usual_category or "lainnya"
        return typed
