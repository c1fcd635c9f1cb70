"""Pages of the measure room: doors, the interview without JavaScript, lists, withheld figures."""

import re
import uuid

import pytest
from django.test import Client
from django.urls import reverse

from lampit.measure import actions
from lampit.measure.models import SampleMember, Submission
from lampit.measure.rules import answers as flow
from lampit.measure.rules import states
from lampit.people.models import User
from lampit.registry.actions import give_into_care
from lampit.registry.rules import search
from tests.factories import member
from tests.measure.fieldwork import NOW, first_member, open_field, register, staff
from tests.measure.questionnaires import answers, instrument
from tests.measure.test_actions_answering import typed
from tests.measure.test_queries import Queries, answered

pytestmark = pytest.mark.django_db
HOME = "/balai/survei/"


def signed(client: Client, person: User) -> Client:
    """Sign in."""
    client.force_login(person)
    return client


def test_stranger_is_sent_to_sign_in(client: Client) -> None:
    """No session: to the sign-in page, with the way back."""
    assert client.get(HOME).headers["Location"] == f"/masuk/?next={HOME}"


@pytest.mark.parametrize(
    ("role", "code", "home", "new", "shown", "members", "results", "who"),
    [
        ("head", "63.08", 200, 200, 200, 403, 200, 200),
        ("staff", "63.08", 200, 200, 200, 200, 200, 200),
        ("board", "63.08", 200, 403, 200, 403, 200, 403),
        ("mentor", "63.08", 200, 403, 200, 200, 200, 200),
        ("enumerator", "63.08", 200, 403, 200, 200, 403, 403),
        ("maker", "63.08", 403, 403, 403, 403, 403, 403),
        ("buyer", "63.08", 403, 403, 403, 403, 403, 403),
        ("province", "63", 403, 403, 403, 403, 403, 403),
        ("staff", "63.09", 200, 200, 404, 404, 404, 200),
    ],
)
def test_doors(
    client: Client, role: str, code: str, home: int, new: int, shown: int, members: int,
    results: int, who: int,
) -> None:  # fmt: skip
    """Each role and the neighbour against each address; foreign rounds do not exist."""
    found = open_field()
    signed(client, member(role, code))
    asked = {
        HOME: home,
        f"{HOME}baru/": new,
        f"{HOME}{found.pk}/": shown,
        f"{HOME}{found.pk}/contoh/": members,
        f"{HOME}{found.pk}/hasil/": results,
        f"{HOME}berikutnya/": who,
    }
    assert {url: client.get(url).status_code for url in asked} == asked


def test_a_neighbour_finds_no_member_draft_or_score(client: Client) -> None:
    """Private rows of HSU are 404 for Tabalong, also by post."""
    drawn = first_member(open_field())
    draft = actions.start_survey(staff(), drawn.pk, instance_id=uuid.uuid4(), now=NOW)
    signed(client, staff("63.09"))
    key = draft.instance_id
    for url in (
        reverse("measure:member", args=[drawn.pk]),
        reverse("measure:resume", args=[key]),
        reverse("measure:consent", args=[key]),
        reverse("measure:page", args=[key, "usaha"]),
        reverse("measure:review", args=[key]),
        reverse("measure:sent", args=[key]),
        reverse("measure:score", args=[drawn.business.public_id]),
        reverse("measure:score", args=["tidak-ada"]),
    ):
        assert client.get(url).status_code == 404, url
    for url in (
        reverse("measure:start_survey", args=[drawn.pk]),
        reverse("measure:start_coaching", args=[drawn.business.public_id]),
        reverse("measure:page", args=[key, "usaha"]),
        reverse("measure:move_round", args=[drawn.round_id]),
    ):
        assert client.post(url, {"ke": "tutup"}).status_code == 404, url


def test_an_interview_without_javascript(client: Client) -> None:
    """Start, consent, eleven short pages by plain posts, review, send, thank you."""
    drawn = first_member(open_field())
    signed(client, staff())
    started = client.post(reverse("measure:start_survey", args=[drawn.pk]))
    assert started.status_code == 302
    found = Submission.objects.get()
    consent = reverse("measure:consent", args=[found.instance_id])
    assert client.get(started.headers["Location"]).headers["Location"] == consent
    asked = client.post(consent, {})
    assert asked.status_code == 422
    questions = len(instrument().questions)
    assert f"paling banyak {questions} pertanyaan" in asked.content.decode()
    onward = client.post(consent, {"agrees": "ya"})
    for page in flow.page_codes(instrument()):
        address = reverse("measure:page", args=[found.instance_id, page])
        assert onward.headers["Location"] == address
        shown = client.get(address)
        assert shown.content.decode().count("<h1") == 1
        onward = client.post(address, {**typed(answers(), page), "arah": "maju"})
        assert onward.status_code == 302
    review = reverse("measure:review", args=[found.instance_id])
    assert onward.headers["Location"] == review
    assert client.get(review).status_code == 200
    done = client.post(review)
    thanks = client.get(done.headers["Location"])
    assert "+" in thanks.content.decode() or "poin" in thanks.content.decode()
    score = client.get(reverse("measure:score", args=[drawn.business.public_id]))
    assert "Buat katalog di WhatsApp Business" in score.content.decode()


def test_a_wrong_answer_comes_back_with_what_was_typed(client: Client) -> None:
    """422; the wrong number is still in its field; the right ones are already kept."""
    drawn = first_member(open_field())
    person = staff()
    draft = actions.start_survey(person, drawn.pk, instance_id=uuid.uuid4(), now=NOW)
    actions.record_consent(person, draft.instance_id, now=NOW)
    signed(client, person)
    address = reverse("measure:page", args=[draft.instance_id, "usaha"])
    page = client.post(address, {"usia_pemilik": "200", "pekerja_kini": "3", "arah": "maju"})
    text = page.content.decode()
    assert page.status_code == 422
    assert 'value="200"' in text
    assert 'role="alert"' in text
    draft.refresh_from_db()
    assert draft.answers == {"pekerja_kini": 3}
    back = client.post(address, {"usia_pemilik": "41", "arah": "mundur"})
    assert back.headers["Location"] == reverse("measure:consent", args=[draft.instance_id])
    draft.refresh_from_db()
    assert draft.answers == {"usia_pemilik": 41}


def test_resuming_goes_to_the_first_open_page(client: Client) -> None:
    """Closed half way: the next visit goes on there."""
    drawn = first_member(open_field())
    person = staff()
    draft = actions.start_survey(person, drawn.pk, instance_id=uuid.uuid4(), now=NOW)
    actions.record_consent(person, draft.instance_id, now=NOW)
    actions.save_page(person, draft.instance_id, "usaha", typed(answers(), "usaha"), now=NOW)
    signed(client, person)
    there = client.get(reverse("measure:resume", args=[draft.instance_id]))
    assert there.headers["Location"].endswith("/penjualan/")


def test_skipped_questions_are_not_on_the_page(client: Client) -> None:
    """No account: the question about posting is not shown."""
    drawn = first_member(open_field())
    person = staff()
    draft = actions.start_survey(person, drawn.pk, instance_id=uuid.uuid4(), now=NOW)
    actions.record_consent(person, draft.instance_id, now=NOW)
    key = draft.instance_id
    actions.save_page(person, key, "pemasaran", {"akun": ["tidak_ada"]}, now=NOW)
    signed(client, person)
    text = client.get(reverse("measure:page", args=[key, "kabar"])).content.decode()
    assert 'name="unggah"' not in text
    assert 'name="biaya_promosi"' in text


def test_a_refusal_needs_its_reason(client: Client) -> None:
    """From the visit page: reason missing 422, then recorded."""
    drawn = first_member(open_field())
    signed(client, member("enumerator", "63.08"))
    address = reverse("measure:member", args=[drawn.pk])
    assert client.post(address, {"disposition": "menolak"}).status_code == 422
    done = client.post(address, {"disposition": "menolak", "reason": "sibuk"})
    assert done.status_code == 302
    drawn.refresh_from_db()
    assert drawn.disposition == "menolak"


def test_the_sample_list_is_paged_and_filtered(
    client: Client, django_assert_max_num_queries: Queries
) -> None:
    """25 a page, by kecamatan and result, in a bounded number of queries."""
    found = open_field(20, wanted=60)
    signed(client, staff())
    address = reverse("measure:members", args=[found.pk])
    with django_assert_max_num_queries(12):
        page = client.get(address)
    assert page.content.decode().count('class="rowlink"') == 25
    second = client.get(address, {"kecamatan": "63.08.02", "hasil": "belum", "hal": "2"})
    assert 0 < second.content.decode().count('class="rowlink"') < 25
    none = client.get(address, {"hasil": "selesai"})
    assert none.content.decode().count('class="rowlink"') == 0


def test_results_carry_their_numbers(client: Client) -> None:
    """The sentence has value, interval and n for machines and for people."""
    found = answered()
    signed(client, member("head", "63.08"))
    text = client.get(reverse("measure:results", args=[found.pk])).content.decode()
    assert re.search(
        r'data-value="[\d.]+"\s+data-low="[\d.]+"\s+data-high="[\d.]+"\s+data-n="142"', text
    )
    assert "142 jawaban dari 142 usaha terpilih" in text
    assert "Angka sementara" in text


def test_withheld_numbers_are_not_in_the_page(client: Client) -> None:
    """Kecamatan with 18 answers: hatched words, and their estimate nowhere in the HTML."""
    found = answered(10, 30)
    signed(client, member("head", "63.08"))
    text = client.get(reverse("measure:results", args=[found.pk])).content.decode()
    assert text.count('data-quality="suppressed"') >= 4
    # Negative control: the withheld estimate exists and is simply not sent.
    from lampit.measure.models import Round
    from lampit.measure.queries import results

    whole = Round.objects.select_related("instrument").get(pk=found.pk)
    raw = results.estimates(whole, ["index"], "kecamatan")[0].estimate
    assert raw.ci_low is not None
    assert f"{raw.ci_low:.5f}"[:6] not in text


def test_too_few_answers_are_said_in_words(client: Client) -> None:
    """Under 30 answers there is a sentence instead of an index."""
    found = open_field()
    one = SampleMember.objects.filter(round=found)[0]
    actions.load_answers(
        [actions.Answered(one.business_id, answers(), NOW)],
        region="63.08",
        now=NOW,
        round_id=found.pk,
    )
    signed(client, member("head", "63.08"))
    text = client.get(reverse("measure:results", args=[found.pk])).content.decode()
    assert "Belum cukup data untuk menjawab." in text


def test_who_next_gives_reason_and_step(
    client: Client, django_assert_max_num_queries: Queries
) -> None:
    """Each row has its reason and its step with the gain; the older have their own list."""
    shops = register(6, districts=1)
    actions.load_answers(
        [
            actions.Answered(shop.pk, answers(usia_pemilik=30 if i % 2 else 70), NOW)
            for i, shop in enumerate(shops)
        ],
        region="63.08",
        now=NOW,
    )
    mentor = member("mentor", "63.08")
    give_into_care(mentor.pk, [shop.pk for shop in shops])
    signed(client, mentor)
    with django_assert_max_num_queries(12):
        text = client.get(f"{HOME}berikutnya/").content.decode()
    assert "Milenial" in text or "Gen Z" in text
    assert "Buat katalog di WhatsApp Business" in text
    near = client.get(f"{HOME}berikutnya/", {"siapa": "hampir"}).content.decode()
    assert "umur 70" in near


def test_moving_a_round_from_the_page(client: Client) -> None:
    """Close the field by its button; a step that is not next says so and changes nothing."""
    found = open_field()
    signed(client, staff())
    address = reverse("measure:move_round", args=[found.pk])
    client.post(address, {"ke": "terbit", "yakin": "ya"})
    found.refresh_from_db()
    assert found.state == states.FIELD
    client.post(address, {"ke": "tutup"})
    found.refresh_from_db()
    assert found.state == states.CLOSED


def test_a_business_nobody_asked_says_so(client: Client) -> None:
    """The score page of an unasked business: no number, a way to ask."""
    shop = register(1, districts=1)[0]
    mentor = member("mentor", "63.08")
    give_into_care(mentor.pk, [shop.pk])
    signed(client, mentor)
    text = client.get(reverse("measure:score", args=[shop.public_id])).content.decode()
    assert "belum pernah ditanya" in text
    assert "data-value" not in text
    begun = client.post(reverse("measure:start_coaching", args=[shop.public_id]))
    assert begun.headers["Location"].startswith("/balai/survei/isi/")


def test_finding_a_business_outside_the_sample(client: Client) -> None:
    """Search by name: staff their kabupaten, mentors those in their care, enumerators no page."""
    shop = register(1, districts=1)[0]
    shop.name, shop.search_key = "Anyaman Salasiah", search.key("Anyaman Salasiah", "")
    shop.save()
    address = reverse("measure:find_business")
    mentor = member("mentor", "63.08")
    for person, is_shown in ((member("staff", "63.08"), True), (mentor, False)):
        signed(client, person)
        found = client.get(address, {"q": shop.name}).content.decode()
        assert (shop.public_id in found) is is_shown
    give_into_care(mentor.pk, [shop.pk])
    assert shop.public_id in client.get(address, {"q": shop.name}).content.decode()
    signed(client, member("mentor", "63.09"))
    assert shop.public_id not in client.get(address, {"q": shop.name}).content.decode()
    signed(client, member("enumerator", "63.08"))
    assert client.get(address).status_code == 403
