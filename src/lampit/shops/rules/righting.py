"""Buttons that put a photo right, each a step from how it is now. Pure."""

from dataclasses import replace

from lampit.basics.refusal import Refusal
from lampit.outside.pictures import MOST_TILT, PLAIN, Shaping

STEP = 2  # degrees of one press
DEEDS = ("kiri", "kanan", "condong_kiri", "condong_kanan", "kotak", "tegak", "utuh", "asli")


def after(shaping: Shaping, deed: str) -> Shaping:
    """Return how a photo stands after a press.

    Raises:
        Refusal: `foto_luruskan` for a button that there is none of.
    """
    if deed in ("kiri", "kanan"):
        return replace(shaping, turned=(shaping.turned + (1 if deed == "kanan" else 3)) % 4)
    if deed in ("condong_kiri", "condong_kanan"):
        tilt = shaping.tilt + (STEP if deed == "condong_kanan" else -STEP)
        return replace(shaping, tilt=max(-MOST_TILT, min(MOST_TILT, tilt)))
    if deed in ("kotak", "tegak", "utuh"):
        return replace(shaping, shape="" if deed == "utuh" else deed)
    if deed == "asli":
        return PLAIN
    raise Refusal("foto_luruskan", "Foto bisa diluruskan paling banyak 15 derajat.")


def told(turned: str, tilt: str, shape: str) -> Shaping:
    """Return how a phone's own slider says that a photo stands.

    Raises:
        Refusal: `foto_luruskan`.
    """
    try:
        return Shaping(int(turned or 0), int(tilt or 0), shape)
    except ValueError as error:
        raise Refusal("foto_luruskan", "Foto bisa diluruskan paling banyak 15 derajat.") from error
