"""Curation: goods are proposed, two curators look, a mark is given, withdrawn, or ends by itself.

Nobody judges goods that she makes or keeps; the second curator decides without having seen what
the first one wrote. Above a kabupaten other people look, at goods that hold the mark of the
level below.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from lampit.basics.refusal import Refusal
from lampit.people.actions import audit
from lampit.people.models import User
from lampit.shops import access
from lampit.shops.actions._guard import check_keeper, note_help
from lampit.shops.models import Curation, CurationOpinion, CurationSheet, Product
from lampit.shops.queries.curation import curation_of, has_judged_elsewhere, open_sheets_of
from lampit.shops.rules import curation as rules
from lampit.shops.rules import texts

ELSEWHERE = Refusal("bukan_wilayah", "Barang ini di luar wilayah Anda.")
DONE = Refusal("sudah_diputus", "Lembar ini sudah selesai. Muat ulang halaman.")


@dataclass(frozen=True, slots=True)
class Found:
    """What a curator typed: scores and reasons by criterion, verdict, what is good, what to mend.

    `look_on`: when a good that needs mending is looked at again.
    """

    verdict: str
    scores: Mapping[str, int]
    notes: Mapping[str, str] = field(default_factory=dict)
    good: str = ""
    words: str = ""
    look_on: date | None = None


def ask_curation(
    actor: User, product: Product, at: datetime, level: str = rules.KABUPATEN
) -> CurationSheet:
    """Propose a good for curation, by its keeper or by a desk, and return its sheet.

    Raises:
        Refusal: `bukan_lapak_anda`, `belum_dijual`, `masih_berlaku` while a mark of this level
            holds, `belum_lolos_bawah` while none of the level below does, `sudah_diusulkan`,
            `usulan_banyak`.
    """
    by_office = access.may_propose_in(actor, product.maker.region_id, level)
    if not by_office:
        check_keeper(actor, product.maker)
    _check_sold(product)
    today = timezone.localdate(at)
    if curation_of(product.pk, today=today, level=level) is not None:
        raise Refusal("masih_berlaku", "Tanda kurasi barang ini masih berlaku.")
    base = _base(product, level, today)
    if not by_office and open_sheets_of(product.maker_id) >= rules.OPEN_AT_MOST:
        raise Refusal("usulan_banyak", "Sudah banyak barang Anda yang menunggu. Tunggu dulu.")
    try:
        with transaction.atomic():
            made = CurationSheet.objects.create(
                product=product, version=rules.VERSION, by_office=by_office, asked_by=actor,
                asked_at=at, level=level, base=base,
            )  # fmt: skip
            if by_office:
                _note(actor, "kurasi.usul", made, at)
            else:
                note_help(actor, product.maker, "kurasi.usul", ("curation", made.pk), at)
    except IntegrityError:
        raise Refusal("sudah_diusulkan", "Barang ini sudah menunggu kurator.") from None
    return made


def take_back_curation(actor: User, sheet: CurationSheet, at: datetime) -> None:
    """End a proposal before the curators are through, by its keeper or by the desk.

    Raises:
        Refusal: `bukan_lapak_anda`, `sudah_diputus`.
    """
    product = sheet.product
    if not access.may_curate_in(actor, product.maker.region_id, sheet.level):
        check_keeper(actor, product.maker)
    with transaction.atomic():
        waiting = CurationSheet.objects.filter(pk=sheet.pk, state=rules.WAITING)
        if not waiting.update(state=rules.TAKEN_BACK, decided_at=at):
            raise DONE
        _note(actor, "kurasi.tarik_usul", sheet, at)


def curate(actor: User, sheet: CurationSheet, found: Found, at: datetime) -> CurationSheet:
    """Keep what one curator found; with the second one the sheet is decided.

    Raises:
        Refusal: `bukan_wilayah`, `barang_sendiri`, `sudah_menilai`, `menilai_di_bawah`,
            `sudah_diputus`, `belum_dijual`, `belum_lolos_bawah`, those of `rules.check_scores`
            and `rules.check_verdict`.
    """
    product, today = sheet.product, timezone.localdate(at)
    _check_curator(actor, sheet)
    _check_sold(product)
    _base(product, sheet.level, today)
    if has_judged_elsewhere(actor.pk, sheet):
        raise Refusal("menilai_di_bawah", "Anda sudah menilainya di tingkat lain; orang lain saja.")
    scores = rules.check_scores(
        product.category, found.scores, {k: texts.cleaned(v) for k, v in found.notes.items()}
    )
    words, look_on = rules.check_verdict(
        found.verdict, [int(one["score"]) for one in scores.values()],
        texts.cleaned_lines(found.words), found.look_on, today,
    )  # fmt: skip
    with transaction.atomic():
        kept = CurationSheet.objects.select_for_update().get(pk=sheet.pk)
        if not kept.is_open:
            raise DONE
        kept.product = product
        said = list(CurationOpinion.objects.filter(sheet=kept))
        if actor.pk in {one.curator_id for one in said}:
            raise Refusal("sudah_menilai", "Anda sudah menilai barang ini; tunggu kurator kedua.")
        said.append(
            CurationOpinion.objects.create(
                sheet=kept,
                curator=actor,
                scores=scores,
                verdict=found.verdict,
                good=texts.cleaned_lines(found.good)[: rules.LONGEST_WORDS],
                words=words,
                look_on=look_on,
                at=at,
            )
        )
        _note(actor, "kurasi.nilai", kept, at, found.verdict)
        if len(said) >= rules.CURATORS:
            _decide(actor, kept, said, at)
    return kept


def _check_sold(product: Product) -> None:
    if not product.is_live or not product.maker.is_published:
        raise Refusal("belum_dijual", "Barang ini sedang tidak dijual di pasar. Jual dulu.")


def _base(product: Product, level: str, today: date) -> Curation | None:
    """Return the mark of the level below that a good has to hold, None where none is asked."""
    below = rules.BELOW.get(level)
    if below is None:
        return None
    found = curation_of(product.pk, today=today, level=below)
    if found is None:
        raise Refusal("belum_lolos_bawah", "Barang ini belum bertanda kurasi di tingkat bawahnya.")
    return found


def _check_curator(actor: User, sheet: CurationSheet) -> None:
    maker = sheet.product.maker
    if not access.may_curate_in(actor, maker.region_id, sheet.level):
        raise ELSEWHERE
    if access.has_part_in(actor, maker):
        raise Refusal("barang_sendiri", "Barang sendiri dinilai kurator lain.")


def _decide(actor: User, sheet: CurationSheet, said: list[CurationOpinion], at: datetime) -> None:
    """Give the mark or say what is missing; the later day of a next look holds."""
    today = timezone.localdate(at)
    sheet.state = rules.outcome(one.verdict for one in said)
    sheet.decided_at = at
    if sheet.state == rules.MEND:
        sheet.look_on = max(one.look_on for one in said if one.look_on)
    if sheet.state == rules.PASSED:
        sheet.mark = Curation.objects.create(
            product_id=sheet.product_id, level=sheet.level, passed_on=today,
            until=rules.valid_until(today), decided_by=actor,
        )  # fmt: skip
    sheet.save(update_fields=["state", "decided_at", "look_on", "mark"])
    _note(actor, "kurasi.putusan", sheet, at, sheet.state)


def withdraw_mark(actor: User, sheet: CurationSheet, words: str, at: datetime) -> Curation:
    """End a mark before its time, with the reason that its keeper reads.

    Raises:
        Refusal: `bukan_wilayah`, `barang_sendiri`, `kata_kurang`, `tidak_berlaku`.
    """
    today = timezone.localdate(at)
    _check_curator(actor, sheet)
    words = texts.cleaned_lines(words)[: rules.LONGEST_WORDS]
    if len(words) < rules.SHORTEST_WORDS:
        raise Refusal("kata_kurang", "Tulis alasannya, supaya perajin tahu apa yang berubah.")
    if sheet.mark_id is None:
        raise Refusal("tidak_berlaku", "Barang ini tidak bertanda kurasi.")
    with transaction.atomic():
        holds = Curation.objects.filter(pk=sheet.mark_id, withdrawn_on=None, until__gte=today)
        if not holds.update(withdrawn_on=today, withdrawn_words=words):
            raise Refusal("tidak_berlaku", "Tanda kurasi ini sudah tidak berlaku.")
        _note(actor, "kurasi.cabut", sheet, at, words)
    return Curation.objects.get(pk=sheet.mark_id)


def _note(actor: User, deed: str, sheet: CurationSheet, at: datetime, reason: str = "") -> None:
    """Note a deed; above a kabupaten with its level."""
    level = "" if sheet.level == rules.KABUPATEN else sheet.level
    told = ": ".join(one for one in (level, reason) if one)
    audit(
        actor, deed, subject_kind="product", subject_id=sheet.product_id, reason=told[:255],
        region=sheet.product.maker.region_id, at=at,
    )  # fmt: skip
