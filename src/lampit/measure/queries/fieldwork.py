"""How field work stands: rounds, progress by kecamatan and sector, the drawn businesses."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from lampit.measure.models import Round, SampleMember, Submission
from lampit.measure.rules.states import outcome_of
from lampit.science.survey import response_figures
from lampit.science.survey.response import Outcome, ResponseFigures

OPEN, DONE, REFUSED, LEFT = "belum", "selesai", "gagal", "diisi"


@dataclass(frozen=True)
class Progress:
    """Field work of one place or stratum: drawn, answered, lost, still to visit."""

    code: str
    sector: str
    figures: ResponseFigures
    to_visit: int

    @property
    def lost(self) -> int:
        """Return those that will not answer: refused, not met, closed, not a business."""
        return self.figures.drawn - self.figures.respondents - self.to_visit


def listed_rounds(rounds: QuerySet[Round]) -> QuerySet[Round]:
    """Return rounds with their counts of answers, newest first, for a page of them."""
    final = Q(members__disposition__in=("selesai", "sebagian"))
    return (
        rounds.select_related("region", "instrument")
        .defer("instrument__definition", "instrument__next_steps")
        .annotate(answered_count=Count("members", filter=final))
        .order_by("-opened_at", "-id")
    )


def drawn_rounds(rounds: QuerySet[Round]) -> list[Round]:
    """Return the last rounds that have a sample, newest first, at most 20; one query."""
    return list(rounds.exclude(drawn_at=None).order_by("-opened_at", "-id")[:20])


def find_round(rounds: QuerySet[Round], pk: int) -> Round | None:
    """Return one of `rounds` with its region and instrument; one query."""
    return rounds.select_related("region", "instrument").filter(pk=pk).first()


def _figures(counts: list[tuple[str, bool, int]]) -> tuple[ResponseFigures, int]:
    """Sum counted dispositions into response figures, and those not visited yet."""
    outcomes: list[Outcome] = []
    for disposition, confirmed, count in counts:
        outcomes += [outcome_of(disposition, confirmed=confirmed)] * count
    return response_figures(outcomes), sum(n for code, _, n in counts if not code)


def progress(round_id: int, *, by_sector: bool = False) -> tuple[Progress, list[Progress]]:
    """Return the progress of a whole round, and of each kecamatan (or stratum); one query."""
    keys = ("subdistrict", "sector") if by_sector else ("subdistrict",)
    rows = (
        SampleMember.objects.filter(round_id=round_id)
        .order_by(*keys)
        .values_list(*keys, "disposition", "is_confirmed")
        .annotate(count=Count("id"))
    )
    cells: dict[tuple[str, str], list[tuple[str, bool, int]]] = {}
    everything: list[tuple[str, bool, int]] = []
    for *key, disposition, confirmed, count in rows:
        place = (key[0], key[1] if by_sector else "")
        cells.setdefault(place, []).append((disposition, confirmed, count))
        everything.append((disposition, confirmed, count))
    whole = Progress("", "", *_figures(everything))
    return whole, [Progress(code, sector, *_figures(c)) for (code, sector), c in cells.items()]


def listed_members(
    members: QuerySet[SampleMember], round_id: int, *, subdistrict: str = "", status: str = ""
) -> QuerySet[SampleMember]:
    """Return the drawn businesses of a round for a page, unvisited first in each kecamatan.

    `status`: `belum` = not resolved, `diisi` = begun, `selesai` = answered, `gagal` = otherwise
    resolved, "" = all.
    """
    rows = members.filter(round_id=round_id).select_related(
        "business", "business__owner", "business__district", "business__village", "submission"
    )
    if subdistrict:
        rows = rows.filter(subdistrict=subdistrict)
    answered = ("selesai", "sebagian")
    if status == OPEN:
        rows = rows.filter(disposition="")
    elif status == LEFT:
        rows = rows.filter(disposition="", submission__state=Submission.State.DRAFT)
    elif status == DONE:
        rows = rows.filter(disposition__in=answered)
    elif status == REFUSED:
        rows = rows.exclude(disposition="").exclude(disposition__in=answered)
    return rows.order_by("subdistrict", "sector", "order", "id")


def find_member(members: QuerySet[SampleMember], pk: int) -> SampleMember | None:
    """Return one drawn business with its round and business; one query."""
    return (
        members.select_related(
            "round",
            "business",
            "business__owner",
            "business__district",
            "business__district",
            "business__village",
            "submission",
        )
        .filter(pk=pk)
        .first()
    )


def find_submission(submissions: QuerySet[Submission], instance_id: UUID) -> Submission | None:
    """Return one questionnaire with what its page needs; one query."""
    return (
        submissions.select_related(
            "business",
            "business__owner",
            "business__district",
            "business__village",
            "round",
            "instrument",
            "member",
            "score",
        )
        .filter(instance_id=instance_id)
        .first()
    )
