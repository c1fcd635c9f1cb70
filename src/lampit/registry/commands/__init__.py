"""Commands of the registry, by theme."""

from lampit.registry.commands import importing, keys

COMMANDS = [*keys.COMMANDS, *importing.COMMANDS]
