"""The trades room."""
