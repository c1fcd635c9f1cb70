"""Which villages are suggested for a name that fits none."""

from lampit.registry.rules.importing.places import Gazetteer

HEAD = "63.08.01"
VILLAGES = {
    f"{HEAD}.2001": "Sungai Namang", f"{HEAD}.2002": "Sungai Bahadangan",
    f"{HEAD}.2003": "Sungai Durait Hulu", f"{HEAD}.2004": "Sungai Luang",
    f"{HEAD}.2005": "Palukahan", f"{HEAD}.2006": "Pinang Habang", f"{HEAD}.2007": "Longkong",
}  # fmt: skip
PLACES = Gazetteer("63.08", {HEAD: "Danau Panggang"}, VILLAGES)


def suggested(text: str) -> list[str]:
    """Return the names that are suggested for a text."""
    return [VILLAGES[code] for code in PLACES.nearest(text, "Danau Panggang", "", 5)]


def test_only_names_that_look_alike_are_suggested() -> None:
    """A first word that many share tells nothing; what is far behind the best is left out."""
    assert suggested("Sungai Namung") == ["Sungai Namang"]
    assert suggested("Palokahan") == ["Palukahan"]
    assert suggested("Sungai Xyzq") == []
    assert suggested("Sukamaju") == []


def test_the_beginning_of_a_name_suggests_all_that_begin_so() -> None:
    """Half a name is a question among those it may be."""
    assert suggested("Sungai Dur") == ["Sungai Durait Hulu"]
    assert len(suggested("Sungai")) == 4
