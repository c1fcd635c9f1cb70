"""Lampit: many makers, one mat."""
