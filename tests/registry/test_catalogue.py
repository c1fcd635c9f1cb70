"""The catalogue finds what the register holds: every filter, every word, whatever was written."""

from datetime import date, timedelta
from itertools import product
from random import Random
from typing import Any

import numpy as np
import pytest
from django.db.models import Count, F, QuerySet
from hypothesis import given
from hypothesis import strategies as st

from lampit.places.queries import two_below
from lampit.registry import access, queries
from lampit.registry.actions import ordering
from lampit.registry.actions.catalogue import catch_up
from lampit.registry.models import Business, KeptOrder, Owner, Posting, Recent, Word
from lampit.registry.queries import Asked, kept
from lampit.registry.queries.counting import counted_by_place, register_count
from lampit.registry.queries.frames import FRAMED, band_case
from lampit.registry.queries.listing import page_of_businesses
from lampit.registry.queries.paging import KEPT, Turn, every, everyone
from lampit.registry.rules import catalogue, search
from lampit.registry.rules.asking import UNKNOWN
from lampit.registry.rules.freshness import BANDS
from tests.factories import business, member, owner, region
from tests.registry.test_queries import TODAY, hsu

ORDERS = ("", "baru", *(f"{sign}{name}" for sign in ("", "-")
                        for name in ("nama", "pemilik", "kec", "dipastikan")))  # fmt: skip


def register(count: int, seed: int = 1) -> None:
    """Write a register whose names and values repeat, as real ones do."""
    dice = Random(seed)
    places = [region("63.08.08", "Haur Gading"), region("63.08.05", "Amuntai Selatan"), None]
    villages = [region("63.08.08.2010", "Palimbangan"), None]
    owners = [None, *(owner("63.08", name=name) for name in ("Aida", "Muhammad Noor", "Aida"))]
    for number in range(count):
        who = dice.choice(owners)
        name = f"{dice.choice(('Tikar', 'Purun', 'Kue'))} {dice.choice(('Fitriani', 'Hasan'))}"
        phone = f"+6281{dice.randint(1000, 1040)}{number:04d}"
        business(
            dice.choice(("63.08", "63.08", "63.09")), name=name, owner=who,
            search_key=search.key(name, who.name if who else "", phone), phone=phone,
            district=dice.choice(places), village=dice.choice(villages),
            sector=dice.choice(("kriya", "jasa", "")), status=dice.choice(("aktif", "tutup", "")),
            nib=dice.choice(("", "1234567890123")), is_online=dice.choice((True, False, None)),
            confirmed_on=dice.choice((None, TODAY, TODAY - timedelta(days=dice.randint(0, 1500)))),
        )  # fmt: skip


def both(asked: Asked, rows: QuerySet[Business], regions: list[str]) -> tuple[list[int], list[int]]:
    """Return the ids that the catalogue gives, and those that the register gives row by row."""
    found = queries.chosen(rows, asked, TODAY, regions=regions, below=two_below("63.08"))
    plain = queries.filtered(rows, asked, TODAY, below=two_below("63.08"))
    return found.tolist(), sorted(plain.values_list("pk", flat=True))


QUESTIONS = [
    *(Asked(text=text) for text in (
        "tikar", "fitri", "vitriani noor", "fitriami", "aid", "ai", "palimbangan", "zzzz",
        "tikar ai", "0002", "6281", "081103", "0811035", "10350", "999", "tikar 0003",
    )),
    *(Asked(subdistrict=d, sector=s, status=k, band=b, nib=n, online=o)
      for d, s, k, b, n, o in product(("", "63.08.08"), ("", "kriya"), ("", "belum_dipastikan"),
                                      ("basi", "belum"), ("", "ya"), ("", "tidak"))),
    *(Asked(band=band) for band in ("segar", "cukup", "lama", "nonsens")),
    Asked(nib="tidak"), Asked(online="ya"),
    *(Asked(subdistrict=d, sector=s, online=o, text=text)
      for d, s, o, text in product(("", UNKNOWN), ("", UNKNOWN), ("", UNKNOWN), ("", "tikar"))),
    Asked(village="63.08.08.2010", text="tikar"),
]  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("taken", [True, False], ids=["caught up", "lagging"])
def test_the_catalogue_gives_what_the_register_holds(taken: bool) -> None:
    """Every question has the same answer from both, before and after it caught up."""
    register(120)
    if taken:
        assert catch_up() == 120
    rows = hsu()
    for asked in QUESTIONS:
        given_, wanted = both(asked, rows, ["63.08"])
        assert given_ == wanted, asked
    everything = access.visible_businesses(member("admin", None))
    for asked in (*QUESTIONS[:20], Asked(subdistrict=UNKNOWN), Asked(online=UNKNOWN)):
        given_, wanted = both(asked, everything, [])
        assert given_ == wanted, asked


@pytest.mark.django_db
@pytest.mark.parametrize("taken", [True, False], ids=["caught up", "lagging"])
def test_a_name_is_found_while_it_is_typed(taken: bool) -> None:
    """A last word half written finds what begins with it, as it sounds: `rah` is Rahmah, Rahman."""
    region("63.08.08", "Haur Gading")
    for name in ("Siti Rahmah", "Siti Fauzi", "Purun Maju", "H. Syahrani", "Siti Burhan"):
        business("63.08", name=name, search_key=search.key(name, "", "+6281234567890"))
    if taken:
        catch_up()
    for text, names in (
        ("siti rah", {"Siti Rahmah"}), ("purun ma", {"Purun Maju"}), ("H. Sya", {"H. Syahrani"}),
        ("siti 62", set()), ("s", set()),
    ):  # fmt: skip
        found = queries.chosen(
            hsu(), Asked(text=text), TODAY, regions=["63.08"], below=two_below("63.08")
        )
        told = set(Business.objects.filter(pk__in=found.tolist()).values_list("name", flat=True))
        assert told == names, text


@pytest.mark.django_db
def test_what_changes_is_found_at_once_and_stays_found() -> None:
    """Changed, merged, withdrawn, moved and removed rows: right before and after catching up."""
    register(40)
    catch_up()
    dice, rows = Random(2), hsu()
    for _ in range(6):
        some = dice.sample(sorted(Business.objects.values_list("pk", flat=True)), 6)
        Business.objects.filter(pk=some[0]).update(search_key="barubaru 628119999", sector="jasa")
        Business.objects.filter(pk=some[1]).update(withdrawn_at=F("created_at"))
        Business.objects.filter(pk=some[2]).update(golden=some[3])
        Business.objects.filter(pk=some[3]).update(golden=None, withdrawn_at=None, status="")
        Business.objects.filter(pk=some[4]).update(region="63.09", confirmed_on=None)
        Business.objects.filter(pk=some[5], merged=None).delete()
        for asked in (Asked(), *QUESTIONS[::7], Asked(text="barubaru"), Asked(text="9999")):
            assert both(asked, rows, ["63.08"])[0] == both(asked, rows, ["63.08"])[1], asked
        catch_up()
        assert not Recent.objects.exists()
        for asked in (Asked(), *QUESTIONS[::7], Asked(text="barubaru"), Asked(text="9999")):
            assert both(asked, rows, ["63.08"])[0] == both(asked, rows, ["63.08"])[1], asked


@pytest.mark.django_db
def test_nothing_of_a_row_that_is_gone_stays_in_the_catalogue() -> None:
    """After a row is withdrawn no term holds its number: not even the words of its name."""
    register(5)
    catch_up()
    Business.objects.update(withdrawn_at=F("created_at"))
    catch_up()
    assert not Posting.objects.exists()
    assert not Word.objects.exists()


@pytest.mark.django_db
def test_the_database_notes_each_write() -> None:
    """The triggers are there; a migration that builds the table anew ends with `watch()`."""
    made = business("63.08", name="Satu")
    assert Recent.objects.filter(business_id=made.pk, was_listed=False).count() == 1
    Business.objects.filter(pk=made.pk).update(note="bukan untuk daftar")
    assert Recent.objects.count() == 1
    Business.objects.filter(pk=made.pk).update(status="tutup")
    made.delete()
    told = Recent.objects.filter(was_listed=True).order_by("pk").values_list("status", flat=True)
    assert list(told) == ["aktif", "tutup"]
    whose = owner("63.08", name="Aida")
    hers = business("63.08", owner=whose)
    Recent.objects.all().delete()
    Owner.objects.filter(pk=whose.pk).update(name="Aida", phone="+6281200000000")
    assert not Recent.objects.exists()
    Owner.objects.filter(pk=whose.pk).update(name="Aidah")
    assert Recent.objects.get().business_id == hers.pk


def walked(rows: QuerySet[Business], found: Any, order: str) -> tuple[list[int], list[int]]:
    """Return the ids of all pages going on to the end, and of all pages going back."""
    on: list[int] = []
    back: list[int] = []
    page = queries.page(rows, found, order, TODAY)
    on += [row.id for row in page.object_list]
    while page.after:
        page = queries.page(rows, found, order, TODAY, Turn(after=page.after))
        on += [row.id for row in page.object_list]
    back[:0] = [row.id for row in page.object_list]
    while page.before:
        page = queries.page(rows, found, order, TODAY, Turn(before=page.before))
        # The first page is whole again: it may hold some of the second once more.
        back[:0] = [row.id for row in page.object_list if row.id not in back]
    return on, back


@pytest.mark.django_db
@pytest.mark.parametrize("most_sorted", [5_000, 0], ids=["sorted", "walked"])
@pytest.mark.parametrize("order", ORDERS)
def test_pages_go_on_and_back_without_a_gap(
    order: str, most_sorted: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whether sorted or walked along an index: every row once, in order, in both directions."""
    register(130)
    monkeypatch.setattr("lampit.registry.queries.paging.SORTED_AT_MOST", most_sorted)
    monkeypatch.setattr("lampit.registry.queries.paging.STEPS", (7, 20))
    rows = hsu()
    found = queries.chosen(rows, Asked(), TODAY, regions=["63.08"])
    on, back = walked(rows, found, order)
    assert sorted(on) == found.tolist()
    assert on == list(every(found, order))
    assert back == on
    keys = {"nama": "name", "dipastikan": "confirmed_on"}
    if order.lstrip("-") in keys:
        values = dict(rows.values_list("pk", keys[order.lstrip("-")]))
        told = [(values[pk] is not None, values[pk] or "", pk) for pk in on]
        same = [(a, str(b), c) for a, b, c in told]
        assert same == sorted(same, reverse=order.startswith("-"))


@pytest.mark.django_db
@pytest.mark.parametrize("order", [order for order in ORDERS if order.strip("-") in KEPT])
def test_pages_of_a_kept_order_are_those_of_the_rows(
    order: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Kept, then written in every way, noted and not yet noted: the pages are those of a walk."""
    register(130)
    monkeypatch.setattr("lampit.registry.queries.paging.SORTED_AT_ONCE", 0)
    monkeypatch.setattr("lampit.registry.actions.ordering.LEAST", 20)
    monkeypatch.setattr(catalogue, "FOLLOWED", 32)  # an order of several blocks
    catch_up()
    rows, dice = hsu(), Random(5)
    met = spied(monkeypatch)
    for turn in range(4):
        found = queries.chosen(rows, Asked(sector="kriya" if turn == 2 else ""), TODAY,
                               regions=["63.08"])  # fmt: skip
        on, back = walked(rows, found, order)
        assert on == list(every(found, order))
        assert back == on
        changed(dice)
        if turn % 2:
            catch_up()
    assert sum(met) > len(met) / 2, "most pages are met in the kept order"


def spied(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Return a list that tells of each page whether the kept order gave it."""
    met: list[bool] = []
    plain = kept.behind

    def behind(*told: Any, **named: Any) -> Any:
        near = plain(*told, **named)
        met.append(near is not None)
        return near

    monkeypatch.setattr("lampit.registry.queries.paging.kept.behind", behind)
    return met


def changed(dice: Random) -> None:
    """Write some businesses and an owner so that they stand elsewhere in one order or another."""
    some = dice.sample(sorted(Business.objects.values_list("pk", flat=True)), 6)
    Business.objects.filter(pk=some[0]).update(name="KUE FITRIANI")
    Business.objects.filter(pk=some[1]).update(owner=None)
    Business.objects.filter(pk=some[2]).update(district="63.08.05")
    Business.objects.filter(pk=some[3]).update(confirmed_on=TODAY)
    Business.objects.filter(pk=some[4]).update(withdrawn_at=F("created_at"))
    business("63.08", name="Anyaman Baru")
    first = Owner.objects.order_by("pk")[0].pk
    Owner.objects.filter(pk=first).update(name=dice.choice(("Zahra", "Aida", "Budi")))


@pytest.mark.django_db
def test_orders_are_made_anew_when_many_were_written(monkeypatch: pytest.MonkeyPatch) -> None:
    """Not before; what is written while they are made stays noted; who began earlier gives way."""
    monkeypatch.setattr(ordering, "LEAST", 10)
    register(30)
    catch_up()
    assert kept.mark() == 1
    Business.objects.update(name="Lain")
    some = Business.objects.order_by("pk")[0].pk

    def meanwhile(name: str) -> Any:
        ids = list(everyone(name))
        if name == "nama":
            Business.objects.filter(pk=some).update(name="Aaa")
            notes = Recent.objects.filter(business_id=some)
            assert notes.exists()
            ordering.note_written([some])
        return iter(ids)

    monkeypatch.setattr(ordering, "everyone", meanwhile)
    catch_up()
    assert kept.mark() == 2
    assert kept.written().tolist() == [some]

    def overtaken(name: str) -> Any:
        KeptOrder.objects.filter(name=kept.MARK).update(version=9)
        return iter(everyone(name))

    monkeypatch.setattr(ordering, "everyone", overtaken)
    assert not ordering.order_again()
    Business.objects.update(name="Lagi")
    catch_up()
    assert set(KeptOrder.objects.filter(name="nama").values_list("version", flat=True)) == {2}
    assert kept.written().size == 30


@pytest.mark.django_db
def test_a_page_takes_few_queries(django_assert_max_num_queries: Any) -> None:
    """Choosing takes at most six queries, a page at most seven, at the start and deep inside."""
    register(90)
    catch_up()
    rows = hsu()
    for asked in (
        Asked(),
        Asked(text="tikar noor", nib="ya"),
        Asked(text="fitriami"),
        Asked(subdistrict=UNKNOWN, sector=UNKNOWN, online=UNKNOWN),
    ):
        with django_assert_max_num_queries(8):
            found = queries.chosen(rows, asked, TODAY, regions=["63.08"], below=two_below("63.08"))
    found = queries.chosen(rows, Asked(), TODAY, regions=["63.08"])
    for order in ORDERS:
        with django_assert_max_num_queries(7):
            page = queries.page(rows, found, order, TODAY)
        with django_assert_max_num_queries(7):
            queries.page(rows, found, order, TODAY, Turn(after=page.after))


@pytest.mark.django_db
def test_pages_of_other_rooms_name_the_nameless_last() -> None:
    """By name, then those without one by their number; each once, also from page to page."""
    for name in ("Tas", "", "Anyaman", "", "Kue", *(f"Tikar {n:02d}" for n in range(30))):
        business("63.08", name=name)
    rows = hsu()
    found = queries.chosen(rows, Asked(), TODAY, regions=["63.08"])
    first = page_of_businesses(rows, found)
    second = page_of_businesses(rows, found, Turn(after=first.after))
    last = page_of_businesses(rows, found, Turn(before=second.before))
    listed = [(row.name, row.pk) for row in (*first.object_list, *second.object_list)]
    assert listed == sorted(listed, key=lambda one: (one[0] == "", *one))
    assert len(listed) == 35
    assert last.object_list == first.object_list
    # A page deep among the nameless begins there.
    page = page_of_businesses(rows, found, Turn(after=second.object_list[-2].public_id))
    assert page.object_list == second.object_list[-1:]


@pytest.mark.django_db
@pytest.mark.parametrize("taken", [True, False], ids=["caught up", "lagging"])
def test_counts_are_those_of_the_rows(taken: bool, django_assert_max_num_queries: Any) -> None:
    """By state, freshness and place, before and after the catalogue caught up; three queries."""
    register(120)
    if taken:
        catch_up()
    Business.objects.filter(pk__in=Business.objects.values("pk")[:5]).update(status="musiman")
    Business.objects.filter(pk__in=Business.objects.values("pk")[5:9]).update(region="63.09")
    with django_assert_max_num_queries(3):
        told = register_count("63.08", TODAY)
    rows = queries.counts("63.08")[0]
    assert (told.businesses, told.running) == (rows.businesses, rows.running)
    framed = hsu().filter(status__in=FRAMED).order_by().annotate(band=band_case(TODAY))
    bands = dict(framed.values_list("band").annotate(n=Count("pk")))
    assert told.bands == dict.fromkeys(BANDS, 0) | bands
    assert told.fresh + told.stale == sum(told.bands.values())
    places = ["63.08.08", "63.08.05", "63.08.01"]
    with django_assert_max_num_queries(3):
        counted = counted_by_place("63.08", places)
    wanted = {code: hsu().filter(district_id=code).count() for code in places}
    assert counted == wanted | {"63.08": hsu().count()}


NUMBERS = st.sets(st.integers(0, catalogue.BLOCK - 1), max_size=12)


@given(NUMBERS, NUMBERS, NUMBERS, st.booleans())
def test_a_block_is_the_set_it_was_made_from(
    first: set[int], more: set[int], less: set[int], many: bool
) -> None:
    """Lists and bit maps alike: what is added is in, what is removed is out."""
    if many:
        first = first | set(range(100, 100 + catalogue.LISTED_BELOW))
    kept = catalogue.packed(np.array(sorted(first), np.uint16))
    assert set(catalogue.unpacked(kept).tolist()) == first
    after = catalogue.altered(kept, sorted(more - less), sorted(less))
    assert set(catalogue.unpacked(after).tolist()) == (first - less) | (more - less)


@given(st.dates(date(2019, 1, 1), date(2026, 12, 31)), st.integers(0, 900))
def test_days_cover_a_span_exactly(low: date, length: int) -> None:
    """Whole months and single days together are the days of the span, each once."""
    high = low + timedelta(days=length)
    covered: set[date] = set()
    for term in catalogue.days(low, high, earliest=date(2000, 1, 1), latest=date(2030, 1, 1)):
        if term[0] == "c":
            covered.add(date.fromisoformat(term[1:]))
        else:
            first = date.fromisoformat(f"{term[1:]}-01")
            covered |= {first + timedelta(days=n) for n in range(31)
                        if (first + timedelta(days=n)).month == first.month}  # fmt: skip
    assert covered == {low + timedelta(days=n) for n in range(length + 1)}
