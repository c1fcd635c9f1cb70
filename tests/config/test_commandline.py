"""The frame of every command: help with an example, one JSON object, exit codes."""

import argparse
import json
import re
from typing import Any

import pytest
from django.db.utils import OperationalError

from lampit.basics.commandline import Command, Outcome, Say, WrongUse, parser_of, perform
from lampit.basics.refusal import Refusal
from lampit.config import preparing, starting
from lampit.config.commands import commands

KNOWN = sorted(commands())


def command(run: object) -> Command:
    """Return a command that does `run`."""
    return Command("uji", "Menguji.", "lampit uji --json", lambda _parser: None, run)  # type: ignore[arg-type]


@pytest.mark.parametrize("name", KNOWN)
def test_every_command_explains_itself_with_an_example(name: str) -> None:
    """`--help` says what it does and shows a line that could be typed."""
    told = parser_of(commands()[name]).format_help()
    assert re.search(rf"contoh:\n +lampit {name}", told), told
    assert "--json" in told


@pytest.mark.parametrize(
    "name",
    ["demo", "serve", "import-businesses", "undo-import", "cancel-import", "verify", "tick",
     "prepare", "survey draw", "survey estimate", "rollup", "keys rotate", "find-duplicates"],
)  # fmt: skip
def test_the_commands_of_the_contract_exist(name: str) -> None:
    """What others rely on has the name they know; the second word is one of its choices."""
    first, _, second = name.partition(" ")
    assert first in KNOWN
    assert second in parser_of(commands()[first]).format_help()


def test_json_is_one_object_and_progress_goes_to_stderr(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A script can read stdout whole."""

    def work(_options: argparse.Namespace, say: Say) -> Outcome:
        say("sedang …")
        return Outcome({"a": 1, "nama": "Barabai"}, ["satu baris"])

    assert perform(command(work), ["--json"]) == 0
    told = capsys.readouterr()
    assert json.loads(told.out) == {"a": 1, "nama": "Barabai"}
    assert told.out.count("\n") == 1
    assert told.err == "sedang …\n"
    assert perform(command(work), []) == 0
    assert capsys.readouterr().out == "satu baris\n"


@pytest.mark.parametrize(
    ("raised", "code"),
    [
        (Refusal("no", "Tidak bisa. Coba lagi."), 1),
        (WrongUse("bad", "Berkas tidak terbaca."), 2),
    ],
)
def test_refusals_are_one_sentence_and_a_code(
    capsys: pytest.CaptureFixture[str], raised: Refusal, code: int
) -> None:
    """1: the work found problems; 2: wrong use or unreadable input. Never a traceback."""

    def work(_options: argparse.Namespace, _say: Say) -> Outcome:
        raise raised

    assert perform(command(work), ["--json"]) == code
    told = capsys.readouterr()
    assert told.err == f"{raised.message}\n"
    assert json.loads(told.out)["error"] == {"code": raised.code, "message": raised.message}


def test_ctrl_c_ends_quietly(capsys: pytest.CaptureFixture[str]) -> None:
    """The person is told that nothing is half written."""

    def work(_options: argparse.Namespace, _say: Say) -> Outcome:
        raise KeyboardInterrupt

    assert perform(command(work), []) == 130
    assert capsys.readouterr().err == "Dihentikan. Tidak ada yang setengah tersimpan.\n"


def test_problems_found_are_code_1(capsys: pytest.CaptureFixture[str]) -> None:
    """The outcome carries its own code."""
    assert perform(command(lambda _o, _s: Outcome({}, [], 1)), []) == 1
    capsys.readouterr()


def test_an_unknown_command_lists_the_known(capsys: pytest.CaptureFixture[str]) -> None:
    """Exit 2, the word is named, the list follows; asking for help is no mistake."""
    assert starting.run(["lampit", "terbang"]) == 2
    told = capsys.readouterr()
    assert "Tidak ada perintah 'terbang'." in told.err
    assert "verify" in told.err
    assert told.out == ""
    assert starting.run(["lampit", "--help"]) == 0
    assert "verify" in capsys.readouterr().out


def test_a_wrong_option_is_code_2(capsys: pytest.CaptureFixture[str]) -> None:
    """Argparse's own refusal keeps the contract."""
    with pytest.raises(SystemExit) as ended:
        starting.run(["lampit", "verify", "--tidak-ada"])
    assert ended.value.code == 2
    assert "contoh" not in capsys.readouterr().out


def test_an_instance_without_tables_is_told_in_a_sentence(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before `lampit prepare`; with its tables a fault of the database stays a fault."""

    def work(_options: argparse.Namespace, _say: Say) -> Outcome:
        raise OperationalError("no such table: registry_business")

    monkeypatch.setattr(preparing, "has_schema", lambda: False)
    assert starting._performed(command(work), []) == 2
    assert "lampit prepare" in capsys.readouterr().err
    monkeypatch.setattr(preparing, "has_schema", lambda: True)
    with pytest.raises(OperationalError):
        starting._performed(command(work), [])


def test_the_demo_prepares_a_new_instance_first(
    monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    """Once, and only a demo: no command lays tables in a real one."""
    done: list[str] = []

    def work(_options: argparse.Namespace, _say: Say) -> Outcome:
        done.append("filled")
        return Outcome({})

    monkeypatch.setattr(preparing, "prepare", lambda _options, _say: done.append("prepared"))
    monkeypatch.setattr(preparing, "has_schema", lambda: False)
    first = preparing.prepared_first(command(work))
    perform(first, [])
    assert done == ["prepared", "filled"]
    settings.IS_DEMO = False
    perform(first, [])
    settings.IS_DEMO = True
    monkeypatch.setattr(preparing, "has_schema", lambda: True)
    perform(first, [])
    assert done == ["prepared", "filled", "filled", "filled"]
