"""The commands of all rooms, by name."""

from importlib import import_module

from lampit.basics.commandline import Command
from lampit.config import preparing, running

ROOMS = ("market", "desk", "proof", "privacy", "measure", "registry", "people")


def commands() -> dict[str, Command]:
    """Return every command of the house; names are unique."""
    found: list[Command] = [*preparing.COMMANDS, *running.COMMANDS]
    for room in ROOMS:
        found += import_module(f"lampit.{room}.commands").COMMANDS
    by_name = {command.name: command for command in found}
    return by_name | {"demo": preparing.prepared_first(by_name["demo"])}
