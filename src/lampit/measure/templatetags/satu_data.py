"""Words of the Satu Data forms on their page."""

from django import template
from django.urls import reverse
from django.utils.translation import gettext

from lampit.measure.models import ItemNote
from lampit.measure.rules.metadata import forms
from lampit.measure.rules.metadata.activity import Filled
from lampit.measure.rules.metadata.values import words

register = template.Library()
KINDS = {forms.VARIABLES: ItemNote.Kind.VARIABLE, forms.INDICATORS: ItemNote.Kind.INDICATOR}


@register.filter
def worded(text: str) -> str:
    """Say a text of the rules in the language of the page."""
    return gettext(text) if text else ""


@register.filter
def value_words(filled: Filled) -> str:
    """Say a value as the form prints it; the form itself is Indonesian."""
    return words(filled.field, filled.value)


@register.filter
def source_words(source: str) -> str:
    """Say where a value came from."""
    return {
        "sistem": gettext("diisi sistem"),
        "dinas": gettext("keterangan dinas"),
        "putaran": gettext("keterangan putaran"),
    }.get(source, "")


@register.simple_tag
def row_address(round_id: int, which: str, code: str) -> str:
    """Return the address at which one row of MS-Var or MS-Ind is changed."""
    return reverse("measure:metadata_row", args=(round_id, KINDS[which].value, code))
