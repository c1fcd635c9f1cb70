"""The shelf of a good guessed from its name, so that its maker need not choose one. Pure."""

from lampit.shops.rules import kinds
from lampit.shops.rules.finding.words import plain_words

# Heavier words first: a "lampit rotan" is a lampit, a "telur itik" is food, "meja rotan" a table.
WORDS = {
    "pangan": (
        9,
        "telur telor keripik kripik kerupuk kue wadai dodol sambal abon madu kopi teh gula iwak",
    ),
    "sasirangan": (8, "sasirangan kain kemeja selendang syal jilbab kerudung"),
    "lampit": (7, "lampit"),
    "mebel": (6, "meja kursi lemari rak sofa dipan mebel bangku kabinet nakas"),
    "gerabah": (6, "gerabah guci tajau tembikar dapur kendi celengan cobek anglo"),
    "unggas": (5, "itik bebek anak bibit unggas"),
    "anyaman-purun": (4, "purun"),
    "anyaman-eceng-gondok": (4, "eceng enceng ilung gondok ampulung"),
    "anyaman-jangang": (4, "jangang"),
    "anyaman-rotan": (3, "rotan paikat"),
    "kayu": (2, "kayu ukir ukiran ulin jati pahat talenan sendok centong perahu jukung"),
}
_SHELVES: dict[str, list[tuple[int, str]]] = {}
for _slug, (_weight, _words) in WORDS.items():
    for _word in _words.split():
        _SHELVES.setdefault(_word, []).append((_weight, _slug))


def category_of(name: str) -> str:
    """Return the shelf that a name tells; empty when it tells none."""
    found = [told for word in plain_words(name) for told in _SHELVES.get(word, ())]
    slug = max(found)[1] if found else ""
    return slug if slug in kinds.BY_SLUG else ""
