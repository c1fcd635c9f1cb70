"""What a questionnaire says of the register's fields stands beside them: "pakai ini" decides."""

import uuid

import pytest
from django.test import Client

from lampit.measure import actions
from lampit.measure.rules.told import told_of
from lampit.registry.models import Business, Change, Claim
from tests.measure.fieldwork import NOW, first_member, open_field, staff
from tests.measure.questionnaires import answers, instrument
from tests.measure.test_actions_answering import begun, fill

GIVEN = answers(
    akun=["wa", "instagram"], cara_pesan=["datang", "pesan", "telepon"], pekerja_kini=3, omzet="b3"
)


def test_what_a_questionnaire_tells_the_register() -> None:
    """Ways of selling by how buyers order, all workers, the class of sales; unknown stays out."""
    assert told_of(instrument(), GIVEN) == {
        "channels": "instagram;langsung;whatsapp", "workers": "3",
        "sales_band": "Rp5 juta – kurang dari Rp10 juta",
    }  # fmt: skip
    assert told_of(instrument(), answers(pekerja_kini=-99, omzet=-88, cara_pesan=[])) == {}
    assert told_of(instrument(), answers(cara_pesan=["marketplace"]))["channels"] == "marketplace"


@pytest.mark.django_db
def test_survey_answers_are_other_values(client: Client) -> None:
    """Noted once with their source; nothing changes until somebody chooses."""
    person, drawn = staff(), first_member(open_field())
    Business.objects.filter(pk=drawn.business_id).update(
        channels=["langsung"], workers_male=1, workers_female=0
    )
    found = begun(person, drawn)
    fill(person, found, GIVEN)
    actions.submit(person, found.instance_id, now=NOW)
    business = Business.objects.get(pk=drawn.business_id)
    assert (business.channels, business.workers_male) == (["langsung"], 1)
    told = set(Claim.objects.values_list("field", "value", "source"))
    assert told == {
        ("channels", "instagram;langsung;whatsapp", "survei"), ("workers", "3", "survei"),
        ("sales_band", "Rp5 juta – kurang dari Rp10 juta", "survei"),
    }  # fmt: skip
    client.force_login(person)
    page = " ".join(client.get(f"/balai/usaha/{business.public_id}/").content.decode().split())
    for text in ("3 orang seluruhnya, dengan pemilik", "survei", "Rp5 juta – kurang dari Rp10"):
        assert text in page
    claim = Claim.objects.get(field="channels")
    assert page.count("/pakai/c") == 1
    client.post(f"/balai/usaha/{business.public_id}/pakai/c{claim.pk}/")
    business.refresh_from_db()
    assert sorted(business.channels) == ["instagram", "langsung", "whatsapp"]
    assert Change.objects.get(field="channels").source == "petugas"


@pytest.mark.django_db
def test_what_the_register_says_already_is_not_noted() -> None:
    """The same ways of selling, the same workers with or without the owner; and each only once."""
    person, drawn = staff(), first_member(open_field())
    Business.objects.filter(pk=drawn.business_id).update(
        channels=["whatsapp", "langsung", "instagram"], workers_male=1, workers_female=1
    )
    found = begun(person, drawn)
    fill(person, found, GIVEN)
    actions.submit(person, found.instance_id, now=NOW)
    assert list(Claim.objects.values_list("field", flat=True)) == ["sales_band"]
    again = actions.start_coaching(
        person, found.business.public_id, instance_id=uuid.uuid4(), now=NOW
    )
    actions.record_consent(person, again.instance_id, now=NOW)
    fill(person, again, GIVEN)
    actions.submit(person, again.instance_id, now=NOW)
    assert Claim.objects.count() == 1
