"""Doubtful values: asked once, answered for their place, and never guessed."""

import pytest

from lampit.basics.refusal import Refusal
from lampit.registry.rules.importing import answers
from lampit.registry.rules.importing.answers import Answer, Answers, Value
from lampit.registry.rules.importing.cleaning import RowReader
from lampit.registry.rules.importing.desk import Desk
from tests.registry import messy

HEAD = ["Nama Pemilik", "Desa", "Kecamatan", "Jenis Usaha", "L/P", "Keterangan"]
FIELDS = {"owner": 0, "village": 1, "district": 2, "products": 3, "sex": 4, "note": 5}
ROW = ["Rina", "Sukamaju", "Amuntai Utara", "jualan", "Pr", ""]
SUKAMAJU = Value("village", "Sukamaju", "Amuntai Utara")
PANANGIAN = "63.08.06.2001"


def reader(*told: Answer) -> RowReader:
    """Return a reader of one table whose office has answered before."""
    known = Answers(told)
    gazetteer, activities = messy.gazetteer(), messy.activities()
    gazetteer.answers = known
    activities = type(activities)(activities.codes, activities.words, known)
    desk = Desk(gazetteer, activities, messy.TODAY, known)
    return RowReader(desk, "d", HEAD, FIELDS, 2026)


def test_doubtful_values_are_told_and_not_guessed() -> None:
    """An unknown village, vague words, a strange sex and a note of closing are questions."""
    read = reader()
    record, problems = read.read(2, [*ROW[:4], "X", "sudah tutup"], "")
    assert (record.village, record.kbli, record.sex, record.status) == ("", "", "", "closed")
    assert {doubt.value.kind for doubt in read.doubts} == set(answers.KINDS)
    assert {problem.code for problem in problems} >= {"desa_tidak_dikenal", "kbli_umum"}
    read.read(3, ["Rina", "Murung Sari", "Amuntai Tengah", "tikar purun", "P", ""], "")
    assert not [doubt for doubt in read.doubts if doubt.value.kind == "village"]


def test_an_answer_decides_all_rows_of_a_value() -> None:
    """The answer is used, no problem is left, and the value is told as answered."""
    read = reader(Answer(SUKAMAJU, PANANGIAN), Answer(Value("products", "JUALAN"), "47111"),
                  Answer(Value("sex", "X"), "P"),
                  Answer(Value("status", "sudah tutup"), "musiman"))  # fmt: skip
    record, problems = read.read(2, [*ROW[:4], "x", "Sudah  Tutup"], "")
    assert (record.village, record.district) == (PANANGIAN, PANANGIAN[:8])
    assert (record.kbli, record.sex, record.status) == ("47111", "P", "seasonal")
    assert problems == []
    assert all(doubt.is_answered for doubt in read.doubts)
    assert len(read.doubts) == 4


def test_a_value_left_open_keeps_the_kecamatan_and_asks_no_more() -> None:
    """Open is an answer: no village, the kecamatan stays, nothing to put right."""
    record, problems = reader(Answer(SUKAMAJU, answers.OPEN)).read(2, ROW, "")
    assert (record.village, record.district) == ("", "63.08.06")
    assert not [p for p in problems if p.code.startswith("desa")]


@pytest.mark.parametrize(
    "told",
    [Answer(SUKAMAJU, "tolak"), Answer(Value("products", "jualan"), "tolak"),
     Answer(Value("status", "tutup"), "tolak")],
)  # fmt: skip
def test_a_refused_value_rejects_its_rows(told: Answer) -> None:
    """The row is rejected with a reason of its own."""
    _record, problems = reader(told).read(2, [*ROW[:5], "tutup"], "")
    assert answers.REFUSED in {problem.code for problem in problems}


def test_the_nearest_answer_counts() -> None:
    """This place before any kecamatan beside it, and that before the text alone."""
    known = Answers(
        [
            Answer(Value("village", "Keramat"), "a"),
            Answer(Value("village", "Keramat", "Haur Gading"), "b"),
            Answer(Value("village", "Keramat", "Haur Gading", "63.08.08"), "c"),
        ]
    )
    assert known.find(Value("village", "KERAMAT", "haur  gading", "63.08.08")) == "c"
    assert known.find(Value("village", "Keramat", "Haur Gading")) == "b"
    assert known.find(Value("village", "Keramat", "Banjang")) == "a"
    assert known.find(Value("village", "Keramat Hulu")) is None
    assert known.find(Value("sex", "Keramat")) is None


@pytest.mark.parametrize("text", ["6308054403900012", "0812 3456 7892", "x" * 200, ""])
def test_numbers_of_people_are_never_kept_as_questions(text: str) -> None:
    """A NIK or telephone number in the wrong column does not become a shown value."""
    assert not answers.is_askable(Value("village", text))


def test_answers_of_a_mapping_file() -> None:
    """What stands beside follows the bar, null is open, and JSON comes back as it was."""
    told = answers.of_mapping(
        {"village": {"Palokahan | Danau Panggang": "63.08.01.2005", "Sukamaju": None}}
    )
    assert told[0] == Answer(Value("village", "Palokahan", "Danau Panggang"), "63.08.01.2005")
    assert told[1].answer == answers.OPEN
    assert answers.of_lines(answers.as_lines(told)) == told


@pytest.mark.parametrize(
    ("values", "code"),
    [
        (["x"], "mapping_shape"),
        ({"village": "x"}, "mapping_shape"),
        ({"desa": {}}, "mapping_unknown_field"),
        ({"village": {"Sukamaju": "Panangian"}}, "mapping_value"),
        ({"sex": {"X": "laki"}}, "mapping_value"),
        ({"status": {"x": 1}}, "mapping_value"),
    ],
)
def test_answers_that_we_would_not_follow_are_refused(values: object, code: str) -> None:
    """Each with the list of what there is."""
    with pytest.raises(Refusal) as refused:
        answers.of_mapping(values)
    assert refused.value.code == code
