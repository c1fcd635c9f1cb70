"""What changed since the round before, and how much of it may be chance.

The covariance of businesses asked in both rounds is taken off (measurement notes, section 3), so a
panel says more than two independent samples. Only figures that both rounds may tell are compared;
which mean the same in both, `rules.joining` says.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from lampit.measure.models import Round, SampleMember
from lampit.measure.queries import results
from lampit.measure.rules import telling
from lampit.measure.rules.estimating import IndicatorName, Sample
from lampit.measure.rules.wording import Shown
from lampit.science.survey.change import Change, Wave, change


@dataclass(frozen=True)
class Changed:
    """A figure against the round before, on the scale of readers; `common` were asked twice.

    `noise` is the half width of the interval over the change, at most 1: how much of it chance
    alone may make.
    """

    name: str
    code: str
    since: str
    value: float
    low: float
    high: float
    common: int
    noise: float

    @property
    def direction(self) -> str:
        """Return `naik`, `turun` or `belum_pasti`."""
        told = Shown(self.name, self.code, 0, self.value, self.low, self.high, "ok", "")
        return telling.direction(told)


def _businesses(found: Round) -> dict[int, int]:
    """Return member → business of a round; one query."""
    rows = SampleMember.objects.filter(round=found).order_by()
    return dict(rows.values_list("id", "business_id"))


def _wave(sample: Sample, code: str, businesses: Mapping[int, int]) -> Wave:
    """Return one round for the comparison; a business or a village is known by its own name."""
    keys = [
        f"u{businesses.get(row.member, row.member)}"
        if not row.cluster or row.cluster.startswith("u")
        else row.cluster
        for row in sample.rows
    ]
    strata = [row.stratum for row in sample.rows]
    return Wave(sample.design, sample.values(code), sample.everyone, [keys], strata)


def changes(
    before: Round, now: Round, figures: Sequence[tuple[IndicatorName, Shown | None, Shown | None]]
) -> list[Changed]:
    """Return the changes of figures from one round to the next; four to six queries.

    Args:
        before: the earlier round.
        now: the later one.
        figures: what is compared and means the same in both, with what each round may tell of
            it, earlier first.
    """
    told = [
        name
        for name, first, second in figures
        if first is not None and second is not None
        and first.value is not None and second.value is not None
    ]  # fmt: skip
    if not told:
        return []
    samples = [results.published_sample(one) for one in (before, now)]
    earlier, later = samples
    if earlier is None or later is None:
        return []
    ids = [_businesses(one) for one in (before, now)]
    found = []
    for name in told:
        one = change(_wave(earlier, name.code, ids[0]), _wave(later, name.code, ids[1]))
        changed = _changed(name, before.name, one)
        found += [changed] if changed else []
    return found


def _changed(name: IndicatorName, since: str, one: Change) -> Changed | None:
    if one.value is None or one.low is None or one.high is None or one.noise is None:
        return None
    scale = name.scale
    return Changed(
        name.text_id, name.code, since, one.value * scale, one.low * scale, one.high * scale,
        one.common, one.noise,
    )  # fmt: skip
