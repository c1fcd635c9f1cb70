"""The check-list before the first sale: only what concerns a good is asked; nothing is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lampit.shops import queries
from lampit.shops.rules import checklist
from lampit.shops.rules.checklist import Sensitive, Subject, asked_anew, judge, questions

WORDS = queries.sensitive_words()


def codes(*words: str, category: str = "anyaman-purun", **more: object) -> list[str]:
    """Return the codes of the questions that a good with these words is asked."""
    subject = Subject(category, " ".join(words), **more)  # type: ignore[arg-type]
    return [question.code for question in questions(subject, WORDS)]


def test_a_plain_mat_gets_one_tick() -> None:
    """The normal path is one tick long, for each craft without rules of its own."""
    assert codes("Tikar purun 150 x 200") == ["janji"]
    for shelf in ("lampit", "anyaman-rotan", "gerabah", "kayu", "mebel", "lainnya"):
        assert codes("Bakul rotan bertutup", category=shelf) == ["janji"], shelf
    subject = Subject("lampit", "Lampit rotan")
    assert not judge(subject, WORDS, {"janji": "ya"}).needs_look
    assert judge(subject, WORDS, {}).missing == ("janji",)


@pytest.mark.parametrize(
    ("name", "category", "code"),
    [
        ("Gantungan bulu enggang", "lainnya", "satwa"),
        ("Tasbih GAHARU asli", "kayu", "kayu"),
        ("Cangkang Penyu hias", "lainnya", "satwa"),
        ("Meja ramin", "mebel", "kayu"),
        ("Mandau ukir", "kayu", "larangan"),
        ("Tas purun Hello-Kitty", "anyaman-purun", "merek"),
        ("Dompet logo Kriyanusa", "anyaman-purun", "merek"),
    ],
)
def test_words_lead_to_their_question(name: str, category: str, code: str) -> None:
    """Species, weapons and brands are asked about, in any case and with any sign between."""
    assert codes(name, category=category) == ["janji", code]


@pytest.mark.parametrize("name", ["Tas raminten", "Ulinnuha", "Sayur kimantan", "Pedangan"])
def test_parts_of_words_lead_nowhere(name: str) -> None:
    """Only whole words count."""
    assert codes(name) == ["janji"]


def test_an_innocent_word_costs_an_answer_never_a_look() -> None:
    """“Warna gading” and a hornbill motif are sold at once when that is what they are."""
    subject = Subject("sasirangan", "Kain motif enggang warna gading")
    told = {"janji": "ya", "satwa": "tidak", "motif": "umum"}
    verdict = judge(subject, WORDS, told)
    assert (verdict.missing, verdict.reasons) == ((), ())
    for answer in ("ya", "ragu"):
        assert judge(subject, WORDS, told | {"satwa": answer}).reasons == ("satwa",)


def test_food_waits_for_the_paper_that_is_due() -> None:
    """Over 7 days a P-IRT, some kinds a BPOM number; halal is a mark and holds nothing up."""
    plain = Subject("pangan", "Kerupuk haruan")
    assert judge(plain, WORDS, {"janji": "ya", "tahan": "7"}).reasons == ()
    held = judge(plain, WORDS, {"janji": "ya", "tahan": "8"})
    assert (held.reasons, held.marks) == (("pirt",), ("halal",))
    papered = Subject("pangan", "Kerupuk haruan", papers=frozenset({"pirt", "halal"}))
    fine = judge(papered, WORDS, {"janji": "ya", "tahan": "90"})
    assert (fine.reasons, fine.marks) == ((), ())
    frozen = Subject("pangan", "Bakso ikan", papers=frozenset({"pirt"}))
    assert judge(frozen, WORDS, {"janji": "ya", "tahan": "2"}).reasons == ("bpom",)


@pytest.mark.parametrize("typed", ["", "0", "-1", "3651", "7 hari", "७", "99999999"])
def test_days_are_a_number(typed: str) -> None:
    """Anything but 1 to 3.650 is asked again."""
    assert judge(Subject("pangan", "Dodol"), WORDS, {"janji": "ya", "tahan": typed}).missing


def test_a_good_that_becomes_another_is_asked_anew() -> None:
    """A new sensitive word asks; the words and shelf it always had do not."""
    before = {"janji": [], "kayu": ["ulin (ulin (kayu besi))"]}
    same = Subject("kayu", "Talenan ulin")
    assert asked_anew(before, same, WORDS) == frozenset()
    assert asked_anew(before, Subject("kayu", "Talenan ulin dan gaharu"), WORDS) == {"kayu"}
    assert asked_anew(before, Subject("pangan", "Talenan ulin"), WORDS) == {"tahan"}


@given(st.text(max_size=80), st.text(max_size=80), st.sampled_from(["pangan", "kayu", "x"]))
def test_any_text_has_a_verdict(name: str, text: str, category: str) -> None:
    """Whatever is typed, the list answers; nothing said never lets a question pass."""
    subject = Subject(category, name, text=text)
    asked = [question.code for question in questions(subject, WORDS)]
    assert set(judge(subject, WORDS, {}).missing) == set(asked)
    assert asked[0] == checklist.PROMISE


def test_a_rule_nobody_checked_says_so() -> None:
    """What leads to a question carries whether its rules were compared with their issuers."""
    words = [
        Sensitive("satwa", "penyu", "penyu", "UU 32/2024", is_checked=True),
        Sensitive("satwa", "gading", "gading", "UU 5/1990"),
    ]
    asked = {q.code: q for q in questions(Subject("kayu", "Kotak penyu"), words)}
    assert asked["satwa"].is_checked
    both = {q.code: q for q in questions(Subject("kayu", "Kotak penyu gading"), words)}
    assert not both["satwa"].is_checked
    assert not any(word.is_checked for word in WORDS), "the data file says 'perlu dicek' of all"


def test_every_word_has_its_source() -> None:
    """No row of the data file is without rule, and each leads to a question or a paper."""
    kinds = {"satwa", "kayu", "larangan", "merek", "md"}
    assert len(WORDS) > 150
    assert all(w.phrase and w.label and w.basis and w.kind in kinds for w in WORDS)
