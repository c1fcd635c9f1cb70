"""The files with which a figure of a round is reckoned again, without personal data."""

import hmac
import io
import zipfile

from django.conf import settings

from lampit.basics.refusal import Refusal
from lampit.measure.models import Round
from lampit.measure.queries import frozen
from lampit.measure.queries.analysis import names_for
from lampit.measure.rules.estimating import GROUPINGS, layout_of, make_sample
from lampit.measure.rules.estimating.recomputing import Files, files_of

_STAMP = (2020, 1, 1, 0, 0, 0)  # the same figure gives the same bytes


def files(found: Round, indicator: str, by: str = "") -> Files:
    """Return data, DESIGN and script of an indicator in a grouping; four queries.

    Raises:
        Refusal: `round_not_frozen`, `indicator_unknown`, `domain_unknown`, `figure_withheld`.
    """
    revision = frozen.standing(found)
    if revision is None:
        raise Refusal("round_not_frozen", "Berkas hitung ulang ada sesudah putaran diolah.")
    names = names_for(found)
    name = next((one for one in names if one.code == indicator), None)
    if name is None:
        raise Refusal("indicator_unknown", f"Indikator “{indicator}” tidak dikenal.")
    if by not in GROUPINGS:
        raise Refusal("domain_unknown", f"Kelompok “{by}” tidak dikenal.")
    layout = layout_of(revision.design)
    sample = make_sample(frozen.weighed_of(revision), layout)
    whole = frozen.figures_of(revision, by="", indicators=[indicator])
    if all(one.is_withheld for one in whole):
        raise Refusal("figure_withheld", "Angka ini ditahan; berkas hitung ulangnya juga.")
    released = frozen.figures_of(revision, by=by, indicators=[indicator]) if by else whole
    if sample is None:
        raise Refusal("round_not_frozen", "Putaran ini tidak punya jawaban.")
    salt = _salt(f"{revision.pk}|{revision.fingerprint}|{indicator}|{by}")
    return files_of(sample, layout, name, released, by=by, names=names, salt=salt)


def _salt(words: str) -> str:
    """Return what numbers and order of one file follow from.

    It differs from file to file and nobody else can make it: else the numbers of the units would
    join all answers of a business from many files.
    """
    return hmac.new(settings.SECRET_KEY.encode(), words.encode(), "sha256").hexdigest()


def bundle(files_found: Files) -> bytes:
    """Return the files as one ZIP."""
    told = io.BytesIO()
    with zipfile.ZipFile(told, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, text in files_found.named():
            packed.writestr(zipfile.ZipInfo(name, _STAMP), text)
    return told.getvalue()
