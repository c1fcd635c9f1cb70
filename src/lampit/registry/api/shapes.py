"""The shapes of the API: what may be sent, strictly, and what comes back."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

MOST = 10**15
# No control signs: PostgreSQL refuses NUL, and nobody writes the others in a name.
_LINE = r"^[^\x00-\x1f\x7f]*$"
_DAY = r"20[0-9]{2}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"
Line = Annotated[str, Field(max_length=200, pattern=_LINE)]
VillageCode = Annotated[
    str, Field(pattern=r"^[0-9]{2}\.[0-9]{2}\.[0-9]{2}\.[0-9]{4}$", examples=["63.08.05.1001"])
]
PublicId = Annotated[str, Field(pattern=r"^[0-9A-Za-z]{1,16}$")]
ExternalId = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._\-]{0,39}$")]
Sector = Literal["kriya", "kuliner", "dagang", "jasa", "lain"]
Status = Literal[
    "aktif", "musiman", "tutup_sementara", "tutup", "pindah", "bukan_usaha", "belum_dipastikan"
]
Kind = Literal["perorangan", "kelompok", "koperasi", "badan_usaha"]
Channel = Literal[
    "langsung", "pengumpul", "whatsapp", "instagram", "facebook", "tiktok", "shopee",
    "tokopedia", "marketplace", "website", "lampit",
]  # fmt: skip
Workers = Annotated[int, Field(ge=0, le=10_000)]
Rupiah = Annotated[int, Field(ge=0, le=MOST, description="Rupiah")]


class _Sent(BaseModel):
    """What is sent is read strictly: no unknown field, no number written as text."""

    model_config = ConfigDict(strict=True, extra="forbid")


class Changes(_Sent):
    """Fields to change; what is left out stays as it is."""

    owner_name: Annotated[str, Field(min_length=1, max_length=120, pattern=_LINE)] | None = None
    village: VillageCode | None = None
    name: Line = ""
    owner_sex: Literal["", "L", "P"] = ""
    nik: Annotated[str, Field(pattern=r"^([0-9]{16})?$", description="Kosong: tidak diubah")] = ""
    phones: Annotated[
        list[Annotated[str, Field(pattern=r"^\+62[0-9]{7,13}$", examples=["+6281234567892"])]],
        Field(max_length=2),
    ] = []
    kind: Kind = "perorangan"
    activity: Line = ""
    kbli: Annotated[str, Field(pattern=r"^([0-9]{5})?$")] = ""
    status: Status = "aktif"
    started: Annotated[
        str,
        Field(
            pattern=r"^((19|20)[0-9]{2}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?)?$",
            description="2015, 2015-03 atau 2015-03-20",
        ),
    ] = ""
    rt: Annotated[str, Field(pattern=r"^[0-9]{0,3}$")] = ""
    rw: Annotated[str, Field(pattern=r"^[0-9]{0,3}$")] = ""
    address: Line = ""
    workers_male: Workers | None = None
    workers_female: Workers | None = None
    sales: Annotated[Rupiah | None, Field(description="Sebulan; null: tidak diubah")] = None
    capital: Annotated[Rupiah | None, Field(description="null: tidak diubah")] = None
    channels: Annotated[list[Channel], Field(max_length=11)] = []
    nib: Annotated[str, Field(pattern=r"^([0-9]{13})?$")] = ""
    note: Annotated[str, Field(max_length=500, pattern=r"^[^\x00]*$")] = ""
    nik_checked: Annotated[
        bool,
        Field(
            description="NIK dan L/P berbeda, dan keduanya sudah diperiksa pada KTP; kalau "
            "tidak, jawabannya 409 nik_sex"
        ),
    ] = False


class NewBusiness(Changes):
    """A business as a partner tells it; `sure` says that a look-alike is another one."""

    owner_name: Annotated[str, Field(min_length=1, max_length=120, pattern=_LINE)]
    village: VillageCode
    sure: bool = False


class ListQuery(BaseModel):
    """What a list is asked for."""

    limit: Annotated[int, Field(ge=1, le=200)] = 50
    cursor: Annotated[str, Field(max_length=80, pattern=r"^[A-Za-z0-9_:\-]*$")] = ""
    subdistrict: Annotated[str, Field(pattern=r"^([0-9]{2}\.[0-9]{2}\.[0-9]{2})?$")] = ""
    village: Annotated[str, Field(pattern=r"^([0-9]{2}\.[0-9]{2}\.[0-9]{2}\.[0-9]{4})?$")] = ""
    sector: Sector | Literal[""] = ""
    status: Status | Literal[""] = ""
    external_id: Annotated[
        str,
        Field(
            pattern=r"^([A-Za-z0-9][A-Za-z0-9._\-]{0,39})?$",
            description="Nomor dari program ini sendiri",
        ),
    ] = ""
    office_number: Annotated[
        str, Field(max_length=40, pattern=_LINE, description="Nomor di daftar kantor")
    ] = ""
    updated_since: Annotated[str, Field(pattern=rf"^({_DAY})?$")] = ""


class Place(BaseModel):
    """A region by its Kemendagri code."""

    code: str
    name: str


class OwnerOut(BaseModel):
    """The owner; the NIK is masked unless opened."""

    id: str
    name: str
    sex: str
    birth_year: int | None
    nik: str


class BusinessOut(BaseModel):
    """A business as the register holds it; empty text and null are unknown."""

    id: str
    external_id: Annotated[
        str, Field(description="Nomor dari program ini; nomor program lain tidak terlihat")
    ]
    external_ids: Annotated[
        list[str],
        Field(description="Semua nomor dari program ini, juga yang digabung ke usaha ini"),
    ]
    office_number: Annotated[str, Field(description="Nomor di daftar kantor")]
    name: str
    kind: str
    activity: str
    sector: str
    kbli: str
    status: Status
    started: str
    region: Place | None
    subdistrict: Place | None
    village: Place | None
    address: str
    rt: str
    rw: str
    phones: list[str]
    channels: list[str]
    is_online: bool | None
    nib: str
    workers_male: int | None
    workers_female: int | None
    sales_class: int | None
    size_class: str
    note: str
    confirmed_on: str | None
    freshness: str
    owner: OwnerOut | None
    is_masked: bool
    version: int
    created_at: str
    updated_at: str


class PageOut(BaseModel):
    """One page of a list; `next` is the cursor of the following one, null on the last."""

    items: list[BusinessOut]
    next: str | None


class ErrorOut(BaseModel):
    """Why not: a code that stays, and a sentence saying what to do."""

    code: str
    message: str
    alike: Annotated[
        list[str],
        Field(description="Hanya bersama maybe_known: id usaha yang mirip, di wilayah token ini"),
    ] = []
