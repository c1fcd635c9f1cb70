"""In which words a page speaks of a good or a shop: its own, or the English ones."""

from dataclasses import dataclass

from lampit.shops.models import Maker, MakerAbroad, Product, ProductAbroad
from lampit.shops.queries.abroad import indonesian_of

INDONESIAN, ENGLISH = "id", "en"


@dataclass(frozen=True, slots=True)
class Said:
    """The words of a good or shop on one page.

    Attributes:
        name, material, text: as the page shows them; material "" when only the category tells it.
        language: of these words; `page` that of the page around them.
        has_english: whether there is an English page of it.
        is_stale: whether the English was made from an older Indonesian text.
    """

    name: str
    material: str
    text: str
    language: str
    page: str
    has_english: bool
    is_stale: bool = False
    material_language: str = INDONESIAN

    @property
    def foreign(self) -> str:
        """Return the language of the words when it is not that of the page, else ""."""
        return self.language if self.language != self.page else ""

    @property
    def material_foreign(self) -> str:
        """Return the language of the material when it is not that of the page, else ""."""
        is_foreign = self.material and self.material_language != self.page
        return self.material_language if is_foreign else ""


def good_said(good: Product, abroad: ProductAbroad | None, page: str) -> Said:
    """Return the words of a good on a page in a language; no query."""
    if abroad is None or not abroad.name:
        return Said(good.name, good.material, good.description, INDONESIAN, page, has_english=False)
    if page != ENGLISH:
        return Said(good.name, good.material, good.description, INDONESIAN, page, has_english=True)
    stale = abroad.source != indonesian_of(good)
    return Said(
        abroad.name,
        abroad.material or good.material,
        abroad.description,
        ENGLISH,
        page,
        has_english=True,
        is_stale=stale,
        material_language=ENGLISH if abroad.material else INDONESIAN,
    )


def shop_said(shop: Maker, abroad: MakerAbroad | None, page: str) -> Said:
    """Return the words of a shop on a page in a language; no query."""
    if abroad is None or page != ENGLISH:
        return Said(shop.name, "", shop.story, INDONESIAN, page, has_english=abroad is not None)
    stale = abroad.source != shop.story
    return Said(shop.name, "", abroad.story, ENGLISH, page, has_english=True, is_stale=stale)
