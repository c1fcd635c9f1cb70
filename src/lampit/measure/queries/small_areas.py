"""Model figures of a round for kecamatan that are too small for a figure of their own."""

from lampit.measure.models import Round
from lampit.measure.queries.analysis import names_for
from lampit.measure.queries.results import published_sample
from lampit.measure.rules.estimating.small import Modelled, modelled


def model_figures(found: Round, indicator: str) -> Modelled:
    """Return the model figures of an indicator; one or two queries, none without answers.

    Read from the frozen weights of the round, so that they stand as long as its figures do.
    """
    name = next((one for one in names_for(found) if one.code == indicator), None)
    sample = published_sample(found)
    return Modelled(()) if name is None or sample is None else modelled(sample, name)
