"""Reads what the reliability page of a round rests on."""

from lampit.measure.models import Delivery, Round, Submission
from lampit.measure.queries.instruments import reading_of
from lampit.measure.rules.instrument import Instrument
from lampit.measure.rules.reliability import Reliability, Told, reliability_of, seconds_of

MOST = 20_000  # questionnaires of a round that are read


def reliability(found: Round) -> tuple[Instrument, Reliability]:
    """Return the instrument of a round and how reliable it proved; two queries."""
    instrument = reading_of(found.instrument).instrument
    deliveries = Delivery.objects.filter(round=found, state=Delivery.State.COUNTED)
    timed = {
        key: seconds_of(paradata)
        for key, paradata in deliveries.filter(submission__gt=0).values_list(
            "submission_id", "paradata"
        )[:MOST]
    }
    rows = Submission.objects.filter(round=found, state=Submission.State.FINAL).order_by("id")
    told = [
        Told(answers, place or "", asker, timed.get(key, {}))
        for key, answers, place, asker in rows.values_list(
            "id", "answers", "score__subdistrict", "started_by_id"
        )[:MOST]
    ]
    return instrument, reliability_of(instrument, told)
