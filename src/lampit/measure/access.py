"""Who may plan a round, ask, see results; the only place in this room that reads roles.

Domain, section 18: answers are for those who ask until they are sent; afterwards the office
sees scores and a mentor those of his own makers; the board and everybody above see only figures
of many.
"""

import hashlib
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.db.models import F, Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from lampit.measure.models import (
    BackCheck,
    DeviceKey,
    FieldDevice,
    FieldReport,
    FoundBusiness,
    Instrument,
    Round,
    SampleMember,
    Score,
    Submission,
)
from lampit.measure.rules import digest, states
from lampit.people.access import Person, has_role, reaches, region_of, scope_filter
from lampit.people.models import Membership, Role, User
from lampit.registry.access import care_filter
from lampit.registry.models import Business
from lampit.registry.queries import golden_records

PLANNERS = (Role.HEAD, Role.STAFF)
ASKERS = (Role.STAFF, Role.MENTOR, Role.ENUMERATOR)
SCORE_READERS = (Role.HEAD, Role.STAFF, Role.MENTOR)
RESULT_READERS = (Role.HEAD, Role.STAFF, Role.BOARD, Role.MENTOR, Role.ADMIN)

LONGEST_TOKEN = 100
NOBODY = "0" * 32  # what an unknown name is compared with, so that no time tells names


def may_open_survey(request: HttpRequest) -> bool:
    """Let everybody in who plans, asks, or reads results of a kabupaten."""
    return has_role(request.user, *RESULT_READERS, Role.ENUMERATOR)


def may_plan(request: HttpRequest) -> bool:
    """Let the head and the staff open rounds, draw, and move them on."""
    return has_role(request.user, *PLANNERS)


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


def may_see_results(request: HttpRequest) -> bool:
    """Let those in who read figures of many businesses; enumerators are not among them."""
    return has_role(request.user, *RESULT_READERS)


def visible_rounds(person: Person) -> QuerySet[Round]:
    """Return the rounds in the regions of `person`."""
    if not has_role(person, *RESULT_READERS, Role.ENUMERATOR):
        return Round.objects.none()
    return Round.objects.filter(scope_filter(person, "region"))


def may_release(request: HttpRequest) -> bool:
    """Let the head in, who alone decides what leaves for the public."""
    return has_role(request.user, Role.HEAD)


def releasable_rounds(person: Person) -> QuerySet[Round]:
    """Return the published rounds whose data `person` may open to the public."""
    if not has_role(person, Role.HEAD):
        return Round.objects.none()
    return Round.objects.filter(scope_filter(person, "region"), state=states.PUBLISHED)


def reportable_rounds(person: Person) -> QuerySet[Round]:
    """Return the rounds whose report and forms `person` may take along."""
    if not has_role(person, *RESULT_READERS):
        return Round.objects.none()
    return Round.objects.filter(scope_filter(person, "region"))


def open_rounds() -> QuerySet[Round]:
    """Return the rounds of which the public may take tables: the published ones."""
    return Round.objects.filter(state=states.PUBLISHED)


def plannable_rounds(person: Person) -> QuerySet[Round]:
    """Return the rounds that `person` may draw, open, close and publish."""
    if not has_role(person, *PLANNERS):
        return Round.objects.none()
    return Round.objects.filter(scope_filter(person, "region"))


def answered_rounds(person: Person) -> QuerySet[Round]:
    """Return the rounds in the regions of `person` to which questionnaires may be sent."""
    if not has_role(person, *ASKERS):
        return Round.objects.none()
    return Round.objects.filter(scope_filter(person, "region"))


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


def plans_region(person: Person, region: str) -> bool:
    """Say whether `person` may open rounds in this kabupaten."""
    return has_role(person, *PLANNERS) and reaches(person, region)


def may_edit_instruments(request: HttpRequest) -> bool:
    """Let the head and the staff of a board make, change and publish its instruments."""
    return edits_instruments(request.user)


def edits_instruments(person: Person) -> bool:
    """Say whether `person` makes instruments: head or staff of a kabupaten."""
    return has_role(person, *PLANNERS) and bool(region_of(person))


def visible_instruments(person: Person) -> QuerySet[Instrument]:
    """Return the instruments that `person` may look at: the shipped ones and the board's own."""
    if not edits_instruments(person):
        return Instrument.objects.none()
    return Instrument.objects.filter(Q(region=None) | scope_filter(person, "region"))


def owned_instruments(person: Person) -> QuerySet[Instrument]:
    """Return the instruments of the person's own board, which it may change or retire."""
    if not edits_instruments(person):
        return Instrument.objects.none()
    return Instrument.objects.filter(scope_filter(person, "region"), region__isnull=False)


def asks(person: Person) -> bool:
    """Say whether `person` holds interviews."""
    return has_role(person, *ASKERS)


def own_devices(person: Person) -> QuerySet[FieldDevice]:
    """Return the phones of `person`, as long as he or she holds interviews."""
    if not has_role(person, *ASKERS):
        return FieldDevice.objects.none()
    return FieldDevice.objects.filter(account_id=person.pk)


def manageable_devices(person: Person) -> QuerySet[FieldDevice]:
    """Return the phones that the head and the staff of a kabupaten may revoke."""
    if not has_role(person, *PLANNERS):
        return FieldDevice.objects.none()
    return FieldDevice.objects.filter(scope_filter(person, "region"))


def visible_reports(person: Person) -> QuerySet[FieldReport]:
    """Return what phones told of the region: visits, proposed corrections."""
    if not has_role(person, *PLANNERS):
        return FieldReport.objects.none()
    return FieldReport.objects.filter(scope_filter(person, "region"))


def askers_of(region: str) -> QuerySet[User]:
    """Return the accounts that hold interviews in a kabupaten."""
    held = Membership.objects.filter(role__in=ASKERS, region=region).values("user")
    return User.objects.filter(pk__in=held, is_active=True).order_by("first_name", "username")


def may_go_out(person: User, region: str) -> bool:
    """Say whether somebody may be sent out for rounds of a kabupaten."""
    return askers_of(region).filter(pk=person.pk).exists()


def visible_found(person: Person) -> QuerySet[FoundBusiness]:
    """Return the businesses met in the field: staff see all, others what they noted themselves."""
    rows = FoundBusiness.objects.filter(scope_filter(person, "round__region"))
    if has_role(person, *PLANNERS):
        return rows
    return rows.filter(found_by_id=person.pk) if has_role(person, *ASKERS) else rows.none()


def decidable_found(person: Person) -> QuerySet[FoundBusiness]:
    """Return the found businesses that `person` may match or put into the register."""
    rows = FoundBusiness.objects.select_related("round")
    if not has_role(person, Role.STAFF):
        return rows.none()
    return rows.filter(scope_filter(person, "round__region"))


def nonce_key() -> bytes:
    """Return with what nonces of the digest are signed."""
    return f"{settings.SECRET_KEY}|odk".encode()


def bears_device_key(request: HttpRequest) -> bool:
    """Let ODK Collect in with a live key of the round in the address: digest, or path token.

    It then acts as the enumerator of the key. `request.odk_stale` says that only the nonce was
    old, `request.odk_wrong` that credentials were given and do not fit.
    """
    told = request.resolver_match.kwargs if request.resolver_match else {}
    token = str(told.get("token", ""))
    key = _by_token(token) if token else _by_digest(request)
    found = key is not None and _is_round(key.round, str(told.get("round_id", "")))
    if key is None or not found or not answered_rounds(key.user).filter(pk=key.round_id).exists():
        tried = bool(token or request.headers.get("Authorization"))
        request.odk_wrong = tried and not getattr(request, "odk_stale", False)  # type: ignore[attr-defined]  # read by the door
        return False
    request.user = key.user
    request.odk_key = key  # type: ignore[attr-defined]  # read by the endpoints
    return True


def _live_keys() -> QuerySet[DeviceKey]:
    keys = DeviceKey.objects.filter(revoked_at=None, user__is_active=True)
    # Each request of a telephone asks this; the questions themselves are read once per process.
    return keys.select_related("user__acting", "round", "round__instrument").defer(
        "round__instrument__definition", "round__instrument__next_steps"
    )


def _by_token(token: str) -> DeviceKey | None:
    """Return the key of a path token; found by its hash, so no time tells how near one was."""
    if len(token) > LONGEST_TOKEN:
        return None
    return _live_keys().filter(token_hash=hashlib.sha256(token.encode()).hexdigest()).first()


def _by_digest(request: HttpRequest) -> DeviceKey | None:
    """Return the key whose secret the request proves to know, for this very address."""
    given = digest.read(request.headers.get("Authorization", ""))
    if given is None:
        return None
    key = _live_keys().filter(username=given.username[:60]).first()
    known = key.ha1 if key is not None else NOBODY
    second = int(timezone.now().timestamp())
    age = digest.nonce_age(given.nonce, nonce_key(), second)
    is_here = unquote(urlsplit(given.uri).path) == request.path
    if not digest.fits(given, request.method or "", known) or key is None or not is_here:
        return None
    if age is None or not 0 <= age <= digest.NONCE_SECONDS:
        request.odk_stale = True  # type: ignore[attr-defined]  # read by the door
        return None
    return key


def _is_round(found: Round, told: str) -> bool:
    """Say whether an address names a round: by its number, `r` and its number, or its name."""
    return told in {str(found.pk), f"r{found.pk}", found.name}


def may_ask_again(request: HttpRequest) -> bool:
    """Let those in who hold interviews, and the head who looks at how they repeat."""
    return has_role(request.user, *ASKERS, Role.HEAD)


def plannable_backchecks(person: Person) -> QuerySet[BackCheck]:
    """Return the second askings that `person` may give to somebody."""
    if not has_role(person, *PLANNERS):
        return BackCheck.objects.none()
    return _backchecks(person)


def visible_backchecks(person: Person) -> QuerySet[BackCheck]:
    """Return the second askings that `person` sees: the office all, others their own."""
    if has_role(person, *PLANNERS):
        return _backchecks(person)
    if has_role(person, Role.MENTOR, Role.ENUMERATOR):
        return _backchecks(person).filter(assigned_to_id=person.pk)
    return BackCheck.objects.none()


def askable_backchecks(person: Person) -> QuerySet[BackCheck]:
    """Return the open second askings that `person` may hold: never of an own interview."""
    if not has_role(person, *ASKERS):
        return BackCheck.objects.none()
    still = Q(submission__business__region=F("round__region"))
    open_ones = visible_backchecks(person).filter(still, state__in=BackCheck.OPEN)
    return open_ones.exclude(submission__started_by_id=person.pk)


def _backchecks(person: Person) -> QuerySet[BackCheck]:
    """Return the second askings of the person's regions; none of withdrawn businesses."""
    reach = scope_filter(person, "round__region")
    return BackCheck.objects.filter(reach, submission__business__withdrawn_at=None)
