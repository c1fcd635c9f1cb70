"""Decisions about aid: states of a grant, what overlaps, and how a list of recipients is read."""
