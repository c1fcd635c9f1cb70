"""Desk: the office's and the council's start pages (Balai) that join several rooms."""
