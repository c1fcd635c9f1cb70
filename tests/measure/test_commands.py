"""`lampit survey`: the contract's keys, exit codes and one sentence for wrong use."""

import json
from pathlib import Path

import pytest

from lampit.basics import commandline
from lampit.measure import actions
from lampit.measure.commands import COMMANDS
from lampit.measure.models import SampleMember
from tests.measure.fieldwork import NOW, TODAY, open_field, register
from tests.measure.test_queries import answered
from tests.science.survey_reference import DATA, reference

KEYS = {
    "indicator", "variable", "domain", "q", "n", "estimate", "se", "ci_low", "ci_high", "deff",
    "rse", "quality", "method",
}  # fmt: skip


def survey(*arguments: str) -> int:
    """Run `lampit survey …`."""
    return commandline.perform(COMMANDS[0], list(arguments))


@pytest.mark.parametrize("design", sorted(p.stem for p in (DATA / "designs").glob("*.json")))
def test_files_and_designs(design: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Each published design on its file gives the published numbers, in order."""
    path = DATA / "designs" / f"{design}.json"
    described = json.loads(path.read_text())
    data = DATA / described["data"]
    assert survey("estimate", "--file", str(data), "--design", str(path), "--json") == 0
    rows = json.loads(capsys.readouterr().out)
    assert all(set(row) == KEYS for row in rows)
    assert [row["indicator"].partition("(")[0] for row in rows if not row["domain"]] == [
        s["kind"] for s in described["statistics"] if not s.get("by")
    ]
    expected = [
        r
        for r in reference()
        if (r["dataset"], r["design"], r["lonely_psu"])
        == (data.stem, design, described["lonely_psu"])
    ]
    compared = 0
    for row in rows:
        for one in expected:
            same = (one["variable"], one["domain"]) == (row["variable"], row["domain"])
            if same and row["indicator"].startswith(one["statistic"]):
                if one["q"] and float(one["q"]) != row["q"]:
                    continue
                assert row["estimate"] == pytest.approx(float(one["estimate"]), rel=1e-9)
                assert row["se"] == pytest.approx(float(one["se"]), rel=1e-8, abs=1e-12)
                compared += 1
    assert compared > 0


@pytest.mark.parametrize(
    ("design", "told"),
    [
        ('{"statistics": [', "bukan JSON"),
        ('{"statistics": [{"kind": "mean", "variable": "api0O"}]}', "api00"),
        ('{"weights": "pv", "statistics": []}', "pw"),
    ],
)
def test_unusable_designs_are_wrong_use(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], design: str, told: str
) -> None:
    """Exit 2, one sentence on stderr, naming what looks alike; no traceback."""
    path = tmp_path / "rancangan.json"
    path.write_text(design)
    assert survey("estimate", "--file", str(DATA / "apisrs.csv"), "--design", str(path)) == 2
    said = capsys.readouterr().err.strip()
    assert told in said
    assert "\n" not in said


def test_missing_options_are_wrong_use(capsys: pytest.CaptureFixture[str]) -> None:
    """Neither a round nor a file: exit 2."""
    assert survey("estimate") == 2
    assert survey("estimate", "--file", "x.csv") == 2
    assert survey("estimate", "--file", "x.csv", "--design", "y.json") == 2
    capsys.readouterr()


def test_missing_columns_and_binary_files(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """An empty, a doubled and a binary file each get their own sentence."""
    design = tmp_path / "d.json"
    design.write_text('{"statistics": [{"kind": "mean", "variable": "a"}]}')
    for content, told in (
        (b"a\n", "tidak berisi"),
        (b"a,a\n1,2\n", "dua kali"),
        (b"\xff\xfe\x00", "UTF-8"),
    ):
        data = tmp_path / "d.csv"
        data.write_bytes(content)
        assert survey("estimate", "--file", str(data), "--design", str(design)) == 2
        assert told in capsys.readouterr().err


@pytest.mark.django_db
def test_drawing_and_estimating_a_round(capsys: pytest.CaptureFixture[str]) -> None:
    """Draw once with a receipt; estimate by kecamatan with withheld cells empty."""
    register(10)
    actions.open_round(
        None, "63.08", "2026-1", wanted=30, recommendation="uji coba", reference_on=TODAY, now=NOW
    )
    assert survey("draw", "2026-1", "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert told["drawn"] == SampleMember.objects.count() == 36
    assert survey("draw", "2026-1") == 1
    assert survey("draw", "2027-9") == 2
    assert survey("estimate", "2026-1", "--json") == 0
    assert json.loads(capsys.readouterr().out.splitlines()[-1]) == []


@pytest.mark.django_db
def test_estimates_of_a_round(capsys: pytest.CaptureFixture[str]) -> None:
    """Index and share online for the whole, or the indicators and domain that were asked."""
    found = answered()
    assert survey("estimate", found.name, "--json") == 0
    rows = json.loads(capsys.readouterr().out)
    assert [row["indicator"] for row in rows] == ["index", "d07"]
    assert all(set(row) == KEYS for row in rows)
    assert survey("estimate", found.name, "--indicator", "m2", "--by", "sektor", "--json") == 0
    rows = json.loads(capsys.readouterr().out)
    assert [row["domain"] for row in rows] == ["sektor=dagang", "sektor=kriya", "sektor=kuliner"]
    assert survey("estimate", found.name, "--indicator", "m9") == 2
    assert survey("estimate", found.name, "--by", "desa") == 2


@pytest.mark.django_db
def test_withheld_cells_are_empty(capsys: pytest.CaptureFixture[str]) -> None:
    """A number is printed exactly when its quality lets it; 18 answers are said with caution."""
    found = answered(10, 30)
    assert survey("estimate", found.name, "--by", "kecamatan", "--json") == 0
    rows = json.loads(capsys.readouterr().out)
    assert all((row["estimate"] is None) == (row["quality"] == "suppressed") for row in rows)
    assert {row["quality"] for row in rows if row["indicator"] == "index"} == {"caution"}


@pytest.mark.django_db
def test_a_name_used_twice_asks_for_the_region(capsys: pytest.CaptureFixture[str]) -> None:
    """Two kabupaten with a round of one name: exit 2 until one is named."""
    open_field()
    open_field(region="63.09")
    assert survey("estimate", "2026-1") == 2
    assert "--region" in capsys.readouterr().err
    assert survey("estimate", "2026-1", "--region", "63.09") == 0
