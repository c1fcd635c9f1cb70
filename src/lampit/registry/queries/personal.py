"""Everything the register holds about one person: for her own copy, and before it is erased."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from lampit.basics.dossier import Section, section
from lampit.outside import vault
from lampit.people.queries.personal import looks_at
from lampit.registry.models import (
    Business,
    Change,
    Claim,
    Consent,
    ConsentFile,
    GroupMember,
    ImportRow,
    ImportRun,
    Owner,
    OwnerMerge,
    OwnerPeriod,
    OwnerSource,
    Permit,
    PermitFile,
)
from lampit.registry.queries import sayings
from lampit.registry.queries.consents import proof_of
from lampit.registry.queries.history import shown_value
from lampit.registry.queries.left import lists_with
from lampit.registry.queries.owning import former_owners, same_hands
from lampit.registry.queries.partners import all_numbers
from lampit.registry.queries.persons import family_of, is_one_person
from lampit.registry.rules import consents, words
from lampit.registry.rules.importing.papers import PAPER
from lampit.registry.rules.records import context

MOST_ROWS = 5_000


@dataclass(frozen=True, slots=True)
class Records:
    """The records of one person: owner rows and business rows, merged ones among them."""

    owner_ids: tuple[int, ...]
    business_ids: tuple[int, ...]


def records_of(owner: Owner) -> Records:
    """Return the records of a person, following merges in both directions; about ten queries.

    Owners that were called one person are, and so are owners of records merged into one another
    where an equal NIK, or alike names and nothing against it, say so. Who runs a business with
    her is somebody else, though the business is one record (see `others_beside`), and so is who
    owned it once and passed it on.
    """
    together = Owner.objects.filter(pk__in=same_hands(owner.pk))
    ids = {owner.pk, *(one.pk for one in together if is_one_person(one, owner))}
    more, shops = ids, list[Business]()
    while more:
        ids = ids | family_of(more)
        shops = _with_merged(ids)
        hers = [shop.owner for shop in shops if shop.owner_id in ids] or [owner]
        more = {
            shop.owner_id or 0
            for shop in shops
            if shop.owner_id is not None and shop.owner_id not in ids
            and any(is_one_person(shop.owner, one) for one in hers)
        } - former_owners([shop.pk for shop in shops])  # fmt: skip
    mine = [shop.pk for shop in shops if shop.owner_id is None or shop.owner_id in ids]
    return Records(tuple(sorted(ids)), tuple(sorted(mine)))


def others_beside(records: Records) -> list[Business]:
    """Return the records merged with hers that belong to somebody else; three queries."""
    shops = _with_merged(records.owner_ids)
    return [shop for shop in shops if shop.pk not in records.business_ids]


def _with_merged(owner_ids: Collection[int]) -> list[Business]:
    """Return the businesses of owners with all records merged with them; three queries."""
    own = dict(Business.objects.filter(owner__in=owner_ids).values_list("pk", "golden_id"))
    tops = {top or pk for pk, top in own.items()}
    rows = Business.objects.filter(Q(pk__in=tops) | Q(golden__in=tops))
    return list(rows.select_related("owner").order_by("pk"))


def subjects_of(records: Records) -> list[tuple[str, str]]:
    """Return under which names the audit trail knows the records: kind and id; three queries.

    Lists that left the house with them are among it.
    """
    owners = Owner.objects.filter(pk__in=records.owner_ids).values_list("public_id", flat=True)
    shops = Business.objects.filter(pk__in=records.business_ids)
    told = [("owner", one) for one in owners]
    told += [("business", one) for one in shops.values_list("public_id", flat=True)]
    return told + [("list", one) for one in lists_with(records.business_ids)]


def sections(records: Records) -> Iterator[Section]:
    """Yield what the register holds; protected values are opened: it is the person's own copy."""
    owners = list(Owner.objects.filter(pk__in=records.owner_ids).order_by("pk"))
    yield _owners(owners)
    yield _said(records.owner_ids)
    yield _businesses(records.business_ids)
    yield _consents(records.owner_ids)
    yield _permits(records.business_ids)
    yield _groups(records.owner_ids)
    yield _periods(records.owner_ids)
    yield _changes(records)
    yield _claims(records)
    yield _lists(records)
    yield from sayings.sections(records.business_ids)


def _opened(sealed: bytes | memoryview | None, table: str, public_id: str, name: str) -> str:
    return vault.decrypt(bytes(sealed), context(table, public_id, name)) if sealed else ""


def _owners(owners: Sequence[Owner]) -> Section:
    columns = [
        ("id", _("Nomor Lampit")), ("name", _("Nama")), ("nik", "NIK"), ("sex", _("L/P")),
        ("birth_date", _("Tanggal lahir")), ("birth_place", _("Tempat lahir")),
        ("birth_year", _("Tahun lahir")), ("phone", _("HP")), ("phone_2", _("HP kedua")),
        ("recorded_at", _("Dicatat")),
    ]  # fmt: skip
    rows = [
        (
            o.public_id, o.name, _opened(o.nik_sealed, "owner", o.public_id, "nik"), o.sex,
            _opened(o.birth_sealed, "owner", o.public_id, "birth"), o.birth_place, o.birth_year,
            o.phone, o.phone_2, o.created_at,
        )
        for o in owners
    ]  # fmt: skip
    return section("registry.owner", _("Anda, seperti tercatat di dinas"), columns, rows)


def _said(owner_ids: Sequence[int]) -> Section:
    """Tell what each of several records says, and who called them one person."""
    columns = [
        ("id", _("Nomor Lampit")), ("name", _("Nama")), ("nik", "NIK"), ("sex", _("L/P")),
        ("birth_date", _("Tanggal lahir")), ("birth_place", _("Tempat lahir")),
        ("phone", _("HP")), ("merged_at", _("Disatukan")),
    ]  # fmt: skip
    at: dict[int, datetime] = {}
    for event in OwnerMerge.objects.filter(person__in=owner_ids).order_by("id"):
        at |= dict.fromkeys([event.person_id, *event.members], event.at)
    rows = [
        (
            o.public_id, o.name, _opened(o.nik_sealed, "owner", o.public_id, "nik"), o.sex,
            _opened(o.birth_sealed, "owner", o.public_id, "birth"), o.birth_place,
            ", ".join(n for n in (o.phone, o.phone_2) if n), at.get(o.owner_id),
        )
        for o in OwnerSource.objects.filter(owner__in=owner_ids).order_by("pk")
    ]  # fmt: skip
    title = _("Kata tiap catatan yang disatukan menjadi Anda")
    return section("registry.ownersources", title, columns, rows)


def _businesses(ids: Sequence[int]) -> Section:
    columns = [
        ("id", _("Nomor Lampit")), ("name", _("Nama usaha")), ("kind", _("Bentuk")),
        ("activity", _("Jenis usaha")), ("kbli", "KBLI"), ("village", _("Desa")),
        ("address", _("Alamat")), ("rt_rw", "RT/RW"), ("phone", _("HP")), ("email", _("Surel")),
        ("nib", "NIB"), ("started_on", _("Mulai usaha")), ("workers_male", _("Pekerja L")),
        ("workers_female", _("Pekerja P")), ("workers", _("Pekerja seluruhnya")),
        ("sales", _("Omzet sebulan (Rp)")),
        ("capital", _("Modal (Rp)")), ("status", _("Keadaan")),
        ("confirmed_on", _("Terakhir dipastikan")), ("note", _("Catatan")),
        ("extras", _("Kolom lain dari daftar dinas")), ("source", _("Sumber")),
        ("office_number", _("Nomor di daftar kantor")), ("numbers", _("Nomor dari mitra")),
        ("is_merged", _("Digabungkan ke catatan lain")),
    ]  # fmt: skip
    numbers = all_numbers(ids)
    shops = Business.objects.filter(pk__in=ids).select_related("village").order_by("pk")
    rows = [
        (
            b.public_id, b.name, str(b.get_kind_display()), b.activity, b.kbli,
            b.village.name if b.village else "", b.address, f"{b.rt}/{b.rw}".strip("/"),
            ", ".join(n for n in (b.phone, b.phone_2) if n), b.email, b.nib, b.started_on,
            b.workers_male, b.workers_female, b.workers_total,
            _opened(b.sales_sealed, "business", b.public_id, "sales"),
            _opened(b.capital_sealed, "business", b.public_id, "capital"),
            str(b.get_status_display()), b.confirmed_on, b.note,
            "; ".join(f"{k}: {v}" for k, v in b.extras.items()),
            _(words.source_label(b.source)), b.external_id, numbers.get(b.pk, ""),
            b.golden_id is not None,
        )
        for b in shops
    ]  # fmt: skip
    return section("registry.businesses", _("Usaha Anda"), columns, rows)


def _consents(owner_ids: Sequence[int]) -> Section:
    columns = [
        ("at", _("Waktu")), ("purpose", _("Untuk apa")), ("is_given", _("Boleh")),
        ("words", _("Kalimat")), ("channel", _("Disampaikan")), ("proof", _("Bukti")),
    ]  # fmt: skip
    found = Consent.objects.filter(owner__in=owner_ids).select_related("text").order_by("id")
    rows = [
        (
            timezone.localtime(c.at), _(consents.BY_CODE[c.purpose].label), c.is_given,
            c.text.words, _(consents.CHANNELS.get(c.channel, c.channel)), proof_of(c),
        )
        for c in found[:MOST_ROWS]
    ]  # fmt: skip
    return section("registry.consents", _("Izin yang Anda berikan atau cabut"), columns, rows)


def _permits(ids: Sequence[int]) -> Section:
    columns = [
        ("kind", _("Jenis")), ("number", _("Nomor")), ("issued_on", _("Tanggal terbit")),
        ("valid_until", _("Berlaku sampai")), ("proof", _("Bukti")), ("note", _("Catatan")),
    ]  # fmt: skip
    found = Permit.objects.filter(business__in=ids).order_by("pk")
    rows = [
        (
            str(p.get_kind_display()), p.number, p.issued_on, p.valid_until,
            str(p.get_proof_display()), p.proof_note,
        )
        for p in found[:MOST_ROWS]
    ]  # fmt: skip
    return section("registry.permits", _("Izin usaha dan sertifikat"), columns, rows)


def scans_of(records: Records) -> list[str]:
    """Return the names of the certificates that are kept of a person; one query."""
    rows = PermitFile.objects.filter(permit__business__in=records.business_ids)
    return list(rows.order_by("pk").values_list("name", flat=True)[:MOST_ROWS])


def _groups(owner_ids: Sequence[int]) -> Section:
    columns = [("group", _("Kelompok")), ("duty", _("Tugas")), ("since", _("Sejak")),
               ("until", _("Sampai"))]  # fmt: skip
    found = GroupMember.objects.filter(owner__in=owner_ids).select_related("group").order_by("pk")
    rows = [(m.group.name, m.duty, m.since, m.until) for m in found[:MOST_ROWS]]
    return section("registry.groups", _("Kelompok yang Anda ikuti"), columns, rows)


def _periods(owner_ids: Sequence[int]) -> Section:
    """Tell which businesses changed hands, without the name of the other hand."""
    columns = [("business", _("Usaha")), ("from_on", _("Sejak")), ("until_on", _("Sampai")),
               ("reason", _("Bagaimana beralih"))]  # fmt: skip
    found = OwnerPeriod.objects.filter(owner__in=owner_ids).select_related("business")
    rows = [
        (p.business.name, p.from_on, p.until_on, str(p.get_reason_display()))
        for p in found.order_by("pk")[:MOST_ROWS]
    ]
    return section("registry.periods", _("Usaha yang beralih pemilik"), columns, rows)


def _changes(records: Records) -> Section:
    columns = [
        ("at", _("Waktu")), ("field", _("Isian")), ("old", _("Sebelum")), ("new", _("Sesudah")),
        ("source", _("Sumber")),
    ]  # fmt: skip
    rows = [
        (
            timezone.localtime(c.at), _(words.field_label(c.field)), shown_value(c.field, c.old),
            shown_value(c.field, c.new), _(words.source_label(c.source)),
        )
        for c in Change.objects.filter(_of(records)).order_by("id")[:MOST_ROWS]
    ]  # fmt: skip
    return section("registry.changes", _("Riwayat perubahan"), columns, rows)


def _claims(records: Records) -> Section:
    """Tell what lists say otherwise: it stands beside the value, not in its place."""
    columns = [
        ("at", _("Waktu")), ("field", _("Isian")), ("value", _("Nilai lain")),
        ("source", _("Sumber")),
    ]  # fmt: skip
    rows = [
        (
            timezone.localtime(c.at), _(words.field_label(c.field)), shown_value(c.field, c.value),
            _(words.source_label(c.source)),
        )
        for c in Claim.objects.filter(_of(records)).order_by("id")[:MOST_ROWS]
    ]  # fmt: skip
    return section("registry.claims", _("Yang dikatakan sumber lain"), columns, rows)


def _of(records: Records) -> Q:
    """Return what picks the changes and claims of the records of a person."""
    return Q(entity="business", entity_id__in=records.business_ids) | Q(
        entity="owner", entity_id__in=records.owner_ids
    )


def _lists(records: Records) -> Section:
    columns = [
        ("file", _("Berkas dinas")), ("sheet", _("Lembar")), ("row", _("Baris")),
        ("cells", _("Isi baris, seperti disimpan")),
    ]  # fmt: skip
    mine = Q(business_id__in=records.business_ids) | Q(owner_id__in=records.owner_ids)
    found = ImportRow.objects.filter(mine).exclude(action=PAPER).select_related("run")
    found = found.order_by("pk")
    rows = [
        (
            r.run.file_name,
            r.sheet,
            r.row,
            " | ".join(str(c) for c in r.cells if c not in ("", None)),
        )
        for r in found[:MOST_ROWS]
    ]
    return section("registry.lists", _("Daftar dinas yang memuat Anda"), columns, rows)


@dataclass(frozen=True, slots=True)
class Holdings:
    """How much hangs on the records of a person, for the dry run of an erasure."""

    businesses: int
    groups: int
    changes: int
    rows: int
    files: int
    papers: int
    looks: int
    is_importing: bool
    scans: int = 0


def holdings_of(records: Records) -> Holdings:
    """Return how much hangs on the records of a person; twelve queries."""
    shops = Business.objects.filter(pk__in=records.business_ids)
    single = shops.filter(kind=Business.Kind.PERSON)
    mine = Q(business_id__in=records.business_ids) | Q(owner_id__in=records.owner_ids)
    rows = ImportRow.objects.filter(mine)
    runs = ImportRun.objects.filter(pk__in=rows.values("run"))
    changes = Q(entity="business", entity_id__in=records.business_ids) | Q(
        entity="owner", entity_id__in=records.owner_ids
    )
    owners = records.owner_ids
    return Holdings(
        businesses=single.count(),
        groups=shops.exclude(kind=Business.Kind.PERSON).count(),
        changes=Change.objects.filter(changes).count(),
        rows=rows.count(),
        files=runs.values("digest").distinct().count(),
        papers=Permit.objects.filter(business__in=single).count()
        + GroupMember.objects.filter(owner__in=owners).count()
        + Consent.objects.filter(owner__in=owners).exclude(proof_sealed=None).count(),
        looks=looks_at(subjects_of(records)).count(),
        is_importing=runs.filter(state=ImportRun.State.RUNNING).exists(),
        scans=PermitFile.objects.filter(permit__business__in=single).count()
        + ConsentFile.objects.filter(consent__owner__in=owners).count(),
    )


def names_of(records: Records) -> list[str]:
    """Return the different names under which a person is recorded; one query."""
    found = Owner.objects.filter(pk__in=records.owner_ids).order_by("pk")
    return list(dict.fromkeys(name for name in found.values_list("name", flat=True) if name))
