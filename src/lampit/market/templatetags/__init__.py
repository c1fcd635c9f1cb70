"""Template parts of the market room."""
