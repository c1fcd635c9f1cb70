"""Whoever opened a shop before there was a ledger said yes to being shown: the ledger learns it."""

import hashlib
import secrets

from django.db import migrations

CHUNK = 500
WORDS = (
    "Lapak saya boleh dilihat semua orang: nama lapak, desa, cerita, barang dengan "
    "fotonya, dan tombol WhatsApp."
)


def tell_ledger(apps, _editor):
    """Note a yes for the owner of every open shop who has not answered yet; done twice is once.

    The ledger is ours, so we write it; shops stand above and are read here this once.
    """
    text, consent = (apps.get_model("registry", name) for name in ("ConsentText", "Consent"))
    maker = apps.get_model("shops", "Maker")
    version = hashlib.sha256(WORDS.encode()).hexdigest()[:32]
    answered = consent.objects.filter(purpose="pasar").values("owner")
    rows = maker.objects.filter(is_published=True, business__owner__isnull=False)
    rows = rows.exclude(business__owner__in=answered).order_by("pk")
    opened = {}
    for owner, account, at in rows.values_list("business__owner", "account", "created_at"):
        opened.setdefault(owner, (account, at))
    if opened:
        text.objects.get_or_create(version=version, defaults={"purpose": "pasar", "words": WORDS})
    consent.objects.bulk_create(
        [
            consent(
                public_id=secrets.token_hex(8), owner_id=owner, purpose="pasar", is_given=True,
                text_id=version, channel="pindahan", by_id=account, at=at,
            )
            for owner, (account, at) in opened.items()
        ],
        batch_size=CHUNK,
    )  # fmt: skip


class Migration(migrations.Migration):
    """Data only; going back leaves the ledger as it is."""

    dependencies = [
        ("registry", "0008_consent_is_append_only"),
        ("shops", "0002_proofs_need_pictures"),
    ]
    operations = [migrations.RunPython(tell_ledger, migrations.RunPython.noop)]
