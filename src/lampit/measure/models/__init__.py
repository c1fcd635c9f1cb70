"""Tables of the measure room: instruments, rounds, samples, submissions, answers, scores."""

from lampit.measure.models.answering import Answer, Score, Submission
from lampit.measure.models.rounds import Instrument, Round, SampleMember

__all__ = ["Answer", "Instrument", "Round", "SampleMember", "Score", "Submission"]
