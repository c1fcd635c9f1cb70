"""How the model figure of a kecamatan was reckoned, in words."""

from dataclasses import replace

from django.utils.translation import gettext

from lampit.measure.models import Round
from lampit.measure.queries.analysis import names_for
from lampit.measure.queries.how import HowTold, ModelTold, how_of, quality_words, reason_words
from lampit.measure.queries.small_areas import standing_models
from lampit.measure.rules import wording
from lampit.measure.rules.estimating.small import (
    COVARIATES,
    LABEL,
    SYNTHETIC,
    SYNTHETIC_LABEL,
    place_of,
)


def how_modelled(found: Round, code: str, domain: str, *, english: bool = False) -> HowTold | None:
    """Return how the model figure of a kecamatan was reckoned, None where it has none."""
    direct = how_of(found, code, domain, english=english)
    one = standing_models(found, (code,)).get((code, domain))
    name = next((n for n in names_for(found) if n.code == code), None)
    if direct is None or one is None or name is None:
        return None
    words = name.text_en if english else name.text_id
    shown = wording.shown_model(one, words, place_of(domain), scale=name.scale)
    is_hidden = shown.is_suppressed
    synthetic = one.estimate.method == SYNTHETIC
    model = ModelTold(
        gettext(SYNTHETIC_LABEL if synthetic else LABEL),
        None if is_hidden else one.gamma,
        tuple(gettext(COVARIATES[c]) for c in one.covariates if c in COVARIATES),
    )
    return replace(
        direct,
        shown=replace(shown, code=code),
        meaning=gettext(
            "Bukan hitungan langsung: angka kecamatan ini digabung dengan pola semua kecamatan di "
            "putaran yang sama (Fay–Herriot, REML), lalu disetel supaya bersama-sama sesuai dengan "
            "angka kabupaten. Jangan dipakai memeringkat kecamatan."
        ),
        interval=gettext("perkiraan ± z × akar MSE, dengan MSE menurut Prasad dan Rao"),
        df=None,
        deff=None,
        rse=None if is_hidden else one.estimate.rse,
        quality=quality_words("suppressed" if is_hidden else one.estimate.quality),
        reasons=reason_words((one.why,) if is_hidden else one.estimate.reasons),
        model=model,
    )
