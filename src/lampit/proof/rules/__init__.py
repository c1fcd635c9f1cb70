"""Decisions of the proof room: what a benefit is, how sure, and what must stay hidden.

Definitions follow the domain notes: section 5 (benefits), 15 (vectors), 18 (who may see what);
quality and confidentiality follow the measurement notes, section 7.
"""
