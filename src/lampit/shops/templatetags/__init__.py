"""Template parts of the shops room."""
