"""Template filters of the orders room."""
