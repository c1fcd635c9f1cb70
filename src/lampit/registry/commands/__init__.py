"""Commands of the registry, by theme."""

from lampit.registry.commands import importing, keys, linking

COMMANDS = [*keys.COMMANDS, *importing.COMMANDS, *linking.COMMANDS]
