"""Filled sheets: what is typed from paper means what the page would have kept, or is told."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lampit.basics.refusal import Refusal
from lampit.measure.rules import receiving, scoring
from lampit.measure.rules.answers import settled
from lampit.measure.rules.filled import cells, runs
from lampit.measure.rules.filled.columns import note_of
from lampit.measure.rules.filled.headings import BY, CONSENT, NAME, NUMBER, ON, Headings
from lampit.measure.rules.filled.rows import Filled, RowReader
from lampit.measure.rules.filled.words import choices_of
from lampit.measure.rules.instrument import Option, Text, read_instrument
from lampit.outside.spreadsheets import Merged
from tests.measure.filledsheets import HELD_ON, TODAY, WORDS, answered, cells_of, template
from tests.measure.made_instruments import definitions
from tests.measure.questionnaires import answers, instrument

ASKED = instrument()
COLUMNS = template(ASKED)
MEANINGS = [column.meaning for column in COLUMNS]


def read(row: list[object], meanings: list[str] | None = None) -> Filled:
    """Read a row of the shipped instrument."""
    return RowReader(ASKED, MEANINGS if meanings is None else meanings, WORDS, TODAY).read(row)


def filled(**changes: Any) -> Filled:
    """Read the row of a whole questionnaire with some cells typed otherwise, by meaning."""
    row = cells_of(ASKED, COLUMNS, answers())
    for meaning, cell in changes.items():
        row[MEANINGS.index(meaning)] = cell
    return read(row)


def codes(found: Filled) -> list[str]:
    """Return the codes of what is wrong."""
    return [said.code for said in found.wrong]


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_filled_template_says_what_was_answered_for_any_instrument(data: Any) -> None:
    """Made-up instruments of every shape: headings are known again, and so are the answers."""
    asked = read_instrument(data.draw(definitions()))
    columns = template(asked)
    told = data.draw(answered(asked))
    found = Headings(asked).find([(1, [column.title for column in columns])])
    assert found is not None
    assert list(found.meanings) == [column.meaning for column in columns]
    row = RowReader(asked, found.meanings, WORDS, TODAY).read(cells_of(asked, columns, told))
    assert not row.wrong, row.wrong
    assert row.kept == settled(asked, told)
    again = receiving.read_json(row.content("U1"))
    assert settled(asked, again.answers) == row.kept


@given(st.data())
@settings(max_examples=40, deadline=None)
def test_moved_columns_say_and_score_the_same(data: Any) -> None:
    """Wherever a column stands, it means the same; columns of the office's own are passed over."""
    told = data.draw(answered(ASKED))
    order = data.draw(st.permutations(range(len(COLUMNS))))
    titles = ["Catatan dinas", *(COLUMNS[place].title for place in order)]
    row = cells_of(ASKED, COLUMNS, told)
    found = Headings(ASKED).find([(3, titles)])
    assert found is not None
    moved = ["lihat kertas", *(row[place] for place in order)]
    kept = RowReader(ASKED, found.meanings, WORDS, TODAY).read(moved).kept
    assert kept == settled(ASKED, told)
    assert scoring.score(ASKED, kept) == scoring.score(ASKED, settled(ASKED, told))


def test_headings_without_codes_and_of_other_programs_are_known() -> None:
    """Only the question, only its number and beginning, or the code as ODK exports it."""
    known = Headings(ASKED)
    for title, meaning in (
        ("No. Contoh", NUMBER), ("NAMA USAHA", NAME), ("Bersedia?", CONSENT),
        ("Berapa umur pemilik usaha (tahun)?", "usia_pemilik"),
        ("1. BERAPA UMUR PEMILIK USAHA", "usia_pemilik"),
        ("usia_pemilik", "usia_pemilik"), ("isi/akun/wa_bisnis", "akun/wa_bisnis"),
        ("isi-omzet", "omzet"), ("P8", "tatap_muka"),
        (f"10. {ASKED.question('perangkat').text.id} HP biasa (bukan layar sentuh)",
         "perangkat/hp_biasa"),
        ("1", ""), ("Jumlah", ""), ("Keadaan kesehatan pemilik", ""), ("[lain_sekali]", ""),
    ):  # fmt: skip
        assert known.meaning(title) == meaning, title


def test_a_heading_of_two_lines_is_read_with_its_merged_cells() -> None:
    """The question above, merged over its options below; title lines before it do not matter."""
    above = Merged(["Nomor contoh", "Bersedia", ASKED.question("akun").text.id, "", "", "Omzet"])
    above.across, above.below = {2: 4}, {}
    below: list[object] = ["", "", "WhatsApp biasa", "Facebook", "TikTok", ""]
    found = Headings(ASKED).find([(1, ["REKAP SURVEI"]), (2, []), (3, above), (4, below)])
    assert found is not None
    assert (found.row, found.lines, found.last) == (3, 2, 4)
    assert found.meanings == (NUMBER, CONSENT, "akun/wa", "akun/facebook", "akun/tiktok", "omzet")


def test_a_sheet_without_sample_numbers_has_no_heading() -> None:
    """Questions alone do not say whose answers they are."""
    assert Headings(ASKED).find([(1, [c.title for c in COLUMNS if c.meaning != NUMBER])]) is None


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (41.0, 41), ("41", 41), (" 41 ", 41), ("'41", 41), ("41 tahun", 41), ("41,0", 41),
        ("tidak tahu", -99), ("Tidak mau menjawab", -88), (-88.0, -88), (88.0, 88), (99, 99),
    ],
)  # fmt: skip
def test_numbers_as_people_type_them(typed: object, kept: int) -> None:
    """Text, units, Excel's floats, words of refusal; 88 is an age where ages may be 88."""
    assert filled(usia_pemilik=typed).kept["usia_pemilik"] == kept


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("Rp 1.500.000", 1_500_000), ("1.500.000,-", 1_500_000), ("250rb", 250_000),
        ("2,5 jt", 2_500_000),
    ],
)  # fmt: skip
def test_amounts_as_people_type_them(typed: str, amount: int) -> None:
    """Rupiah with points, short words."""
    assert filled(biaya_promosi=typed).kept["biaya_promosi"] == amount


@pytest.mark.parametrize(
    ("meaning", "typed", "code"),
    [
        ("usia_pemilik", 3.5, "not_a_number"), ("usia_pemilik", "empat puluh", "not_a_number"),
        ("usia_pemilik", 7, "out_of_range"), ("usia_pemilik", "#REF!", "formula_broken"),
        ("pekerja_kini", datetime(2026, 5, 3, tzinfo=UTC), "cell_is_date"),
        ("omzet", "lumayan", "option_unknown"), ("akun/wa", "mungkin", "box_unclear"),
        ("@tanggal", "31/02/2026", "date_unreadable"), ("@tanggal", "24/12/2026", "date_ahead"),
        ("@bersedia", "entah", "consent_unclear"), ("@bersedia", "", "consent_missing"),
        ("@bersedia", "Tidak", "no_consent"), ("@hasil", "Menolak", "both_told"),
        ("@hasil", "pergi haji", "result_unknown"), ("bantuan_hp/stok", "x", "none_with_others"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_told_with_its_column(meaning: str, typed: object, code: str) -> None:
    """Nothing is guessed: the row waits, with one sentence about the very cell."""
    found = filled(**{meaning: typed})
    assert codes(found) == [code]
    place = MEANINGS[found.wrong[0].column]
    assert place.partition("/")[0] == meaning.partition("/")[0]


def test_words_instead_of_codes_capitals_and_short_forms() -> None:
    """Codes, capitals, words without their brackets; a wrong word gets the nearest suggestion."""
    for typed in ("b2", "RP1 JUTA – KURANG DARI RP5 JUTA", "  Rp1 juta -  kurang dari Rp5 juta"):
        assert filled(omzet=typed).kept["omzet"] == "b2", typed
    assert filled(internet="ada, tapi sering putus").kept["internet"] == "lemah"
    assert filled(catatan="Buku tulis.").kept["catatan"] == "buku"
    said = filled(pulih="Sudah sama spt sebelumnya").wrong[0].message
    assert "Sudah sama seperti sebelumnya" in said


def test_words_that_are_the_code_of_another_option_tell_their_own() -> None:
    """An option called “b” is not the option whose code is b."""
    told = choices_of(
        [Option("a", Text("b", ""), 0.0, False), Option("b", Text("Lain", ""), 0.0, False)],
        refusable=False,
    )
    assert told == {"a": "b [a]", "b": "Lain"}


def test_several_answers_in_one_cell_or_in_boxes() -> None:
    """Words with their own commas, codes with blanks, ya and x in boxes, 0 and tidak for none."""
    question = ASKED.question("akun")
    for typed in ("WhatsApp biasa; Facebook", "whatsapp biasa, facebook", "wa facebook",
                  "WhatsApp biasa\nFacebook"):  # fmt: skip
        assert cells.read_many(question, typed) == ["wa", "facebook"], typed
    both = "Shopee, Tokopedia, atau sejenisnya, Facebook"
    assert cells.read_many(question, both) == ["marketplace", "facebook"]
    boxes = [("wa", "YA"), ("facebook", 1.0), ("tiktok", "tidak"), ("gmaps", 0.0), ("situs", False)]
    assert cells.read_boxes(question, boxes) == ["wa", "facebook"]
    with pytest.raises(Refusal) as refused:
        cells.read_many(question, "WhatsApp biasa, Friendster")
    assert refused.value.code == "option_unknown"


def test_a_question_that_is_skipped_is_told_and_not_counted() -> None:
    """No account: how often one posts is not asked; the row still comes in."""
    row = cells_of(ASKED, COLUMNS, answers(akun=["tidak_ada"]))
    found = read(row)
    assert not found.wrong
    assert "unggah" not in found.kept
    assert [note.code for note in found.notes] == ["not_asked"]


def test_open_questions_are_told_and_too_many_hold_the_row() -> None:
    """As on the page: 80 % of the points make a partial answer, less make none."""
    partly = {k: v for k, v in answers().items() if k != "hambatan"}
    found = read(cells_of(ASKED, COLUMNS, partly))
    assert (codes(found), [n.code for n in found.notes]) == ([], ["partly"])
    little = {k: v for k, v in answers().items() if k in ("usia_pemilik", "omzet")}
    assert codes(read(cells_of(ASKED, COLUMNS, little))) == ["too_little"]


def test_a_visit_without_answers_is_a_result() -> None:
    """Refused without consent, not met and not confirmed; a result by words needs its reason."""
    refused = read(cells_of(ASKED, COLUMNS, {}, consent="tidak"))
    assert (refused.disposition, refused.reason, refused.wrong) == ("menolak", "lain", [])
    told = read(cells_of(ASKED, COLUMNS, {}, consent="", result="menolak", reason="SIBUK"))
    assert (told.disposition, told.reason) == ("menolak", "sibuk")
    gone = "Tidak ditemui, sudah tiga kali (belum pasti masih ada)"
    found = read(cells_of(ASKED, COLUMNS, {}, consent="", result=gone))
    assert (found.disposition, found.is_confirmed) == ("tidak_ditemui", False)
    assert codes(read(cells_of(ASKED, COLUMNS, {}, consent="", result="Lainnya"))) == [
        "reason_missing"
    ]
    content = receiving.read_json(found.content("U7"))
    assert (content.business, content.disposition, content.is_confirmed) == (
        "U7", "tidak_ditemui", False,
    )  # fmt: skip


def test_a_row_that_nobody_filled_says_nothing() -> None:
    """Number, name and village stood there already, and who asks in a divided round."""
    meanings = [column.meaning for column in COLUMNS]
    empty: list[object] = ["U1", "Toko", "Desa", *[""] * (len(COLUMNS) - 3)]
    divided = [*empty]
    divided[meanings.index(BY)] = "Siti"
    for row in (empty, divided):
        found = read(row)
        assert found.is_blank
        assert not found.wrong
    told = [*divided]
    told[meanings.index(ON)] = "30/10/2026"
    assert not read(told).is_blank


def test_the_paper_tells_the_day_and_no_hour() -> None:
    """Its day is kept; midday in all three time zones makes no sign of the night."""
    told = receiving.read_json(filled().content("U1"))
    assert told.paradata["paper"] is True
    assert told.paradata["on"] == HELD_ON.isoformat()
    assert told.began is not None
    assert told.ended is None
    assert (told.began.hour + 7) % 24 >= 10
    assert (told.began.hour + 9) % 24 < 14


def test_the_same_content_is_the_same_instance_until_it_is_undone() -> None:
    """So the same file twice changes nothing, and an undone one may come anew."""
    one = runs.instance_of(1, "U1", "a" * 64, 0)
    assert one == runs.instance_of(1, "U1", "a" * 64, 0)
    others = {
        runs.instance_of(1, "U1", "a" * 64, 1), runs.instance_of(2, "U1", "a" * 64, 0),
        runs.instance_of(1, "U2", "a" * 64, 0), runs.instance_of(1, "U1", "b" * 64, 0),
    }  # fmt: skip
    assert len({one, *others}) == 5
    assert receiving.check_instance(one) == one


def test_a_name_of_somebody_else_is_seen() -> None:
    """A sheet sorted by half: number and name do not belong together any more."""
    assert runs.is_other_name("Anyaman Bu Rusmini", "Warung Haji Udin")
    assert not runs.is_other_name("anyaman purun bu rusmini", "Anyaman Purun Ibu Rusmini")
    assert not runs.is_other_name("", "Warung")
    assert not runs.is_other_name("Warung Udin", "Warung Udin Jaya")


def test_the_note_of_a_heading_tells_when_it_is_skipped() -> None:
    """And how many may be chosen, and how to say that somebody will not tell."""
    assert "Hanya diisi bila" in note_of(ASKED, ASKED.question("unggah"))
    assert "Paling banyak 2" in note_of(ASKED, ASKED.question("hambatan"))
    assert "Tidak tahu" in note_of(ASKED, ASKED.question("omzet"))
