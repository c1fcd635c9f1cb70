"""A round whose villages were listed first, to its end: weights, figures, report, files."""

from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from lampit.measure import actions
from lampit.measure.models import MemberWeight, Revision, Round, SampleMember
from lampit.measure.queries import frozen, margins, recompute, results
from lampit.measure.queries import listing as reads
from lampit.measure.queries.answers import businesses_of
from lampit.measure.queries.listing_told import method_of_listing
from lampit.measure.queries.printing import paper_of
from lampit.measure.queries.rechecking import draws_again
from lampit.measure.rules import coverage as rules
from lampit.measure.rules import estimating, states
from lampit.registry.models import Business
from lampit.web.templatetags.figures import data_value
from tests.factories import member
from tests.measure.fieldwork import NOW, staff
from tests.measure.listed import listed_round, listings, ready, walk
from tests.measure.questionnaires import answers
from tests.measure.test_drawing import failing, planned
from tests.measure.test_queries_recompute import reckoned

pytestmark = pytest.mark.django_db


def asked(found: Round, *, until: str = states.PUBLISHED) -> Round:
    """Draw from the lists, ask all but five, and move the round on."""
    actions.draw_businesses(staff(), found.pk, seed=3, now=NOW)
    actions.move_round(None, found.pk, states.FIELD, now=NOW)
    ids = list(
        SampleMember.objects.filter(round=found).order_by("id").values_list("business", flat=True)
    )
    told = [
        actions.Answered(pk, answers(daring_kini=3 * (i % 3 == 0), usia_pemilik=25 + i % 50), NOW)
        for i, pk in enumerate(ids[5:])
    ]
    silent = [actions.Unanswered(pk, "menolak", "sibuk", NOW) for pk in ids[:5]]
    actions.load_answers(told, region="63.08", now=NOW, round_id=found.pk, unanswered=silent)
    for state in (states.CLOSED, states.PROCESSED, states.PUBLISHED):
        actions.move_round(None, found.pk, state, now=NOW)
        if state == until:
            break
    return Round.objects.select_related("instrument", "region").get(pk=found.pk)


def test_weights_reach_the_number_of_all(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Weights sum to it, files give the same figure, the checks of the house hold."""
    found = asked(ready(each=20, per_village=8))
    told = reads.coverage_of(found)
    assert told is not None
    assert told.total is not None
    assert told.held is not None
    revision = Revision.objects.get(round=found)
    layout = estimating.layout_of(revision.design)
    assert layout.listed
    assert layout.margins
    assert layout.known == ()
    assert layout.count_error == pytest.approx(told.total.se / told.total.value)
    rows = MemberWeight.objects.filter(revision=revision)
    assert sum(row.final for row in rows) == pytest.approx(told.total.value)
    count = businesses_of(found, results.reckoned(found))
    assert count is not None
    assert count.value == pytest.approx(told.total.value)
    assert count.se == pytest.approx(told.total.se, rel=1e-6)
    assert {row.cluster for row in rows} == {
        one.drawn.village_id for one in listings(found) if not one.drawn.is_certain
    } | {row.cluster for row in rows if row.cluster.startswith("u")}
    whole = results.reckoned(found).one("index")
    assert whole is not None
    for name, text in recompute.files(found, "index", "").named():
        (tmp_path / name).write_text(text)
    own = reckoned(tmp_path, capsys)[""]
    assert own["se"] == pytest.approx(whole.estimate.se, rel=1e-11)
    assert failing() == set()


def test_later_changes_of_the_register_change_nothing() -> None:
    """What the listing gave was kept with the second draw."""
    found = asked(ready(each=20, per_village=8), until=states.CLOSED)
    before = reads.coverage_of(found)
    Business.objects.filter(village="63.08.01.2003").update(status="tutup", sector="jasa")
    after = reads.coverage_of(found)
    assert before == after


def test_pages_and_report_tell_what_the_register_holds(client: Client) -> None:
    """The sentence with its interval, the village that could not be walked, the method."""
    found = listed_round(each=20, per_village=8)
    boss = staff()
    code = listings(found)[-1].drawn.village_id
    actions.leave_village(boss, found.pk, code, "Jalan putus karena banjir", now=NOW)
    for one in listings(found)[:-1]:
        assert one.state == "belum"
    walk_others(found)
    found = asked(found)
    told = reads.coverage_of(found)
    assert told is not None
    assert told.held is not None
    client.force_login(boss)
    for name in ("measure:results", "measure:round", "measure:villages"):
        page = client.get(reverse(name, args=[found.pk])).content.decode()
        assert f'data-value="{data_value(told.held.value)}"' in page
        assert f'data-high="{data_value(told.held.high)}"' in page
        assert "Jalan putus karena banjir" in page
    assert "menurut pendaftaran desa" in client.get(
        reverse("measure:weights", args=[found.pk])
    ).content.decode()  # fmt: skip
    method = " ".join(paper_of(found).method)
    assert "Daftar memuat" in method
    assert "Jalan putus karena banjir" in method
    assert method_of_listing(found, "en")


def walk_others(found: Round) -> None:
    """List every village that was not left."""
    walk(found, staff(), only=len(listings(found)) - 1)


def test_the_coverage_without_its_correction_would_be_wrong(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Broken on purpose: entries that are no business counted as found make fewer of all."""
    found = ready(each=20)
    told = reads.coverage_of(found)
    monkeypatch.setattr(rules.VillageCount, "wrong_count", property(lambda _: 0))
    broken = reads.coverage_of(found)
    assert told is not None
    assert broken is not None
    assert told.total is not None
    assert broken.total is not None
    assert broken.total.value > told.total.value * 1.05


def test_figures_of_a_listed_round_are_frozen_as_any_other() -> None:
    """The standing revision reads the layout back as it was kept."""
    found = asked(ready(each=20, per_village=8), until=states.PROCESSED)
    revision = frozen.standing(found)
    assert revision is not None
    assert revision.design["listed"] is True
    assert estimating.layout_of(revision.design).as_json()["listed"] is True


def test_a_panel_goes_back_to_listed_villages() -> None:
    """Chances are those of the second draw; weights are fitted to the listed villages alone."""
    first = asked(ready(each=20, per_village=8), until=states.CLOSED)
    opened = planned("2026-9", after=first, design="dua", per_village=8, lists_first=True)
    again = actions.draw(None, opened.pk, seed=5, now=NOW)
    rows = SampleMember.objects.filter(round=again)
    assert {row.selection for row in rows} == {"panel", "undian"}
    villages = {one.drawn.village_id for one in listings(first)}
    assert {row.psu for row in rows} <= villages
    assert not reads.is_listed(again)
    assert draws_again(again)
    whole = sum(1 / row.probability for row in rows.exclude(disposition="tutup_tetap"))
    told = margins.register_of(again)
    assert told.listed
    assert sum(told.places.values()) == pytest.approx(whole, rel=0.15)
    # The register of the other villages lacks what nobody has listed there.
    assert sum(told.places.values()) > again.frame_count


def test_who_leaves_leaves_her_villages() -> None:
    """What she has not completed waits for somebody else."""
    found = listed_round()
    boss, ours = staff(), member("enumerator", "63.08")
    actions.add_enumerator(boss, found.pk, ours, per_day=8, now=NOW)
    actions.divide_villages(boss, found.pk, now=NOW)
    assert {one.lister_id for one in listings(found)} == {ours.pk}
    actions.end_enumerator(boss, found.pk, ours, now=NOW)
    assert {one.lister_id for one in listings(found)} == {None}
