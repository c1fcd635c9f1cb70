"""Model figures of a round: frozen with it, on page, in report, open data and command line."""

import csv
import io
import random
from dataclasses import replace

import pytest
from django.db.models import F
from django.test import Client

from lampit.measure import actions
from lampit.measure.models import ModelFigure, Revision, Round, SampleMember
from lampit.measure.queries import answers, results
from lampit.measure.queries.checks_models import models_check
from lampit.measure.queries.how_model import how_modelled
from lampit.measure.queries.printing import paper_of
from lampit.measure.queries.small_areas import model_figures
from lampit.measure.rules import states
from tests.factories import member
from tests.measure.fieldwork import NOW, TODAY, register
from tests.measure.questionnaires import answers as told_by

pytestmark = pytest.mark.django_db
SMALL = "63.08.01"


def spread_out(published: bool = True) -> Round:
    """Return a round over eight kecamatan, some 27 answers in each, a few of the first."""
    register(15, districts=8)
    opened = actions.open_round(
        None, "63.08", "2026-1", wanted=180, recommendation="V-26.6308.001",
        reference_on=TODAY, now=NOW,
    )  # fmt: skip
    actions.draw(None, opened.pk, seed=7, now=NOW)
    actions.move_round(None, opened.pk, states.FIELD, now=NOW)
    dice = random.Random(2)
    rows = SampleMember.objects.filter(round=opened).order_by("id")
    told, silent, met = [], [], 0
    for pk, place in rows.values_list("business_id", "subdistrict"):
        met += place == SMALL
        if place == SMALL and met > 7:
            silent.append(actions.Unanswered(pk, "menolak", "sibuk", NOW))
        else:
            share = 0.15 + 0.04 * int(place[-2:])
            online = 5 * (dice.random() < share)
            told.append(actions.Answered(pk, told_by(daring_kini=online), NOW))
    actions.load_answers(told, region="63.08", now=NOW, round_id=opened.pk, unanswered=silent)
    if published:
        for state in (states.CLOSED, states.PROCESSED, states.PUBLISHED):
            actions.move_round(None, opened.pk, state, now=NOW)
    return Round.objects.select_related("instrument", "region").get(pk=opened.pk)


def test_model_figures_are_frozen_and_told_everywhere(client: Client) -> None:
    """Named as the model's on page, how-panel, report and open data; the direct one stays away."""
    found = spread_out()
    kept = model_figures(found, ("index", "d07"))
    one = kept["d07", f"kecamatan={SMALL}"]
    assert one.estimate.n == 7
    assert one.estimate.method == "model:synthetic"
    whole = answers.answers_of(found)
    row = next(row for row in whole.place_rows if row.index.code == SMALL)
    assert row.index.is_suppressed
    assert row.index_model is not None
    assert row.index_model.value is not None
    client.force_login(member("head", "63.08"))
    page = client.get(f"/balai/survei/{found.pk}/hasil/").content.decode()
    assert page.count('data-method="model"') >= 2
    assert "bukan untuk memeringkat" in page
    panel = f"/balai/survei/{found.pk}/hasil/angka/index/?kelompok=kecamatan={SMALL}"
    shown = client.get(panel + "&cara=model").content.decode()
    assert "perkiraan model saja" in shown
    assert "Fay–Herriot" in shown
    assert 'data-method="model"' not in client.get(panel).content.decode()
    assert how_modelled(found, "index", "") is None
    tables = [t for t in paper_of(found).tables if t.code.startswith("model.")]
    assert {"model.index", "model.d07"} <= {t.code for t in tables}
    text = client.get(f"/data/63.08/{found.name}/tabel.csv").content.decode()
    lines = list(csv.DictReader(io.StringIO(text)))
    own = [r for r in lines if r["kode_kelompok"] == SMALL and r["indikator"] == "index"]
    assert [(r["metode"], bool(r["nilai"])) for r in own] == [
        ("langsung", False), ("model", True),
    ]  # fmt: skip


def test_verify_sees_a_changed_model_figure() -> None:
    """What stands is what the frozen weights give; a changed one is found out."""
    spread_out()
    assert models_check().ok
    assert ModelFigure.objects.filter(value__isnull=False).exists()
    ModelFigure.objects.filter(value__isnull=False).update(value=F("value") * 1.01)
    assert not models_check().ok


def test_an_older_revision_has_them_from_its_weights() -> None:
    """Frozen before model figures were: the same ones come from the frozen weights."""
    found = spread_out()
    frozen = model_figures(found, ("d07",))
    ModelFigure.objects.all().delete()
    revision = Revision.objects.get(round=found)
    revision.design = {k: v for k, v in revision.design.items() if k != "models"}
    revision.save(update_fields=["design"])
    again = model_figures(found, ("d07",))
    assert again.keys() == frozen.keys()
    for key, one in again.items():
        assert one.estimate.estimate == pytest.approx(frozen[key].estimate.estimate)
        assert replace(one, estimate=frozen[key].estimate, gamma=None, between=None) == replace(
            frozen[key], gamma=None, between=None
        )


def test_a_round_in_the_field_has_them_too() -> None:
    """Provisional figures have their model figures, from the answers of the moment."""
    found = spread_out(published=False)
    assert results.reckoned(found).revision is None
    assert ("d07", f"kecamatan={SMALL}") in model_figures(found, ("d07",))
