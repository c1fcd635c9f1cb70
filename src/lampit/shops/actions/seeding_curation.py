"""Demo curation: marks, a queue and advice on what to mend; invented, marked as such."""

import zlib
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from django.utils import timezone

from lampit.people.models import User
from lampit.shops.models import Curation, CurationOpinion, CurationSheet, Maker, Product
from lampit.shops.models.goods import ProductState
from lampit.shops.rules import curation as rules

DAY = timedelta(days=1)
MENDED = "Rapikan tepi dan beri label dengan nama perajin dan bahan. (contoh)"


Pair = tuple[User, User | None]  # None: a curator whose account is gone


def seed_demo_curation(
    makers: Sequence[Maker], curators: Pair, now: datetime,
    above: Mapping[str, User] | None = None,
) -> dict[str, int]:  # fmt: skip
    """Curate a fifth of the demo goods half a year ago and a few lately; return counts.

    The first shop, whose keeper has a demo login, has one good to mend; three goods wait. With
    accounts `above` (by level) a third of the marked goods hold the mark of the level above too,
    and one waits there.
    """
    goods = Product.objects.filter(
        maker__in=[maker.pk for maker in makers], state=ProductState.LIVE
    )
    rest: list[Product] = []
    marked: list[Product] = []
    for good in goods.order_by("pk"):
        if zlib.crc32(good.name.encode()) % 5:
            rest.append(good)
            continue
        marked.append(good)
        _sheet(good, now - 180 * DAY, curators, rules.PASSED)
    hers = [good for good in rest if good.maker_id == makers[0].pk] if makers else []
    for good, state in zip((*hers[:1], *rest[-1:]), (rules.MEND, rules.NOT_YET), strict=False):
        _sheet(good, now - 12 * DAY, curators, state)
    waiting = [good for good in rest[1:-1] if good not in hers[:1]][:3]
    for number, good in enumerate(waiting):
        sheet = _asked(good, now - (2 + number) * DAY)
        if number == 0:
            _opine(sheet, curators[0], rules.PASSED, now - DAY)
    return {
        "curated": len(marked), "curation_waiting": len(waiting),
        "curated_above": _above(marked, above or {}, now),
    }  # fmt: skip


def _above(marked: list[Product], above: Mapping[str, User], now: datetime) -> int:
    """Curate goods at the levels above and return how many marks were given."""
    given, days = 0, 90
    for level, account in above.items():
        passed, rest = marked[::3], [good for place, good in enumerate(marked) if place % 3]
        for good in passed:
            _sheet(good, now - days * DAY, (account, None), rules.PASSED, level)
        for good in rest[:1]:
            _asked(good, now - 4 * DAY, level)
        given, marked, days = given + len(passed), passed, days // 2
    return given


def _asked(good: Product, at: datetime, level: str = rules.KABUPATEN) -> CurationSheet:
    below = rules.BELOW.get(level)
    return CurationSheet.objects.create(
        product=good, version=rules.VERSION, asked_at=at, level=level,
        base=Curation.objects.filter(product=good, level=below).first() if below else None,
    )  # fmt: skip


def _sheet(
    good: Product, at: datetime, curators: Pair, state: str, level: str = rules.KABUPATEN
) -> None:
    sheet, on = _asked(good, at - 9 * DAY, level), timezone.localdate(at)
    for curator in curators:
        _opine(sheet, curator, state, at)
    sheet.state, sheet.decided_at = state, at
    if state == rules.MEND:
        sheet.look_on = timezone.localdate(at + 40 * DAY)
    if state == rules.PASSED:
        sheet.mark = Curation.objects.create(
            product=good,
            level=level,
            passed_on=on,
            until=rules.valid_until(on),
            decided_by=curators[1],
        )
    sheet.save()


def _opine(sheet: CurationSheet, curator: User | None, state: str, at: datetime) -> None:
    lot = zlib.crc32(f"{sheet.product.name}{curator.pk if curator else 0}".encode())
    passed = state == rules.PASSED
    scores = {
        one.code: {"score": 4 + (lot >> place) % 2, "note": ""}
        for place, one in enumerate(rules.criteria_for(sheet.product.category))
    }
    if not passed:
        scores["kemasan"] = {"score": 2, "note": "Belum berlabel. (contoh)"}
    CurationOpinion.objects.create(
        sheet=sheet, curator=curator, scores=scores, verdict=state, at=at,
        good="Anyamannya rapat dan rata. (contoh)", words="" if passed else MENDED,
        look_on=timezone.localdate(at + 40 * DAY) if state == rules.MEND else None,
    )  # fmt: skip
