"""`lampit verify` notices a weight or a published figure that somebody changed."""

import pytest

from lampit.measure.models import MemberWeight, RoundFigure
from lampit.measure.queries.checks_frozen import frozen_checks
from tests.measure.test_actions_processing import published, spoil

pytestmark = pytest.mark.django_db


def told() -> list[bool]:
    """Return whether weights and figures hold."""
    return [check.ok for check in frozen_checks()]


def test_a_changed_weight_or_figure_is_noticed() -> None:
    """Scores may change behind a frozen round; its weights and figures may not."""
    published()
    assert told() == [True, True]
    spoil()
    assert told() == [True, True]
    figure = RoundFigure.objects.filter(indicator="index", by="")[0]
    RoundFigure.objects.filter(pk=figure.pk).update(value=(figure.value or 0) + 1)
    assert told() == [True, False]
    RoundFigure.objects.filter(pk=figure.pk).update(value=figure.value)
    one = MemberWeight.objects.filter(final__gt=0)[0]
    MemberWeight.objects.filter(pk=one.pk).update(final=one.final * 2)
    assert told() == [False, False]
