"""Decisions of the trust room: no Django, no clock, no chance."""
