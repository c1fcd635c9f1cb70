"""Decisions about accounts, lock-outs and the audit chain. Pure."""
