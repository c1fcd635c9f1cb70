"""Template parts of the trust room."""
