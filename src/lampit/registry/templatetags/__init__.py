"""Template parts of the registry."""
