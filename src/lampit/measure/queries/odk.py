"""What ODK Collect downloads: the form of a round and the list of an enumerator."""

from dataclasses import dataclass

from django.db.models import QuerySet

from lampit.measure.models import DeviceKey, Round, SampleMember
from lampit.measure.queries.assignments import Assignment, assignments_for
from lampit.measure.queries.instruments import reading_of
from lampit.measure.queries.languages import languages_of
from lampit.measure.queries.xforms import xform_of
from lampit.measure.rules import odk, states
from lampit.measure.rules.xlsform import form_id, form_version


@dataclass(frozen=True)
class ServedForm:
    """The form of a round: its id, version (digits) and title, and its bytes as served."""

    form_id: str
    version: str
    title: str
    xml: bytes


def form_of(found: Round) -> ServedForm | None:
    """Return the form of a round in all its languages, None while not in the field; one query.

    Raises:
        Refusal: `form_unusable`.
    """
    if found.state != states.FIELD:
        return None
    definition, languages = found.instrument.definition, languages_of(found.instrument)
    return ServedForm(
        form_id(definition), form_version(definition, languages), str(definition["title_id"]),
        xform_of(definition, languages),
    )  # fmt: skip


def form_id_of(found: Round) -> str:
    """Return the id by which the form of a round is known; no query once its version was read."""
    asked = reading_of(found.instrument).instrument
    return form_id({"id": asked.id, "version": asked.version})


def sample_of(members: QuerySet[SampleMember], round_id: int) -> bytes:
    """Return `sampel.csv` of whoever may ask these members; the queries of `assignments_for`."""
    rows = assignments_for(members, round_id=round_id)
    return odk.sample_csv((one.business, _label(one), one.village, one.address) for one in rows)


def _label(one: Assignment) -> str:
    """Name a business as people find it: its name, its owner, its village."""
    owner = f" · {one.owner}" if one.owner and one.owner.lower() not in one.name.lower() else ""
    village = f" ({one.village_name})" if one.village_name else ""
    return f"{one.name}{owner}{village}"


def keys_of(found: Round) -> QuerySet[DeviceKey]:
    """Return the keys of a round, live ones first; one query."""
    rows = DeviceKey.objects.filter(round=found).select_related("user")
    return rows.order_by("revoked_at", "user__username", "-id")
