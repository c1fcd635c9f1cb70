"""Marks texts of pure code for the catalogue of translations."""


def gettext_noop(text: str) -> str:
    """Return the text as it is; the collector of messages knows this name.

    Pure rules write their words with it and pages translate them when they show them.
    """
    return text
