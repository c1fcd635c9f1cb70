"""Writes of the market room: the market copied into files."""
