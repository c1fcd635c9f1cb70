"""The whole answer of a round: what it holds, what it remembers, how each figure came about."""

from copy import deepcopy
from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db.models import Avg
from django.test import Client

from lampit.measure import actions
from lampit.measure.models import Instrument, Round, SampleMember, Score, Submission
from lampit.measure.queries import answers as queries
from lampit.measure.queries import changing, results, trending
from lampit.measure.queries.analysis import names_for
from lampit.measure.queries.how import how_of
from lampit.measure.queries.instruments import published_files
from lampit.measure.queries.printing import paper_of
from lampit.measure.rules import states
from lampit.measure.rules.logic import Answer
from lampit.measure.rules.versions import fingerprint_of
from lampit.registry.models import Business
from tests.factories import member
from tests.measure.fieldwork import NOW, TODAY, open_field, place
from tests.measure.questionnaires import answers
from tests.measure.test_queries import Queries, answered

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=1)


def whole(pk: int) -> Round:
    """Return a round as views read it."""
    return Round.objects.select_related("instrument", "region").get(pk=pk)


def test_the_answer_holds_every_part() -> None:
    """Sentence, groups, channels, contact, trend; 240 businesses stand behind 142 answers."""
    village = place("63.08.01.2001")
    found = whole(answered().pk)
    Business.objects.filter(district="63.08.01").update(village=village)
    told = queries.answers_of(found)
    assert told.is_told
    assert told.businesses is not None
    assert told.businesses.value == pytest.approx(240)
    assert told.villages == 1
    assert [group.by for group in told.groups] == [
        "sektor", "kelamin", "umur", "generasi", "ukuran",
    ]  # fmt: skip
    assert {f.code for f in told.groups[0].index} == {"dagang", "kriya", "kuliner"}
    assert told.online_now is not None
    assert told.online_now.online.value == pytest.approx(10, abs=2)
    assert told.online_change_words.startswith("Naik 1,0 dari 10 penjualan")
    assert told.dependent is not None
    assert told.recovered is not None
    assert [point.name for point in told.trend] == ["2026-1"]


def test_it_is_remembered_until_an_answer_comes(django_assert_num_queries: Queries) -> None:
    """Asked again: three small queries. One more answer: reckoned anew."""
    found = open_field(40, wanted=120)
    ids = list(SampleMember.objects.filter(round=found).values_list("business_id", flat=True))
    told = [actions.Answered(pk, answers(), NOW) for pk in ids[:-1]]
    actions.load_answers(told, region="63.08", now=NOW, round_id=found.pk)
    found = whole(found.pk)
    first = queries.answers_of(found)
    with django_assert_num_queries(2):
        assert queries.answers_of(found) is not None
    last = [actions.Answered(ids[-1], answers(), NOW)]
    actions.load_answers(last, region="63.08", now=NOW, round_id=found.pk)
    second = queries.answers_of(found)
    assert second.outcome.answers == first.outcome.answers + 1
    assert second.mark != first.mark


def test_the_trend_joins_rounds_that_count() -> None:
    """An earlier closed round is a point; one still in the field before it is none."""
    first = answered(name="2026-1")
    actions.move_round(None, first.pk, states.CLOSED, now=NOW)
    second = whole(answered(name="2026-2").pk)
    assert [point.name for point in queries.answers_of(second).trend] == ["2026-1", "2026-2"]
    assert [point.name for point in queries.answers_of(whole(first.pk)).trend] == ["2026-1"]
    latest = queries.latest_answers("63.08", TODAY)
    assert latest is not None
    assert latest.round_id == first.pk, "a closed round speaks before one in the field"
    assert queries.latest_answers("63.09", TODAY) is None


def test_a_change_is_told_with_its_chance() -> None:
    """Twelve points up for everybody: sure; nothing changed: not sure; withheld: nothing."""
    first = answered(name="2026-1")
    actions.move_round(None, first.pk, states.CLOSED, now=NOW)
    later = answered(name="2026-2", catatan="aplikasi", bantuan_hp=["harga", "stok"])
    second = queries.answers_of(whole(later.pk))
    assert second.change_words[0].startswith("Indeks naik ")
    assert "sejak 2026-1" in second.change_words[0]
    assert "belum dapat dipastikan" in second.change_words[1], "online shares are the same"
    shown = second.outcome.index
    assert shown is not None
    withheld = replace(shown, value=None, low=None, high=None, se=None)
    index = names_for(whole(later.pk))[0]
    pair = whole(first.pk), whole(later.pk)
    assert changing.changes(*pair, [(index, withheld, shown)]) == []
    assert changing.changes(*pair, [(index, shown, shown)]) != []


def test_asked_twice_they_are_their_own_control() -> None:
    """The same businesses with the same answers in two rounds: no change and no error of it."""
    first = answered(name="2026-1")
    members = list(SampleMember.objects.filter(round=first).order_by("id"))
    actions.move_round(None, first.pk, states.CLOSED, now=NOW)
    again = Round.objects.get(pk=first.pk)
    again.pk, again.name = None, "2026-2"
    again.save()
    for row in members:
        SampleMember.objects.create(
            round=again, business_id=row.business_id, subdistrict=row.subdistrict,
            sector=row.sector, stratum_size=row.stratum_size, probability=row.probability,
            order=row.order,
        )  # fmt: skip
    Round.objects.filter(pk=again.pk).update(state=states.FIELD)
    told = [
        actions.Answered(row.business_id, answers(daring_kini=3 * (i % 3 == 0)), LATER)
        for i, row in enumerate(members)
    ]
    actions.load_answers(told, region="63.08", now=LATER, round_id=again.pk)
    before, now = whole(first.pk), whole(again.pk)
    index = names_for(now)[0]
    shown = queries.answers_of(before).outcome.index
    (found,) = changing.changes(before, now, [(index, shown, shown)])
    assert found.value == pytest.approx(0)
    assert found.common == 142
    assert found.high == pytest.approx(0, abs=1e-6)
    # Negative control: taken for strangers, the interval is wide.
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(changing, "_businesses", lambda _: {})
        (strange,) = changing.changes(before, now, [(index, shown, shown)])
    assert strange.high > 0.1


def test_each_figure_tells_how_it_was_reckoned() -> None:
    """The same numbers as the page, its design effect, its reasons; unknown codes are none."""
    found = whole(answered().pk)
    known = results.reckoned(found)
    for code in ("index", "d07", "dim_transaksi", "m1"):
        told, own = how_of(found, code), known.one(code)
        assert told is not None
        assert own is not None
        assert told.shown.n == own.estimate.n
        if own.estimate.deff is not None and not told.shown.is_suppressed:
            assert told.deff == own.estimate.deff
    index = how_of(found, "index")
    assert index is not None
    assert sum(weight for _, weight in index.parts) == pytest.approx(100)
    assert how_of(found, "usaha") is not None
    assert how_of(found, "tiada") is None
    assert how_of(found, "index", "kecamatan=99.99.99") is None


def test_how_tells_nothing_of_what_is_withheld() -> None:
    """Eighteen answers: neither value nor error, interval, effect nor degrees of freedom."""
    found = whole(answered(10, 30).pk)
    told = how_of(found, "index", "kecamatan=63.08.01")
    assert told is not None
    assert told.shown.is_suppressed
    assert (told.shown.se, told.df, told.deff, told.rse) == (None, None, None, None)


def test_direct_shares_of_a_small_round_are_withheld() -> None:
    """Under 30 answers no share, no mirror of it and no words of change."""
    found = open_field()
    one = SampleMember.objects.filter(round=found)[0]
    changes: dict[str, Answer] = {"daring_kini": 4}
    told = [actions.Answered(one.business_id, answers(**changes), NOW)]
    actions.load_answers(told, region="63.08", now=NOW, round_id=found.pk)
    small = queries.answers_of(whole(found.pk))
    assert not small.is_told
    assert small.online_now is not None
    assert small.online_now.direct.value is None
    assert small.online_change_words == ""


def small_round(name: str = "2026-9") -> Round:
    """Return a newer published round of the same kabupaten in which hardly anybody answered."""
    found = open_field(10, wanted=30, name=name)
    ids = list(SampleMember.objects.filter(round=found).values_list("business_id", flat=True))
    told = [actions.Answered(pk, answers(), NOW) for pk in ids[:12]]
    silent = [actions.Unanswered(pk, "menolak", "sibuk", NOW) for pk in ids[12:]]
    actions.load_answers(told, region="63.08", now=NOW, round_id=found.pk, unanswered=silent)
    for state in (states.CLOSED, states.PROCESSED, states.PUBLISHED):
        actions.move_round(None, found.pk, state, now=NOW)
    return whole(found.pk)


def test_a_round_of_too_few_answers_lets_the_one_before_speak() -> None:
    """The newest is too small: the one before it is told, and it is said; board and nation too."""
    small_round("2026-0")
    alone = queries.latest_answers("63.08", TODAY)
    assert alone is not None
    assert not alone.is_told
    assert alone.outcome.round_name == "2026-0"
    assert alone.passed_over_words == ""
    large = answered(name="2026-1")
    for state in (states.CLOSED, states.PROCESSED, states.PUBLISHED):
        actions.move_round(None, large.pk, state, now=NOW)
    for days, one in ((200, "2026-1"), (100, "2026-0")):
        day = TODAY - timedelta(days=days)
        Round.objects.filter(name=one).update(reference_on=day)
    small_round()
    told = queries.latest_answers("63.08", TODAY)
    assert told is not None
    assert told.is_told
    assert told.outcome.round_name == "2026-1"
    assert told.passed_over == ("2026-9", "2026-0")
    assert "dari putaran 2026-1" in told.passed_over_words
    outcome = results.latest_answer("63.08", TODAY, published=True)
    assert outcome is not None
    assert outcome.round_name == "2026-1"
    assert [f.round_name for f in results.round_figures()] == ["2026-1"]


def other_version(question: str, **keys: str) -> Instrument:
    """Return a published version of the board's own in which one question differs."""
    files = published_files()
    definition = deepcopy(files.definition)
    row = next(row for row in definition["questions"] if row["id"] == question)
    row.update(keys)
    return Instrument.objects.create(
        code="lampit-hsu", version="2", state="terbit", region_id="63.08", published_at=NOW,
        definition=definition, next_steps=files.next_steps,
        fingerprint=fingerprint_of(definition, files.next_steps),
    )  # fmt: skip


def rounds_of_two_versions(version: Instrument) -> tuple[Round, Round]:
    """Return two rounds over the same businesses, the later one asked with another version."""
    first = answered(name="2026-1")
    actions.move_round(None, first.pk, states.CLOSED, now=NOW)
    Round.objects.filter(pk=first.pk).update(reference_on=TODAY - timedelta(days=300))
    later = answered(name="2026-2", catatan="aplikasi")
    Round.objects.filter(pk=later.pk).update(instrument=version)
    Submission.objects.filter(round=later).update(instrument=version)
    actions.move_round(None, later.pk, states.CLOSED, now=NOW)
    return whole(first.pk), whole(later.pk)


def test_rounds_of_two_versions_are_joined_where_they_agree(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """An unscored question differs: the share joins, the index only with 200 in both versions."""
    cache.clear()
    place("63.08")
    first, later = rounds_of_two_versions(
        other_version(question="biaya_promosi", text_id="Berapa biaya iklan?")
    )
    told = queries.answers_of(later)
    assert [p.index_gap != "" for p in told.trend] == [False, True]
    assert [p.online_gap for p in told.trend] == ["", ""]
    assert "usaha menjawab kedua versi, perlu 200" in told.rounds.gaps[0]
    assert len(told.change_words) == 1
    assert told.change_words[0].startswith("Bagian usaha yang berjualan daring ")
    assert told.rounds.before is None
    cache.clear()
    monkeypatch.setattr(trending, "overlap_of", lambda *_: 200)
    told = queries.answers_of(later)
    assert told.rounds.gaps == ()
    assert told.change_words[0].startswith("Indeks naik ")
    assert "sejak 2026-1" in told.change_words[0]
    assert told.rounds.before is not None
    assert told.rounds.before.round_id == first.pk
    hand = [
        Score.objects.filter(submission__round=one).aggregate(m=Avg("index"))["m"]
        for one in (first, later)
    ]
    said = told.change_words[0].removeprefix("Indeks naik ").partition(" ")[0]
    assert float(said.replace(",", ".")) == pytest.approx(hand[1] - hand[0], abs=1.0)


def test_rounds_of_two_versions_are_a_break_where_they_differ(client: Client) -> None:
    """A scored question differs: no change of the index is told anywhere, and why is said."""
    place("63.08")
    _, later = rounds_of_two_versions(other_version(question="catatan", text_id="Catat di mana?"))
    told = queries.answers_of(later)
    assert "dimensi atau bobotnya tidak sama" in told.rounds.gaps[0]
    assert not any(words.startswith("Indeks") for words in told.change_words)
    client.force_login(member("head", "63.08"))
    page = client.get(f"/balai/survei/{later.pk}/hasil/").content.decode()
    assert "tidak disambung: dimensi atau bobotnya tidak sama" in page
    assert "Indeks naik" not in page
    assert told.rounds.gaps[0] in paper_of(later).points
