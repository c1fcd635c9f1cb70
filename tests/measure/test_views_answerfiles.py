"""Pages of answers typed from paper: who opens them, the sheet and its way back."""

import io
from collections import Counter
from collections.abc import Iterator
from typing import Any

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse

from lampit.basics.refusal import Refusal
from lampit.measure.actions import answerfiles as deeds
from lampit.measure.models import (
    AnswerFile,
    AnswerFileRow,
    Round,
    Submission,
)
from tests.factories import member as account
from tests.measure.deliveries import drawn
from tests.measure.fieldwork import NOW, open_field, staff
from tests.measure.filledsheets import TITLES, row, sent, states_of, workbook
from tests.measure.questionnaires import answers

pytestmark = pytest.mark.django_db
State = AnswerFileRow.State


@pytest.fixture(autouse=True)
def at_home(tmp_path: Any, settings: Any) -> None:
    """Let files lie in a folder of the test."""
    settings.LAMPIT_HOME = tmp_path


def test_only_the_staff_of_the_kabupaten_brings_files_in() -> None:
    """Not an enumerator, not a mentor, not the neighbour."""
    found = open_field()
    run = sent(staff(), found, workbook([row(drawn(found))]))
    for person in (account("enumerator", "63.08"), account("mentor", "63.08"), staff("63.09")):
        with pytest.raises(Refusal):
            sent(person, found, workbook([]))
        with pytest.raises(Refusal):
            deeds.start(person, run.pk, now=NOW)
        client = Client()
        client.force_login(person)
        wanted = 404 if person.acting and person.acting.region_id == "63.09" else 403
        for url in pages(found, run):
            assert client.get(url).status_code == wanted, (person, url)


def body(answer: Any) -> bytes:
    """Return what was answered, streamed or not."""
    return b"".join(answer.streaming_content) if answer.streaming else bytes(answer.content)


def pages(found: Round, run: AnswerFile) -> Iterator[str]:
    """Yield the addresses that show something of a file."""
    yield reverse("measure:answer_files", args=[found.pk])
    yield reverse("measure:answer_sheet", args=[found.pk])
    for name in ("answer_file", "answer_columns", "answer_faults"):
        yield reverse(f"measure:{name}", args=[found.pk, run.pk])


def test_the_sheet_is_filled_uploaded_and_put_right() -> None:
    """Downloaded, filled in, one cell wrong: the marked file comes back and only it comes in."""
    person, found = staff(), open_field()
    client = Client()
    client.force_login(person)
    page = client.get(reverse("measure:answer_files", args=[found.pk]))
    assert page.status_code == 200
    sheet = client.get(reverse("measure:answer_sheet", args=[found.pk]), {"bahasa": "en"})
    book = openpyxl.load_workbook(io.BytesIO(body(sheet)))
    assert book.sheetnames == ["Isian", "Petunjuk", "Kamus", "Pilihan"]
    assert book["Pilihan"].sheet_state == "hidden"
    ws = book["Isian"]
    assert ws.max_row == found.drawn_count + 2
    assert len(ws.data_validations.dataValidation) > 20
    titles = [cell.value for cell in ws[1]]
    assert titles == TITLES
    members = {m.business.public_id: m for m in found.members.select_related("business")}
    for line, wrong in ((3, False), (4, True), (5, False)):
        one = members[str(ws.cell(line, 1).value)]
        for column, cell in enumerate(row(one, answers(usia_pemilik=7) if wrong else None), 1):
            if cell != "":
                ws.cell(line, column, cell)
    run = upload(client, found, book)
    assert Counter(states_of(run)) == {State.READY: 2, State.WRONG: 1}
    shown = client.get(reverse("measure:answer_file", args=[found.pk, run.pk]))
    assert "angka dari 15 sampai 99" in shown.content.decode()
    marked = client.get(reverse("measure:answer_faults", args=[found.pk, run.pk]))
    told = openpyxl.load_workbook(io.BytesIO(body(marked)))
    ws = told["Isian"]
    assert ws.cell(1, len(TITLES) + 1).value == "Yang salah"
    bad = [r for r in range(2, ws.max_row + 1) if ws.cell(r, len(TITLES) + 1).value]
    assert len(bad) == 1
    age = TITLES.index(next(t for t in TITLES if t.endswith("[usia_pemilik]"))) + 1
    assert ws.cell(bad[0], age).comment is not None
    client.post(reverse("measure:bring_in_answers", args=[found.pk, run.pk]))
    assert Submission.objects.count() == 2
    ws.cell(bad[0], age, 41)
    again = upload(client, found, told)
    assert Counter(states_of(again)) == {State.SAME: 2, State.READY: 1}
    client.post(reverse("measure:bring_in_answers", args=[found.pk, again.pk]))
    assert Submission.objects.count() == 3


def upload(client: Client, found: Round, book: Any) -> AnswerFile:
    """Send a workbook as the page does."""
    out = io.BytesIO()
    book.save(out)
    out.seek(0)
    out.name = "isian.xlsx"
    answer = client.post(reverse("measure:answer_files", args=[found.pk]), {"file": out})
    assert answer.status_code == 302, answer.content.decode()[-3000:]
    return AnswerFile.objects.latest("pk")


def test_the_pages_ask_a_bounded_number_of_questions(django_assert_max_num_queries: Any) -> None:
    """However many rows and files there are."""
    person, found = staff(), open_field()
    rows = [row(drawn(found, n), answers(usia_pemilik=7)) for n in range(12)]
    run = sent(person, found, workbook(rows))
    client = Client()
    client.force_login(person)
    for url in pages(found, run):
        with django_assert_max_num_queries(26):
            answer = client.get(url)
            assert answer.status_code == 200
            body(answer)
