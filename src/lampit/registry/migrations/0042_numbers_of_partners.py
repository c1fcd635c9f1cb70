"""Gives numbers that programs of partners wrote to those programs; lists keep theirs.

Before, one column held both. What an account registered through the API goes on being found by the
number it gave: as the number of the account's only program, or, where it has several, of the
account, until one of them names it. A number that no list gave is the office's no more. Who only
wrote what a list gave may have used the number of the list: it stands for the account as well.
"""

from collections import defaultdict
from itertools import product

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
    """Return business → its number before the first list that gave it another one.

    The journal of an import keeps of each column what was there and what the list said.
    """
    rows = apps.get_model("registry", "ImportRow").objects.filter(business_id__in=ids)
    found = {}
    for pk, before in rows.order_by("pk").values_list("business_id", "before"):
        told = (before or {}).get("business") or {}
        if "external_id" in told:
            found.setdefault(pk, (told["external_id"][0] or "")[:40])
    return found


def writers_of(apps, ids):
    """Return business → the accounts that wrote it through the API, the first first.

    None is an account that is no more.
    """
    rows = apps.get_model("registry", "Change").objects.filter(
        entity="business", entity_id__in=ids, source=MITRA
    )
    found = defaultdict(dict)
    for pk, actor in rows.order_by("pk").values_list("entity_id", "actor_id"):
        found[pk][actor] = True
    return {pk: list(accounts) for pk, accounts in found.items()}


def given(row, accounts, told, programs):
    """Return program → number of a business: only who registered it gave it one."""
    own = told.get(row.pk, row.external_id) if row.source == MITRA else ""
    if not own:
        return {f"akun-{one}": row.external_id for one in accounts if one is not None}
    maker = accounts[0]
    keys = programs.get(maker, ())
    key = next(iter(keys)) if len(keys) == 1 else f"akun-{maker}"
    return {key: own} if maker is not None else {}


def take_over(apps, rows, programs):
    """Write the numbers of some businesses; who has a number already keeps it."""
    Business = apps.get_model("registry", "Business")
    PartnerNumber = apps.get_model("registry", "PartnerNumber")
    ids = [row.pk for row in rows]
    writers = writers_of(apps, ids)
    written = [row for row in rows if row.pk in writers]
    told = first_told(apps, [row.pk for row in written if row.source == MITRA])
    made, freed = [], []
    for row in written:
        numbers = given(row, writers[row.pk], told, programs)
        made += [
            PartnerNumber(business_id=row.pk, region_id=row.region_id, program=key, number=number)
            for key, number in numbers.items()
        ]
        is_own = row.source == MITRA and told.get(row.pk, row.external_id) == row.external_id
        if numbers and is_own:
            freed.append(row.pk)
    PartnerNumber.objects.bulk_create(made, ignore_conflicts=True, batch_size=200)
    Business.objects.filter(pk__in=freed).update(external_id="")


def tell_apart(apps, schema_editor):
    """Walk the businesses that bear a number: what programs made first, merged ones behind."""
    Business = apps.get_model("registry", "Business")
    programs = programs_of(apps)
    standing = Business.objects.filter(withdrawn_at=None).exclude(external_id="")
    standing = standing.only("region_id", "source", "external_id")
    made, listed = standing.filter(source=MITRA), standing.exclude(source=MITRA)
    for rows_of, is_golden in product((made, listed), (True, False)):
        last = 0
        numbered = rows_of.filter(golden__isnull=is_golden)
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
