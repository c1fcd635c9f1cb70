"""Commands of the registry, by theme."""

from lampit.registry.commands import importing, linking

COMMANDS = [*importing.COMMANDS, *linking.COMMANDS]
