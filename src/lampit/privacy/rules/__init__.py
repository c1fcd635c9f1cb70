"""Decisions of the privacy room: clocks, kinds of requests, grounds of refusal. Pure."""
