"""Decisions of the desk, and how demo data are invented. Pure: dice are passed in."""
