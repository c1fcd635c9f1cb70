"""The hand-over kit: the market, its data and its accounts in one archive."""

from lampit.market.actions.handing.accounts import (
    ask_account,
    drop_old_accounts,
    kept_account,
    make_account,
    take_account,
)
from lampit.market.actions.handing.kits import (
    ask_for_kit,
    drop_old_copies,
    kit_by_hand,
    make_kit,
    write_kit,
)

__all__ = [
    "ask_account",
    "ask_for_kit",
    "drop_old_accounts",
    "drop_old_copies",
    "kept_account",
    "kit_by_hand",
    "make_account",
    "make_kit",
    "take_account",
    "write_kit",
]
