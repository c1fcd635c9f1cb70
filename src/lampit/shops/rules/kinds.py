"""What is sold here: categories with their address word, label, and the material they imply."""

from dataclasses import dataclass

from lampit.basics.texts import gettext_noop


@dataclass(frozen=True, slots=True)
class Category:
    """A shelf of the market.

    Attributes:
        slug: address word and stored code.
        label: Indonesian name, a message id.
        material: what goods on this shelf are mostly made of, shown when the maker wrote nothing.
        is_food: price proofs of food grow old sooner.
    """

    slug: str
    label: str
    material: str = ""
    is_food: bool = False


CATEGORIES = (
    Category("lampit", "Lampit rotan", "Rotan taiman"),
    Category("anyaman-purun", "Anyaman purun", "Purun danau"),
    Category("anyaman-eceng-gondok", "Eceng gondok", "Eceng gondok (ilung)"),
    Category("anyaman-rotan", "Anyaman rotan", "Rotan"),
    Category("anyaman-jangang", "Anyaman jangang", "Akar jangang"),
    Category("sasirangan", "Sasirangan", "Kain katun, dijelujur dan dicelup tangan"),
    Category("mebel", "Mebel", "Kayu dan rotan"),
    Category("kayu", "Kayu dan ukiran", "Kayu lokal"),
    Category("gerabah", "Gerabah", "Tanah liat bakar"),
    Category("pangan", "Pangan khas", "", is_food=True),
    Category("unggas", "Itik Alabio", "", is_food=True),
    Category("lainnya", "Lainnya"),
)
BY_SLUG = {category.slug: category for category in CATEGORIES}
# Units as makers say them (domain.md section 12); the first is the default.
UNITS = (
    gettext_noop("buah"), gettext_noop("lembar"), gettext_noop("set"), gettext_noop("bungkus"),
    gettext_noop("kotak"), gettext_noop("ikat"), gettext_noop("loyang"), gettext_noop("pasang"),
    gettext_noop("meter"), "m²", gettext_noop("kilogram"), gettext_noop("kodi"),
    gettext_noop("lusin"), gettext_noop("gros"), gettext_noop("rim"), gettext_noop("gabung"),
    gettext_noop("bilah"),
)  # fmt: skip
# How many pieces a counting word stands for; a bundle (ikat, gabung) says it in its text.
PIECES = {"kodi": 20, "lusin": 12, "gros": 144, "rim": 500, "pasang": 2}


def category(slug: str) -> Category:
    """Return the category of a stored code; unknown codes stand on the last shelf."""
    return BY_SLUG.get(slug, BY_SLUG["lainnya"])
