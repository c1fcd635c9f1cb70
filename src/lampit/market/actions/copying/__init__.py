"""The market as a folder of files that needs no server (ARCHITECTURE.md section 5)."""

from lampit.market.actions.copying.publishing import Copied, Wishes, publish

__all__ = ["Copied", "Wishes", "publish"]
