"""Trades: KBLI codes and craft kinds."""
