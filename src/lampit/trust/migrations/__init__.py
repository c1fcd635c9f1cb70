"""Migrations of the trust room."""
