"""Certificates as people send them, made for tests."""

import io

from PIL import Image
from pypdf import PdfWriter


def pdf(pages: int = 1) -> PdfWriter:
    """Return a document with empty pages."""
    writer = PdfWriter()
    for _number in range(pages):
        writer.add_blank_page(200, 300)
    return writer


def written(writer: PdfWriter) -> bytes:
    """Return a document as a file."""
    target = io.BytesIO()
    writer.write(target)
    return target.getvalue()


def photo(kind: str = "JPEG", **options: object) -> bytes:
    """Return a photo as a phone sends it."""
    target = io.BytesIO()
    Image.new("RGB", (900, 1200), "#c8b48c").save(target, kind, **options)
    return target.getvalue()
