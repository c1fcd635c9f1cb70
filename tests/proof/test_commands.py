"""`lampit rollup`: exit codes and one JSON object."""

import json

import pytest

from lampit.basics.commandline import perform
from lampit.proof.commands import COMMANDS
from lampit.proof.models import Figure
from tests.factories import business

pytestmark = pytest.mark.django_db


def test_rollup_fills_the_figures(capsys: pytest.CaptureFixture[str]) -> None:
    """One object on stdout with what was written; progress on stderr."""
    for _ in range(3):
        business("63.08")
    assert perform(COMMANDS[0], ["--on", "2026-11-24", "--json"]) == 0
    out = capsys.readouterr()
    assert json.loads(out.out) == {
        "period": "2026-11-24", "boards": 1, "figures": 15, "hidden": 0,
    }  # fmt: skip
    assert Figure.objects.count() == 15
    assert "Menghitung" in out.err


@pytest.mark.parametrize("wrong", [["--on", "kemarin"], ["--region", "99.99"]])
def test_wrong_use_is_one_sentence(wrong: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """Exit 2, a sentence, nothing written."""
    assert perform(COMMANDS[0], wrong) == 2
    assert capsys.readouterr().err.strip().endswith(".")
    assert not Figure.objects.exists()
