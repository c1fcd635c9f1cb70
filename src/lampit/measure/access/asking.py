"""Who holds interviews with whom, and who reads the answers of a business."""

from django.db.models import F, Q, QuerySet
from django.http import HttpRequest

from lampit.measure.models import Round, SampleMember, Score, Submission
from lampit.measure.rules import states
from lampit.outside.compiled import Compiled
from lampit.people.access import Person, has_role, reaches, scope_filter
from lampit.people.models import Membership, Role, User
from lampit.registry.access import care_filter
from lampit.registry.models import Business
from lampit.registry.queries import golden_records

ASKERS = (Role.STAFF, Role.MENTOR, Role.ENUMERATOR)
# What receiving reads of a round; the questions themselves are read once per process.
ROUND_READ = (
    "region", "name", "state", "instrument", "instrument__code", "instrument__version",
    "instrument__fingerprint", "instrument__region",
)  # fmt: skip
_ROUND = Compiled(
    lambda number: Round.objects.select_related("instrument").only(*ROUND_READ).filter(pk=number),
    -7,
)
SCORE_READERS = (Role.HEAD, Role.STAFF, Role.MENTOR)


def may_ask(request: HttpRequest) -> bool:
    """Let those in who hold interviews: staff, mentors, enumerators."""
    return has_role(request.user, *ASKERS)


def may_see_days(request: HttpRequest) -> bool:
    """Let those in who go out, and the head who sees everybody's days."""
    return has_role(request.user, *ASKERS, Role.HEAD)


def may_see_scores(request: HttpRequest) -> bool:
    """Let those in who see the score of a single business: head, staff, mentors."""
    return reads_scores(request.user)


def reads_scores(person: Person) -> bool:
    """Say whether `person` sees the scores of single businesses."""
    return has_role(person, *SCORE_READERS)


def answered_rounds(person: Person) -> QuerySet[Round]:
    """Return the rounds in the regions of `person` to which questionnaires may be sent."""
    if not has_role(person, *ASKERS):
        return Round.objects.none()
    return Round.objects.filter(scope_filter(person, "region"))


def answers_round(person: Person, found: Round) -> bool:
    """Say whether `person` may send questionnaires to a round: it is in `answered_rounds`."""
    return has_role(person, *ASKERS) and reaches(person, found.region_id)


def answered_round(person: Person | None, number: int) -> Round | None:
    """Return one of `answered_rounds` as far as receiving reads it, or any for None; one query."""
    found = _ROUND.first(number)
    return found if found and (person is None or answers_round(person, found)) else None


def visible_members(person: Person) -> QuerySet[SampleMember]:
    """Return the drawn businesses that `person` may look up: those who ask, and the head."""
    if not has_role(person, *ASKERS, Role.HEAD):
        return SampleMember.objects.none()
    return _members(person)


def askable_members(person: Person) -> QuerySet[SampleMember]:
    """Return the drawn businesses that `person` may interview."""
    if not has_role(person, *ASKERS):
        return SampleMember.objects.none()
    return _members(person)


def _members(person: Person) -> QuerySet[SampleMember]:
    """Return the drawn businesses in reach; an enumerator's are those given to her in the field.

    As long as nobody was given any business of a round, its enumerators share them all.
    """
    reach = scope_filter(person, "round__region") & care_filter(person, "business__")
    rows = SampleMember.objects.filter(reach & _still_here())
    if not has_role(person, Role.ENUMERATOR):
        return rows
    own = Q(round__is_assigned=False) | Q(assigned_to_id=person.pk)
    return rows.filter(own, round__state=states.FIELD)


def _still_here() -> Q:
    """Return what leaves out who was drawn and has moved to another kabupaten since."""
    return Q(business__region=F("round__region"))


def askable_businesses(person: Person) -> QuerySet[Business]:
    """Return the businesses that `person` may ask outside a sample (in coaching)."""
    if not has_role(person, Role.STAFF, Role.MENTOR):
        return Business.objects.none()
    return golden_records().filter(scope_filter(person, "region") & care_filter(person))


def open_drafts(person: Person) -> QuerySet[Submission]:
    """Return the unfinished questionnaires that `person` may continue."""
    drafts = Submission.objects.filter(state=Submission.State.DRAFT)
    if has_role(person, Role.STAFF):
        return drafts.filter(scope_filter(person, "region"))
    if has_role(person, Role.MENTOR, Role.ENUMERATOR):
        return drafts.filter(scope_filter(person, "region"), started_by_id=person.pk)
    return drafts.none()


def sent_submissions(person: Person) -> QuerySet[Submission]:
    """Return the finished questionnaires whose receipt `person` may see: their own, or staff's."""
    sent = Submission.objects.filter(state=Submission.State.FINAL)
    if has_role(person, Role.STAFF, Role.HEAD):
        return sent.filter(scope_filter(person, "region"))
    if has_role(person, Role.MENTOR, Role.ENUMERATOR):
        return sent.filter(scope_filter(person, "region"), started_by_id=person.pk)
    return sent.none()


def visible_scores(person: Person) -> QuerySet[Score]:
    """Return the scores of single businesses that `person` may see; none of withdrawn ones."""
    if not has_role(person, *SCORE_READERS):
        return Score.objects.none()
    reach = scope_filter(person, "region") & care_filter(person, "business__")
    return Score.objects.filter(reach, business__withdrawn_at=None)


def scorable_businesses(person: Person) -> QuerySet[Business]:
    """Return the businesses whose score page `person` may open, asked already or not."""
    if not has_role(person, *SCORE_READERS):
        return Business.objects.none()
    return golden_records().filter(scope_filter(person, "region") & care_filter(person))


def may_coach(request: HttpRequest) -> bool:
    """Let those in who ask businesses outside a sample: staff and mentors."""
    return has_role(request.user, Role.STAFF, Role.MENTOR)


def asks(person: Person) -> bool:
    """Say whether `person` holds interviews."""
    return has_role(person, *ASKERS)


def askers_of(region: str) -> QuerySet[User]:
    """Return the accounts that hold interviews in a kabupaten."""
    held = Membership.objects.filter(role__in=ASKERS, region=region).values("user")
    return User.objects.filter(pk__in=held, is_active=True).order_by("first_name", "username")


def may_go_out(person: User, region: str) -> bool:
    """Say whether somebody may be sent out for rounds of a kabupaten."""
    return askers_of(region).filter(pk=person.pk).exists()
