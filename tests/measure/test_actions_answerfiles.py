"""Answers typed from paper: a filled file comes in once, is told where it is wrong, and undone."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from lampit.basics.refusal import Refusal
from lampit.config.working import run_one
from lampit.measure import actions
from lampit.measure.actions import answerfiles as deeds
from lampit.measure.actions.answerfiles import bringing
from lampit.measure.actions.erasing import erase_drafts
from lampit.measure.actions.receiving import receive_submission
from lampit.measure.models import (
    AnswerFile,
    AnswerFileRow,
    Delivery,
    SampleMember,
    Score,
    Submission,
)
from lampit.measure.queries import answerfiles as queries
from lampit.measure.rules import receiving, states
from lampit.measure.rules.filled.headings import NUMBER
from lampit.people.models import AuditEntry
from lampit.registry.models import Business, Owner
from lampit.registry.rules.records import ERASED
from tests.factories import member as account
from tests.factories import owner
from tests.measure.deliveries import content, drawn, new_id
from tests.measure.fieldwork import NOW, open_field, staff
from tests.measure.filledsheets import (
    ASKED,
    COLUMNS,
    HELD_ON,
    TITLES,
    problems,
    row,
    sent,
    states_of,
    workbook,
)
from tests.measure.questionnaires import answers

pytestmark = pytest.mark.django_db
State = AnswerFileRow.State


@pytest.fixture(autouse=True)
def at_home(tmp_path: Any, settings: Any) -> None:
    """Let files lie in a folder of the test."""
    settings.LAMPIT_HOME = tmp_path


def test_what_was_typed_counts_as_if_it_came_by_the_page() -> None:
    """Answers, score and place in the sample; who typed is not taken for who asked."""
    person, found = staff(), open_field()
    asker = account("enumerator", "63.08")
    asker.first_name, asker.last_name = "Siti", ""
    asker.save()
    one, other = drawn(found), drawn(found, 1)
    run = sent(person, found, workbook([row(one), row(other, {}, consent="Tidak")]))
    assert states_of(run) == [State.READY, State.READY]
    assert not Submission.objects.exists()
    run = deeds.start(person, run.pk, now=NOW)
    assert (run.state, states_of(run)) == (AnswerFile.State.DONE, [State.COUNTED] * 2)
    came = Submission.objects.get()
    assert (came.answers, came.member, came.started_by) == (answers(), one, asker)
    assert came.started_at.date() == HELD_ON
    other.refresh_from_db()
    assert (other.disposition, other.disposed_by) == ("menolak", person)
    sheet = Delivery.objects.get(submission=came)
    assert (sheet.source, sheet.sender, sheet.ended_at) == (receiving.SHEET, person, None)
    third = drawn(found, 2)
    actions.receive_submission(
        person, found.pk, new_id(), content=content(third), source=receiving.APP, now=NOW
    )
    assert (
        Score.objects.get(submission=came).index
        == Score.objects.exclude(submission=came).get().index
    )
    assert AuditEntry.objects.filter(deed="answer_file_imported").count() == 1


def test_the_same_file_twice_changes_nothing() -> None:
    """Also when another way brought the same answers already."""
    person, found = staff(), open_field()
    told = workbook([row(drawn(found)), row(drawn(found, 1))])
    actions.receive_submission(
        person, found.pk, new_id(), content=content(drawn(found, 1)), source=receiving.APP, now=NOW
    )
    first = deeds.start(person, sent(person, found, told).pk, now=NOW)
    assert states_of(first) == [State.COUNTED, State.SAME]
    again = sent(person, found, told)
    assert states_of(again) == [State.SAME, State.SAME]
    with pytest.raises(Refusal) as refused:
        deeds.start(person, again.pk, now=NOW)
    assert refused.value.code == "file_empty"
    assert Delivery.objects.count() == 2


def test_other_answers_of_who_answered_wait_for_the_supervisor() -> None:
    """As everywhere: nobody overwrites what stands."""
    person, found = staff(), open_field()
    one = drawn(found)
    deeds.start(person, sent(person, found, workbook([row(one)])).pk, now=NOW)
    run = sent(person, found, workbook([row(one, answers(daring_kini=9))]))
    assert states_of(run) == [State.OTHER]
    assert states_of(deeds.start(person, run.pk, now=NOW)) == [State.WAITING]
    assert Submission.objects.get().answers["daring_kini"] == 0
    assert Delivery.objects.get(state=receiving.QUARANTINED).reason == receiving.TWICE


def test_wrong_rows_stay_out_and_are_told_with_their_column() -> None:
    """Strange numbers, names of others, a number twice, a result beside answers."""
    person, found = staff(), open_field()
    one, two, three = (drawn(found, n) for n in range(3))
    rows = [
        row(one, answers(usia_pemilik=7)),
        [*row(two)[:1], "Bengkel Haji Anang", *row(two)[2:]],
        row(three), row(three, answers(daring_kini=3)),
        ["U9999999", *row(one)[1:]],
        row(drawn(found, 3), result="Menolak"),
        row(drawn(found, 4)),
    ]  # fmt: skip
    run = sent(person, found, workbook(rows))
    assert states_of(run) == [
        State.WRONG, State.WRONG, State.READY, State.WRONG, State.STRANGE, State.WRONG, State.READY,
    ]  # fmt: skip
    assert problems(run) == [
        "out_of_range", "other_name", "twice_in_file", "not_drawn", "both_told",
    ]  # fmt: skip
    told = run.rows.get(row=2).problems[0]
    assert COLUMNS[told[0]].meaning == "usia_pemilik"
    run = deeds.start(person, run.pk, now=NOW)
    assert states_of(run).count(State.COUNTED) == 2
    assert Submission.objects.count() == 2


def test_moved_columns_title_lines_and_rows_of_nothing_are_read() -> None:
    """Excel as offices send it: title lines, other order, blank rows, a sum, headings again."""
    person, found = staff(), open_field()
    one = drawn(found)
    order = [*range(len(TITLES))][::-1]
    cells = row(one)
    blank = [one.business.public_id if m.meaning == NUMBER else "" for m in COLUMNS]
    summed = ["Jumlah" if m.meaning == NUMBER else 3 for m in COLUMNS]
    rows: list[list[Any]] = [cells, [], blank, summed, TITLES]
    moved: list[list[object]] = [
        [(line[i] if i < len(line) else "") for i in order] for line in rows
    ]
    run = sent(person, found, workbook(moved, [TITLES[i] for i in order], first=4))
    assert states_of(run) == [State.READY]
    assert deeds.start(person, run.pk, now=NOW).state == AnswerFile.State.DONE
    assert Submission.objects.get().answers == answers()


def test_a_csv_of_another_program_is_read() -> None:
    """Semicolons, codes instead of words, several answers in one cell."""
    person, found = staff(), open_field()
    one = drawn(found)
    codes = [q.id for q in ASKED.questions]
    told = answers()
    cells = [
        " ".join(value) if isinstance(value := told.get(code, ""), list) else str(value)
        for code in codes
    ]
    lines = [
        ";".join(["id_usaha", "setuju", *codes]),
        ";".join([one.business.public_id, "YA", *cells]),
    ]
    run = sent(person, found, ("\ufeff" + "\r\n".join(lines)).encode(), "ekspor.csv")
    assert states_of(run) == [State.READY]
    deeds.start(person, run.pk, now=NOW)
    assert Submission.objects.get().answers == told


def test_a_sheet_of_an_older_version_is_told() -> None:
    """Questions that are gone are columns nobody reads, missing ones are open."""
    person, found = staff(), open_field()
    titles = [*TITLES, "25. Berapa kali ikut pameran? [pameran]"]
    last = TITLES.index(next(t for t in TITLES if t.endswith("[usia_pemilik]")))
    cells = row(drawn(found))
    del titles[last], cells[last]
    run = sent(person, found, workbook([[*cells, 3]], titles))
    table = run.counts["layout"]["tables"][0]
    assert table["missing"] == ["usia_pemilik"]
    assert table["meanings"][-1] == ""
    assert states_of(run) == [State.READY]
    assert problems(run) == ["partly"]


def test_somebody_says_what_a_column_means() -> None:
    """An own heading is not read; chosen, the rows are checked anew."""
    person, found = staff(), open_field()
    place = TITLES.index(next(t for t in TITLES if t.endswith("[usia_pemilik]")))
    titles = [*TITLES]
    titles[place] = "Usia kepala rumah"
    run = sent(person, found, workbook([row(drawn(found))], titles))
    assert problems(run) == ["partly"]
    sheet = run.counts["layout"]["tables"][0]["sheet"]
    run = deeds.choose_columns(
        person, run.pk, {sheet: {str(place): "usia_pemilik"}}, today=NOW.date()
    )
    assert problems(run) == []
    deeds.start(person, run.pk, now=NOW)
    assert Submission.objects.get().answers == answers()


def test_a_file_without_sample_numbers_is_refused_and_not_kept() -> None:
    """Whose answers they are must stand there; nothing stays of the file."""
    person, found = staff(), open_field()
    for told in (workbook([["a", "b"]], ["Nama", "Alamat"]), b"%PDF-1.7", b"PK\x03\x04broken"):
        with pytest.raises(Refusal):
            sent(person, found, told)
    assert not AnswerFile.objects.exists()
    assert not list(queries.uploads().iterdir())


def test_an_undone_file_leaves_what_stood_before() -> None:
    """Answers, scores, results as before; brought again it counts again; all in the trail."""
    person, found = staff(), open_field()
    one, two = drawn(found), drawn(found, 1)
    before = list(SampleMember.objects.order_by("pk").values())
    told = workbook([row(one), row(two, {}, result="Menolak", reason="Sibuk", consent="")])
    run = deeds.start(person, sent(person, found, told).pk, now=NOW)
    assert Submission.objects.count() == 1
    run = deeds.start_undo(person, run.pk, now=NOW)
    assert (run.state, states_of(run)) == (AnswerFile.State.UNDONE, [State.UNDONE] * 2)
    assert not Submission.objects.exists()
    assert not Score.objects.exists()
    assert list(SampleMember.objects.order_by("pk").values()) == before
    assert set(Delivery.objects.values_list("state", flat=True)) == {receiving.DECLINED}
    assert all(bytes(content) for content in Delivery.objects.values_list("content", flat=True))
    again = deeds.start(person, sent(person, found, told).pk, now=NOW)
    assert states_of(again) == [State.COUNTED] * 2
    assert Submission.objects.get().answers == answers()
    assert AuditEntry.objects.filter(deed="answer_file_undone").count() == 1


def test_an_earlier_score_is_the_latest_again_after_an_undo() -> None:
    """What coaching had said stands again."""
    person, found = staff(), open_field()
    one = drawn(found)
    draft = actions.start_coaching(person, one.business.public_id, instance_id=uuid4(), now=NOW)
    actions.record_consent(person, draft.instance_id, now=NOW)
    for step in ASKED.pages:
        typed = {
            code: [str(v) for v in (value if isinstance(value, list) else [value])]
            for code, value in answers(daring_kini=5).items()
        }
        draft, faults = actions.save_page(person, draft.instance_id, step.code, typed, now=NOW)
        assert not faults
    earlier = actions.submit(person, draft.instance_id, now=NOW)
    run = sent(person, found, workbook([row(one)]))
    run = deeds.start(person, run.pk, now=NOW + timedelta(hours=1))
    earlier.refresh_from_db()
    assert not earlier.is_latest
    deeds.start_undo(person, run.pk, now=NOW)
    earlier.refresh_from_db()
    assert earlier.is_latest


def test_what_the_supervisor_decided_is_not_undone() -> None:
    """An answer that was used in place of another by a person stays, and it is told."""
    from lampit.measure.actions.deciding import USE, decide

    person, found = staff(), open_field()
    one = drawn(found)
    deeds.start(person, sent(person, found, workbook([row(one)])).pk, now=NOW)
    run = sent(person, found, workbook([row(one, answers(daring_kini=9))]))
    run = deeds.start(person, run.pk, now=NOW)
    waits = Delivery.objects.get(state=receiving.QUARANTINED)
    decide(person, found.pk, waits.pk, USE, "ditanya ulang kemarin", now=NOW)
    run = deeds.start_undo(person, run.pk, now=NOW)
    assert states_of(run) == [State.KEPT]
    assert Submission.objects.get().answers["daring_kini"] == 9


@pytest.mark.parametrize("after", [1, 2, 5])
def test_a_run_that_was_killed_goes_on_and_doubles_nothing(
    after: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed right after a row was sent and before that was noted; the undo still finds it."""
    person, found = staff(), open_field()
    told = workbook([row(drawn(found, n)) for n in range(6)])
    run = sent(person, found, told)
    calls = 0
    keep: Callable[..., Any] = receive_submission

    def falls(*args: Any, **kwargs: Any) -> Any:
        nonlocal calls
        calls += 1
        receipt = keep(*args, **kwargs)
        if calls == after:
            raise SystemExit
        return receipt

    monkeypatch.setattr(bringing, "receive_submission", falls)
    with pytest.raises(SystemExit):
        deeds.start(person, run.pk, now=NOW)
    assert Submission.objects.count() == after
    monkeypatch.setattr(bringing, "receive_submission", keep)
    run = deeds.start(person, run.pk, now=NOW + timedelta(minutes=5))
    assert states_of(run) == [State.COUNTED] * 6
    assert Submission.objects.count() == Delivery.objects.count() == 6
    deeds.start_undo(person, run.pk, now=NOW)
    assert not Submission.objects.exists()


def test_a_long_file_is_a_job_that_can_be_stopped_and_gone_on_with(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """More rows than somebody waits for."""
    monkeypatch.setattr(bringing, "AT_ONCE", 2)
    monkeypatch.setattr(bringing, "SAID_EVERY", 2)
    person, found = staff(), open_field()
    run = sent(person, found, workbook([row(drawn(found, n)) for n in range(5)]))
    run = deeds.start(person, run.pk, now=NOW)
    assert run.job is not None
    with pytest.raises(Refusal) as refused:
        deeds.start(person, run.pk, now=NOW)
    assert refused.value.code == "file_running"
    left = iter([True, False])
    deeds.bring_in(run, now=NOW, say=lambda _done: next(left))
    assert Submission.objects.count() == 2
    assert run_one()
    run.refresh_from_db()
    assert (run.state, Submission.objects.count()) == (AnswerFile.State.DONE, 5)


def test_nothing_comes_in_when_the_round_is_not_in_the_field() -> None:
    """Neither in nor out: figures of a closed round do not move."""
    person, found = staff(), open_field()
    run = deeds.start(person, sent(person, found, workbook([row(drawn(found))])).pk, now=NOW)
    other = sent(person, found, workbook([row(drawn(found, 1))]))
    actions.move_round(None, found.pk, states.CLOSED, now=NOW)
    for deed, pk in ((deeds.start, other.pk), (deeds.start_undo, run.pk)):
        with pytest.raises(Refusal) as refused:
            deed(person, pk, now=NOW)
        assert refused.value.code == "round_not_open"


def test_a_person_who_is_erased_goes_from_files_too() -> None:
    """The file goes, and what was noted of her rows; the count of rows stays."""
    person, found = staff(), open_field()
    one = drawn(found)
    run = sent(person, found, workbook([row(one, answers(usia_pemilik=7))]))
    path = queries.path_of(run)
    assert path.exists()
    erase_drafts([one.business_id])
    run.refresh_from_db()
    assert (run.path, run.rows.get().problems) == ("", [])


def test_answers_of_an_erased_person_are_not_kept() -> None:
    """Typed in after she was erased: the row is told, nothing of it stays."""
    person, found = staff(), open_field()
    one = drawn(found)
    one.business.owner = owner("63.08")
    one.business.save()
    run = sent(person, found, workbook([row(one)]))
    Owner.objects.filter(pk=one.business.owner.pk).update(nik_status=ERASED)
    Business.objects.filter(pk=one.business_id).update(withdrawn_at=NOW)
    run = deeds.start(person, run.pk, now=NOW)
    assert (states_of(run), problems(run)) == ([State.WRONG], ["erased"])
    assert not Submission.objects.exists()
    assert bytes(Delivery.objects.get().content) == b""


def test_files_go_after_their_term() -> None:
    """As lists of the register do."""
    person, found = staff(), open_field()
    run = sent(person, found, workbook([row(drawn(found))]))
    assert deeds.drop_old_files("63.08", NOW, 50) == 0
    assert deeds.drop_old_files("63.09", NOW + timedelta(days=1), 50) == 0
    assert deeds.drop_old_files("63.08", NOW + timedelta(days=1), 50) == 1
    run.refresh_from_db()
    assert run.path == ""
    with pytest.raises(Refusal) as refused:
        deeds.start(person, run.pk, now=NOW)
    assert refused.value.code == "file_gone"
