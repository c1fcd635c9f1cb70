"""Schema history of the trades room."""
