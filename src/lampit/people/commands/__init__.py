"""Commands of people, by theme."""

from lampit.people.commands import tokens

COMMANDS = [*tokens.COMMANDS]
