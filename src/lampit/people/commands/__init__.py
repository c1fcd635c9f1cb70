"""Commands of people, by theme."""

from lampit.people.commands import clients, tokens

COMMANDS = [*clients.COMMANDS, *tokens.COMMANDS]
