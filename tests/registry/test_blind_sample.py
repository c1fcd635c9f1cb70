"""The blind sample of a month: drawn once, shown without guesses, remembered, told as recall."""

from datetime import datetime, timedelta
from typing import Any

import pyarrow as pa
import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from lampit.people.models import Job, User
from lampit.registry.actions import sampling, store_pairs
from lampit.registry.actions.linking import queue_samples, search_doubles
from lampit.registry.models import Business, Pair, SampleRound
from lampit.registry.queries import duplicates as queries
from lampit.registry.queries.precision import precision
from lampit.registry.queries.rates import index_folder
from lampit.registry.queries.sampling import recall_of
from lampit.science.linkage.sampling import Sample, Stratum
from tests.registry.lookalikes import mark, office, pair_of, record
from tests.registry.told import NOW

pytestmark = pytest.mark.django_db
PAGE = "/balai/duplikat/uji/"


def sample_of(*rows: tuple[Business, Business, float, int], pairs: int = 40) -> Sample:
    """Return a sample as a search draws it."""
    kept = [[*sorted((left.pk, right.pk)), p, stratum] for left, right, p, stratum in rows]
    names = ("left", "right", "probability", "stratum")
    table = pa.table({n: [row[k] for row in kept] for k, n in enumerate(names)})
    counts = [sum(row[3] == k for row in rows) for k in range(2)]
    return Sample((Stratum(0.2, 0.6, pairs, counts[0]), Stratum(0.0, 0.2, 100, counts[1])), table)


def drawn(staff: User, many: int = 4, now: datetime = NOW) -> list[Pair]:
    """Store a sample of pairs with one record, half of each stratum, and return them."""
    first = record(staff)
    others = [record(staff, name=f"Warung {n}", owner_name=f"Orang {n}") for n in range(many)]
    rows = [(first, one, 0.3 if n % 2 else 0.0, 0 if n % 2 else 1) for n, one in enumerate(others)]
    sampling.store_sample("63.08", sample_of(*rows), "uji-1", now=now)
    return list(Pair.objects.filter(sampled_on__isnull=False).order_by("sample_order"))


def test_a_sample_is_drawn_once_a_month() -> None:
    """Twice is once; next month what nobody answered falls out and answers stay."""
    staff = office()
    pairs = drawn(staff)
    assert len(pairs) == 4
    assert sorted(pair.stratum or 0 for pair in pairs) == [1, 1, 2, 2]
    assert sampling.store_sample("63.08", sample_of(), "uji-1", now=NOW) == 0
    assert SampleRound.objects.count() == 1
    Pair.objects.filter(pk=pairs[0].pk).update(state=Pair.State.DIFFERENT, reviewer=staff)
    sampling.store_sample("63.08", sample_of(), "uji-1", now=NOW + timedelta(days=31))
    states = dict(Pair.objects.values_list("pk", "state"))
    assert states[pairs[0].pk] == Pair.State.DIFFERENT
    assert {states[pair.pk] for pair in pairs[1:]} == {Pair.State.GONE}
    assert SampleRound.objects.count() == 2


def test_sampled_pairs_are_no_suggestions() -> None:
    """They stand in no queue, no count and no chain, and a search does not drop them."""
    staff = office()
    pairs = drawn(staff)
    everything = Pair.objects.filter(region_id="63.08")
    assert queries.waiting_count(everything) == 0
    assert queries.next_pair(everything, staff.pk, NOW) is None
    assert queries.likely_ends("63.08") == set()
    store_pairs("63.08", [], "uji-2", now=NOW, is_full=True)
    assert everything.filter(state=Pair.State.NEW).count() == len(pairs)


def test_what_a_search_proposes_later_tells_of_no_miss() -> None:
    """Drawn, then proposed because a record changed: an answer in the queue is no random one."""
    staff = office()
    pairs = drawn(staff)
    this, later = pairs[0], pairs[1]
    pair_of(this.left, this.right, 0.9)
    this.refresh_from_db()
    assert (this.state, this.sampled_on, this.stratum) == (Pair.State.NEW, None, None)
    sampling.store_sample("63.08", sample_of(), "uji-1", now=NOW + timedelta(days=31))
    later.refresh_from_db()
    assert (later.state, later.sampled_on, later.stratum) == (Pair.State.GONE, None, None)
    pair_of(later.left, later.right, 0.9)
    Pair.objects.filter(pk__in=(this.pk, later.pk)).update(state=Pair.State.SAME, reviewer=staff)
    told = recall_of("63.08", precision(Pair.objects.filter(region_id="63.08")))
    assert told is not None
    assert told.answered == 0


def test_the_guess_is_kept_back_by_the_pair_not_by_the_address(client: Client) -> None:
    """Also behind its plain number, and when the last answer is taken back."""
    staff = office()
    pair = drawn(staff, now=timezone.now())[0]
    client.force_login(staff)
    plain = client.get(f"/balai/duplikat/{pair.pk}/").content.decode()
    assert "kemungkinan usaha yang sama" not in plain
    told = {"answer": "beda", "mark": mark(pair)}
    client.post(f"/balai/duplikat/{pair.pk}/jawab/?uji=1", told)
    back = client.post("/balai/duplikat/urungkan/")
    assert back.headers["Location"] == f"/balai/duplikat/{pair.pk}/?uji=1"


def test_some_that_were_proposed_are_shown_among_them(client: Client) -> None:
    """So that nobody knows whether a pair was proposed; they stay in the queue as well."""
    staff = office()
    proposed = pair_of(record(staff), record(staff, name="Anyaman Bunga"), 0.95)
    pairs = drawn(staff)
    mixed = next(pair for pair in pairs if pair.pk == proposed.pk)
    assert mixed.stratum == 0
    assert len(pairs) == 5
    assert queries.waiting_count(Pair.objects.filter(region_id="63.08")) == 1
    client.force_login(staff)
    usual = client.get(f"/balai/duplikat/{proposed.pk}/").content.decode()
    assert "kemungkinan usaha yang sama" in usual, "in the usual queue it is a pair like any"
    blind = client.get(f"/balai/duplikat/{proposed.pk}/?uji=1").content.decode()
    assert "kemungkinan usaha yang sama" not in blind


def test_the_page_is_blind_and_leads_on(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    """No probability, no weights; each answer leads to the next of the sample, then to the end."""
    staff = office()
    pairs = drawn(staff, now=timezone.now())
    client.force_login(staff)
    for pair in pairs:
        answer = client.get(PAGE)
        assert answer.headers["Location"] == f"/balai/duplikat/{pair.pk}/?uji=1"
        with django_assert_max_num_queries(30):
            page = client.get(answer.headers["Location"]).content.decode()
        assert "dugaan komputer tidak ditampilkan" in page
        assert "kemungkinan usaha yang sama" not in page
        assert "log2" not in page
        told = {"answer": "beda", "mark": mark(pair)}
        done = client.post(f"/balai/duplikat/{pair.pk}/jawab/?uji=1", told)
        assert done.headers["Location"] == PAGE
    assert "4 pasangan uji bulan ini" in client.get(PAGE).content.decode()
    shown = client.get(f"/balai/duplikat/{pairs[0].pk}/").content.decode()
    assert "kemungkinan usaha yang sama" in shown, "what was answered is no secret"


def test_what_is_called_the_same_is_merged_like_any(client: Client) -> None:
    """The merge page leads back to the sample, and the pair counts as missed."""
    staff = office()
    pair = drawn(staff, now=timezone.now())[0]
    client.force_login(staff)
    told = {"mark": mark(pair), "reason": "tetangga bercerita"}
    done = client.post(f"/balai/duplikat/{pair.pk}/gabung/?uji=1", told)
    assert done.headers["Location"] == PAGE
    pair.refresh_from_db()
    assert pair.state == Pair.State.SAME
    assert Business.objects.filter(golden__isnull=False).count() == 1


def test_answers_become_a_recall(client: Client) -> None:
    """Two of twelve likely ones were the same: of 40 such pairs some seven are missed."""
    staff = office()
    first = record(staff)
    others = [record(staff, name=f"Warung {n}", owner_name=f"Orang {n}") for n in range(24)]
    rows = [(first, one, 0.3 if n < 12 else 0.0, int(n >= 12)) for n, one in enumerate(others)]
    sampling.store_sample("63.08", sample_of(*rows), "uji-1", now=timezone.now())
    known = pair_of(first, record(staff, name="Anyaman Bunga"), 0.95)
    Pair.objects.filter(pk=known.pk).update(state=Pair.State.SAME, reviewer=staff)
    client.force_login(staff)
    page = client.get("/balai/duplikat/ketepatan/").content.decode()
    assert "Belum cukup jawaban: 0" in page
    assert "Jawab 24 pasangan uji" in page
    below = list(Pair.objects.filter(sampled_on__isnull=False).order_by("stratum", "pk"))
    for n, pair in enumerate(below):
        state = Pair.State.SAME if n < 2 else Pair.State.DIFFERENT
        Pair.objects.filter(pk=pair.pk).update(state=state, reviewer=staff)
    told = recall_of("63.08", precision(Pair.objects.filter(region_id="63.08")))
    assert told is not None
    assert told.missed == pytest.approx(40 * 2 / 12)
    assert told.share == pytest.approx(1 / (1 + 40 * 2 / 12))
    page = client.get("/balai/duplikat/ketepatan/").content.decode()
    assert 'data-n="24"' in page
    client.force_login(office("63.09"))
    assert 'data-n="24"' not in client.get("/balai/duplikat/ketepatan/").content.decode()


def test_a_full_search_draws_the_sample_of_the_month() -> None:
    """The clock asks for it where a search has been; not again in the same month."""
    staff = office()
    for n in range(6):
        record(staff, name=f"Warung {n}", owner_name=f"Siti {n}")
    now = timezone.now()
    search_doubles("63.08", now=now, say=lambda _text: None)
    sized = SampleRound.objects.get(region_id="63.08")
    assert [one["low"] for one in sized.strata] == [0.6, 0.2, 0.02, 0.0]
    waiting = Pair.objects.filter(region_id="63.08", sampled_on__isnull=False)
    assert waiting.filter(stratum__gt=0).count() == sum(one["drawn"] for one in sized.strata[1:])
    assert queue_samples(now) == 0
    SampleRound.objects.all().delete()
    assert queue_samples(now) == 1
    assert Job.objects.get().parameters == {"region": "63.08"}
    assert queue_samples(now) == 0, "asked for already"
    assert index_folder("63.08").is_dir()


def test_nobody_of_another_office_sees_a_sampled_pair(client: Client) -> None:
    """404 by number, nothing in the neighbour's own sample."""
    pairs: list[Any] = drawn(office(), now=timezone.now())
    client.force_login(office("63.09"))
    assert client.get(f"/balai/duplikat/{pairs[0].pk}/?uji=1").status_code == 404
    assert "Belum ada pasangan uji" in client.get(PAGE).content.decode()


def test_who_was_found_by_an_earlier_sample_was_missed_all_the_same() -> None:
    """Of 45 pairs 40 were asked and 15 merged: 30 are left, and no census of those was made."""
    staff = office()
    first = record(staff)
    others = [record(staff, name=f"W {n}", owner_name=f"Orang {n}") for n in range(40)]
    rows = [(first, one, 0.3, 0) for one in others]
    sampling.store_sample("63.08", sample_of(*rows, pairs=45), "uji-1", now=NOW)
    ids = list(Pair.objects.values_list("pk", flat=True))
    Pair.objects.filter(pk__in=ids[:15]).update(state=Pair.State.SAME)
    Pair.objects.filter(pk__in=ids[15:]).update(state=Pair.State.DIFFERENT)
    later = NOW + timedelta(days=31)
    sampling.store_sample("63.08", sample_of(pairs=30), "uji-1", now=later)
    SampleRound.objects.update(strata=[
        {"low": 0.6, "high": 1.0, "pairs": 0, "drawn": 0},
        {"low": 0.2, "high": 0.6, "pairs": 30, "drawn": 0},
    ])  # fmt: skip
    found = recall_of("63.08", precision(Pair.objects.all()))
    assert found is not None
    assert found.missed == pytest.approx(45 * 15 / 40)
    assert (found.missed_low or 0) < (found.missed or 0) < (found.missed_high or 0)
