"""Commands of the market: a copy without a server, a check of feeds."""

from lampit.market.commands import copying, feeds, handing

COMMANDS = [*copying.COMMANDS, *feeds.COMMANDS, *handing.COMMANDS]
