"""Photos in templates: a `<picture>` in three kinds, and the small tiles of the maker's pages."""

from typing import Any

from django import template
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from lampit.outside.pictures import WIDTHS, file_name

register = template.Library()
SIZES = "(min-width: 60rem) 34rem, 100vw"
FEWER = (320, 640, 1080)
BESIDE = (640, 1080)
WIDE = "(min-width: 64rem)"
NOTHING = "data:image/gif;base64,R0lGODlhAQABAAD/ACwAAAAAAQABAAACADs="  # one clear pixel


@register.simple_tag
def photo_set(
    photo: Any, sizes: str = SIZES, first: bool = False, css: str = "square"
) -> SafeString:
    """Write a photo in all its widths: AVIF where it is made, WebP, JPEG; blurred until it comes.

    `first` for the one main photo of a page: fetched at once and before others.
    """
    widths, fewer = _told(WIDTHS if photo.is_complete else FEWER, photo), _told(FEWER, photo)
    kinds = ("avif", "webp") if photo.is_complete else ("webp",)
    sources = format_html_join(
        "",
        '<source type="image/{}" srcset="{}" sizes="{}">',
        ((kind, _srcset(photo.digest, widths, kind), sizes) for kind in kinds),
    )
    how = mark_safe('fetchpriority="high"' if first else 'loading="lazy" decoding="async"')  # noqa: S308
    whole = format_html(
        '<picture>{}<img class="{}" src="{}" srcset="{}" sizes="{}" width="{}" height="{}" '
        'alt="{}" {}></picture>',
        sources, css, _address(photo.digest, "640.jpg"), _srcset(photo.digest, fewer, "jpg"),
        sizes, photo.width, photo.height, photo.alt, how,
    )  # fmt: skip
    if not photo.placeholder:
        return whole
    return format_html('<span class="blurup">{}{}</span>', _blurred(photo, css), whole)


@register.simple_tag
def photo_wide(photo: Any) -> SafeString:
    """Write a photo beside its name that only wide screens show: others fetch nothing for it."""
    kinds = ("avif", "webp", "jpg") if photo.is_complete else ("webp", "jpg")
    widths = _told(BESIDE, photo)
    sources = format_html_join(
        "",
        '<source media="{}" type="image/{}" srcset="{}" sizes="30rem">',
        (
            (WIDE, "jpeg" if kind == "jpg" else kind, _srcset(photo.digest, widths, kind))
            for kind in kinds
        ),
    )
    whole = format_html(
        '<picture>{}<img class="ratio2" src="{}" width="960" height="480" alt="" '
        'loading="lazy"></picture>',
        sources, NOTHING,
    )  # fmt: skip
    if not photo.placeholder:
        return whole
    return format_html('<span class="blurup">{}{}</span>', _blurred(photo, "ratio2"), whole)


@register.simple_tag
def tile(photo: Any) -> SafeString:
    """Write a photo of the maker's own pages: small, or blurred while its files are made."""
    if not photo.is_shown:
        return _blurred(photo, "square")
    name = "160.webp" if photo.is_complete else "320.webp"
    return format_html(
        '<img class="square" src="{}" data-large="{}" width="160" height="160" alt="{}">',
        _address(photo.digest, name), _address(photo.digest, "640.jpg"), photo.alt,
    )  # fmt: skip


def _blurred(photo: Any, css: str) -> SafeString:
    if not photo.placeholder:
        sprite = static("web/icons.svg")
        return format_html(
            '<svg class="i" aria-hidden="true"><use href="{}#i-camera"/></svg>', sprite
        )
    return format_html(
        '<img class="blur {}" src="data:image/webp;base64,{}" width="{}" height="{}" alt="">',
        css, photo.placeholder, photo.width, photo.height,
    )  # fmt: skip


def _address(digest: str, what: str) -> str:
    return f"/media/{file_name(digest, what)}"


def _told(widths: tuple[int, ...], photo: Any) -> list[tuple[int, int]]:
    """Return the widths worth naming: the name of the file, and how wide it really is."""
    wide = min(photo.width, WIDTHS[-1])
    smaller = [(width, width) for width in widths if width < wide]
    last = next((width for width in widths if width >= wide), widths[-1])
    return [*smaller, (last, min(wide, last))]


def _srcset(digest: str, widths: list[tuple[int, int]], kind: str) -> str:
    return ", ".join(f"{_address(digest, f'{name}.{kind}')} {wide}w" for name, wide in widths)


@register.filter
def waiting(photos: Any) -> bool:
    """Say whether files of any of these photos are still being made."""
    return any(photo.made == 0 for photo in photos)


@register.simple_tag
def photo_deeds(place: int = 1) -> list[tuple[str, str]]:
    """Return the buttons of the photo in this place: the deed and its words."""
    found = [
        ("kiri", gettext("Putar kiri")),
        ("kanan", gettext("Putar kanan")),
        ("condong_kiri", gettext("Miringkan ke kiri")),
        ("condong_kanan", gettext("Miringkan ke kanan")),
        ("kotak", gettext("Potong kotak")),
        ("tegak", gettext("Potong 4:5")),
        ("asli", gettext("Kembalikan asli")),
    ]
    lead = [("utama", gettext("Jadikan utama"))] if place > 1 else []
    ahead = [("maju", gettext("Geser ke depan"))] if place > 2 else []
    return [*found, *lead, *ahead, ("hapus", gettext("Hapus"))]
