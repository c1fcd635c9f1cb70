"""Demo reviews, reports and decisions: invented, marked as such, the same for the same seed.

Nothing here asks who acts: only `lampit demo` calls it, on an instance that it has just made.
"""

from datetime import datetime, timedelta
from random import Random

from django.db import transaction

from lampit.orders.models import Line
from lampit.people.models import User
from lampit.shops.actions.seeding_openness import seed_demo_openness
from lampit.shops.models import Maker, Product
from lampit.shops.models.goods import ProductState
from lampit.trust.actions.answering import reckon_answering
from lampit.trust.models import Notice, Report, Review
from lampit.trust.rules import notices, reports, reviews

SAID = (
    ("Anyamannya rapat, sesuai foto. (contoh)", "Terima kasih, senang bisa membantu. (contoh)"),
    ("Rapi dan wangi purunnya masih terasa. (contoh)", ""),
    ("Sampai dua hari, dibungkus baik. (contoh)", "Terima kasih sudah menunggu. (contoh)"),
    ("Warnanya sedikit lebih gelap dari foto, tetapi bagus. (contoh)", ""),
    ("", ""),
)
DAY = timedelta(days=1)


def seed_demo_trust(
    makers: list[Maker], staff: User, *, now: datetime, rng: Random
) -> dict[str, int]:
    """Write reviews of received demo orders, reports and a notice; return counts by what."""
    keys = [maker.pk for maker in makers]
    with transaction.atomic():
        written = _reviews(keys, now, rng)
        told = _reports(keys, staff, now)
        seed_demo_openness(makers, staff, now)
    reckon_answering(now)
    return {"reviews": written, "reports": told}


def _reviews(makers: list[int], now: datetime, rng: Random) -> int:
    """Review two of three received lines; one waits because it holds a number."""
    lines = Line.objects.filter(part__maker__in=makers, part__state=reviews.RECEIVED)
    rows: list[Review] = []
    for line in lines.select_related("part__order", "variant").order_by("pk"):
        if rng.random() > 0.67:
            continue
        text, answer = rng.choice(SAID)
        held = not rows
        at = min(now - timedelta(hours=5), line.part.state_at + DAY)
        rows.append(
            Review(
                line=line, product_id=line.variant.product_id, maker_id=line.part.maker_id,
                as_pictured=rng.choice((5, 5, 4, 4, 3)), tidy=rng.choice((5, 5, 4)),
                arrived_well=rng.choice((5, 5, 5, 4)),
                text="Pesan lagi lewat 0890 0000 1234 (contoh)" if held else text,
                name=reviews.shown_name(line.part.order.buyer_name, reviews.INITIAL),
                written_at=at, state=reviews.HELD if held else reviews.SHOWN,
                held_for=reviews.PHONE if held else "", answer="" if held else answer,
                answered_at=at + DAY if answer and not held else None,
            )
        )  # fmt: skip
    Review.objects.bulk_create(rows)
    return len(rows)


def _reports(makers: list[int], staff: User, now: datetime) -> int:
    """Report two goods; of a third the office asked for a change, with its notice."""
    goods = Product.objects.filter(maker__in=makers, state=ProductState.LIVE)
    chosen = list(goods.select_related("maker").order_by("pk")[:3])
    told = (
        ("motif", "Motif ini mirip buatan kelompok di desa kami. (contoh)", 4),
        ("harga", "Ongkosnya lain dengan yang tertulis. (contoh)", 1),
        ("palsu", "Tertulis purun, yang datang plastik. (contoh)", 9),
    )
    for number, (good, (reason, text, days)) in enumerate(zip(chosen, told, strict=False)):
        at = now - DAY * days
        is_asked = number == 2
        made = Report.objects.create(
            code=f"contoh-{good.pk}", region_id=good.maker.region_id, maker=good.maker,
            product=good, kind=reports.GOOD, reason=reason, text=text, made_at=at,
            due_at=reports.due_at(reason, at), is_demo=True,
            state=reports.ASKED if is_asked else reports.NEW,
            decision=reports.CHANGE if is_asked else "",
            words="Sebut bahannya dengan benar. (contoh)" if is_asked else "",
            decided_by=staff if is_asked else None, decided_at=at + DAY if is_asked else None,
        )  # fmt: skip
        if is_asked:
            Notice.objects.create(
                region_id=made.region_id, maker=good.maker, product=good, report=made,
                kind=notices.CHANGE, reason=reason, words=made.words,
                until=(now + DAY * 7).date(), by=staff, at=at + DAY, is_demo=True,
            )  # fmt: skip
    return len(chosen)
