"""From the words of the command line to the command that does them."""

import gc
import sys

import django
from django.core.management import execute_from_command_line
from django.db.utils import OperationalError, ProgrammingError

from lampit.basics.commandline import DONE, WRONG_USE, Command, perform
from lampit.config.environment import NotReadyError

DJANGO = {"migrate", "makemigrations", "collectstatic", "compilemessages", "makemessages", "shell",
          "showmigrations", "sqlmigrate", "check", "dbshell", "dumpdata", "flush"}  # fmt: skip


def run(words: list[str]) -> int:
    """Run the command named by `words[1]`; return its exit code."""
    try:
        if len(words) > 1 and words[1] in DJANGO:
            execute_from_command_line(words)
            return DONE
        django.setup()
    except NotReadyError as reason:
        sys.stderr.write(f"{reason}\n")
        return WRONG_USE
    from lampit.config.commands import commands  # noqa: PLC0415 - the rooms need Django set up

    known = commands()
    gc.freeze()  # what is loaded stays: nobody need look for what is unused among it
    name, rest = _named(words[1:], set(known))
    if name:
        return _performed(known[name], rest)
    asked = not words[1:] or words[1] in {"-h", "--help", "help"}
    out = sys.stdout if asked else sys.stderr
    if not asked:
        out.write(f"Tidak ada perintah {words[1]!r}.\n")
    out.write("Perintah lampit:\n")
    for command in sorted(known.values(), key=lambda c: c.name):
        out.write(f"  {command.name:<20} {command.help.splitlines()[0]}\n")
    return DONE if asked else WRONG_USE


def _performed(command: Command, rest: list[str]) -> int:
    """Perform a command; say it in a sentence when the database has not its tables yet."""
    try:
        return perform(command, rest)
    except (OperationalError, ProgrammingError):
        from lampit.config.preparing import has_schema  # noqa: PLC0415 - needs Django set up

        if has_schema():
            raise
        sys.stderr.write("Instans ini belum disiapkan. Jalankan dulu: lampit prepare\n")
        return WRONG_USE


def _named(words: list[str], known: set[str]) -> tuple[str, list[str]]:
    for length in (2, 1):
        name = " ".join(words[:length])
        if len(words) >= length and name in known:
            return name, words[length:]
    return "", words
