"""Schema history of the market room, one line."""
