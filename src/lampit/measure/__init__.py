"""Measure: survey rounds, samples, answers, the index and its intervals."""
