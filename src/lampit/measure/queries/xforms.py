"""The forms that ODK Collect runs, made from an instrument's definition; no query."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

from lampit.measure.rules.languages import Language
from lampit.measure.rules.xlsform import filled, form_sheets
from lampit.outside.xforms import xform

_MOST_KEPT = 16
_kept: dict[str, bytes] = {}


def xform_of(definition: Mapping[str, Any], languages: Sequence[Language] = ()) -> bytes:
    """Return the XForm of an instrument: the bytes that Collect downloads, the same each time.

    The root of the answers is `<data id="lampit_digital_v1" version="2026112401">`, the media
    file `sampel.csv`. Remembered by the process: a conversion takes tenths of a second.

    Raises:
        Refusal: `form_unusable`: the definition is no form that Collect could run.
    """
    mark = hashlib.sha256(
        json.dumps(definition, sort_keys=True).encode() + repr(tuple(languages)).encode()
    ).hexdigest()
    if mark not in _kept:
        made = xform({one.name: filled(one).rows for one in form_sheets(definition, languages)})
        while len(_kept) >= _MOST_KEPT:
            del _kept[next(iter(_kept))]
        _kept[mark] = made.xml
    return _kept[mark]
