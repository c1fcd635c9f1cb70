"""The three forms of Satu Data Indonesia for a round: activity, variables, indicators. Pure.

Measurement notes, section 11 (Perpres 39/2019; Peraturan BPS 5/2020). What the system knows is
filled from the round and its instrument; the rest is asked once, of the office or of the round.
"""
