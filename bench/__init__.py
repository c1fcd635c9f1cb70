"""Figures of speed and size, each beside its yardstick; never collected by pytest."""
