"""Who types answers from paper into a round: the staff of its kabupaten, nobody else."""

from django.db.models import QuerySet
from django.http import HttpRequest

from lampit.measure.models import AnswerFile, Round
from lampit.people.access import Person, has_role, scope_filter
from lampit.people.models import Role


def may_type_answers(request: HttpRequest) -> bool:
    """Let the staff in, who bring in what enumerators filled in on paper."""
    return types_answers(request.user)


def types_answers(person: Person) -> bool:
    """Say whether `person` brings in answers from paper."""
    return has_role(person, Role.STAFF)


def typed_rounds(person: Person) -> QuerySet[Round]:
    """Return the rounds into which `person` may bring answers from paper."""
    if not types_answers(person):
        return Round.objects.none()
    return Round.objects.filter(scope_filter(person, "region"))


def visible_answer_files(person: Person) -> QuerySet[AnswerFile]:
    """Return the files of answers of the kabupaten of `person`."""
    if not types_answers(person):
        return AnswerFile.objects.none()
    return AnswerFile.objects.filter(scope_filter(person, "round__region"))
