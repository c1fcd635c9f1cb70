"""What was received: what is held of an instance, what waits for the supervisor."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import QuerySet

from lampit.basics.refusal import Refusal
from lampit.measure.models import Attachment, Delivery, Invitation, Round, SampleMember
from lampit.measure.queries.instruments import reading_of
from lampit.measure.rules import openrosa, receiving
from lampit.measure.rules.receiving import Told, missing_files
from lampit.outside.compiled import Compiled

MOST_ASKED = 500
# The drawn business (its number alone) of a round and a public id; asked for every form that comes.
DRAWN = Compiled(
    lambda number, business: SampleMember.objects.filter(
        round_id=number, business__public_id=business
    ).only("pk"),
    -7, "business",
)  # fmt: skip


@dataclass(frozen=True)
class Held:
    """What the server holds of an instance.

    `content_hash` is that of its first content, `others` those of contents that differ from it;
    `files` has name → hashes of the files held, `missing` the names still wanted; `state` and
    `reason` as in `measure_delivery`; `is_gone`: its person was erased, the client forgets it.
    """

    content_hash: str
    state: str
    reason: str = ""
    files: dict[str, set[str]] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)
    others: tuple[str, ...] = ()
    is_gone: bool = False


def what_is_held(round_id: int, instance_ids: Sequence[str]) -> dict[str, Held]:
    """Return instance id → what is held of it; unknown ones are left out; two queries.

    Only what is durable is told: a client may forget what stands here with its hash.
    """
    asked = list(dict.fromkeys(instance_ids))[:MOST_ASKED]
    rows = Delivery.objects.filter(round=round_id, instance_id__in=asked).only(
        "instance_id", "is_first", "content_hash", "state", "reason", "files", "emptied_at"
    )
    by_instance: dict[str, list[Delivery]] = defaultdict(list)
    for row in rows:
        by_instance[row.instance_id].append(row)
    files = files_of([row.pk for found in by_instance.values() for row in found])
    return {one: _held(found, files) for one, found in by_instance.items()}


def _held(rows: Sequence[Delivery], files: dict[int, dict[str, set[str]]]) -> Held:
    first = next(row for row in rows if row.is_first)
    own: dict[str, set[str]] = {}
    for row in rows:
        for name, hashes in files[row.pk].items():
            own.setdefault(name, set()).update(hashes)
    return Held(
        first.content_hash,
        first.state,
        first.reason,
        own,
        missing_files(first.files, own),
        tuple(sorted(row.content_hash for row in rows if not row.is_first)),
        any(row.emptied_at is not None for row in rows),
    )


def check_wanted(
    sender: int, rounds: QuerySet[Round], instance_id: str, name: str, sha256: str
) -> None:
    """Refuse a file that no questionnaire of this sender names; one query.

    Else any phone could fill the disk with what belongs to nothing. Of who was erased it is taken
    and let go.

    Raises:
        Refusal: `instance_unknown`, `file_unnamed`.
    """
    rows = Delivery.objects.filter(round__in=rounds, instance_id=instance_id, sender=sender)
    told = list(rows.values_list("files", "emptied_at"))
    if not told:
        message = "Kiriman ini belum ada di server. Kirim isinya dulu."
        raise Refusal("instance_unknown", message)
    wanted = {files.get(name) for files, _at in told}
    if not wanted & {"", sha256} and all(at is None for _files, at in told):
        raise Refusal("file_unnamed", "Foto ini tidak disebut dalam wawancaranya.")


def files_of(deliveries: Iterable[int]) -> dict[int, dict[str, set[str]]]:
    """Return delivery → name → hashes of its files; one query."""
    found: dict[int, dict[str, set[str]]] = defaultdict(dict)
    rows = Attachment.objects.filter(delivery__in=list(deliveries))
    for delivery, name, sha256 in rows.values_list("delivery_id", "name", "sha256"):
        found[delivery].setdefault(name, set()).add(sha256)
    return found


def told_in(
    source: str, content: bytes, asked_in: Round, form: openrosa.Form | None = None
) -> Told:
    """Return what a content says; the form of its source decides how it is read.

    `form` is the content when the caller has parsed it already.

    Raises:
        Refusal: as `rules.openrosa.parse` and `rules.receiving.read_json`.
    """
    if source == receiving.ODK:
        instrument = reading_of(asked_in.instrument).instrument
        return openrosa.told_by(form or openrosa.parse(content), instrument)
    return receiving.read_json(content)


def finished_invitation(token_hash: str) -> Invitation | None:
    """Return a link whose answers were sent and that nobody revoked; one query."""
    rows = Invitation.objects.filter(revoked_at=None, sent_at__isnull=False)
    return rows.filter(token_hash=token_hash).first()


def find_invitation(token_hash: str, now: datetime) -> Invitation | None:
    """Return a link that was opened and is not sent, ended or revoked; one query."""
    rows = Invitation.objects.filter(revoked_at=None, sent_at=None, expires_at__gt=now)
    found = rows.select_related("round__instrument", "member__business")
    return found.filter(token_hash=token_hash, opened_at__isnull=False).first()
