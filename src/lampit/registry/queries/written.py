"""Which businesses the rows of earlier runs are: the rows of a list that comes again."""

from django.db.models import Exists, OuterRef, Q

from lampit.registry.models import Business, ImportRow, ImportRun
from lampit.registry.queries.importing import KEY_SIGNS

MOST_NAMED = 8  # runs named in a sentence


def made_by(run: ImportRun | None) -> set[int]:
    """Return the businesses that a run registered; one query."""
    rows = ImportRow.objects.filter(run=run, action="create", business_id__isnull=False)
    return {pk or 0 for pk in rows.values_list("business_id", flat=True)}


def superseded(region: str) -> dict[str, int]:
    """Return fingerprint → business of the rows that were put right or read by more columns.

    The old list that comes again says of them nothing new. Two queries.
    """
    done = ImportRun.objects.filter(region_id=region, state=ImportRun.State.DONE)
    told = done.exclude(corrects=None, fills=None)
    later = list(told.values_list("pk", "corrects_id", "fills_id"))
    if not later:
        return {}
    corrected = {corrects for _, corrects, fills in later if corrects and not fills}
    filled = {pk or 0 for pk, _, fills in later if fills for pk in (pk, fills)}
    again = ImportRow.objects.filter(
        run__corrects=OuterRef("run"), run__state=ImportRun.State.DONE, sheet=OuterRef("sheet"),
        row=OuterRef("row"), business_id__isnull=False,
    )  # fmt: skip
    living = Business.objects.filter(pk=OuterRef("business_id"), withdrawn_at=None)
    rows = ImportRow.objects.filter(
        (Q(run__in=corrected) & Exists(again)) | Q(run__in=filled), Exists(living),
        business_id__isnull=False,
    )  # fmt: skip
    marks = rows.exclude(fingerprint="").values_list("fingerprint", "business_id")
    return {mark[:KEY_SIGNS]: pk or 0 for mark, pk in marks}


def done_corrections(run: ImportRun) -> list[int]:
    """Return the numbers of the runs that brought corrections of a run in, newest first.

    They stand between it and its undo: what they changed is left. One query.
    """
    found = run.corrections.filter(state=ImportRun.State.DONE, fills=None).order_by("-pk")
    return list(found.values_list("pk", flat=True)[:MOST_NAMED])
