"""Reads of accounts, audit entries and jobs."""
