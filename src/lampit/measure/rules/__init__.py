"""Decisions of the measure room: questions, scores, targeting, states, words, figures.

Pure values in and out. The published files in `data/` are read by `queries.instruments`.
"""
