"""Versions of instruments: the shipped one stored, drafts made and changed, published, retired."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone

from lampit.basics.refusal import Refusal
from lampit.measure import access
from lampit.measure.models import Instrument, InstrumentLanguage, Round
from lampit.measure.queries import instruments
from lampit.measure.queries.languages import languages_of
from lampit.measure.rules import states, versions
from lampit.measure.rules.editing import check_publishable, pruned_steps
from lampit.measure.rules.languages import Language, read_language, written_language
from lampit.people.access import region_of
from lampit.people.actions import audit
from lampit.people.models import User

_AWAY = "Instrumen ini tidak ada, atau milik kantor lain."


def publish_instrument(*, now: datetime, version: str = "1") -> Instrument:
    """Return the shipped version as stored, publishing it from the house's files when it is new.

    Raises:
        Refusal: `instrument_changed`: the files differ from what was published as this version.
    """
    files = instruments.published_files(version)
    code = str(files.definition["id"])
    row = Instrument.objects.filter(code=code, version=version).first()
    if row is None:
        row = _shipped(files, code, version, now)
    if row.fingerprint != files.fingerprint:
        message = (
            f"Instrumen {code} v{version} sudah terbit dengan isi lain. Beri nomor versi baru."
        )
        raise Refusal("instrument_changed", message)
    return row


def _shipped(files: instruments.Published, code: str, version: str, now: datetime) -> Instrument:
    """Insert the shipped version; somebody who was quicker wins."""
    try:
        with transaction.atomic():
            return Instrument.objects.create(
                code=code,
                version=version,
                state=versions.PUBLISHED,
                definition=files.definition,
                next_steps=files.next_steps,
                fingerprint=files.fingerprint,
                published_at=now,
            )
    except IntegrityError:
        return Instrument.objects.get(code=code, version=version)


def start_draft(actor: User, base_id: int, *, now: datetime) -> Instrument:
    """Make a draft of the actor's board out of any version it sees; languages come along.

    Raises:
        Refusal: `instrument_out_of_reach`, `instrument_changed`.
    """
    base = access.visible_instruments(actor).filter(pk=base_id).first()
    if base is None or not access.edits_instruments(actor):
        raise Refusal("instrument_out_of_reach", _AWAY)
    if not base.is_draft:
        check_unchanged(base)
    code = versions.own_code(base.code, region_of(actor))
    with transaction.atomic():
        made = _draft(actor, code, base.definition, base.next_steps, base=base, now=now)
        for language in languages_of(base):
            _bring(actor, made, written_language(language), now)
        return made


def import_draft(
    actor: User,
    definition: Mapping[str, Any],
    next_steps: Mapping[str, Any],
    languages: Sequence[Language] = (),
    *,
    now: datetime,
) -> Instrument:
    """Make a draft of the actor's board out of an imported form and its languages.

    Raises:
        Refusal: `instrument_out_of_reach`.
    """
    if not access.edits_instruments(actor):
        raise Refusal("instrument_out_of_reach", _AWAY)
    code = versions.own_code(str(definition["id"]), region_of(actor))
    with transaction.atomic():
        made = _draft(actor, code, definition, next_steps, base=None, now=now)
        for language in languages:
            _bring(actor, made, written_language(language), now)
        return made


def _draft(
    actor: User,
    code: str,
    definition: Mapping[str, Any],
    next_steps: Mapping[str, Any],
    *,
    base: Instrument | None,
    now: datetime,
) -> Instrument:
    """Insert a draft under the next free version of its code."""
    taken = Instrument.objects.filter(code=code).values_list("version", flat=True)
    version = versions.next_version(taken)
    day = timezone.localdate(now).isoformat()
    try:
        with transaction.atomic():
            made = Instrument.objects.create(
                code=code,
                version=version,
                state=versions.DRAFT,
                region_id=region_of(actor),
                base=base,
                definition=versions.as_draft(definition, code, version, day),
                next_steps=dict(next_steps),
                made_by=actor,
                changed_at=now,
            )
    except IntegrityError as error:
        message = "Konsep lain baru saja dibuat. Coba sekali lagi."
        raise Refusal("instrument_version_taken", message) from error
    _audit(actor, "instrument_drafted", made, now)
    return made


def change_draft(
    actor: User, pk: int, definition: Mapping[str, Any], *, edit_count: int, now: datetime
) -> Instrument:
    """Keep the changed content of a draft, unless somebody else changed it meanwhile.

    Raises:
        Refusal: `instrument_out_of_reach`, `instrument_frozen`, `instrument_edited`.
    """
    with transaction.atomic():
        found = _locked(actor, pk)
        versions.check_draft(found.state)
        if found.edit_count != edit_count:
            message = "Konsep ini baru saja diubah orang lain. Lihat isinya, lalu ulangi."
            raise Refusal("instrument_edited", message)
        day = timezone.localdate(now).isoformat()
        found.definition = versions.as_draft(definition, found.code, found.version, day)
        found.edit_count, found.changed_at = edit_count + 1, now
        found.save(update_fields=["definition", "edit_count", "changed_at"])
        return found


def publish_draft(actor: User, pk: int, *, now: datetime) -> Instrument:
    """Publish a draft: from now on its content never changes.

    Raises:
        Refusal: `instrument_out_of_reach`, `instrument_state`, `instrument_faulty`.
    """
    with transaction.atomic():
        found = _locked(actor, pk)
        if found.state != versions.DRAFT:
            versions.check_next(found.state, versions.PUBLISHED)
            check_unchanged(found)
            found.state, found.retired_at = versions.PUBLISHED, None
            found.save(update_fields=["state", "retired_at"])
        else:
            check_publishable(found.definition)
            found.next_steps = pruned_steps(found.definition, found.next_steps)
            found.fingerprint = versions.fingerprint_of(found.definition, found.next_steps)
            found.state, found.published_at = versions.PUBLISHED, now
            found.save(update_fields=["next_steps", "fingerprint", "state", "published_at"])
        _audit(actor, "instrument_published", found, now)
        return found


def retire(actor: User, pk: int, *, now: datetime) -> Instrument:
    """Take a version out of what new rounds may choose; running rounds keep it.

    Raises:
        Refusal: `instrument_out_of_reach`, `instrument_state`.
    """
    with transaction.atomic():
        found = _locked(actor, pk)
        versions.check_next(found.state, versions.RETIRED)
        found.state, found.retired_at = versions.RETIRED, now
        found.save(update_fields=["state", "retired_at"])
        _audit(actor, "instrument_retired", found, now)
        return found


def drop_draft(actor: User, pk: int, *, now: datetime) -> None:
    """Throw a draft away; nothing was ever asked with it.

    Raises:
        Refusal: `instrument_out_of_reach`, `instrument_frozen`.
    """
    with transaction.atomic():
        found = _locked(actor, pk)
        versions.check_draft(found.state)
        _audit(actor, "instrument_dropped", found, now)
        found.delete()


def bring_language(
    actor: User, pk: int, content: Mapping[str, Any], *, now: datetime
) -> InstrumentLanguage:
    """Keep a language file of a version, also of a published one: it changes no wording.

    Raises:
        Refusal: `instrument_out_of_reach`, `language_…`.
    """
    with transaction.atomic():
        found = _locked(actor, pk)
        brought = _bring(actor, found, content, now)
        _audit(actor, "instrument_language", found, now, reason=brought.code)
        return brought


def _bring(
    actor: User, found: Instrument, content: Mapping[str, Any], now: datetime
) -> InstrumentLanguage:
    """Insert the next edition of a language and make it the current one."""
    language = read_language(content)
    held = InstrumentLanguage.objects.filter(instrument=found, code=language.code)
    newest = held.aggregate(newest=Max("edition"))["newest"] or 0
    held.filter(is_current=True).update(is_current=False)
    return InstrumentLanguage.objects.create(
        instrument=found,
        code=language.code,
        name=language.name,
        edition=max(newest, language.edition - 1) + 1,
        content=dict(content),
        brought_by=actor,
        brought_at=now,
    )


def check_unchanged(found: Instrument) -> None:
    """Refuse to use a published version whose content is no longer what was published.

    Raises:
        Refusal: `instrument_changed`.
    """
    if not instruments.is_unchanged(found):
        message = f"Isi instrumen {found} tidak lagi sama dengan yang terbit. Hubungi admin."
        raise Refusal("instrument_changed", message)


def choose_instrument(region: str, pk: int | None, *, now: datetime) -> Instrument:
    """Return the version a new round of a kabupaten asks with; None is the shipped one.

    Raises:
        Refusal: `instrument_not_choosable`, `instrument_changed`.
    """
    if pk is None:
        return publish_instrument(now=now)
    found = instruments.choosable(region).filter(pk=pk).first()
    if found is None:
        message = "Instrumen ini belum terbit, sudah pensiun, atau milik kantor lain."
        raise Refusal("instrument_not_choosable", message)
    check_unchanged(found)
    return found


def ask_with(actor: User, round_id: int, pk: int, *, now: datetime) -> Round:
    """Let a planned round ask with a version of its reach; once drawn it stays.

    Raises:
        Refusal: `round_out_of_reach`, `round_state`, `instrument_not_choosable`,
            `instrument_changed`.
    """
    with transaction.atomic():
        found = access.plannable_rounds(actor).select_for_update().filter(pk=round_id).first()
        if found is None:
            raise Refusal("round_out_of_reach", "Putaran ini di luar wilayah Anda.")
        if found.state != states.PLANNED:
            message = "Instrumen hanya dapat dipilih selama putaran masih rancangan."
            raise Refusal("round_state", message)
        chosen = choose_instrument(found.region_id, pk, now=now)
        found.instrument = chosen
        found.save(update_fields=["instrument"])
        _audit(actor, "instrument_chosen", chosen, now, reason=f"{found.name}: {chosen}")
        return found


def _locked(actor: User, pk: int) -> Instrument:
    """Return a version of the actor's own board, locked for change."""
    found = access.owned_instruments(actor).select_for_update().filter(pk=pk).first()
    if found is None:
        raise Refusal("instrument_out_of_reach", _AWAY)
    return found


def _audit(actor: User, deed: str, found: Instrument, now: datetime, *, reason: str = "") -> None:
    """Write what was done to a version into the chain."""
    audit(
        actor,
        deed,
        subject_kind="measure.instrument",
        subject_id=found.pk,
        reason=reason or str(found),
        region=found.region_id or region_of(actor),
        at=now,
    )
