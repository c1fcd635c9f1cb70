"""The QR code of a question on a paper sheet."""

from django import template
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from lampit.outside import qr

register = template.Library()


@register.simple_tag
def answer_code(address: str, name: str) -> SafeString:
    """Draw the QR of an answer page as SVG, named by the business."""
    label = gettext("Kode jawaban untuk %(name)s") % {"name": name}
    return mark_safe(qr.svg(address, label))  # noqa: S308 - drawn by us, label escaped there
