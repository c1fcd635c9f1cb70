"""The list as rows of a file: a line that tells who took it and why, headings, businesses."""

from collections.abc import Iterator
from datetime import date

from django.db.models import QuerySet

from lampit.registry.models import Business
from lampit.registry.queries.profile import masked_nik, shown_phones
from lampit.registry.rules import freshness, size
from lampit.trades.rules import SECTOR_LABELS

READ_AT_ONCE = 1_000
COLUMNS = (
    "No",
    "Nama pemilik",
    "NIK (tersamar)",
    "L/P",
    "Nama usaha",
    "Alamat",
    "RT",
    "Desa/Kelurahan",
    "Kecamatan",
    "Kode desa",
    "Jenis usaha",
    "Sektor",
    "KBLI 2020",
    "NIB",
    "Mulai usaha",
    "TK laki-laki",
    "TK perempuan",
    "Golongan penjualan sebulan",
    "HP/WA",
    "Jualan daring",
    "Keadaan",
    "Dipastikan",
    "Kesegaran data",
)
Cell = str | int


def export_rows(
    rows: QuerySet[Business], watermark: str, on: date, *, whole_phones: bool
) -> Iterator[list[Cell]]:
    """Yield the rows of the file, the watermark first; one streaming query."""
    yield [watermark]
    yield list(COLUMNS)
    found = rows.select_related("owner", "district", "village")
    for number, business in enumerate(found.iterator(chunk_size=READ_AT_ONCE), start=1):
        yield _cells(number, business, on, whole_phones=whole_phones)


def _cells(number: int, business: Business, on: date, *, whole_phones: bool) -> list[Cell]:
    owner = business.owner
    band = freshness.band(business.confirmed_on, on)
    numbers = [business.phone, business.phone_2]
    return [
        number,
        owner.name if owner else "",
        masked_nik(owner) if owner else "",
        owner.sex if owner else "",
        business.name,
        business.address,
        business.rt,
        business.village.name if business.village else "",
        business.district.name if business.district else "",
        business.village_id or "",
        business.activity,
        SECTOR_LABELS[business.sector] if business.sector else "",
        business.kbli,
        business.nib,
        _start(business),
        _known(business.workers_male),
        _known(business.workers_female),
        "" if business.sales_band is None else size.sales_class_label(business.sales_band),
        ", ".join(shown_phones(numbers, whole=whole_phones)),
        {True: "ya", False: "belum", None: ""}[business.is_online],
        str(business.get_status_display()),
        business.confirmed_on.isoformat() if business.confirmed_on else "",
        freshness.LABELS[band],
    ]


def _known(value: int | None) -> Cell:
    return "" if value is None else value


def _start(business: Business) -> str:
    if business.started_on is None:
        return ""
    length = {"day": 10, "month": 7}.get(business.started_precision, 4)
    return business.started_on.isoformat()[:length]
