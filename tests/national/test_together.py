"""What is read of many texts at once is what is read of each alone."""

from datetime import date

from hypothesis import example, given
from hypothesis import strategies as st

from lampit.national import namelists, names, nib, nik, phone

TODAY = date(2026, 11, 24)
WORDS = st.sampled_from(
    ["Siti", "SITI", "siti", "Muhammad", "M.", "m", "A", "H.", "Hj", "Abdul", "abd", "Rahman",
     "bin", "binti", "Basuni", "S.Pd", ",", "'Aisyah", "SA'ADAH", "Nor", "Noor", "*", "(alm)",
     "Abdurrahman", "Ibu", "pak", "guru", "Djuhri", "Oesman", "é", "O2", "st", "-", "Toko",
     "ikan-asap", "UD", "kerajinan", "ANYAMAN", "d'Ayam", "½", "Aa", "\u00a0Ali"]
)  # fmt: skip
NAMES = st.lists(st.lists(WORDS, max_size=4).map(" ".join), min_size=1, max_size=6)
DIGITS = st.text("0123456789 .-'/()+", max_size=20)
TEXTS = st.lists(
    st.one_of(
        DIGITS,
        st.sampled_from([
            "", "6308054403900012", "630805 440390 0012", "6308051203800000", "1234567890123456",
            "6363636363636363", "6308054403900012\n", "0812-3456-7893", "081234567893\n0812",
            "+62 812 3456 7893", "08888888888", "08123456789", "0812 3456 7893 (WA)",
            "0812-3456-7893(WA)", "0812 3456 7893 (WA) (WA)", "0812 3456 7893 (wa)", "(WA)",
            "0812 3456 7893 (WA)\n081234567894",
            "\uff18\uff11\uff12",
            "3456789012345678", "6308053002900012", "9908054403900012", "6308054403200012",
        ]),
    ),
    min_size=1, max_size=8,
)  # fmt: skip


@given(NAMES)
@example(
    ["Hj. Siti Aminah", "HJ. SITI AMINAH", "h. anang", "H. Haji Anang", "H.Anang", "hj ana H."]
)
@example(["AKHMAD Lisu Zawa", "SITI AMINAH", "abdul rahman", "M. Ali", "", "Hj. Siti"])
def test_people_and_their_keys(texts: list[str]) -> None:
    """Names, titles, parents and keys of many are those of each."""
    found = namelists.people(texts)
    alone = [names.read_person(text) if text.strip() else names.PersonName("") for text in texts]
    assert [*zip(found.name, found.title, found.parent, strict=True)] == [*map(tuple, alone)]
    assert found.keys == namelists.keys(found.name)
    assert [*zip(found.keys.strict, found.keys.loose, strict=True)] == [
        names.keys(one.name) for one in alone
    ]
    assert found.keys.bare == [names.bare(one.name) for one in alone]


@given(NAMES)
def test_businesses(many: list[str]) -> None:
    """Keys and sounds of businesses are those of each."""
    found = namelists.businesses(many)
    assert found.keys == [names.business_key(one) for one in many]
    assert found.sounds == [[*map(names.loose_key, one.split())] for one in many]


@given(st.lists(st.one_of(st.text(" a\n\t\0\u00a0\x1c", max_size=6), st.text(max_size=4))))
def test_blanks_between_words(texts: list[str]) -> None:
    """Many texts are evened out as each alone, whatever parts their words."""
    assert namelists.evened(texts) == [" ".join(text.split()) for text in texts]


@given(st.lists(st.one_of(st.text("0123456789٣", min_size=12, max_size=14), st.sampled_from([
    "9999053745328", "0000000000000", "9999053745328\n", "9999 0537 45328", "proses", "-", "",
    "0\n9999053745328", "9999053745328 ",
])), min_size=1))  # fmt: skip
def test_numbers_of_businesses(texts: list[str]) -> None:
    """A NIB is told of the cells that are one and nothing else."""
    told = [*map(nib.quickly, texts)]
    assert nib.plain_numbers(texts) == [one if one and "\n" not in one else "" for one in told]


@given(TEXTS)
def test_numbers_of_persons(texts: list[str]) -> None:
    """A birth is told only of a number of which `parse` tells nothing to look at."""
    numbers = nik.plain_numbers(texts)
    assert numbers == [*map(nik.plainly, texts)]
    for text, number, birth in zip(texts, numbers, nik.Births(TODAY).of(numbers), strict=True):
        if birth is not None:
            told = nik.parse(text, TODAY)
            assert (told.number, told.notices) == (number, ())
            assert (told.born_on.isoformat(), told.born_on.year, told.sex) == birth


@given(TEXTS)
def test_mobile_numbers(texts: list[str]) -> None:
    """A number is told only of a cell that is that one number and nothing else."""
    for text, number in zip(texts, phone.plain_mobiles(texts), strict=True):
        if number:
            assert phone.read(text) == phone.Phones((number,))
