"""Commands of people, by theme."""

from lampit.people.commands import clients, staffing, tokens

COMMANDS = [*clients.COMMANDS, *staffing.COMMANDS, *tokens.COMMANDS]
