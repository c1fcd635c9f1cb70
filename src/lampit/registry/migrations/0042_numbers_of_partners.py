"""Gives numbers that programs of partners wrote to those programs; lists keep theirs.

Before, one column held both. What an account wrote through the API goes on being found by the
number it bears: as the number of the account's only program, or, where it has several, of the
account, until one of them names it. A number that no list gave is the office's no more.
"""

from collections import defaultdict

from django.db import migrations

CHUNK = 1_000
MITRA = "mitra"


def programs_of(apps):
    """Return account → keys of its programs that may write."""
    found = defaultdict(set)
    for name in ("ApiClient", "ApiToken"):
        rows = apps.get_model("people", name).objects.exclude(program="")
        for account, program, scopes in rows.values_list("user_id", "program", "scopes"):
            if "write" in scopes.split():
                found[account].add(program)
    return found


def first_told(apps, ids):
    """Return business → its number before the first list that gave it another one."""
    rows = apps.get_model("registry", "ImportRow").objects.filter(business_id__in=ids)
    found = {}
    for pk, before in rows.order_by("pk").values_list("business_id", "before"):
        told = (before or {}).get("business") or {}
        if "external_id" in told:
            found.setdefault(pk, str(told["external_id"] or ""))
    return found


def writers_of(apps, ids):
    """Return business → the accounts that wrote it through the API, the first first."""
    rows = apps.get_model("registry", "Change").objects.filter(
        entity="business", entity_id__in=ids, source=MITRA, actor__isnull=False
    )
    found = defaultdict(dict)
    for pk, actor in rows.order_by("pk").values_list("entity_id", "actor_id"):
        found[pk][actor] = True
    return found


def take_over(apps, rows, programs):
    """Write the numbers of some businesses; who has a number already keeps it."""
    Business = apps.get_model("registry", "Business")
    PartnerNumber = apps.get_model("registry", "PartnerNumber")
    ids = [row.pk for row in rows]
    writers = writers_of(apps, ids)
    told = first_told(apps, list(writers))
    made, freed = [], []
    for row in rows:
        for account in writers.get(row.pk, ()):
            own = programs.get(account, ())
            key = next(iter(own)) if len(own) == 1 else f"akun-{account}"
            number = told.get(row.pk) or row.external_id
            made.append(
                PartnerNumber(business_id=row.pk, region_id=row.region_id, program=key, number=number)
            )
        if row.source == MITRA and row.pk in writers and row.pk not in told:
            freed.append(row.pk)
    PartnerNumber.objects.bulk_create(made, ignore_conflicts=True, batch_size=200)
    Business.objects.filter(pk__in=freed).update(external_id="")


def tell_apart(apps, schema_editor):
    """Walk the businesses that bear a number: records themselves first, then merged ones."""
    Business = apps.get_model("registry", "Business")
    programs = programs_of(apps)
    for is_golden in (True, False):
        last = 0
        numbered = Business.objects.filter(withdrawn_at=None, golden__isnull=is_golden)
        numbered = numbered.exclude(external_id="").only("region_id", "source", "external_id")
        while rows := list(numbered.filter(pk__gt=last).order_by("pk")[:CHUNK]):
            take_over(apps, rows, programs)
            last = rows[-1].pk


def put_back(apps, schema_editor):
    """Write numbers back where no list gave one; a second number of a business is lost."""
    rows = apps.get_model("registry", "PartnerNumber").objects.order_by("-pk")
    for row in rows.select_related("business").iterator(chunk_size=CHUNK):
        if not row.business.external_id:
            row.business.external_id = row.number
            row.business.save(update_fields=["external_id"])


class Migration(migrations.Migration):

    dependencies = [
        ("people", "0007_programs_of_clients"),
        ("registry", "0041_partner_numbers"),
    ]

    operations = [
        migrations.RunPython(tell_apart, put_back),
    ]
