"""The shapes of the market's API: what may be sent, strictly, and what comes back."""

from collections.abc import Sequence
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from pydantic_core import PydanticCustomError

from lampit.shops.rules import kinds
from lampit.shops.rules.capacity import MOST_SLOTS
from lampit.shops.rules.prices import HIGHEST_PRICE
from lampit.shops.rules.texts import LONGEST_NAME, LONGEST_TEXT

MOST_STOCK, LONGEST_LEAD, HEAVIEST, LONGEST_SIDE = 100_000, 365, 2_000_000, 2_000
_LINE = r"^[^\x00-\x1f\x7f]*$"
Slug = Annotated[str, Field(pattern=r"^[a-z0-9\-]{1,80}$", examples=["tikar-purun"])]
Code = Annotated[str, Field(pattern=r"^B[0-9]{1,18}(-[0-9]{1,4})?$", examples=["B17"])]
Name = Annotated[str, Field(min_length=1, max_length=LONGEST_NAME, pattern=_LINE)]
Price = Annotated[int, Field(ge=1, le=HIGHEST_PRICE, description="Rupiah bulat per satuan")]


def _one_of(words: Sequence[str]) -> Any:
    """Return what a text of a fixed list is, in the description and when it is read."""

    def check(told: str) -> str:
        if told not in words:
            expected = ", ".join(words)
            raise PydanticCustomError("literal_error", "not listed", {"expected": expected})
        return told

    return AfterValidator(check)


_CATEGORIES = tuple(one.slug for one in kinds.CATEGORIES)
Category = Annotated[str, Field(json_schema_extra={"enum": [*_CATEGORIES]}), _one_of(_CATEGORIES)]
AnyCategory = Annotated[
    str, Field(json_schema_extra={"enum": ["", *_CATEGORIES]}), _one_of(("", *_CATEGORIES))
]
Unit = Annotated[str, Field(json_schema_extra={"enum": [*kinds.UNITS]}), _one_of(kinds.UNITS)]
Material = Annotated[str, Field(max_length=200, pattern=_LINE)]
Description = Annotated[str, Field(max_length=LONGEST_TEXT, pattern=r"^[^\x00]*$")]
Weight = Annotated[int, Field(ge=1, le=HEAVIEST, description="Gram, siap dikirim")]
Side = Annotated[int, Field(ge=1, le=LONGEST_SIDE)]
Sides = Annotated[
    list[Side],
    Field(min_length=3, max_length=3, description="Panjang, lebar, tinggi dalam cm"),
]
Answers = Annotated[
    dict[Annotated[str, Field(max_length=20)], Annotated[str, Field(max_length=20)]],
    Field(
        max_length=20,
        description="Jawaban daftar periksa sebelum dijual, menurut kodenya, misalnya "
        '{"tahan": "3"} untuk pangan; yang perlu dilihat dinas menunggu (state menunggu)',
    ),
]
Kind = Literal["SIAP", "BUAT"]
State = Literal["draf", "tayang", "disembunyikan", "menunggu", "diturunkan"]


class _Sent(BaseModel):
    """What is sent is read strictly: no unknown field, no number written as text."""

    model_config = ConfigDict(strict=True, extra="forbid")


class NewProduct(_Sent):
    """A good that goes on sale."""

    maker: Annotated[Slug, Field(description="Lapak: kata di alamat /lapak/…/")]
    name: Name
    price: Price
    kind: Annotated[Kind, Field(description="SIAP: ada di rak; BUAT: dibuat sesudah dipesan")]
    stock: Annotated[
        int | None,
        Field(ge=0, le=MOST_STOCK, description="Jumlah yang ada, hanya SIAP; kosong: 0"),
    ] = None
    lead_days: Annotated[
        int | None, Field(ge=1, le=LONGEST_LEAD, description="Hari membuat; wajib untuk BUAT")
    ] = None
    slots_each: Annotated[
        int | None,
        Field(ge=1, le=MOST_SLOTS, description="Jatah minggu per buah, hanya BUAT; kosong: 1"),
    ] = None
    weight_g: Weight
    size_cm: Sides
    category: Annotated[
        Category | None, Field(description="Kosong: ditebak dari nama, kalau tidak: lainnya")
    ] = None
    unit: Unit = kinds.UNITS[0]
    material: Material = ""
    description: Description = ""
    answers: Answers = {}


class ProductChanges(_Sent):
    """Fields of a good to change; what is left out stays as it is."""

    price: Price | None = None
    name: Name | None = None
    category: Category | None = None
    unit: Unit | None = None
    material: Material | None = None
    description: Description | None = None
    weight_g: Weight | None = None
    size_cm: Sides | None = None
    answers: Answers = {}


class StockCount(_Sent):
    """What was counted on the shelf."""

    count: Annotated[int, Field(ge=0, le=MOST_STOCK, description="Jumlah di rak sekarang")]
    reason: Literal["OPNAME"]


class WeekTold(_Sent):
    """How much fits into one week of a maker."""

    week: Annotated[
        str,
        Field(pattern=r"^20[0-9]{2}-W(0[1-9]|[1-4][0-9]|5[0-3])$", examples=["2026-W50"]),
    ]
    slots: Annotated[int, Field(ge=0, le=MOST_SLOTS, description="0: tutup")]


class QrisText(_Sent):
    """The text of a shop's static QRIS."""

    payload: Annotated[str, Field(max_length=4_000, description="Teks QRIS statis, 000201…")]


class GoodsQuery(BaseModel):
    """What a list of goods is asked for."""

    limit: Annotated[int, Field(ge=1, le=200)] = 50
    cursor: Annotated[str, Field(max_length=80, pattern=r"^[A-Za-z0-9_:\-]*$")] = ""
    maker: Annotated[str, Field(pattern=r"^([a-z0-9\-]{1,80})?$")] = ""
    category: AnyCategory = ""
    region: Annotated[str, Field(pattern=r"^([0-9]{2}\.[0-9]{2})?$")] = ""
    own: Annotated[
        bool, Field(description="true: barang lapak yang dipegang akun ini, juga yang tidak tayang")
    ] = False


class AddedOut(BaseModel):
    """A good that was added: its address word, the code of its variant, its page."""

    product: str
    variant: str
    url: str


class VariantOut(BaseModel):
    """What is put in a basket."""

    variant: str
    name: str
    price: int
    kind: Kind
    lead_days: int | None
    slots_each: int
    availability: Annotated[
        str, Field(description="siap, tinggal_sedikit, tanya_dulu, dibuat, habis")
    ]


class ProductOut(BaseModel):
    """A good as the market shows it; empty text and null are unknown."""

    product: str
    url: str
    maker: str
    region: str
    name: str
    price: int
    unit: str
    category: str
    material: str
    description: str
    state: State
    weight_g: int | None
    size_cm: list[int | None]
    variants: list[VariantOut]
    created_at: str
    changed_at: str | None
    checked_at: str | None


class GoodsPageOut(BaseModel):
    """One page of goods; `next` is the cursor of the following one, null on the last."""

    items: list[ProductOut]
    next: str | None


class StockOut(BaseModel):
    """What lies on the shelf, what is promised of it, what can be ordered."""

    on_hand: int
    reserved: int
    available: int


class WeekOut(BaseModel):
    """A week of a maker: slots, and how many are promised."""

    week: str
    slots: int
    used: int


class QrisOut(BaseModel):
    """A QRIS as read (commerce.md 1.5)."""

    kind: Literal["static", "dynamic"]
    amount: str | None
    amount_rupiah: int | None
    currency: str
    country: str
    mcc: str
    merchant_name: str
    city: str
    postal_code: str | None
    nmid: str | None
    criteria: str | None
    accounts: list[dict[str, str | None]]
    tip: dict[str, str] | None
    additional: dict[str, str]
    language: dict[str, str] | None
    other: dict[str, str]
    crc: str
    warnings: list[str]


class QrisFaultOut(BaseModel):
    """What is wrong with a QRIS, and where: 0-based offset in the stripped text."""

    code: str
    position: int


class ProblemOut(BaseModel):
    """Why not (RFC 9457): a code that stays, and a sentence saying what to do."""

    type: str
    title: str
    status: int
    code: str
    detail: str
    reason: Annotated[str, Field(description="Sebab persisnya, kalau code tidak_valid")] = ""
    items: list[dict[str, Any]] = []
    qris: QrisFaultOut | None = None
