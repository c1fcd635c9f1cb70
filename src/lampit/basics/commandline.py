"""The frame of every `lampit …` command: options, JSON, exit codes, one sentence for errors."""

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from lampit.basics.refusal import Refusal

DONE, PROBLEMS, WRONG_USE, INTERRUPTED = 0, 1, 2, 130
Say = Callable[[str], None]


class WrongUse(Refusal):
    """Wrong options or unreadable input: exit code 2."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a command tells: `data` for `--json` (object or list), `lines` for people."""

    data: Any
    lines: Sequence[str] = ()
    code: int = DONE


@dataclass(frozen=True, slots=True)
class Command:
    """One command: its words, its options and the function that does the work."""

    name: str
    help: str
    example: str
    arguments: Callable[[argparse.ArgumentParser], None]
    run: Callable[[argparse.Namespace, Say], Outcome] = field(compare=False)


def say_aloud(text: str) -> None:
    """Tell progress on stderr, so that stdout stays clean for JSON."""
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()


def parser_of(command: Command) -> argparse.ArgumentParser:
    """Return the option parser of `command`, with its example in the help."""
    parser = argparse.ArgumentParser(
        prog=f"lampit {command.name}",
        description=command.help,
        epilog=f"contoh:\n  {command.example}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    command.arguments(parser)
    parser.add_argument("--json", action="store_true", help="satu objek JSON di stdout")
    return parser


def perform(command: Command, arguments: Sequence[str]) -> int:
    """Run `command` and return its exit code; never a traceback for what people get wrong."""
    options = parser_of(command).parse_args(arguments)
    try:
        outcome = command.run(options, say_aloud)
    except WrongUse as refusal:
        return _refuse(refusal, options.json, WRONG_USE)
    except Refusal as refusal:
        return _refuse(refusal, options.json, PROBLEMS)
    except KeyboardInterrupt:
        say_aloud("Dihentikan. Tidak ada yang setengah tersimpan.")
        return INTERRUPTED
    if options.json:
        sys.stdout.write(json.dumps(outcome.data, ensure_ascii=False, default=str) + "\n")
    else:
        for line in outcome.lines:
            sys.stdout.write(f"{line}\n")
    return outcome.code


def _refuse(refusal: Refusal, as_json: bool, code: int) -> int:
    say_aloud(refusal.message)
    if as_json:
        sys.stdout.write(
            json.dumps({"error": {"code": refusal.code, "message": refusal.message}}) + "\n"
        )
    return code
