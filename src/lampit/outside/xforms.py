"""XLSForms made into XForms, the XML that ODK Collect runs (getodk.github.io/xforms-spec).

The conversion is pyxform's, in this process; ODK Validate, a Java program, is not called.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from lampit.basics.refusal import Refusal

ROOT = "data"  # the name of the answers' root element

Row = Mapping[str, str]


@dataclass(frozen=True)
class XForm:
    """A converted form: its bytes as served, and what the library warned of."""

    xml: bytes
    warnings: tuple[str, ...]


def xform(sheets: Mapping[str, Iterable[Row]]) -> XForm:
    """Return the XForm of an XLSForm given as sheet name → rows of heading → cell.

    Raises:
        Refusal: `form_unusable`: the library takes it for no form; its words are in the message.
    """
    # Half a second to load, and only the processes that make forms need it.
    from pyxform.errors import PyXFormError  # noqa: PLC0415
    from pyxform.xls2xform import convert  # noqa: PLC0415

    warnings: list[str] = []
    # Without the empty cells, as a workbook is read: the library stumbles over empty texts.
    told = {
        name: [{heading: cell for heading, cell in row.items() if cell} for row in rows]
        for name, rows in sheets.items()
    }
    try:
        made = convert(told, warnings=warnings, validate=False, form_name=ROOT)
    except PyXFormError as error:
        message = f"Formulir ini tidak dapat dibuat untuk ODK: {error}"
        raise Refusal("form_unusable", message) from error
    return XForm(made.xform.encode(), tuple(warnings))
