"""Looks of order states: tone and icon beside the word, and the QR of a payload."""

from django import template
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from lampit.national import qris, rupiah
from lampit.orders.models import Part, PartState
from lampit.orders.rules import states
from lampit.outside import qr

register = template.Library()

TONES = {
    states.MENUNGGU_BAYAR: "info",
    states.MENUNGGU_KONFIRMASI: "warn",
    states.KEDALUWARSA: "bad",
    states.DIBAYAR_STOK_HABIS: "bad",
    states.DIBAYAR: "ok",
    states.DIPROSES: "info",
    states.SIAP_DIAMBIL: "ok",
    states.DIKIRIM: "info",
    states.SELESAI: "ok",
    states.DIBATALKAN: "bad",
    states.DIKEMBALIKAN: "bad",
}
ICONS = {"info": "clock", "warn": "alert", "ok": "check", "bad": "x"}


@register.filter
def tone(state: str) -> str:
    """Return the tone of a state's tag: ok, warn, bad or info."""
    return TONES.get(state, "")


@register.filter
def state_icon(state: str) -> str:
    """Return the icon that stands before the word of a state."""
    return ICONS[TONES.get(state, "info")]


@register.filter
def state_word(state: str) -> str:
    """Return the word people read for a state."""
    return str(PartState(state).label) if state in states.MOVES else gettext("belum diketahui")


@register.filter
def maker_word(part: Part) -> str:
    """Return the word its maker reads for a part: what waits for her, said to her."""
    if part.state != states.MENUNGGU_KONFIRMASI:
        return state_word(part.state)
    return gettext("Perlu dijawab") if part.is_cod else gettext("Bilang sudah bayar")


@register.simple_tag
def qr_code(payload: str, total: int) -> SafeString:
    """Draw the QR of a payload as SVG, named by its amount."""
    label = gettext("Kode QRIS untuk %(sum)s") % {"sum": rupiah.show(total)}
    return mark_safe(qr.svg(payload, label))  # noqa: S308 - drawn by us, label escaped there


@register.filter
def merchant_name(payload: str) -> str:
    """Return whom a QRIS pays (tag 59), so that a swapped sticker is noticed."""
    try:
        return qris.parse(payload).merchant_name
    except qris.QrisError:
        return gettext("belum diketahui")
