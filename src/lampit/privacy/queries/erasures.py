"""The dry run of an erasure: what will go, what must stay and why, and what stands against it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from lampit.aid.queries import personal as aid
from lampit.coaching.queries import personal as coaching
from lampit.measure.queries import personal as measure
from lampit.orders.models import Order
from lampit.orders.queries import personal as orders
from lampit.people.models import User
from lampit.privacy.models import Erasure, Request
from lampit.privacy.queries.dossier import records_of
from lampit.privacy.queries.owners import address_of, business_of
from lampit.privacy.rules import requests as rules
from lampit.registry.models import Business
from lampit.registry.queries import personal as registry
from lampit.registry.queries.kept_lists import Kept, lists_holding
from lampit.shops.queries import personal as shops


@dataclass(frozen=True, slots=True)
class Plan:
    """What an erasure would do now.

    Attributes:
        names: all names under which the person is recorded, to be looked at before confirming.
        going: what goes and how many.
        staying: what stays and why.
        against: why it cannot be done now; empty when it can.
        running: the orders that stand against it, at most ten.
    """

    names: list[str]
    going: list[tuple[str, int]]
    staying: list[tuple[str, int, str]]
    against: list[str]
    running: list[orders.Running]


def account_of(request: Request) -> User | None:
    """Return the account of the person of a request, None without."""
    return request.account or (request.owner.account if request.owner else None)


def accounts_of(request: Request, owners: Collection[int]) -> list[User]:
    """Return all accounts of the person, the known one first: who was merged may have one too."""
    own = account_of(request)
    rows = User.objects.filter(owners__in=owners).order_by("pk").distinct()
    others = [one for one in rows if own is None or one.pk != own.pk]
    return others if own is None else [own, *others]


def bought_by(request: Request, accounts: Sequence[User]) -> QuerySet[Order]:
    """Return the orders that the person of a request placed as a buyer; no query yet."""
    if not accounts:
        return Order.objects.filter(pk=request.order_id or 0)
    rows = orders.orders_of(accounts[0])
    for other in accounts[1:]:
        rows |= orders.orders_of(other)
    return rows


def lists_of(request: Request) -> list[Kept]:
    """Return the lists whose files hold the person and no journal leads to; reads at most 8 MB."""
    return lists_holding(records_of(request)) if request.owner is not None else []


def plan(request: Request, lists: Sequence[Kept] | None = None) -> Plan:
    """Return the dry run of an erasure; writes nothing; about thirty queries.

    `lists` are those of `lists_of`, read here when nobody has read them before.
    """
    lists = lists_of(request) if lists is None else lists
    records = records_of(request)
    held, beside = registry.holdings_of(records), registry.others_beside(records)
    accounts = accounts_of(request, records.owner_ids)
    bought = bought_by(request, accounts)
    sold = orders.weight_of(records.business_ids, bought)
    running = orders.running(records.business_ids, bought)
    helped = aid.count_of(records.owner_ids)
    going = [
        (_("catatan pemilik: nama, NIK, tanggal lahir, HP"), len(records.owner_ids)),
        (_("catatan usaha perorangan: nama, alamat, HP, omzet"), held.businesses),
        (_("baris riwayat perubahan: nilainya dikosongkan"), held.changes),
        (_("baris daftar impor: isinya dikosongkan"), held.rows),
        (
            _("berkas daftar asli yang memuat orang ini: dihapus seluruhnya"),
            held.files + sum(one.is_done and not one.is_unread for one in lists),
        ),
        (
            _("daftar yang belum dimasukkan dan memuat orang ini: berkasnya dibuang"),
            sum(one.is_open for one in lists),
        ),
        (_("izin usaha, keanggotaan kelompok, letak bukti izin"), held.papers),
        (_("berkas surat usaha dan bukti izin"), held.scans),
        (_("catatan bantuan: nama, NIK, HP dan alamat penerima"), helped),
        (_("foto barang dan foto kunjungan"), _photos(records)),
        (_("pesanan sebagai pembeli: nama, HP, alamat"), bought.count()),
        (_("akun: ditutup, nama dan HP dikosongkan"), len(accounts)),
    ]
    staying = [
        (
            _("jawaban survei dan nilainya"),
            measure.sent_count(records.business_ids),
            _("statistik tanpa nama"),
        ),
        (
            _("tahun lahir, L/P, desa, jenis usaha, golongan penjualan"),
            held.businesses,
            _("statistik tanpa nama"),
        ),
        (
            _("pesanan dan buku penjualan"),
            sold,
            _("wajib disimpan menurut aturan pajak dan PP 80/2019; tanpa nama"),
        ),
        (
            _("nilai, program dan desa pada catatan bantuan"),
            helped,
            _("uang negara yang harus dipertanggungjawabkan; tanpa nama"),
        ),
        (
            _("catatan akses"),
            held.looks,
            _("bukti menurut Pasal 31 UU 27/2022; memuat nomor, bukan nama"),
        ),
        (
            _("usaha kelompok atau badan usaha"),
            held.groups,
            _("bukan orang; HP dan surel pemilik ini dihapus dari sana"),
        ),
        (
            _("berkas daftar asli yang terlalu besar untuk diperiksa"),
            sum(one.is_done and one.is_unread for one in lists),
            _("bukti impor; dihapus paling lambat 1 tahun sesudah diunggah"),
        ),
        (
            _("catatan orang lain yang digabung dengan usaha ini"),
            len(beside),
            _("milik %(names)s: dipisahkan dulu, lalu tetap") % {"names": _named(beside)},
        ),
    ]
    against = []
    if running:
        against.append(_("Masih ada pesanan yang berjalan. Hapus sesudah pesanan itu selesai."))
    if held.is_importing:
        against.append(_("Impor yang memuat orang ini masih berjalan. Tunggu dulu."))
    against += [
        _against(one) for one in lists if not one.is_done and (one.is_begun or one.is_unread)
    ]
    return Plan(
        names=registry.names_of(records) or [b.buyer_name for b in bought[:5]],
        going=[row for row in going if row[1]],
        staying=[row for row in staying if row[1]],
        against=against,
        running=running,
    )


def _against(one: Kept) -> str:
    """Return why a list that waits stands against an erasure."""
    if one.is_unread:
        said = _("Daftar %(name)s terlalu besar untuk diperiksa. Masukkan atau batalkan dulu.")
    else:
        said = _("Daftar %(name)s yang memuat orang ini sedang atau akan dimasukkan. Tunggu dulu.")
    return said % {"name": one.name}


def answer_words(plan: Plan) -> str:
    """Return what the letter of an erasure says: what went, what stays and why; no name."""
    lines = [_("Data pribadi Anda sudah kami hapus untuk selamanya."), "", _("Yang dihapus:")]
    lines += [f"• {what}" for what, _count in plan.going]
    if plan.staying:
        lines += ["", _("Yang tetap kami simpan, tanpa nama Anda:")]
        lines += [f"• {what}: {why}" for what, _count, why in plan.staying]
    return "\n".join(lines)


def addressee_of(request: Request) -> tuple[str, str]:
    """Return name and address of the person of a request, for a letter; three queries."""
    if request.order is not None:
        sent_to = request.order.parts.order_by("number").values_list("address", flat=True)
        address = next((one for one in sent_to if one), request.order.buyer_city)
        return request.order.buyer_name, address
    if request.owner is None:
        return (request.account.get_full_name() or "") if request.account else "", ""
    lived = business_of(request.owner)
    return request.owner.name, address_of(lived) if lived else ""


def proposed(requests: QuerySet[Request], person: User) -> list[Request]:
    """Return the open requests whose erasure waits for this person, at most ten; one query."""
    rows = requests.filter(state__in=rules.OPEN, erasure__done_at=None)
    waiting = rows.exclude(erasure=None).exclude(erasure__proposed_by=person)
    return list(waiting.select_related("owner", "account", "order").order_by("due_at", "id")[:10])


def erasure_of(request: Request) -> Erasure | None:
    """Return the erasure of a request, None before one was proposed; one query."""
    rows = Erasure.objects.select_related("proposed_by", "confirmed_by")
    return rows.filter(request=request).first()


def _named(beside: Sequence[Business]) -> str:
    names = dict.fromkeys(shop.owner.name for shop in beside if shop.owner)
    return ", ".join(names)


def _photos(records: registry.Records) -> int:
    ids = records.business_ids
    return len(shops.photos_of(ids)) + len(coaching.photos_of(ids))
