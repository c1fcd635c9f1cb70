"""How long the whole market of 10,000 goods takes to become a folder that needs no server.

Photos are files of usual sizes; sources share their content (links to one file for each kind), so
reading them costs less than from a cold disk, while every file of the copy is really written.
"""

import os
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

GOODS, MAKERS = 10_000, 500
# Kilobytes of a file by width and kind, as the pictures room makes them of a photo.
SIZES = {
    160: {"avif": 3, "webp": 4, "jpg": 6}, 320: {"avif": 8, "webp": 11, "jpg": 15},
    640: {"avif": 21, "webp": 29, "jpg": 39}, 1080: {"avif": 46, "webp": 62, "jpg": 88},
}  # fmt: skip


def _photos(folder: Path) -> None:
    """Give every cover of a good its files."""
    from lampit.outside.pictures import file_name
    from lampit.shops.models import Photo, Product

    kinds = {f"{w}.{kind}": kb for w, row in SIZES.items() for kind, kb in row.items()}
    samples, dice = {}, Random(1)
    for what, kb in (kinds | {"og.jpg": 90}).items():
        samples[what] = folder / f"sample-{what}"
        samples[what].parent.mkdir(parents=True, exist_ok=True)
        samples[what].write_bytes(dice.randbytes(kb * 1024))
    digests = {*Product.objects.exclude(cover="").values_list("cover", flat=True).iterator(),
               *Photo.objects.values_list("digest", flat=True).iterator()}  # fmt: skip
    for digest in digests:
        for what, sample in samples.items():
            path = folder / file_name(digest, what)
            path.parent.mkdir(exist_ok=True)
            os.link(sample, path)


def figures(say: Callable[[str], None]) -> Iterator[dict[str, object]]:
    """Yield seconds of the first copy, of one without a change, and of one changed price."""
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command
    from django.utils import timezone

    from bench import corpus
    from lampit.market.actions.copying import Copied, Wishes, publish
    from lampit.shops.models import Product

    if not Path(settings.LAMPIT_HOME, "corpus").exists():
        call_command("migrate", verbosity=0)
        corpus.build(GOODS, MAKERS, say=say)
        _photos(Path(settings.MEDIA_ROOT))
        Path(settings.LAMPIT_HOME, "corpus").touch()
    root = Path(settings.LAMPIT_HOME) / "pasar"
    shutil.rmtree(root, ignore_errors=True)

    def run(name: str) -> tuple[float, Copied]:
        began, last = time.perf_counter(), ""

        def progress(done: int, known: int, words: str) -> bool:
            nonlocal last
            if words != last:
                say(f"{words}: {done} of {known}, {time.perf_counter() - began:.1f} s")
                last = words
            return True

        wishes = Wishes(office="+6281200000100")
        made = publish(root, wishes, now=timezone.now(), say=progress)
        spent = time.perf_counter() - began
        say(f"{name}: {made.pages} pages, {made.written} written, {made.unchanged} the same")
        return spent, made

    first, made = run("first")
    yield _figure("static.first.seconds", first, "s", "lower")
    yield _figure("static.first.pages_per_second", made.pages / first, "pages/s", "higher")
    again, _made = run("again")
    yield _figure("static.again.seconds", again, "s", "lower")
    cheapest = Product.objects.filter(state="tayang").order_by("-checked_at").first()
    assert cheapest is not None
    Product.objects.filter(pk=cheapest.pk).update(price=cheapest.price + 1_000)
    _spent, changed = run("one price")
    yield _figure("static.one_price.files", float(changed.written), "files", "lower")


def _figure(name: str, value: float, unit: str, better: str) -> dict[str, object]:
    return {"name": name, "value": round(value, 1), "unit": unit, "better": better, "ratio_to": {}}
