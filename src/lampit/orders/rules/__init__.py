"""Decisions about orders: states, clocks, sums, payments, channels and messages. Pure."""
