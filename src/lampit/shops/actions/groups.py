"""Group shops: founded, joined with the consent of both sides, arranged, left with one's goods.

A group owns nothing: goods, stock, orders and money are those of each member's own shop.
"""

from collections.abc import Sequence
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from lampit.basics.refusal import Refusal
from lampit.basics.texts import gettext_noop
from lampit.people.actions import audit
from lampit.people.models import User
from lampit.shops import access
from lampit.shops.actions._guard import check_keeper
from lampit.shops.models import Group, GroupFront, GroupMember, Maker
from lampit.shops.queries import groups as reads
from lampit.shops.rules import groups, texts

ASK_NAME = gettext_noop("Tulis nama kelompoknya.")


def _note(actor: User, deed: str, group: Group, at: datetime, reason: str = "") -> None:
    audit(
        actor, deed, subject_kind="group", subject_id=group.pk, reason=reason[:255],
        region=group.region_id, at=at,
    )  # fmt: skip


def check_group_keeper(actor: User, group: Group) -> None:
    """Refuse somebody who keeps none of the keepers' shops.

    Raises:
        Refusal: `bukan_pengurus`.
    """
    if not access.may_keep_group(actor, group):
        raise Refusal("bukan_pengurus", "Hanya pengurus kelompok yang bisa melakukan ini.")


def found_group(actor: User, maker: Maker, name: str, kind: str, story: str, at: datetime) -> Group:
    """Found a group with one's own shop as first member and keeper.

    Raises:
        Refusal: `bukan_lapak_anda`, `nama_kosong`, `jenis_salah`, `kelompok_banyak`.
    """
    check_keeper(actor, maker)
    told = texts.check_name(name, ASK_NAME)
    if kind not in Group.Kind.values:
        raise Refusal("jenis_salah", "Pilih: kelompok atau koperasi.")
    if len(reads.memberships_of(maker)) >= groups.MOST_GROUPS:
        raise Refusal("kelompok_banyak", "Lapak ini sudah di banyak kelompok. Keluar dulu.")
    with transaction.atomic():
        group = Group.objects.create(
            region_id=maker.region_id, place_id=maker.place_id, name=told, kind=kind,
            slug=reads.free_slug(told, maker.pk), story=texts.cleaned_lines(story), created_at=at,
        )  # fmt: skip
        GroupMember.objects.create(
            group=group, maker=maker, is_keeper=True, asked_by=groups.MAKER, asked_at=at,
            joined_at=at, by=actor,
        )  # fmt: skip
        _note(actor, "kelompok.buat", group, at)
    return group


def describe_group(actor: User, group: Group, name: str, story: str, at: datetime) -> Group:
    """Write name and story of a group.

    Raises:
        Refusal: `bukan_pengurus`, `nama_kosong`.
    """
    check_group_keeper(actor, group)
    group.name = texts.check_name(name, ASK_NAME)
    group.story = texts.cleaned_lines(story)
    with transaction.atomic():
        group.save(update_fields=["name", "story"])
        _note(actor, "kelompok.ubah", group, at)
    return group


def invite_member(actor: User, group: Group, maker: Maker, at: datetime) -> GroupMember:
    """Ask a shop into a group; it joins when its owner says yes. Asking twice is once.

    Raises:
        Refusal: `bukan_pengurus`, `beda_kabupaten`, `kelompok_penuh`.
    """
    check_group_keeper(actor, group)
    return _ask(actor, group, maker, groups.GROUP, at)


def ask_to_join(actor: User, group: Group, maker: Maker, at: datetime) -> GroupMember:
    """Ask to join a group; a keeper says yes or no.

    Raises:
        Refusal: `bukan_lapak_anda`, `beda_kabupaten`, `kelompok_penuh`.
    """
    check_keeper(actor, maker)
    return _ask(actor, group, maker, groups.MAKER, at)


def _ask(actor: User, group: Group, maker: Maker, side: str, at: datetime) -> GroupMember:
    groups.check_same_office(group.region_id, maker.region_id)
    with transaction.atomic():
        Group.objects.select_for_update(no_key=True).get(pk=group.pk)
        standing = reads.membership(group, maker)
        if standing is not None:
            return standing
        groups.check_room(len(reads.active_makers(group)))
        try:
            with transaction.atomic():
                made = GroupMember.objects.create(
                    group=group, maker=maker, asked_by=side, asked_at=at, by=actor
                )
        except IntegrityError as error:
            raise Refusal("coba_lagi", "Baru saja diubah orang lain. Muat ulang.") from error
        _note(actor, "kelompok.minta", group, at, maker.slug)
    return made


def answer(actor: User, member: GroupMember, at: datetime, *, agrees: bool) -> None:
    """Say yes or no to what the other side asked; one side's word alone joins nobody.

    Raises:
        Refusal: `bukan_lapak_anda`, `bukan_pengurus`, `sudah_dijawab`, `kelompok_penuh`.
    """
    if member.asked_by == groups.GROUP:
        check_keeper(actor, member.maker)
    else:
        check_group_keeper(actor, member.group)
    with transaction.atomic():
        Group.objects.select_for_update(no_key=True).get(pk=member.group_id)
        open_ = GroupMember.objects.filter(reads.OPEN, pk=member.pk)
        if agrees:
            groups.check_room(len(reads.active_makers(member.group)))
        if not open_.update(**({"joined_at": at} if agrees else {"left_at": at})):
            raise Refusal("sudah_dijawab", "Ini sudah dijawab. Muat ulang halamannya.")
        _note(actor, f"kelompok.{'masuk' if agrees else 'tolak'}", member.group, at,
              member.maker.slug)  # fmt: skip


def leave(actor: User, member: GroupMember, at: datetime) -> None:
    """Leave a group with all one's goods, or take a member out as its keeper.

    The longest member keeps a group whose last keeper leaves; an empty one closes.

    Raises:
        Refusal: `bukan_lapak_anda` for somebody of neither side.
    """
    group = member.group
    if not (access.may_keep(actor, member.maker) or access.may_keep_group(actor, group)):
        raise Refusal("bukan_lapak_anda", "Hanya pemilik lapak atau pengurus kelompok.")
    with transaction.atomic():
        Group.objects.select_for_update(no_key=True).get(pk=group.pk)
        if not GroupMember.objects.filter(pk=member.pk, left_at=None).update(
            left_at=at, is_keeper=False
        ):
            return
        GroupFront.objects.filter(group=group, product__maker=member.maker_id).delete()
        _pass_on(group, at)
        _note(actor, "kelompok.keluar", group, at, member.maker.slug)


def _pass_on(group: Group, at: datetime) -> bool:
    """Make the longest member keeper where none is left; say whether anybody is left."""
    left = GroupMember.objects.filter(reads.ACTIVE, group=group)
    if left.filter(is_keeper=True).exists():
        return True
    heir = left.order_by("joined_at", "pk").first()
    if heir is None:
        Group.objects.filter(pk=group.pk).update(closed_at=at)
        return False
    GroupMember.objects.filter(pk=heir.pk).update(is_keeper=True)
    return True


def part_with(makers: QuerySet[Maker]) -> None:
    """Take erased shops out of their groups, in the caller's transaction.

    A group goes on under its longest member; one without members closes, and its words go.
    """
    rows = GroupMember.objects.filter(maker__in=makers)
    left = list(Group.objects.filter(members__in=rows, closed_at=None).distinct().order_by("pk"))
    GroupFront.objects.filter(product__maker__in=makers).delete()
    rows.delete()
    for group in left:
        if not _pass_on(group, timezone.now()):
            Group.objects.filter(pk=group.pk).update(
                name=f"dihapus-{group.pk}", slug=f"dihapus-{group.pk}", story=""
            )


def arrange_front(actor: User, group: Group, chosen: Sequence[int], at: datetime) -> None:
    """Put goods of members at the front of the page, in this order; the rest follows.

    Raises:
        Refusal: `bukan_pengurus`, `depan_banyak`.
    """
    check_group_keeper(actor, group)
    owned = {product.pk for product in reads.front_choices(group)}
    kept = groups.front(chosen, owned)
    with transaction.atomic():
        GroupFront.objects.filter(group=group).delete()
        GroupFront.objects.bulk_create(
            GroupFront(group=group, product_id=pk, position=number)
            for number, pk in enumerate(kept)
        )
        _note(actor, "kelompok.depan", group, at)
