"""A round with an instrument of other names: processed, told, printed, listed, never falling."""

import pytest
from django.test import Client

from lampit.measure import actions
from lampit.measure.actions.finishing import finish
from lampit.measure.models import Answer, Instrument, Round, SampleMember, Score, Submission
from lampit.measure.queries import answers, results
from lampit.measure.queries.instruments import reading_of
from lampit.measure.queries.printing import paper_of
from lampit.measure.rules import states
from lampit.measure.rules.versions import fingerprint_of
from lampit.registry.models import Business
from tests.factories import member
from tests.measure.fieldwork import NOW, TODAY, place, register
from tests.measure.other_instrument import definition, told

pytestmark = pytest.mark.django_db
STEPS = {"version": "1", "steps": []}


def round_of(*, roles: bool = True) -> Round:
    """Return a published round of 63.08 asked with the other instrument; all answered."""
    place("63.08")
    content = definition(roles=roles)
    version = Instrument.objects.create(
        code="lain", version="1", state="terbit", region_id="63.08", published_at=NOW,
        definition=content, next_steps=STEPS, fingerprint=fingerprint_of(content, STEPS),
    )  # fmt: skip
    register(40)
    opened = actions.open_round(
        None, "63.08", "2026-7", wanted=120, recommendation="V-26.6308.001",
        reference_on=TODAY, now=NOW,
    )  # fmt: skip
    Round.objects.filter(pk=opened.pk).update(instrument=version)
    actions.draw(None, opened.pk, seed=7, now=NOW)
    actions.move_round(None, opened.pk, states.FIELD, now=NOW)
    rows = SampleMember.objects.filter(round=opened).order_by("id")
    loaded = [
        actions.Answered(pk, told(number), NOW)
        for number, pk in enumerate(rows.values_list("business_id", flat=True))
    ]
    actions.load_answers(loaded, region="63.08", now=NOW, round_id=opened.pk)
    for state in (states.CLOSED, states.PROCESSED, states.PUBLISHED):
        actions.move_round(None, opened.pk, state, now=NOW)
    return Round.objects.select_related("instrument", "region").get(pk=opened.pk)


def pages(client: Client, found: Round) -> dict[str, str]:
    """Return the pages that tell of a round, by address."""
    client.force_login(member("head", "63.08"))
    home = f"/balai/survei/{found.pk}/"
    ways = (
        "/balai/", home, f"{home}hasil/", f"{home}hasil/?tampil=tabel", f"{home}hasil/angka/index/",
        f"{home}bobot/", f"{home}mutu/", f"{home}keandalan/", f"{home}metadata/",
        "/balai/survei/berikutnya/", "/balai/survei/berikutnya/cara/",
        f"/data/63.08/{found.name}/", f"/data/63.08/{found.name}/tabel.csv",
        f"/data/63.08/{found.name}/kamus.csv", "/nasional/63.08/", "/balai/dampak/",
    )  # fmt: skip
    told_pages = {}
    for way in ways:
        answer = client.get(way)
        assert answer.status_code == 200, way
        told_pages[way] = answer.content.decode()
    return told_pages


def test_answers_become_columns_by_role() -> None:
    """Typed answers, generation, dependence and what the register hears come by role."""
    found = round_of()
    typed = Answer.objects.filter(submission__round=found).order_by("id")[3]
    given = Submission.objects.get(pk=typed.submission_id).answers
    assert typed.owner_age == given["umur"]
    assert typed.workers_now == given["orang"]
    assert typed.online_now == given["sepuluh"]
    assert typed.recovery == given["keadaan"]
    assert typed.sales_band == ""
    score = Score.objects.get(submission=typed.submission_id)
    assert score.generation
    assert score.sells_online is (given["sepuluh"] > 0)


def test_all_pages_tell_what_there_is(client: Client) -> None:
    """By hand: two thirds do not sell online; the sentence says a third, of another question."""
    found = round_of()
    whole = answers.answers_of(found)
    assert whole.online_code == "berjualan_daring"
    online = whole.outcome.online
    assert online is not None
    given = Submission.objects.filter(round=found).values_list("answers", flat=True)
    share = 100 * sum(one["sepuluh"] > 0 for one in given) / len(given)
    assert online.value == pytest.approx(share, abs=4)
    assert whole.recovered is not None
    assert {f.code for f in whole.recovery} == {
        "pulih.mati", "pulih.pelan", "pulih.normal", "pulih.aman",
    }  # fmt: skip
    assert [f.code for f in whole.outcome.dimensions] == ["dim_alat", "dim_jual"]
    told_pages = pages(client, found)
    assert "sudah berjualan lewat internet" in told_pages["/balai/"]
    assert "berjualan_daring" in told_pages[f"/data/63.08/{found.name}/tabel.csv"]
    paper = paper_of(found)
    assert any("sudah berjualan lewat internet" in s for s in paper.sentences)
    board = results.round_figures()
    assert board[0].online.value == online.value


def test_without_roles_pages_tell_less_and_none_falls(client: Client) -> None:
    """No question says what it is for: index and its parts alone, everywhere."""
    found = round_of(roles=False)
    whole = answers.answers_of(found)
    assert whole.is_told
    assert whole.outcome.online is None
    assert whole.online_now is None
    told_pages = pages(client, found)
    assert "sudah berjualan lewat internet" not in told_pages["/balai/"]
    assert "indeks digital rata-rata" in told_pages["/balai/"]
    assert results.round_figures()[0].online.value is None
    assert paper_of(found).sentences


def test_who_stopped_is_reported_whatever_the_answer_is_called() -> None:
    """An option that means "still stopped" ends the business in the register; another does not."""
    found = round_of()
    first, second = SampleMember.objects.filter(round=found).order_by("id")[:2]
    for row, state in ((first, "mati"), (second, "normal")):
        kept = Submission.objects.get(member=row)
        Score.objects.filter(submission=kept).delete()
        Answer.objects.filter(submission=kept).delete()
        kept.answers = {**kept.answers, "keadaan": state}
        finish(kept, reading_of(found.instrument), None, ("selesai", ""), now=NOW)
    assert Business.objects.get(pk=first.business_id).confirmed_on is None
    assert Business.objects.get(pk=second.business_id).confirmed_on is not None
