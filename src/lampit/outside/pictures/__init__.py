"""Pictures that people send: proven by decoding, stripped of where they were taken, made small.

A picture is known by the SHA-256 of its decoded, upright content, so that the same photo sent
twice is one set of files and an address never changes its picture.
"""

from lampit.outside.pictures.keeping import (
    discard,
    keep,
    keep_original,
    kept_names,
    lacking,
    missing,
    open_original,
    open_picture,
    size_of,
)
from lampit.outside.pictures.making import (
    KINDS,
    LARGEST_PREVIEW,
    LIMITS,
    WIDTHS,
    Original,
    Picture,
    file_name,
    from_upload,
    names,
    original,
    placeholder,
    prepare,
    preview,
    single,
)
from lampit.outside.pictures.proving import (
    FORMATS,
    LARGEST_BYTES,
    MOST_PIXELS,
    PAPER,
    SMALLEST_SIDE,
    read,
)
from lampit.outside.pictures.shaping import MOST_TILT, PLAIN, SHAPES, Shaping, shaped, shaped_size

__all__ = [
    "FORMATS",
    "KINDS",
    "LARGEST_BYTES",
    "LARGEST_PREVIEW",
    "LIMITS",
    "MOST_PIXELS",
    "MOST_TILT",
    "PAPER",
    "PLAIN",
    "SHAPES",
    "SMALLEST_SIDE",
    "WIDTHS",
    "Original",
    "Picture",
    "Shaping",
    "discard",
    "file_name",
    "from_upload",
    "keep",
    "keep_original",
    "kept_names",
    "lacking",
    "missing",
    "names",
    "open_original",
    "open_picture",
    "original",
    "placeholder",
    "prepare",
    "preview",
    "read",
    "shaped",
    "shaped_size",
    "single",
    "size_of",
]
