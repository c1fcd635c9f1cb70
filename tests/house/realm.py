"""A small realm for the access table: somebody of each role, and two kabupaten full of things.

`things("63.08")` belongs to the people of the table, `things("63.09")` to their neighbours.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.test import Client
from django.utils import timezone

from lampit.aid.models import Grant, ListRun, Overlap, Programme
from lampit.coaching.models import Visit
from lampit.measure.actions import start_draft
from lampit.measure.models import (
    AnswerFile,
    BackCheck,
    Delivery,
    DeviceKey,
    DrawnVillage,
    FieldDevice,
    Round,
    Submission,
    VillageListing,
)
from lampit.orders.models import Line, Order, Proof
from lampit.outside import vault
from lampit.people import actions as people
from lampit.people.models import User
from lampit.privacy.models import Breach, Copy, Request
from lampit.registry.actions import digest_of, give_into_care, send_to_field
from lampit.registry.models import (
    AcrossPair,
    Change,
    ConfirmLink,
    ConfirmSheet,
    Consent,
    ConsentFile,
    ConsentText,
    ExportRequest,
    FieldListing,
    GroupMember,
    ImportRun,
    LeftList,
    ListedBusiness,
    MergeEvent,
    Owner,
    OwnerMerge,
    Pair,
    Permit,
    PermitFile,
    Transfer,
)
from lampit.shops.actions import note_elsewhere, tracked_link
from lampit.shops.actions.groups import found_group
from lampit.shops.actions.helping import invite_relative
from lampit.shops.actions.reminding import link_code
from lampit.shops.models import (
    Assistance,
    CurationSheet,
    Maker,
    MakerStory,
    Photo,
    Pledge,
    PriceReference,
    Product,
    Reminder,
)
from lampit.shops.models.groups import GroupMember as MatMember
from lampit.trust.models import Appeal, Notice, Report, Review
from tests import factories
from tests.factories import NOW, assigned, business, member, owner, region
from tests.factories import fair as fair_of
from tests.house.addresses import Arguments
from tests.measure.fieldwork import first_member, open_field
from tests.orders.things import account_of, goods, order, promoted, shop

OWN, OTHER = "63.08", "63.09"
_OFFICE = ("head", "staff", "board", "mentor", "enumerator", "maker")
_BEYOND: dict[str, str | None] = {"buyer": None, "province": "63", "nation": None, "admin": None}
ROLES: dict[str, str | None] = {**dict.fromkeys(_OFFICE, OWN), **_BEYOND}
COLUMNS = ["stranger", *ROLES, "tetangga"]


@dataclass(frozen=True)
class Realm:
    """Session keys by column of the table, and the arguments of addresses by kabupaten."""

    sessions: dict[str, str]
    things: dict[str, dict[str, Any]]


def session_of(user: User) -> str:
    """Sign `user` in and return the session key."""
    client = Client()
    client.force_login(user)
    return client.cookies["sessionid"].value


def people_of_the_table() -> dict[str, User]:
    """Return somebody of each role, and a staff member of the neighbouring kabupaten."""
    found = {role: member(role, code) for role, code in ROLES.items()}
    return found | {"tetangga": member("staff", OTHER)}


def invitation(keeper: Maker) -> str:
    """Return the code by which somebody may help a shop."""
    return invite_relative(account_of(keeper), keeper, timezone.now())


def things(code: str, staff: User, mentor: User, maker: User, buyer: User | None) -> Arguments:
    """Return one of everything that an address may name, owned by the kabupaten `code`."""
    person = owner(code)
    place = region(f"{code}.01.2001")
    trade = business(code, owner=person, village=place, district=region(f"{code}.01"))
    group = business(code, kind="kelompok", owner=person)
    keeper = shop(code)
    keeper.account = maker
    keeper.save()
    variant = goods(keeper)
    product = variant.product
    bought = order({variant: 1}, user=buyer)
    part = bought.parts.get()
    found = open_field(10, region=code)
    asked = first_member(found)
    answered = Submission.objects.create(
        instance_id=uuid4(), business=asked.business, region_id=code, round=found, member=asked,
        instrument=found.instrument, mode="survei", started_by=staff, started_at=NOW,
        changed_at=NOW,
    )  # fmt: skip
    held = Submission.objects.create(
        instance_id=uuid4(), business=group, region_id=code, instrument=found.instrument,
        round=found, mode="bimbingan", started_by=mentor, started_at=NOW, changed_at=NOW,
        state="final", submitted_at=NOW,
    )  # fmt: skip
    twice = BackCheck.objects.create(
        submission=held, round=found, seed=1, due_on=NOW.date(), chosen_at=NOW)  # fmt: skip
    walked = Round.objects.create(
        region=found.region, name="daftar", instrument=found.instrument, state="ditarik",
        method="daftar-desa-1", reference_on=found.reference_on, wanted_count=30, opened_at=NOW,
    )  # fmt: skip
    drawn = DrawnVillage.objects.create(
        round=walked, village=place, subdistrict=f"{code}.01", measure=5, frame_count=3,
        probability=0.5, order=1,
    )  # fmt: skip
    VillageListing.objects.create(drawn=drawn)
    assigned(mentor, trade)
    give_into_care(mentor.pk, [group.pk, keeper.business_id, asked.business_id])
    send_to_field("uji", code, [trade.pk, group.pk])
    asking = Request.objects.create(
        number=f"PDP-2026-{code}",
        region_id=code,
        owner=person,
        kind="lihat",
        channel="meja",
        received_at=NOW,
        due_at=NOW + timedelta(hours=72),
    )
    visit = Visit.objects.create(
        business=trade, mentor=mentor, on=NOW.date(), topic="foto", result="selesai",
        condition="jalan", minutes=30, next_step="Foto ulang", due_on=NOW.date(), recorded_at=NOW,
    )  # fmt: skip
    permit = Permit.objects.create(business=trade, kind="halal", number="ID1")
    mine = business(code, owner=owner(code, account=maker))
    own_permit = Permit.objects.create(business=mine, kind="nib", number="1234567890123")
    own = {"kind": "jpg", "size": 1, "digest": "c" * 64, "added_by": staff, "added_at": NOW}
    sheet = ConfirmSheet.objects.create(
        region_id=code,
        mentor=mentor,
        month=NOW.date(),
        made_by=staff,
        made_at=NOW,
    )
    row = ConfirmLink.objects.create(
        business=trade, sheet=sheet, channel="lembar", digest=digest_of(f"kode{code[3:]}"),
        nonce=code, made_at=NOW, expires_at=NOW + timedelta(days=9_000),
    )  # fmt: skip
    walk = FieldListing.objects.create(
        region_id=code, name="susur", listed_on=NOW.date(), state="tinjau", made_by=staff,
        made_at=NOW,
    )  # fmt: skip
    listed = ListedBusiness.objects.create(
        listing=walk, number=1, name="x", village=place, state="ragu", match=trade
    )
    fund = Programme.objects.create(
        region_id=code, name="Modal", funder="APBD", year=2026, kind="uang", created_at=NOW
    )
    grants = [
        Grant.objects.create(
            programme=fund, region_id=code, business=trade, name="Siti",
            public_id=f"G{code[3:]}{n}", created_at=NOW,
        )
        for n in range(2)
    ]  # fmt: skip
    return {
        "walk": walk,
        "listed": listed,
        "sheet": sheet,
        "row": row,
        "question": f"kode{code[3:]}",
        "aid": fund,
        "grant": grants[0],
        "overlap": Overlap.objects.create(
            region_id=code, grant=grants[0], other=grants[1], basis="nik", found_at=NOW
        ),
        "aid_list": ListRun.objects.create(
            programme=fund, file_name="bpum.csv", path="x", digest="d" * 64, created_by=staff,
            created_at=NOW, done_at=NOW,
        ),
        "business": trade,
        "move": Transfer.objects.create(
            business=trade, from_region_id=code, to_region=region("63.10"), moved_on=NOW.date(),
            asked_by=staff, asked_at=timezone.now(),
            expires_at=timezone.now() + timedelta(days=30),
        ),
        "across": AcrossPair.objects.create(
            left=trade, right=business("63.10"), left_region_id=code, right_region_id="63.10",
            found_at=NOW,
        ),
        "owner": person,
        "consent_proof": _proof(person, code, staff),
        "group": group,
        "permit": permit,
        "scan": PermitFile.objects.create(permit=permit, name=f"{code}a.jpg", **own),
        "own_permit": own_permit,
        "own_scan": PermitFile.objects.create(permit=own_permit, name=f"{code}b.jpg", **own),
        "member": GroupMember.objects.create(group=group, owner=owner(code)),
        "change": Change.objects.create(
            entity="business", entity_id=trade.pk, field="note", old="", new="x",
            source="petugas", actor=staff, at=NOW,
        ),
        "pair": Pair.objects.create(
            region_id=code, left=trade, right=group, probability=0.9, model="uji", found_at=NOW,
        ),
        "merge": MergeEvent.objects.create(
            region_id=code, golden=trade, members=[], written={"before": {}, "derived": {}}, at=NOW,
        ),
        "namesake": (namesake := owner(code)),
        "joined": OwnerMerge.objects.create(
            region_id=code, person=person, members=[namesake.pk], at=NOW
        ),
        "run": ImportRun.objects.create(
            region_id=code, owner=staff, file_name="data.xlsx", path="x", digest="0" * 64,
            state="done", created_at=NOW,
        ),
        "list": ExportRequest.objects.create(
            region_id=code, asker=staff, asked={}, rows=501, asked_at=timezone.now(),
            expires_at=timezone.now() + timedelta(days=7),
            wanted={"kind": "csv", "columns": ["name"], "purpose": "uji coba", "opened": []},
        ),
        "maker": keeper,
        **_trusted(code, keeper, product, bought),
        "product": product,
        "variant": variant,
        "link": tracked_link(keeper, product, "WA", None, NOW).code,
        "elsewhere": note_elsewhere(maker, keeper, "shopee.co.id/siti", "", NOW),
        **promoted(maker, keeper),
        "invitation": invitation(keeper),
        "help": Assistance.objects.filter(maker=keeper).latest("pk"),
        "mat": (mat := found_group(account_of(keeper), keeper, f"KUB {code}", "kelompok", "", NOW)),
        "fair": fair_of(staff, [product]),
        "standing": MatMember.objects.create(
            group=mat, maker=factories.maker(code), asked_by="perajin", asked_at=NOW, joined_at=NOW
        ),
        "news": link_code(Reminder.objects.create(maker=keeper, sent_at=timezone.now()), "masih"),
        "photo": Photo.objects.create(
            product=product, digest="a" * 64, width=10, height=10, created_at=NOW
        ),
        "story": MakerStory.objects.create(
            maker=keeper, slug=f"cerita-{code}".replace(".", "-"), title="Cerita", text="Cerita.",
            state="tayang", published_at=NOW, changed_at=NOW, created_at=NOW,
        ),
        "reference": PriceReference.objects.create(
            product=product, price=99_000, source_kind="TOKO", source_name="Toko",
            link="https://toko.example/tas",
            seen_on=NOW.date(), observer=maker, created_at=NOW,
        ),
        "order": bought,
        "part": part,
        "proof": Proof.objects.create(part=part, name="bukti.jpg", digest="b" * 64, sent_at=NOW),
        "sale": factories.sale(keeper.business, NOW.date(), 85_000),
        "round": found,
        "listed_round": walked,
        "drawn_village": drawn,
        "odk_key": DeviceKey.objects.create(
            round=found, user=staff, username=f"hp-{code}", ha1="0" * 32, token_hash=code,
            made_by=staff, made_at=NOW,
        ),
        "delivery": Delivery.objects.create(
            round=found, instance_id="uuid:1", source="odk", content=b"<data/>",
            content_hash="0" * 64, state="karantina", reason="asing", received_at=NOW,
        ),
        "answer_file": AnswerFile.objects.create(
            round=found, owner=staff, file_name="isian.xlsx", path="x", digest="0" * 64,
            created_at=NOW, counts={"rows": 0, "layout": {"passed": [], "other": "", "tables": [
                {"sheet": "Isian", "row": 1, "lines": 1, "titles": ["Nomor contoh"],
                 "meanings": ["@nomor"], "missing": []}]}},
        ),
        "instrument": start_draft(staff, found.instrument_id, now=NOW),
        "other_instrument": start_draft(staff, found.instrument_id, now=NOW),
        "asked": asked,
        "answered": answered,
        "twice": twice,
        "visit": visit,
        "phone": FieldDevice.objects.create(
            device_id=uuid4(), account=staff, region_id=code, name="HP", share=b"x",
            recovery=b"x", file_key=b"x", registered_at=NOW, seen_at=NOW,
        ),
        "job": people.start_job(staff, "uji", {}, now=NOW, region=code),
        "request": asking,
        "breach": Breach.objects.create(
            number=f"PDP-INS-{code}", region_id=code, discovered_at=NOW, began_at=NOW,
            ended_at=NOW, due_at=NOW + timedelta(hours=72), what="x", how="x", entered_by=staff,
        ),
        "left": _left(code, staff),
        "copy": Copy.objects.create(request=asking, asked_at=NOW),
        "code": code,
        "colleague": member("staff", code),
    }  # fmt: skip


def _left(code: str, staff: User) -> LeftList:
    """Return a list that left the house in the time of the breach."""
    number = f"L{code[3:]}"
    people.audit(
        staff, "export_businesses", subject_kind="list", subject_id=f"{number} csv 1 baris",
        region=code, at=NOW,
    )  # fmt: skip
    return LeftList.objects.create(
        number=number, subject=f"{number} csv 1 baris", region_id=code, actor=staff, at=NOW,
        expires_at=NOW + timedelta(days=9_000),
    )  # fmt: skip


def _trusted(code: str, keeper: Maker, product: Product, bought: Order) -> Arguments:
    """Return a report, a notice with an appeal, reviews, and a good that waits for a look."""
    line = bought.parts.get().lines.get()
    said = {"maker": keeper, "product": product, "tidy": 5, "as_pictured": 5, "arrived_well": 5}
    report = Report.objects.create(
        code=f"lapor{code[3:]}", region_id=code, maker=keeper, product=product, kind="barang",
        reason="palsu", text="Bukan purun asli.", made_at=NOW, due_at=NOW + timedelta(days=5),
    )  # fmt: skip
    notice = Notice.objects.create(
        region_id=code, maker=keeper, product=product, kind="UBAH", reason="palsu",
        words="Sebut bahannya dengan benar.", until=NOW.date(), at=NOW,
    )  # fmt: skip
    others = [first_line(code) for _ in range(2)]
    reviews = [
        Review.objects.create(line=one, written_at=NOW, state=state, **said)
        for one, state in zip(others, ("TAMPIL", "DITAHAN"), strict=True)
    ]
    return {
        "line": line,
        "report": report,
        "notice": notice,
        "appeal": Appeal.objects.create(notice=notice, text="Tidak setuju.", at=NOW),
        "review": reviews[0],
        "held_review": reviews[1],
        "curation": CurationSheet.objects.create(product=product, version="1", asked_at=NOW),
        "pledge": Pledge.objects.create(
            product=product, version="uji", category="kayu", asked={}, answers={},
            needs_look=True, at=NOW,
        ),
    }  # fmt: skip


def first_line(code: str) -> Line:
    """Return the line of an order of its own."""
    return order({goods(shop(code)): 1}).parts.get().lines.get()


def _proof(person: Owner, code: str, staff: User) -> ConsentFile:
    """Return the proof of an answer of an owner as a file."""
    ConsentText.objects.get_or_create(version="uji", defaults={"purpose": "pasar", "words": "x"})
    said = Consent.objects.create(
        public_id=f"C{code[3:]}", owner=person, purpose="pasar", is_given=True, text_id="uji",
        channel="kertas", by=staff, at=NOW,
    )  # fmt: skip
    where = f"registry_consent_file|F{code[3:]}|content"
    return ConsentFile.objects.create(
        public_id=f"F{code[3:]}", consent=said, kind="jpg", size=1, digest="e" * 64,
        content_sealed=vault.encrypt_bytes(b"x", where), added_by=staff, added_at=NOW,
    )  # fmt: skip


def build() -> Realm:
    """Make everybody and everything."""
    known = people_of_the_table()
    own = things(OWN, known["staff"], known["mentor"], known["maker"], known["buyer"])
    other = things(OTHER, known["tetangga"], member("mentor", OTHER), member("maker", OTHER), None)
    sessions = {name: session_of(user) for name, user in known.items()}
    return Realm(sessions | {"stranger": ""}, {OWN: own, OTHER: other})
