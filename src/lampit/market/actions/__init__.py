"""Writes of the market room: the market copied into files, and the end of heard news."""
