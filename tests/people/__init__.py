"""Tests of people: accounts, roles, the audit chain, long jobs."""
