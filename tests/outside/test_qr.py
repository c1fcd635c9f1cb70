"""QR pictures: the quick one says the same as the careful one."""

from collections.abc import Callable
from typing import Any

import pytest
import segno
from segno import encoder

from lampit.outside import qr


def content(made: segno.QRCode) -> list[list[int]]:
    """Return the modules of a symbol without its mask, those that tell the mask left out."""
    size = len(made.matrix)
    parts: Any = encoder
    is_masked: Callable[[int, int], bool] = parts.get_data_mask_functions(False)[made.mask]
    free = parts.make_matrix(size, size)
    parts.add_finder_patterns(free, size, size)
    parts.add_alignment_patterns(free, size, size)
    return [
        [
            -1 if 8 in (i, j) else made.matrix[i][j] ^ is_masked(i, j)
            for j in range(size)
            if free[i][j] > 1
        ]
        for i in range(size)
    ]


@pytest.mark.parametrize("payload", ["https://pasar.invalid/produk/tas/", "wa.me/62811?text=" * 20])
def test_one_of_many_says_the_same(payload: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only the mask may differ; another payload is seen."""
    made: list[segno.QRCode] = []
    real = segno.make

    def making(*told: Any, **words: Any) -> segno.QRCode:
        made.append(real(*told, **words))
        return made[-1]

    monkeypatch.setattr(segno, "make", making)
    for text in (payload, f"{payload[:-1]}#"):
        assert qr.picture(text, is_one_of_many=True).startswith("<?xml")
    qr.picture(payload)
    quick, other, careful = made
    assert quick.mask == qr.FIRST_MASK
    assert quick.version == careful.version
    assert content(quick) == content(careful)
    assert content(other) != content(careful)
