"""The files of a figure give the figure: by our own command, to the last digits."""

import csv
import io
import json
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from lampit.basics.refusal import Refusal
from lampit.measure.models import Revision, Round, SampleMember
from lampit.measure.queries import frozen, recompute, results
from lampit.measure.rules import states
from lampit.measure.rules.estimating.releasing import Released
from tests.factories import member
from tests.measure.test_actions_processing import closed, published
from tests.measure.test_commands import survey
from tests.measure.test_views import signed

pytestmark = pytest.mark.django_db


def reckoned(folder: Path, capsys: pytest.CaptureFixture[str]) -> dict[str, dict[str, float]]:
    """Return what the command says about the files of a folder, by group."""
    design = str(folder / "rancangan.json")
    data = str(folder / "data.csv")
    assert survey("estimate", "--file", data, "--design", design, "--json") == 0
    return {row["domain"]: row for row in json.loads(capsys.readouterr().out)}


def withheld(one: Released) -> Released:
    """Return a figure as one that nobody gets."""
    return replace(one, estimate=replace(one.estimate, quality="suppressed"))


@pytest.mark.parametrize(
    ("indicator", "by"), [("index", "kecamatan"), ("d07", "sektor"), ("d10", "kecamatan,sektor")]
)
def test_our_own_command_gives_the_numbers_of_the_page(
    indicator: str, by: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Estimate, error, interval, answers of the whole and of each group that is told."""
    found = published()
    for name, text in recompute.files(found, indicator, by).named():
        (tmp_path / name).write_text(text)
    own = reckoned(tmp_path, capsys)
    whole = results.reckoned(found)
    told = [whole.one(indicator), *whole.grouped(indicator, by)]
    seen = 0
    for one in told:
        assert one is not None
        label = ",".join(part.split("=")[1] for part in one.estimate.domain.split(",") if part)
        key = f"kelompok={label}" if one.by else ""
        if one.is_withheld:
            assert key not in own
            continue
        row = own[key]
        seen += 1
        assert row["n"] == one.estimate.n
        pairs = (("estimate", "estimate"), ("se", "se"), ("ci_low", "ci_low"), ("ci_high",) * 2)
        for column, field in pairs:
            assert row[column] == pytest.approx(getattr(one.estimate, field), rel=1e-11)
    assert seen >= 2


def test_the_files_name_nobody() -> None:
    """No number of a business, no village, no kecamatan but as a told group, no order of draw."""
    found = published()
    text = recompute.files(found, "index", "").data
    rows = list(csv.DictReader(io.StringIO(text)))
    columns = {"nilai", "bobot", "strata", "unit", "fraksi", "jumlah1", "jumlah2", "jumlah3"}
    assert set(rows[0]) <= columns
    for place in ("63.08", "kriya", "dagang", "Usaha"):
        assert place not in text
    drawn = SampleMember.objects.filter(round=found, disposition="selesai").order_by("id")
    told = [float(one.submission.score.index or 0) for one in drawn]
    assert [float(row["nilai"]) for row in rows] != told
    assert sorted(float(row["nilai"]) for row in rows) == pytest.approx(sorted(told))
    strata = [row["strata"] for row in rows]
    assert min(strata.count(one) for one in set(strata)) >= 3


def test_where_no_group_is_told_the_whole_still_is(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """No group in any row: the script asks for none (R falls over that), the command gives one."""
    found = published()
    honest = frozen.figures_of
    assert "svyby" in recompute.files(found, "index", "sektor").script

    def hidden(*given: Any, by: str, **more: Any) -> list[Released]:
        rows = honest(*given, by=by, **more)
        return [withheld(one) for one in rows] if by else rows

    monkeypatch.setattr(frozen, "figures_of", hidden)
    files = recompute.files(found, "index", "sektor")
    assert "svyby" not in files.script
    assert {row["kelompok"] for row in csv.DictReader(io.StringIO(files.data))} == {""}
    for name, text in files.named():
        (tmp_path / name).write_text(text)
    assert set(reckoned(tmp_path, capsys)) == {""}


def test_a_withheld_figure_has_no_files(monkeypatch: pytest.MonkeyPatch) -> None:
    """The files of a figure that nobody gets would give it."""
    found = published()
    honest = frozen.figures_of
    monkeypatch.setattr(
        frozen, "figures_of", lambda *a, **k: [withheld(one) for one in honest(*a, **k)]
    )
    with pytest.raises(Refusal) as gone:
        recompute.files(found, "index")
    assert gone.value.code == "figure_withheld"


def test_a_spoilt_weight_gives_another_number(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Negative control: change what the file says and the command no longer agrees."""
    found = published()
    files = recompute.files(found, "index", "")
    (tmp_path / "rancangan.json").write_text(files.design)
    lines = files.data.splitlines()
    first = lines[1].split(",")
    lines[1] = ",".join(["99.0", *first[1:]])
    (tmp_path / "data.csv").write_text("\n".join(lines) + "\n")
    one = results.reckoned(found).one("index")
    assert one is not None
    assert reckoned(tmp_path, capsys)[""]["estimate"] != pytest.approx(one.estimate.estimate)


def test_only_frozen_rounds_have_files() -> None:
    """Provisional figures have none; an unknown figure or group says so."""
    found = Round.objects.select_related("instrument").get(pk=closed().pk)
    with pytest.raises(Refusal) as early:
        recompute.files(found, "index")
    assert early.value.code == "round_not_frozen"


def test_the_page_gives_the_files(client: Client) -> None:
    """A ZIP with three files for head and staff: rows tell more than the page does."""
    found = published()
    address = reverse("measure:recompute", args=[found.pk])
    for reader in ("board", "mentor"):
        signed(client, member(reader, "63.08"))
        assert client.get(address).status_code == 403
    signed(client, member("staff", "63.08"))
    answer = client.get(address, {"indikator": "d07", "menurut": "kecamatan"})
    packed = zipfile.ZipFile(io.BytesIO(answer.content))
    assert packed.namelist() == ["data.csv", "rancangan.json", "hitung.R"]
    assert "svydesign" in packed.read("hitung.R").decode()
    assert client.get(address, {"indikator": "bulan"}).status_code == 404
    signed(client, member("staff", "63.09"))
    assert client.get(address).status_code == 404
    assert Revision.objects.filter(round=found, state=states.PUBLISHED).count() == 1


def test_two_files_cannot_be_joined() -> None:
    """The numbers of units are another file's own: no business gathers its answers by them."""
    found = published()

    def unit_weights(indicator: str, by: str) -> dict[str, str]:
        rows = csv.DictReader(io.StringIO(recompute.files(found, indicator, by).data))
        return {row["unit"]: row["bobot"] for row in rows}

    first = unit_weights("index", "")
    assert unit_weights("index", "") == first
    assert unit_weights("d07", "") != first
    assert unit_weights("index", "sektor") != first
