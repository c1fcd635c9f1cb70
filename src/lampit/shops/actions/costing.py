"""Keeps what a good costs its maker, and the minimum wages that offices note."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from lampit.basics.refusal import Refusal
from lampit.people.actions import audit
from lampit.people.models import User
from lampit.shops import access
from lampit.shops.models import CostSheet, Product, Wage
from lampit.shops.rules import costs, texts

HIGHEST_WAGE = 100_000_000


@dataclass(frozen=True, slots=True)
class Sheet:
    """A batch as its maker told it, and where she sells it.

    Attributes:
        is_minimum_wage: she told no wage; the minimum wage of the day stands in the batch.
    """

    batch: costs.Batch
    channel: str = ""
    percent: int | None = None
    is_minimum_wage: bool = False


def keep_sheet(product: Product, sheet: Sheet, at: datetime) -> None:
    """Keep the sheet behind the cost of a good; call it in the transaction that changes the good.

    The caller has asked who may.

    Raises:
        Refusal: those of `rules.costs.check_batch`.
    """
    batch = sheet.batch
    costs.check_batch(batch)
    CostSheet.objects.update_or_create(
        product=product,
        defaults={
            "materials": [
                [texts.cleaned(one.name)[: costs.LONGEST_MATERIAL], one.amount]
                for one in batch.materials[: costs.MOST_MATERIALS]
            ],
            "packaging": batch.packaging,
            "minutes": batch.minutes,
            "hourly_wage": None if sheet.is_minimum_wage else batch.hourly_wage,
            "monthly_overhead": batch.monthly_overhead,
            "units_per_month": batch.units_per_month,
            "made": batch.made,
            "rejects": batch.rejects,
            "channel": sheet.channel,
            "channel_percent": sheet.percent,
            "changed_at": at,
        },
    )


def note_wage(
    actor: User, region: str, month_amount: int, from_on: date, source: str, at: datetime
) -> Wage:
    """Note the minimum wage (UMK) of a kabupaten from a day on; the same day is written over.

    Raises:
        Refusal: `bukan_wilayah`, `upah_salah`, `sumber_kosong`.
    """
    if not access.may_set_office(actor, region):
        raise Refusal("bukan_wilayah", "Kabupaten ini di luar wilayah Anda.")
    if not 100_000 <= month_amount <= HIGHEST_WAGE:
        raise Refusal("upah_salah", "Tulis upah minimum sebulan, misalnya 3.725.000.")
    told = texts.cleaned(source)[:200]
    if len(told) < 5:
        raise Refusal("sumber_kosong", "Tulis keputusan yang menetapkannya, dengan nomornya.")
    with transaction.atomic():
        wage, _made = Wage.objects.update_or_create(
            region_id=region,
            from_on=from_on,
            defaults={
                "month_amount": month_amount, "source": told, "noted_by": actor, "noted_at": at,
            },
        )  # fmt: skip
        audit(
            actor, "upah.catat", subject_kind="region", subject_id=region,
            fields=["month_amount"], reason=told, region=region, at=at,
        )  # fmt: skip
    return wage
