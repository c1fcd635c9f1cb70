"""What the register holds about a person as her own page shows it: protected values masked."""

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _

from lampit.basics.dossier import Section, section
from lampit.registry.models import Business, GroupMember, Owner, Permit
from lampit.registry.queries.personal import Records
from lampit.registry.queries.profile import masked_nik
from lampit.registry.rules import size, words

SHOWN = 20


def own_person(records: Records) -> Section:
    """Return her records: NIK masked, of the birth date the year; one query."""
    columns = [
        ("name", _("Nama")), ("nik", "NIK"), ("sex", _("L/P")), ("birth_year", _("Tahun lahir")),
        ("birth_place", _("Tempat lahir")), ("phone", _("HP")), ("phone_2", _("HP kedua")),
        ("recorded_at", _("Dicatat")),
    ]  # fmt: skip
    rows = [
        (
            o.name, masked_nik(o), str(o.get_sex_display()), str(o.birth_year or ""),
            o.birth_place, o.phone, o.phone_2, o.created_at,
        )
        for o in Owner.objects.filter(pk__in=records.owner_ids).order_by("pk")[:SHOWN]
    ]  # fmt: skip
    return section("registry.owner", _("Anda"), columns, rows)


def own_businesses(records: Records) -> Iterator[Section]:
    """Yield a section for each business that stands for itself; sums as classes; one query."""
    columns = [
        ("name", _("Nama usaha")), ("status", _("Keadaan")), ("activity", _("Jenis usaha")),
        ("village", _("Desa")), ("address", _("Alamat")), ("rt_rw", "RT/RW"), ("phone", _("HP")),
        ("email", _("Surel")), ("nib", "NIB"), ("started", _("Mulai usaha")),
        ("workers_male", _("Pekerja L")), ("workers_female", _("Pekerja P")),
        ("sales", _("Omzet sebulan")), ("capital", _("Modal")), ("note", _("Catatan")),
        ("extras", _("Kolom lain dari daftar dinas")),
        ("confirmed_on", _("Terakhir dipastikan")), ("source", _("Sumber")),
    ]  # fmt: skip
    rows = Business.objects.filter(pk__in=records.business_ids, golden=None, withdrawn_at=None)
    for b in rows.select_related("village").order_by("pk")[:SHOWN]:
        numbers = ", ".join(n for n in (b.phone, b.phone_2) if n)
        row = (
            b.name, str(b.get_status_display()), b.activity,
            b.village.name if b.village else "", b.address, f"{b.rt}/{b.rw}".strip("/"),
            numbers, b.email, b.nib, str(b.started_on.year) if b.started_on else "",
            b.workers_male, b.workers_female, _class_of(b),
            _("tercatat, disimpan tersandi") if b.capital_sealed else "", b.note,
            "; ".join(f"{k}: {v}" for k, v in b.extras.items()), b.confirmed_on,
            _(words.source_label(b.source)),
        )  # fmt: skip
        title = _("Usaha: %(name)s") % {"name": b.name or b.activity or b.public_id}
        yield section(f"registry.business-{b.public_id}", title, columns, [row])


def own_papers(business_ids: Sequence[int]) -> Section:
    """Return her papers; one query."""
    columns = [("name", _("Jenis")), ("number", _("Nomor")), ("valid_until", _("Berlaku sampai"))]
    found = Permit.objects.filter(business__in=business_ids).order_by("pk")[:SHOWN]
    rows = [(str(p.get_kind_display()), p.number, p.valid_until) for p in found]
    return section("registry.permits", _("Surat usaha"), columns, rows)


def own_groups(owner_ids: Sequence[int]) -> Section:
    """Return the groups she is a member of; one query."""
    columns = [("group", _("Kelompok")), ("duty", _("Tugas")), ("since", _("Sejak"))]
    found = GroupMember.objects.filter(owner__in=owner_ids, until=None).select_related("group")
    rows = [(m.group.name, m.duty, m.since) for m in found.order_by("pk")[:SHOWN]]
    return section("registry.groups", _("Kelompok yang Anda ikuti"), columns, rows)


def _class_of(business: Business) -> str:
    if business.sales_band is None:
        return ""
    return str(_(size.sales_class_label(business.sales_band)))
