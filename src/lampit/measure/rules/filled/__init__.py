"""Answers on sheets: the columns of the template, and what a filled sheet means. Pure."""
