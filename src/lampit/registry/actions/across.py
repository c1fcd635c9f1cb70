"""One person in two registers: found by keyed hashes, asked, compared and answered by two offices.

No office reads the other's register. What both say alike is carried out by each on its own record.
"""

from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from lampit.basics.refusal import Refusal
from lampit.people.access import region_of
from lampit.people.actions import audit
from lampit.people.models import User
from lampit.places import queries as places
from lampit.registry import access
from lampit.registry.actions.states import Ended, report_end
from lampit.registry.models import AcrossPair, Business
from lampit.registry.queries import across as queries
from lampit.registry.rules import across, alive
from lampit.registry.rules.across import Answer

# The search runs once a day, by night, when nobody waits for a page; here it notes that it did.
SEARCH_HOUR, SEARCHED = 2, "across"
NOBODY = {
    "left_answer": "", "left_keeper": "", "left_by": None,
    "right_answer": "", "right_keeper": "", "right_by": None,
}  # fmt: skip


def find_across_nightly(now: datetime) -> int:
    """Look once a day for persons whom two kabupaten list; return how many pairs are new.

    By night, or as soon as the clock runs again after one that was missed.
    """
    local, done = timezone.localtime(now), Path(settings.LAMPIT_HOME) / "linkage" / SEARCHED
    today = local.date().isoformat()
    if local.hour < SEARCH_HOUR or (done.is_file() and done.read_text("utf-8") == today):
        return 0
    made = find_across(now)
    done.parent.mkdir(parents=True, exist_ok=True)
    done.write_text(today, encoding="utf-8")
    return made


def find_across(now: datetime) -> int:
    """Look for persons whom two kabupaten list and return how many pairs are new.

    What was asked or decided stays as it is; what nobody asked about falls out when it is no
    longer so, and comes back when it is so again.
    """
    audit(
        None, "search_across", subject_kind="list", subject_id="nasional", fields=("nik",), at=now
    )
    made, seen = 0, set[tuple[int, int]]()
    for block in queries.found_across():
        seen |= {(left, right) for left, right, _, _ in block}
        made += _keep(block, now)
    waiting = AcrossPair.objects.filter(state__in=(across.FOUND, across.REFUSED))
    ends = waiting.values_list("pk", "left_id", "right_id")
    lost = [pk for pk, left, right in ends if (left, right) not in seen]
    for start in range(0, len(lost), queries.CHUNK):
        some = lost[start : start + queries.CHUNK]
        rows = AcrossPair.objects.filter(pk__in=some, state__in=(across.FOUND, across.REFUSED))
        rows.update(state=across.GONE, reason="", shown={})
    return made


def _keep(block: list[tuple[int, int, str, str]], now: datetime) -> int:
    """Store pairs that are new and bring back those that fell out; return how many are new."""
    lefts = {left for left, _, _, _ in block}
    with transaction.atomic():
        rows = AcrossPair.objects.filter(left__in=lefts).order_by("pk").select_for_update()
        known = {(row.left_id, row.right_id): row for row in rows}
        again = [known[pair[:2]].pk for pair in block if pair[:2] in known]
        AcrossPair.objects.filter(pk__in=again, state=across.GONE).update(state=across.FOUND)
        fresh = [
            AcrossPair(
                left_id=left, right_id=right, left_region_id=here, right_region_id=there,
                found_at=now,
            )
            for left, right, here, there in block
            if (left, right) not in known
        ]  # fmt: skip
        AcrossPair.objects.bulk_create(fresh, ignore_conflicts=True)
    return len(fresh)


def ask_across(actor: User, number: int, *, now: datetime) -> AcrossPair:
    """Ask the other office to compare two records; it learns which of its own is meant.

    Raises:
        Refusal: `not_found`, `across_asked`, `changed_meanwhile`.
    """
    with transaction.atomic():
        row, _ = _held(actor, number)
        across.check_askable(across.state_at(row.state, row.expires_at, now))
        _check_still_so(row)
        row.state, row.asked_region_id = across.ASKED, region_of(actor)
        row.asked_by, row.asked_at, row.expires_at = actor, now, now + across.WAITS
        row.agreed_by, row.agreed_at, row.reason, row.shown = None, None, "", {}
        for name, value in NOBODY.items():
            setattr(row, name, value)
        row.save()
        _note(actor, "across_asked", row, now)
    return row


def compare_across(actor: User, number: int, *, now: datetime) -> AcrossPair:
    """Agree to compare: from now on either office sees a little of the other's record.

    Raises:
        Refusal: `not_found`, `across_over`, `across_own`, `changed_meanwhile`.
    """
    with transaction.atomic():
        row, _ = _held(actor, number)
        _check_asked(actor, row, now)
        _check_still_so(row)
        row.state, row.agreed_by, row.agreed_at = across.OPEN, actor, now
        row.expires_at = now + across.WAITS
        row.shown = queries.to_show(row)
        row.save()
        _note(actor, "across_compared", row, now)
    return row


def decline_across(actor: User, number: int, reason: str, *, now: datetime) -> AcrossPair:
    """Say no to comparing, with a reason that the asking office reads.

    Raises:
        Refusal: `not_found`, `across_over`, `across_own`, `reason_missing`.
    """
    told = " ".join(reason.split())[:200]
    if not told:
        raise Refusal("reason_missing", "Tulis alasannya, supaya dinas yang bertanya mengerti.")
    with transaction.atomic():
        row, _ = _held(actor, number)
        _check_asked(actor, row, now)
        row.state, row.agreed_by, row.agreed_at = across.REFUSED, actor, now
        row.reason = told
        row.save()
        _note(actor, "across_declined", row, now, reason=told)
    return row


def answer_across(actor: User, number: int, what: str, keeper: str, *, now: datetime) -> AcrossPair:
    """Say what the two records are; where both offices say the same, it is carried out.

    Of one business the office that does not keep it notes on its own record that it moved; both
    records with their history stay where they are, until the owner agrees to a hand-over.

    Args:
        actor: head or staff of either kabupaten; the last word of an office counts.
        number: the pair.
        what: `lain`, `sama` or `pindah`.
        keeper: code of the kabupaten that keeps the one business.
        now: the moment.

    Raises:
        Refusal: `not_found`, `across_closed`, `answer_unknown`, `keeper_missing`,
            `changed_meanwhile`.
    """
    with transaction.atomic():
        row, side = _held(actor, number)
        across.check_open(across.state_at(row.state, row.expires_at, now))
        regions = (row.left_region_id, row.right_region_id)
        said = across.answer_checked(what, keeper, regions)
        _check_still_so(row)
        setattr(row, f"{side}_answer", said.what)
        setattr(row, f"{side}_keeper", said.keeper)
        setattr(row, f"{side}_by", actor)
        agreed = across.agreed(
            queries.said_by(row, queries.LEFT), queries.said_by(row, queries.RIGHT)
        )
        _note(actor, "across_answered", row, now, reason=said.what)
        if agreed is not None:
            _settle(row, agreed, now)
        row.save()
    return row


def end_across(now: datetime) -> int:
    """End the pairs that nobody answered in time; what was shown of them goes. Return how many."""
    late = Q(state__in=(across.ASKED, across.OPEN), expires_at__lte=now)
    return AcrossPair.objects.filter(late).update(state=across.OVER, shown={})


def _settle(row: AcrossPair, agreed: Answer, now: datetime) -> None:
    """Carry out what both offices say; what was shown for it is not needed any more."""
    row.state, row.settled_at, row.shown = across.SETTLED, now, {}
    if agreed.what == across.OTHER:
        return
    side = queries.RIGHT if agreed.keeper == row.left_region_id else queries.LEFT
    business: Business = getattr(row, side)
    name = places.names_of([agreed.keeper]).get(agreed.keeper, "")
    told = Ended(
        alive.MOVED, "petugas", timezone.localdate(now), to_place=name, to_region=agreed.keeper
    )
    report_end(business, told, actor=getattr(row, f"{side}_by"), now=now)


def _held(actor: User, number: int) -> tuple[AcrossPair, str]:
    """Return a pair with both records, locked, and the actor's side of it.

    Both kabupaten first, in the order of their codes, as merges and moves of each do.

    Raises:
        Refusal: `not_found`.
    """
    rows = access.visible_across(actor).filter(pk=number)
    for codes in rows.values_list("left_region_id", "right_region_id"):
        for code in sorted(codes):
            places.held(code)
    whole = rows.select_related("left__owner", "right__owner", "left__village__parent",
                                "right__village__parent")  # fmt: skip
    row = whole.select_for_update(of=("self",)).first()
    if row is None:
        raise Refusal("not_found", "Pasangan ini tidak ada di wilayah Anda.")
    return row, queries.side_of(row, region_of(actor))


def _check_asked(actor: User, row: AcrossPair, now: datetime) -> None:
    state = across.state_at(row.state, row.expires_at, now)
    across.check_asked(state, row.asked_region_id or "", region_of(actor))


def _check_still_so(row: AcrossPair) -> None:
    """Refuse what is not so any more: merged, erased, moved, or another NIK since it was found.

    Raises:
        Refusal: `changed_meanwhile`.
    """
    if not queries.is_still_so(row):
        raise Refusal(
            "changed_meanwhile",
            "Catatan salah satu dinas sudah berubah. Pasangan ini tidak perlu dijawab lagi.",
        )


def _note(actor: User, deed: str, row: AcrossPair, now: datetime, *, reason: str = "") -> None:
    """Write a deed to the trail of both offices, each about its own record."""
    for business, region in ((row.left, row.left_region_id), (row.right, row.right_region_id)):
        audit(
            actor, deed, subject_kind="business", subject_id=business.public_id,
            fields=[f"lintas {row.pk}"], reason=reason, region=region, at=now,
        )  # fmt: skip
