"""The model figures of a report: a table for each figure that has any, kecamatan by code."""

from collections.abc import Callable, Collection, Mapping

from django.utils.translation import gettext as _

from lampit.measure.models import Round
from lampit.measure.queries.small_areas import standing_models
from lampit.measure.rules import wording
from lampit.measure.rules.estimating import IndicatorName
from lampit.measure.rules.estimating.small import place_of
from lampit.measure.rules.printing import Figures

SHEET = "perkiraan model"


def model_tables(
    found: Round,
    names: Mapping[str, IndicatorName],
    places: Mapping[str, str],
    words_of: Callable[[IndicatorName], str],
    headlines: Collection[str],
) -> list[Figures]:
    """Return one table for each figure with model figures that may be told; headlines on paper."""
    told: dict[str, list[wording.Shown]] = {}
    for (code, domain), one in sorted(standing_models(found).items()):
        name, place = names.get(code), place_of(domain)
        if name is None:
            continue
        shown = wording.shown_model(one, places.get(place, place), place, scale=name.scale)
        if not shown.is_suppressed:
            told.setdefault(code, []).append(shown)
    note = _(
        "Perkiraan model (Fay–Herriot) untuk kecamatan yang galat baku relatifnya di atas 25 % "
        "atau yang angkanya ditahan; selang dari akar MSE. Bukan untuk memeringkat."
    )
    return [
        Figures(
            f"model.{code}", " · ".join((words_of(name), _("Kecamatan"), _("perkiraan model"))),
            _("Kecamatan"), name.is_share, told[code], SHEET, note, in_paper=code in headlines,
        )
        for code, name in names.items()
        if code in told
    ]  # fmt: skip
