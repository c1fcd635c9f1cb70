"""Who may see and change businesses, their owners, and what is asked about them."""

from collections.abc import Collection

from django.db.models import Q, QuerySet
from django.http import HttpRequest

from lampit.people.access import Person, has_role, region_of, role_of, scope_filter, token_may
from lampit.people.models import Role, User
from lampit.places import queries as places
from lampit.places.rules import DISTRICT_LENGTH
from lampit.registry.models import (
    Business,
    ConfirmSheet,
    ExportRequest,
    FieldListing,
    FieldTask,
    ImportRun,
    Owner,
)
from lampit.registry.rules.seeing import NOTHING, Sight

READERS = (Role.HEAD, Role.STAFF, Role.BOARD, Role.MENTOR, Role.ENUMERATOR, Role.ADMIN)
# Who keeps the machine going (admin) edits nobody's record: the form shows what is red.
EDITORS = (Role.STAFF,)
# Who sees single businesses of a region, not all of them.
SINGLE = (Role.MENTOR, Role.ENUMERATOR)
EXPORTERS = (Role.HEAD, Role.STAFF, Role.ADMIN)
CONFIRMERS = (Role.STAFF, Role.MENTOR, Role.ENUMERATOR, Role.ADMIN)
PROPOSERS = (Role.STAFF, Role.MENTOR, Role.ENUMERATOR)
# Who sees which businesses fell silent, and who asks them.
FOLLOWERS = (Role.HEAD, Role.STAFF, Role.MENTOR)
ASKERS = (Role.STAFF, Role.MENTOR)
QUALITY_READERS = (Role.HEAD, Role.STAFF, Role.BOARD)
KABUPATEN = DISTRICT_LENGTH


def sight_of(person: Person) -> Sight:
    """Return how much of each personal column this person sees; the table is `rules.seeing`."""
    return Sight(role_of(person))


def may_open_registry(request: HttpRequest) -> bool:
    """Let in who works with businesses of a region; provinces, nation and buyers stay out."""
    return has_role(request.user, *READERS)


def may_edit(request: HttpRequest) -> bool:
    """Let staff change the register."""
    return has_role(request.user, *EDITORS)


def may_register(request: HttpRequest) -> bool:
    """Let staff add businesses of their kabupaten."""
    return has_role(request.user, Role.STAFF) and bool(region_of(request.user))


def may_reveal(request: HttpRequest) -> bool:
    """Let those in who may read one protected value or another, each time with a reason."""
    sight = sight_of(request.user)
    return sight.opens("nik") or sight.opens("phone")


def may_export(request: HttpRequest) -> bool:
    """Let the office take lists out of the house."""
    return has_export_right(request.user)


def may_answer_exports(request: HttpRequest) -> bool:
    """Let the head be the second person for long lists, and the admin for a head's own."""
    return has_answer_right(request.user)


def has_answer_right(person: Person) -> bool:
    """Say whether this person may agree that a long list leaves the house."""
    return has_role(person, Role.HEAD, Role.ADMIN)


def visible_exports(person: Person) -> QuerySet[ExportRequest]:
    """Return the requests for long lists: one's own, for head and admin those of the region."""
    if not has_export_right(person) or not isinstance(person, User):
        return ExportRequest.objects.none()
    own = Q(asker=person, region_id=region_of(person) or None)
    if not has_answer_right(person):
        return ExportRequest.objects.filter(own)
    scope = scope_filter(person, "region")
    # Everywhere is an empty condition, which "or" would drop.
    return ExportRequest.objects.filter(own | scope) if scope else ExportRequest.objects.all()


def may_import(request: HttpRequest) -> bool:
    """Let staff bring lists into the register and take them back."""
    return has_role(request.user, Role.STAFF)


def visible_runs(person: Person) -> QuerySet[ImportRun]:
    """Return the imports of the person's region; others do not exist for them."""
    if not has_role(person, Role.STAFF):
        return ImportRun.objects.none()
    return ImportRun.objects.filter(scope_filter(person, "region"))


def sees_unread(person: Person) -> bool:
    """Say whether this person sees columns of a list that no field was read from.

    Nobody knows what stands in them, so only who works with the owner's own data does.
    """
    return has_role(person, Role.HEAD, Role.STAFF, Role.MENTOR)


def may_confirm(request: HttpRequest) -> bool:
    """Let those who meet makers say that a business is still selling."""
    return has_role(request.user, *CONFIRMERS)


def has_export_right(person: Person) -> bool:
    """Say whether this person may take lists out of the house."""
    return has_role(person, *EXPORTERS)


def may_change(person: Person) -> bool:
    """Say whether this person may register and edit businesses."""
    return has_role(person, *EDITORS)


def may_read_value(person: Person, name: str) -> bool:
    """Say whether this person may read a protected value: `phone`, `nik`, `birth`, `sales` ….

    Each reading gives a reason and is noted.
    """
    return sight_of(person).opens(name)


def may_search_nik(person: Person) -> bool:
    """Say whether this person may look for somebody by NIK: who sees one, be it masked."""
    return sight_of(person)["nik"] != NOTHING


def care_filter(person: Person, path: str = "") -> Q:
    """Return what narrows the businesses of a region to those given to a person; else no limit.

    A mentor sees the makers that he looks after, an enumerator whom she is to ask in an open
    round (domain.md section 18, registry.md section 5), not the whole kabupaten.

    Args:
        person: who asks.
        path: the way to the business, e.g. `business__`.
    """
    if has_role(person, Role.MENTOR):
        return _mentors_own(person, path)
    return _to_be_asked(person, path) if has_role(person, Role.ENUMERATOR) else Q()


def _mentors_own(person: Person, path: str) -> Q:
    own = Q(**{f"{path}mentor_id": person.pk})
    if path:  # rows of a member follow its golden record; among golden ones nothing follows
        own |= Q(**{f"{path}golden__mentor_id": person.pk})
    merged = Business.objects.filter(mentor_id=person.pk, golden__isnull=False)
    return own | Q(**{f"{path}pk__in": merged.values("golden")})


def _to_be_asked(person: Person, path: str) -> Q:
    # The task names its kabupaten: who moved away meanwhile is no task of the new one.
    hers = Q(person=None) | Q(person_id=person.pk)
    asked = FieldTask.objects.filter(scope_filter(person, "region") & hers).values("business")
    merged = Business.objects.filter(pk__in=asked, golden__isnull=False)
    own = Q(**{f"{path}pk__in": asked}) | Q(**{f"{path}pk__in": merged.values("golden")})
    return own | Q(**{f"{path}golden__in": asked}) if path else own


def visible_businesses(person: Person) -> QuerySet[Business]:
    """Return the businesses that exist for this person: of the region, in one's care, one's own.

    Records merged into another are not among them: they are read through their golden record.
    Province and nation get totals elsewhere and no rows here.
    """
    present = Business.objects.filter(withdrawn_at=None, golden=None)
    if has_role(person, *READERS):
        return present.filter(scope_filter(person, "region") & care_filter(person))
    if isinstance(person, User) and has_role(person, Role.MAKER):
        merged = Business.objects.filter(owner__account=person, golden__isnull=False)
        return present.filter(Q(owner__account=person) | Q(pk__in=merged.values("golden")))
    return present.none()


def whole_regions(person: Person) -> list[str] | None:
    """Return the kabupaten of which this person sees every business; none named is all of them.

    None is for people who see single businesses, as mentors, enumerators and makers do. The
    catalogue of the list answers for whole kabupaten; `visible_businesses` still says what is
    shown.
    """
    if not has_role(person, *READERS) or has_role(person, *SINGLE):
        return None
    code = region_of(person)
    if not code or len(code) >= DISTRICT_LENGTH:
        return [code] if code else []
    return [place.code for place in places.districts(code)]


def editable_businesses(person: Person) -> QuerySet[Business]:
    """Return the businesses that this person may change."""
    if not has_role(person, *EDITORS):
        return Business.objects.none()
    return visible_businesses(person)


def proposable_businesses(person: Person) -> QuerySet[Business]:
    """Return the businesses of which this person may propose corrections: who meets makers."""
    if not has_role(person, *PROPOSERS):
        return Business.objects.none()
    return visible_businesses(person)


def confirmable_businesses(person: Person) -> QuerySet[Business]:
    """Return the businesses whose state this person may confirm; makers confirm their own."""
    if has_role(person, *CONFIRMERS, Role.MAKER):
        return visible_businesses(person)
    return Business.objects.none()


def may_follow_up(request: HttpRequest) -> bool:
    """Let the office and mentors see which businesses fell silent."""
    return has_role(request.user, *FOLLOWERS) and bool(region_of(request.user))


def may_open_quality(request: HttpRequest) -> bool:
    """Let the office see how complete and fresh its list is, and who stands above it the sums."""
    return may_read_quality_file(request) or reads_quality_above(request.user)


def may_read_quality_file(request: HttpRequest) -> bool:
    """Let the office of a kabupaten have its months as a table."""
    return has_role(request.user, *QUALITY_READERS) and len(region_of(request.user)) == KABUPATEN


def reads_quality_above(person: Person) -> bool:
    """Say whether a person compares kabupaten: a province, or the nation."""
    return has_role(person, Role.PROVINCE, Role.NATION)


def may_count_quality(request: HttpRequest) -> bool:
    """Let staff have the list of their kabupaten counted now."""
    return has_role(request.user, Role.STAFF) and len(region_of(request.user)) == KABUPATEN


def may_compare(request: HttpRequest) -> bool:
    """Let staff hold a list of the field against the register."""
    return may_count_quality(request)


def visible_listings(person: Person) -> QuerySet[FieldListing]:
    """Return the lists of the field of the person's region, for head and staff."""
    if not has_role(person, Role.HEAD, Role.STAFF):
        return FieldListing.objects.none()
    return FieldListing.objects.filter(scope_filter(person, "region"))


def may_open_listings(request: HttpRequest) -> bool:
    """Let head and staff see what lists of the field say of the register."""
    known = has_role(request.user, Role.HEAD, Role.STAFF)
    return known and len(region_of(request.user)) == KABUPATEN


def may_ask_alive(request: HttpRequest) -> bool:
    """Let staff and mentors ask a business whether it is still there."""
    return has_role(request.user, *ASKERS) and bool(region_of(request.user))


def is_mentor(person: Person) -> bool:
    """Say whether this person looks after businesses of his own."""
    return has_role(person, Role.MENTOR)


def askable_businesses(person: Person) -> QuerySet[Business]:
    """Return the businesses that this person may ask: of the region, for a mentor his own."""
    if not has_role(person, *ASKERS):
        return Business.objects.none()
    return visible_businesses(person)


def mentors_in_reach(person: Person) -> QuerySet[User]:
    """Return the accounts that are mentors in the region of this person."""
    mentors = User.objects.filter(scope_filter(person, "memberships__region"))
    return mentors.filter(memberships__role=Role.MENTOR).distinct()


def visible_sheets(person: Person) -> QuerySet[ConfirmSheet]:
    """Return the sheets of the region; for a mentor his own and those he made."""
    if not has_role(person, *FOLLOWERS):
        return ConfirmSheet.objects.none()
    rows = ConfirmSheet.objects.filter(scope_filter(person, "region"))
    if has_role(person, Role.MENTOR):
        return rows.filter(Q(mentor_id=person.pk) | Q(made_by_id=person.pk))
    return rows


def visible_owners(person: Person) -> QuerySet[Owner]:
    """Return the owners in the region of this person; else those of businesses given to one."""
    if not has_role(person, *READERS):
        return Owner.objects.none()
    owners = Owner.objects.filter(scope_filter(person, "region"), withdrawn_at=None)
    if has_role(person, *SINGLE):
        return owners.filter(pk__in=visible_businesses(person).values("owner_id"))
    return owners


def may_note_consent(person: Person, owner: Owner) -> bool:
    """Say whether this person may write down a yes or no of an owner: staff, or his mentor."""
    if not has_role(person, Role.STAFF, Role.MENTOR):
        return False
    return visible_owners(person).filter(pk=owner.pk).exists()


def may_erase(person: Person, owner_ids: Collection[int]) -> bool:
    """Say whether this person decides that these owners are erased: the head of their office."""
    if not has_role(person, Role.HEAD) or not region_of(person):
        return False
    outside = Owner.objects.filter(pk__in=owner_ids).exclude(scope_filter(person, "region"))
    return not outside.exists()


def may_answer_for(person: Person, owner_ids: Collection[int]) -> bool:
    """Say whether this person answers for data of these owners: head or staff of their office."""
    if not has_role(person, Role.HEAD, Role.STAFF) or not region_of(person):
        return False
    outside = Owner.objects.filter(pk__in=owner_ids).exclude(scope_filter(person, "region"))
    return not outside.exists()


def own_owners(person: Person) -> QuerySet[Owner]:
    """Return what the register holds about the person of this account herself."""
    if not isinstance(person, User):
        return Owner.objects.none()
    return Owner.objects.filter(account=person, withdrawn_at=None)


def confirm_kind_of(person: Person) -> str:
    """Return the sign of life that a word of this person is: visit, survey, owner or office."""
    if has_role(person, Role.MENTOR):
        return "kunjungan"
    if has_role(person, Role.ENUMERATOR):
        return "survei"
    return "pemilik" if has_role(person, Role.MAKER) else "petugas"


def may_read_by_token(request: HttpRequest) -> bool:
    """Let a program read whose token may, for an account that works with businesses."""
    return token_may(request, "read") and may_open_registry(request)


def may_write_by_token(request: HttpRequest) -> bool:
    """Let a program write whose token may, for an account that may change the register."""
    return token_may(request, "write") and may_edit(request)


def may_open_by_token(request: HttpRequest) -> bool:
    """Let a program open protected values whose token may; the account's right is asked later."""
    return token_may(request, "pii")
