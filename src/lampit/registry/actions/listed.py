"""Notes who stands in a list that leaves the house, and lets go of it after two years."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from lampit.people.access import region_of
from lampit.people.actions import audit
from lampit.people.models import ApiToken, User
from lampit.registry.models import LeftList, LeftPart
from lampit.registry.rules.bits import SIZE, Bits, holds
from lampit.registry.rules.exporting import SERVED

KEPT = timedelta(days=2 * 365)
DROPPED_AT_ONCE = 200


def note_left(actor: User, number: str, subject: str, found: Bits, *, now: datetime) -> LeftList:
    """Note who stands in a file; call it before the first row goes, or before it is fetched."""
    with transaction.atomic():
        left = LeftList.objects.create(
            number=number, subject=subject[:64], region_id=region_of(actor) or None, actor=actor,
            rows=found.count, at=now, expires_at=now + KEPT,
        )  # fmt: skip
        LeftPart.objects.bulk_create(
            [LeftPart(left=left, block=block, bits=bits) for block, bits in found.packed().items()],
            batch_size=50,
        )
    return left


def note_served(actor: User, token: ApiToken, ids: list[int], *, now: datetime) -> None:
    """Note whose data a program read: one list a day and token, one entry in the trail.

    What the day's list holds already costs one or two queries and no write.
    """
    day = timezone.localdate(now)
    number = f"api-{token.key}-{day:%Y%m%d}"
    found = Bits()
    for one in ids:
        found.add(one)
    if not found.count or _all_known(number, ids):
        return
    with transaction.atomic():
        # Of two requests with one token the second waits here; so one of them makes the list.
        ApiToken.objects.select_for_update(of=("self",)).filter(pk=token.pk).order_by().first()
        left = LeftList.objects.filter(number=number).first()
        if left is None:
            _open(actor, token, number, found, now)
            return
        known = {part.block: part for part in left.parts.filter(block__in=found.packed())}
        before = 0
        for block, part in known.items():
            stored = Bits()
            stored.merge(block, bytes(part.bits))
            before += stored.count
            found.merge(block, bytes(part.bits))
        _write(left, found)
        left.rows += found.count - before
        left.save(update_fields=["rows"])


def _open(actor: User, token: ApiToken, number: str, found: Bits, now: datetime) -> None:
    """Make the list of the day with its first rows, and note it."""
    region = region_of(actor)
    left = LeftList.objects.create(
        number=number, subject=number, region_id=region or None, actor=actor, rows=found.count,
        at=now, expires_at=now + KEPT,
    )  # fmt: skip
    audit(
        actor, SERVED, subject_kind="list", subject_id=number, reason=token.label, region=region,
        at=now,
    )  # fmt: skip
    _write(left, found)


def _write(left: LeftList, found: Bits) -> None:
    """Write who stands in a list, block by block."""
    LeftPart.objects.bulk_create(
        [LeftPart(left=left, block=block, bits=bits) for block, bits in found.packed().items()],
        update_conflicts=True, unique_fields=["left", "block"], update_fields=["bits"],
    )  # fmt: skip


def _all_known(number: str, ids: list[int]) -> bool:
    """Say whether the list of the day holds all of them; one query."""
    parts = LeftPart.objects.filter(left__number=number).values_list("block", "bits")
    known = {block: bytes(bits) for block, bits in parts}
    return all(one // SIZE in known and holds(known[one // SIZE], one) for one in ids)


def drop_left(now: datetime) -> int:
    """Let go of who stood in lists older than two years; that they left stays in the trail."""
    old = LeftList.objects.filter(expires_at__lte=now).order_by("pk")[:DROPPED_AT_ONCE]
    return (
        LeftList.objects.filter(pk__in=list(old.values_list("pk", flat=True)))
        .delete()[1]
        .get("registry.LeftList", 0)
    )
