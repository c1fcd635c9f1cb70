"""Writes what stands above and below the letters of an office."""

from datetime import datetime

from lampit.basics.refusal import Refusal
from lampit.people.access import region_of
from lampit.people.actions import audit
from lampit.people.models import User
from lampit.privacy import access
from lampit.privacy.models import Letterhead
from lampit.privacy.rules.letters import check_nip


def put_letterhead(actor: User, told: dict[str, str], *, now: datetime) -> Letterhead:
    """Write the letterhead of the actor's office and whom people ask about their data.

    `told` has the fields of `models.Letterhead`: office, address, place, duty, signer, nip, phone …

    Raises:
        Refusal: `not_allowed`, `nip_wrong`.
    """
    if not access.may_answer(actor):
        raise Refusal("not_allowed", "Kop surat diisi oleh dinas di wilayahnya.")
    told = told | {"nip": check_nip(told["nip"])}
    region = region_of(actor)
    made, _new = Letterhead.objects.update_or_create(
        region_id=region, defaults={**told, "changed_by": actor, "changed_at": now}
    )
    audit(
        actor, "letterhead_changed", subject_kind="letterhead", subject_id=region, region=region,
        at=now,
    )  # fmt: skip
    return made
