"""Schema history of the shops room, one line."""
