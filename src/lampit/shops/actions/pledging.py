"""The check-list before a good is sold the first time: answers kept, risky goods wait for a look.

Called inside the transaction that puts a good on sale or changes it. Nothing here refuses a good;
what the form should have asked and did not lets the good wait as well.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from lampit.basics.refusal import Refusal
from lampit.people.actions import audit
from lampit.people.models import User
from lampit.shops import access, queries
from lampit.shops.actions.finding import index_product
from lampit.shops.actions.freshness import checked
from lampit.shops.models import Pledge, Product
from lampit.shops.models.goods import ProductState
from lampit.shops.rules import checklist, texts

WAITS = Refusal(
    "menunggu_dilihat",
    "Barang ini menunggu dilihat dinas. Begitu selesai, barang tampil sendiri di pasar.",
)
REMOVED = Refusal(
    "diturunkan",
    "Barang ini diturunkan dinas. Baca alasannya di Lapak saya; keberatan dapat diajukan di sana.",
)


def check_free(product: Product) -> None:
    """Refuse to sell or hide a good that the office holds.

    Raises:
        Refusal: `menunggu_dilihat`, `diturunkan`.
    """
    if product.state == ProductState.WAITING:
        raise WAITS
    if product.state == ProductState.REMOVED:
        raise REMOVED


def known_questions(product: Product, at: datetime) -> dict[str, Sequence[str]]:
    """Return what a good was asked about so far: as answered last, else what its words lead to.

    Goods that were sold before there was a list are not asked about what they always were.
    """
    last = queries.last_pledge(product)
    if last is not None:
        return dict(last.asked)
    asked = checklist.questions(_subject(product, at), queries.sensitive_words())
    return {question.code: question.found for question in asked}


def pledge(
    actor: User | None, product: Product, answers: Mapping[str, str], at: datetime
) -> Pledge:
    """Keep the answers about a good that goes on sale; it waits when they want a look."""
    subject, words = _subject(product, at), queries.sensitive_words()
    verdict = checklist.judge(subject, words, answers)
    asked = checklist.questions(subject, words)
    unsaid = [code for code in verdict.missing if code != checklist.PROMISE]
    reasons = [*verdict.reasons, *(["belum"] if unsaid else [])]
    codes = {question.code for question in asked}
    made = Pledge.objects.create(
        product=product,
        version=checklist.VERSION,
        category=product.category,
        asked={question.code: list(question.found) for question in asked},
        answers={code: str(said)[:20] for code, said in answers.items() if code in codes},
        reasons=reasons,
        needs_look=bool(reasons),
        by=actor,
        at=at,
    )
    changed: dict[str, object] = {}
    keeps = checklist.days(answers.get(checklist.KEEPS, "")) if checklist.KEEPS in codes else None
    if keeps is not None:
        changed["keeps_days"] = product.keeps_days = keeps
    if reasons:
        changed["state"] = product.state = ProductState.WAITING
    if changed:
        Product.objects.filter(pk=product.pk).update(**changed)
    return made


def pledge_again(
    actor: User,
    product: Product,
    before: Mapping[str, Sequence[str]],
    answers: Mapping[str, str],
    at: datetime,
) -> None:
    """Keep answers about a good on sale whose words or category now lead to other questions."""
    if product.state != ProductState.LIVE:
        return
    subject = _subject(product, at)
    if checklist.asked_anew(before, subject, queries.sensitive_words()):
        pledge(actor, product, answers, at)


def pledge_first(
    actor: User, product: Product, answers: Mapping[str, str], at: datetime, *, was_sold: bool
) -> None:
    """Keep answers about a good that its keeper just put on sale, unless they are known already."""
    last = queries.last_pledge(product)
    if last is not None and (last.is_open or last.look == Pledge.Look.DENIED):
        Product.objects.filter(pk=product.pk).update(state=ProductState.WAITING)
        product.state = ProductState.WAITING
    elif last is None and not was_sold:
        pledge(actor, product, answers, at)
    else:
        pledge_again(actor, product, known_questions(product, at), answers, at)


def look(actor: User, kept: Pledge, allowed: bool, note: str, at: datetime) -> Product:
    """Let a waiting good go on sale, or not; the answer of the office is kept with the pledge.

    Raises:
        Refusal: `bukan_wilayah`, `sudah_dilihat`, `alasan_kosong` for a no without words.
    """
    if not access.may_judge(actor, kept.product.maker.region_id):
        raise Refusal("bukan_wilayah", "Barang ini di luar wilayah Anda.")
    note = texts.cleaned(note)[:300]
    if not allowed and len(note) < 5:
        raise Refusal("alasan_kosong", "Tulis alasannya, supaya perajin tahu apa yang keliru.")
    with transaction.atomic():
        written = Pledge.objects.filter(pk=kept.pk, look="").update(
            look=Pledge.Look.ALLOWED if allowed else Pledge.Look.DENIED,
            look_note=note,
            looked_by=actor,
            looked_at=at,
        )
        if not written:
            raise Refusal("sudah_dilihat", "Barang ini sudah dilihat orang lain. Muat ulang.")
        waiting = Product.objects.filter(pk=kept.product_id, state=ProductState.WAITING)
        if allowed:
            region = kept.product.maker.region_id
            waiting.update(state=ProductState.LIVE, published_at=at, **checked(region, at))
            index_product(kept.product)
        audit(
            actor,
            "barang.dilihat",
            subject_kind="product",
            subject_id=kept.product_id,
            reason=f"{'boleh' if allowed else 'tidak boleh'}: {note}"[:255],
            region=kept.product.maker.region_id,
            at=at,
        )
    kept.refresh_from_db()
    kept.product.refresh_from_db()
    return kept.product


def allow_after_all(actor: User, denied: Pledge, note: str, at: datetime) -> Pledge:
    """Write beside a pledge that was not allowed that it is, after an appeal; nothing is edited."""
    return Pledge.objects.create(
        product_id=denied.product_id,
        version=denied.version,
        category=denied.category,
        asked=denied.asked,
        answers=denied.answers,
        reasons=denied.reasons,
        needs_look=True,
        by=denied.by,
        at=denied.at,
        look=Pledge.Look.ALLOWED,
        look_note=texts.cleaned(note)[:300],
        looked_by=actor,
        looked_at=at,
    )


def _subject(product: Product, at: datetime) -> checklist.Subject:
    return queries.subject_of(product, today=timezone.localdate(at))
