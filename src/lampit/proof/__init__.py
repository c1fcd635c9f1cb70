"""Proof: impact of the four benefits, dashboards, roll-up to province and nation."""
