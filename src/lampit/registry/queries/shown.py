"""Papers of a business as its public page tells them."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from lampit.registry.models import Permit
from lampit.registry.rules import permits
from lampit.web.prepared import Prepared

# Numbers that stand on labels and in public registers; that of the NIB is the owner's own.
PUBLIC_NUMBERS = frozenset({"pirt", "halal", "bpom", "merek", "sni"})
MOST = 20


@dataclass(frozen=True, slots=True)
class PublicPaper:
    """A paper valid today.

    Attributes:
        number: empty where the law does not make it public.
        is_seen: whether somebody of the office saw it or checked it with its issuer.
        seen_on: when.
    """

    kind: str
    label: str
    number: str
    valid_until: date | None
    is_seen: bool
    seen_on: date | None


def public_papers(business_id: int, today: date) -> list[PublicPaper]:
    """Return the papers on the record of a business that are valid today, by kind; one query.

    A page of everybody is made anew when a row it read changes: it reads one record alone, not
    those that were merged into it.
    """
    return [
        PublicPaper(
            kind=paper.kind,
            label=permits.KINDS.get(paper.kind, paper.kind),
            number=paper.number if paper.kind in PUBLIC_NUMBERS else "",
            valid_until=paper.valid_until,
            is_seen=paper.proof in (permits.SEEN, permits.CHECKED),
            seen_on=paper.proof_on,
        )
        for paper in _PAPERS.rows(business_id, today)
    ]


def valid_kinds(business_id: int, today: date) -> frozenset[str]:
    """Return the kinds of papers of a business valid today, merged records too; one query."""
    hers = Q(business_id=business_id) | Q(business__golden_id=business_id)
    kinds = _valid(Permit.objects.filter(hers), today).order_by().values_list("kind", flat=True)
    return frozenset(kinds[:MOST])


def _valid(papers: QuerySet[Permit], today: date) -> QuerySet[Permit]:
    """Return the papers with a number that have not ended."""
    living = Q(valid_until__isnull=True) | Q(valid_until__gte=today)
    return papers.filter(living).exclude(number="")


_PAPERS = Prepared(
    lambda business_id, today: _valid(
        Permit.objects.filter(business_id=business_id), today
    ).order_by("kind", "pk")[:MOST]
)
