"""Catalogues and price lists as PDF: typeset once, kept by what they say.

A kept file is named by the mark of its content, so that a change makes another file; those that
nobody asked for in a week are removed by the clock.
"""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lampit.basics.refusal import Refusal
from lampit.market.rules import catalogues as rules
from lampit.market.rules.catalogues import PHOTOS, Catalogue, Line
from lampit.outside.pictures import file_name, size_of
from lampit.outside.qr import picture
from lampit.outside.typesetting import typeset
from lampit.shops.actions import papers
from lampit.web.figures import long_date, number, rupiah

TEMPLATE = Path(__file__).resolve().parents[1] / "data" / "typst" / "catalogue.typ"
THIN, PLAIN = "\u202f", "\u00a0"  # the font of papers has no narrow space
KEPT_DAYS = 7
PATIENCE = 20.0


def folder() -> Path:
    """Return where catalogues are kept."""
    return papers.papers_folder()


def mark_of(catalogue: Catalogue) -> str:
    """Return the mark of a catalogue; the same mark is the same file."""
    return rules.mark_of(catalogue, TEMPLATE.read_bytes())


def pdf(catalogue: Catalogue, *, now: datetime) -> bytes:
    """Return a catalogue as PDF, kept or made now; one is made at a time.

    Raises:
        Refusal: `catalogue_empty` without a good, `catalogue_busy` when others wait already.
    """
    if not catalogue.lines:
        raise Refusal("catalogue_empty", "Belum ada barang untuk katalog ini.")
    path = folder() / f"{mark_of(catalogue)}.pdf"
    found = _kept(path)
    if found is not None:
        return found
    with _alone():
        found = _kept(path)
        if found is not None:
            return found
        made = typeset_catalogue(catalogue, now=now)
        words, shown = [line.code for line in catalogue.lines], photos_of(catalogue)
        if not papers.keep_paper(path, made, words, {"title": catalogue.title}, shown):
            raise Refusal("catalogue_busy", "Ada barang yang baru saja ditarik. Coba lagi.")
    return made


@dataclass(frozen=True, slots=True)
class Laid:
    """A catalogue laid out: what the template reads, and its pictures by name."""

    told: dict[str, Any]
    drawings: dict[str, str]
    photos: dict[str, Path]


def typeset_catalogue(catalogue: Catalogue, *, now: datetime) -> bytes:
    """Typeset a catalogue; about 0.01 s a good, photos go in as they are."""
    return typeset_laid(laid_out(catalogue), now=now)


def laid_out(catalogue: Catalogue) -> Laid:
    """Lay a catalogue out in the language that is active: words, places of photos, QR pictures."""
    photos = _photos(catalogue) if catalogue.kind == PHOTOS else {}
    drawings: dict[str, str] = {}
    return Laid(_spaced(_data(catalogue, photos, drawings)), drawings, photos)


def typeset_laid(laid: Laid, *, now: datetime) -> bytes:
    """Typeset what is laid out; nothing is asked of the database."""
    shown = {name: path.read_bytes() for name, path in laid.photos.items()}
    return typeset(TEMPLATE, laid.told, pictures={**laid.drawings, **shown}, at=now)


def photos_of(catalogue: Catalogue) -> list[str]:
    """Return the photos that stand in a catalogue."""
    return [line.photo for line in catalogue.lines if line.photo and catalogue.kind == PHOTOS]


def _photos(catalogue: Catalogue) -> dict[str, Path]:
    """Return the picture files that are there, finer ones for few goods."""
    wanted = "640.jpg" if len(catalogue.lines) <= rules.WIDE_PHOTOS else "320.jpg"
    root, found = Path(settings.MEDIA_ROOT), {}
    for line in catalogue.lines:
        path = root / file_name(line.photo, wanted) if line.photo else None
        if path is not None and size_of(path) is not None:  # one broken photo spoils no paper
            found[f"{line.photo}.jpg"] = path
    return found


def _data(
    catalogue: Catalogue, photos: dict[str, Path], drawings: dict[str, str]
) -> dict[str, Any]:
    """Return what the template reads; `drawings` is filled with the QR pictures."""
    count, tongue = len(catalogue.lines), catalogue.language
    told = ngettext("%(n)s barang", "%(n)s barang", count) % {"n": number(count, 0, tongue)}
    day = long_date(date.fromisoformat(catalogue.on), tongue)
    prices = _("harga per %(day)s, dapat berubah") % {"day": day}
    left = {"n": number(catalogue.left_out, 0, tongue)}
    note = _("%(n)s barang lain tidak muat di berkas ini; semuanya ada di halaman pasar.") % left
    return {
        "language": tongue,
        "title": catalogue.title,
        "about": catalogue.about,
        "told": f"{told} · {prices}",
        "tongues": _tongues(catalogue),
        "note": note if catalogue.left_out else "",
        "office": catalogue.office,
        "footer": " · ".join(one for one in (catalogue.office, catalogue.contact, day) if one),
        "kind": catalogue.kind,
        "head": [_("Barang"), _("Ukuran"), _("Bahan"), _("Pembuat"), _("Harga")],
        "words": {"no_photo": _("belum ada foto"), "qr": _("Buka halaman barang")},
        "qr": _first_qr(catalogue, drawings),
        "parts": [
            {"title": title, "goods": [_good(line, catalogue, photos, drawings) for line in found]}
            for title, found in rules.parts(catalogue)
        ],
    }


def _tongues(catalogue: Catalogue) -> str:
    """Return that some names are in Indonesian, "" where all are in the words of the catalogue."""
    is_mixed = any(line.tongue for line in catalogue.lines)
    return _("Barang tanpa terjemahan bernama Indonesia.") if is_mixed else ""


def _first_qr(catalogue: Catalogue, drawings: dict[str, str]) -> dict[str, str] | None:
    if not catalogue.link:
        return None
    drawings["front.svg"] = picture(catalogue.link)
    return {"file": "front.svg", "url": catalogue.link, "words": _("Pindai untuk melihat barang")}


def _good(
    line: Line, catalogue: Catalogue, photos: dict[str, Path], drawings: dict[str, str]
) -> dict[str, Any]:
    photo = f"{line.photo}.jpg"
    has_qr = bool(line.link) and catalogue.kind == PHOTOS
    if has_qr:
        drawings[f"{line.code}.svg"] = picture(line.link, is_one_of_many=True)
    size, material = line.size or "–", line.material or "–"
    size_word, material_word = _("Ukuran"), _("Bahan")
    return {
        "name": line.name,
        "tongue": line.tongue or catalogue.language,
        "code": line.code,
        "price": rupiah(line.price, catalogue.language),
        "unit": _("per %(unit)s") % {"unit": line.unit},
        "photo": photo if photo in photos else None,
        "url": line.link,
        "qr": f"{line.code}.svg" if has_qr else None,
        "told": [
            f"{size_word}: {size}",
            f"{material_word}: {material}",
            f"{line.maker}, {line.place}",
            _(rules.READINESS.get(line.readiness, "")),
        ],
        "cells": [size, material, f"{line.maker}, {line.place}"],
    }


def _spaced(told: Any) -> Any:
    """Return data with the narrow space, which the font does not have, made a plain one."""
    if isinstance(told, str):
        return told.replace(THIN, PLAIN)
    if isinstance(told, dict):
        return {key: _spaced(value) for key, value in told.items()}
    return [_spaced(one) for one in told] if isinstance(told, list | tuple) else told


def _kept(path: Path) -> bytes | None:
    try:
        found = path.read_bytes()
        os.utime(path)  # still asked for
    except OSError:
        return None
    return found


@contextmanager
def _alone() -> Iterator[None]:
    """Hold the typesetter: strangers may ask for catalogues, and one at a time is enough.

    Raises:
        Refusal: `catalogue_busy`.
    """
    folder().mkdir(parents=True, exist_ok=True)
    lock = os.open(folder() / "lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        end = time.monotonic() + PATIENCE
        while True:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except OSError as error:
                if time.monotonic() > end:
                    raise Refusal(
                        "catalogue_busy", "Katalog sedang disusun untuk orang lain. Coba lagi."
                    ) from error
                time.sleep(0.1)
        yield
    finally:
        os.close(lock)


def drop_old_catalogues(_now: datetime) -> int:
    """Remove kept catalogues that nobody asked for in a week; return how many went."""
    return papers.drop_older(folder(), KEPT_DAYS)
