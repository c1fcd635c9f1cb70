"""Schema history of the orders room, one line."""
