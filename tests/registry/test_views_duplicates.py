"""The queue of doubles through the browser: pair, answer, merge page, sure page, parting."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from lampit.people.models import User
from lampit.registry import actions
from lampit.registry.models import Business, MergeEvent, Pair
from lampit.registry.queries.merging import golden_of
from tests.factories import business, member, sale
from tests.registry.lookalikes import mark, office, pair_of, record
from tests.registry.told import NIK, NOW, OTHER_NIK, told, typed

pytestmark = pytest.mark.django_db


def test_the_queue_shows_the_likeliest_pair_with_words_and_marks(client: Client) -> None:
    """What differs is heavy and underlined, why is one sentence, weights are behind details."""
    staff = office()
    client.force_login(staff)
    one, other, third = (
        record(staff, name="Salasiah"),
        record(staff, name="Salasiyah"),
        record(staff),
    )
    pair_of(one, other, 0.95), pair_of(one, third, 0.7)
    page = client.get("/balai/duplikat/").content.decode()
    assert 'data-page="registry.duplicates"' in page
    assert "Pasangan 1 dari 2" in page
    assert "<strong><u>y</u></strong>" in page
    assert "nama usaha mirip." in page
    assert page.index("Sama, gabungkan") < page.index("Bukan yang sama")
    assert page.count("<h1") == 1


def test_a_name_in_two_spellings_agrees_and_shows_where_they_differ(client: Client) -> None:
    """The sentence says what the model says; the letters are marked all the same."""
    staff = office()
    client.force_login(staff)
    pair = pair_of(
        record(staff, owner_name="Dahliana Huda", name="Toko A"),
        record(staff, owner_name="Hj. Dahliana Hoeda", name="Toko B"),
    )
    page = client.get(f"/balai/duplikat/{pair.pk}/").content.decode()
    assert "nama pemilik berbeda" not in page.lower()
    assert "<strong><u>oe</u></strong>" in page


def test_a_pair_with_sales_waits_for_a_second_person(client: Client) -> None:
    """Each is told where it stands; the first has no merge button any more."""
    staff, head = office(), member("head", "63.08")
    one, other = record(staff), record(staff, name="Lain")
    sale(one, NOW.date(), 50_000)
    pair = pair_of(one, other)
    place = f"/balai/duplikat/{pair.pk}/"
    client.force_login(staff)
    assert "perlu dua orang" in client.get(place).content.decode()
    sent = client.post(f"{place}gabung/", {"mark": mark(pair)}, follow=True)
    assert "setelah orang kedua juga menjawab sama" in sent.content.decode()
    page = client.get(place).content.decode()
    assert "Anda sudah menjawab sama" in page
    assert "Sama, gabungkan" not in page
    client.force_login(head)
    page = client.get(place).content.decode()
    assert "Satu orang sudah menjawab sama" in page
    assert "Sama, gabungkan" in page
    sent = client.post(f"{place}gabung/", {"mark": mark(pair)}, follow=True)
    assert "menjadi satu usaha" in sent.content.decode()


def test_in_doubt_not_the_same_is_offered_first(client: Client) -> None:
    """Below 90 % or against hard evidence the first button is the careful one."""
    staff = office()
    client.force_login(staff)
    pair = pair_of(record(staff, nik=NIK), record(staff, nik=OTHER_NIK, name="Lain"), 0.999)
    page = client.get(f"/balai/duplikat/{pair.pk}/").content.decode()
    assert page.index("Bukan yang sama") < page.index("Sama, gabungkan")
    assert "Hati-hati" in page


def test_an_answer_leads_on_and_is_taken_back(client: Client) -> None:
    """Answer, next pair, undo: the pair waits again."""
    staff = office()
    client.force_login(staff)
    pair = pair_of(record(staff), record(staff, name="Lain"))
    told = {"answer": "beda", "mark": mark(pair), "reason": "dua orang"}
    assert (
        client.post(f"/balai/duplikat/{pair.pk}/jawab/", told).headers["Location"]
        == f"/balai/duplikat/?setelah={pair.pk}"
    )
    pair.refresh_from_db()
    assert (pair.state, pair.reason, pair.reviewer) == ("beda", "dua orang", staff)
    assert "Tidak ada pasangan" in client.get("/balai/duplikat/").content.decode()
    client.post("/balai/duplikat/urungkan/")
    pair.refresh_from_db()
    assert pair.state == "baru"


def test_an_answer_to_a_changed_pair_comes_back_with_both_values(client: Client) -> None:
    """Nothing is decided on what is no longer so."""
    staff = office()
    client.force_login(staff)
    one = record(staff)
    pair = pair_of(one, record(staff, name="Lain"))
    Business.objects.filter(pk=one.pk).update(name="Diubah orang")
    answer = client.post(f"/balai/duplikat/{pair.pk}/jawab/", {"answer": "beda", "mark": "lama"})
    assert answer.status_code == 422
    assert "baru saja berubah" in answer.content.decode()


def test_what_changed_since_it_was_shown_or_answered_is_marked(client: Client) -> None:
    """Whoever is asked again sees which field is another one now, and only that."""
    staff = office()
    client.force_login(staff)
    one = record(staff)
    pair = pair_of(one, record(staff, name="Lain"))
    page, seen = f"/balai/duplikat/{pair.pk}/", mark(pair)
    assert "baru berubah" not in client.get(page).content.decode()
    rename(staff, one, "Toko Baru")
    refused = client.post(f"{page}jawab/", {"answer": "beda", "mark": seen}).content.decode()
    assert marked(refused) == ["Nama usaha"]
    client.post(f"{page}jawab/", {"answer": "beda", "mark": mark(pair)})
    rename(staff, one, "Toko Lama")
    assert pair_of(one, pair.right).state == "baru"
    assert marked(client.get(page).content.decode()) == ["Nama usaha"]


def rename(staff: User, one: Business, name: str) -> None:
    """Edit the name of a business as the page does."""
    one.refresh_from_db()
    changed = told(name=name, nik="", phones=())
    actions.edit_business(staff, one.public_id, changed, based_on=one.version, now=timezone.now())


def marked(page: str) -> list[str]:
    """Return the fields that a page marks as changed."""
    rows = " ".join(page.split()).split('<th scope="row">')[1:]
    return [row.split("<")[0].strip() for row in rows if "baru berubah" in row.split("</th>")[0]]


def test_the_merge_page_takes_choices_and_the_profile_parts_again(client: Client) -> None:
    """Survivors are preselected and changeable; the page of the business shows its members."""
    staff = office()
    client.force_login(staff)
    one, other = record(staff), record(staff, name="Bunga Rawa")
    pair = pair_of(one, other)
    page = client.get(f"/balai/duplikat/{pair.pk}/gabung/").content.decode()
    assert f'name="pakai-name" value="{one.pk}"' in " ".join(page.split()).replace(
        '" value', '" value'
    )
    told = {"mark": mark(pair), "pakai-name": str(other.pk)}
    assert client.post(f"/balai/duplikat/{pair.pk}/gabung/", told).status_code == 302
    event = MergeEvent.objects.get()
    golden = Business.objects.get(pk=event.golden_id)
    member_id = Business.objects.get(pk=event.members[0]).public_id
    assert golden.name == "Bunga Rawa"
    led = client.get(f"/balai/usaha/{member_id}/")
    assert led.headers["Location"] == f"/balai/usaha/{golden.public_id}/"
    profile = client.get(f"/balai/usaha/{golden.public_id}/").content.decode()
    assert "Catatan yang digabung ke sini" in profile
    parting = f"/balai/usaha/{golden.public_id}/pisahkan/{event.pk}/"
    assert parting in profile
    assert client.get(parting).status_code == 200
    client.post(parting)
    assert golden_of(other.pk) == other.pk
    assert client.get(f"/balai/usaha/{member_id}/").status_code == 200


def test_hard_evidence_asks_for_a_reason_and_keeps_the_choice(client: Client) -> None:
    """422 with the field of the reason; what was chosen stays chosen."""
    staff = office()
    client.force_login(staff)
    one, other = record(staff, nik=NIK), record(staff, nik=OTHER_NIK, name="Lain")
    pair = pair_of(one, other)
    told = {"mark": mark(pair), "pakai-name": str(other.pk)}
    answer = client.post(f"/balai/duplikat/{pair.pk}/gabung/", told)
    assert answer.status_code == 422
    page = " ".join(answer.content.decode().split())
    assert f'value="{other.pk}" checked' in page
    told["reason"] = "NIK salah ketik"
    assert client.post(f"/balai/duplikat/{pair.pk}/gabung/", told).status_code == 302


def test_the_sure_page_merges_what_stays_ticked(client: Client) -> None:
    """One page, one confirmation; the unticked pair goes on waiting."""
    staff = office()
    client.force_login(staff)
    pairs = [
        pair_of(record(staff, name=f"Tikar {n}"), record(staff, name=f"Tikar A{n}"), 0.995)
        for n in range(2)
    ]
    assert "/balai/duplikat/pasti/" in client.get("/balai/duplikat/").content.decode()
    page = client.get("/balai/duplikat/pasti/").content.decode()
    assert all(f'value="{pair.pk}" checked' in page for pair in pairs)
    marks = {f"mark-{pair.pk}": mark(pair) for pair in pairs}
    client.post("/balai/duplikat/pasti/", marks | {"pair": [str(pairs[0].pk)]})
    assert list(Pair.objects.order_by("pk").values_list("state", flat=True)) == ["sama", "baru"]


def test_the_list_says_what_it_leaves_out(client: Client) -> None:
    """Golden records are counted; possible doubles are told with a link."""
    staff = office()
    client.force_login(staff)
    one, other = record(staff), record(staff, name="Lain")
    pair_of(one, other)
    page = " ".join(client.get("/balai/usaha/").content.decode().split())
    assert '<span data-value="2">2</span> usaha tercatat' in page
    assert 'Belum dikurangi <span data-value="1">1</span> kemungkinan ganda.' in page
    actions.merge(staff, [one.pk, other.pk], now=NOW)
    page = " ".join(client.get("/balai/usaha/").content.decode().split())
    assert '<span data-value="1">1</span> usaha tercatat' in page


def test_a_neighbour_and_other_roles_find_nothing(client: Client) -> None:
    """A pair of another region is 404, also for its merge page; mentors have no queue."""
    staff = office()
    one = record(staff)
    pair = pair_of(one, record(staff, name="Lain"))
    event = actions.merge(staff, [pair.left_id, pair.right_id], now=NOW)
    golden = Business.objects.get(pk=event.golden_id)
    client.force_login(office("63.09"))
    for way in (f"duplikat/{pair.pk}/", f"duplikat/{pair.pk}/gabung/",
                f"usaha/{golden.public_id}/pisahkan/{event.pk}/"):  # fmt: skip
        assert client.get(f"/balai/{way}").status_code == 404
    for pk in event.members:
        assert (
            client.get(f"/balai/usaha/{Business.objects.get(pk=pk).public_id}/").status_code == 404
        )
    client.force_login(member("mentor", "63.08"))
    assert client.get("/balai/duplikat/").status_code == 403


def test_a_sitting_of_many_pairs_never_slows_down(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    """The page of a pair asks as often with sixty pairs as with one."""
    staff = office()
    client.force_login(staff)
    first = record(staff)
    for number in range(60):
        pair_of(first, business("63.08", name=f"Mirip {number}"), 0.6 + number / 200)
    with django_assert_max_num_queries(10):
        client.get("/balai/duplikat/")
    assert (
        Pair.objects.filter(leased_by=staff, leased_until__gt=NOW - timedelta(days=9)).count() == 1
    )


def test_a_new_business_that_resembles_a_merged_record_shows_its_golden_one(client: Client) -> None:
    """What was typed stays; the way to the known business and "not the same" stand side by side."""
    staff = office()
    client.force_login(staff)
    one, other = record(staff), record(staff, phones=("+6281211112222",), name="Lain sekali")
    event = actions.merge(staff, [one.pk, other.pk], now=NOW)
    told = typed(owner_name="Orang Baru", name="Usaha Baru", phones="0812-1111-2222")
    answer = client.post("/balai/usaha/baru/", told)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert f"/balai/usaha/{Business.objects.get(pk=event.golden_id).public_id}/" in page
    assert "Ini usaha yang sama, buka" in page
    assert "Bukan yang sama, simpan" in page
    assert 'value="Orang Baru"' in page


def test_the_desk_tells_how_many_pairs_wait(client: Client) -> None:
    """The count stands among the work of the day, with the way to the queue."""
    staff = office()
    client.force_login(staff)
    pair_of(record(staff), record(staff, name="Lain"))
    page = " ".join(client.get("/balai/").content.decode().split())
    assert '<span data-value="1">1</span> pasangan mungkin ganda' in page
    assert 'href="/balai/duplikat/"' in page
