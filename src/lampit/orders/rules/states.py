"""States of an order's parts, forward only, and the state of the whole (commerce 3.2)."""

from collections.abc import Iterable

from lampit.basics.refusal import Refusal

MENUNGGU_BAYAR = "MENUNGGU_BAYAR"
MENUNGGU_KONFIRMASI = "MENUNGGU_KONFIRMASI"
KEDALUWARSA = "KEDALUWARSA"
DIBAYAR_STOK_HABIS = "DIBAYAR_STOK_HABIS"
DIBAYAR = "DIBAYAR"
DIPROSES = "DIPROSES"
SIAP_DIAMBIL = "SIAP_DIAMBIL"
DIKIRIM = "DIKIRIM"
SELESAI = "SELESAI"
DIBATALKAN = "DIBATALKAN"
DIKEMBALIKAN = "DIKEMBALIKAN"

MOVES: dict[str, frozenset[str]] = {
    MENUNGGU_BAYAR: frozenset({MENUNGGU_KONFIRMASI, DIBAYAR, KEDALUWARSA, DIBATALKAN}),
    MENUNGGU_KONFIRMASI: frozenset({DIBAYAR, DIPROSES, KEDALUWARSA, DIBATALKAN}),
    KEDALUWARSA: frozenset({DIBAYAR, DIBAYAR_STOK_HABIS}),
    DIBAYAR_STOK_HABIS: frozenset({DIBAYAR, DIPROSES, DIBATALKAN}),
    DIBAYAR: frozenset({DIPROSES, SIAP_DIAMBIL, DIKIRIM, DIBATALKAN}),
    DIPROSES: frozenset({SIAP_DIAMBIL, DIKIRIM, DIBATALKAN}),
    SIAP_DIAMBIL: frozenset({SELESAI, DIBATALKAN}),
    DIKIRIM: frozenset({SELESAI, DIKEMBALIKAN}),
    SELESAI: frozenset({DIKEMBALIKAN}),
    DIBATALKAN: frozenset(),
    DIKEMBALIKAN: frozenset(),
}
STATES = tuple(MOVES)
RESERVED = frozenset({MENUNGGU_BAYAR, MENUNGGU_KONFIRMASI})
CLOSED = frozenset({SELESAI, KEDALUWARSA, DIBATALKAN, DIKEMBALIKAN})
# A sale stands in the ledger for these; cash on receipt is a sale only when it is handed over.
SALES = frozenset({DIBAYAR, DIPROSES, SIAP_DIAMBIL, DIKIRIM, SELESAI})
# Money of these parts is owed by the buyer or has been received for goods (commerce 2.3.6).
OWED = frozenset(STATES) - {KEDALUWARSA, DIBATALKAN, DIKEMBALIKAN, DIBAYAR_STOK_HABIS}
ADVANCE = (
    MENUNGGU_BAYAR,
    MENUNGGU_KONFIRMASI,
    DIBAYAR_STOK_HABIS,
    DIBAYAR,
    DIPROSES,
    SIAP_DIAMBIL,
    DIKIRIM,
)
TO_DO = (MENUNGGU_KONFIRMASI, DIBAYAR_STOK_HABIS, DIBAYAR, DIPROSES, SIAP_DIAMBIL)

LABELS = {
    MENUNGGU_BAYAR: "Menunggu pembayaran",
    MENUNGGU_KONFIRMASI: "Menunggu konfirmasi perajin",
    KEDALUWARSA: "Lewat waktu",
    DIBAYAR_STOK_HABIS: "Lunas, stok habis",
    DIBAYAR: "Lunas",
    DIPROSES: "Dikerjakan",
    SIAP_DIAMBIL: "Siap diambil",
    DIKIRIM: "Dikirim",
    SELESAI: "Selesai",
    DIBATALKAN: "Dibatalkan",
    DIKEMBALIKAN: "Uang kembali",
}


def start(total: int, *, is_cod: bool) -> str:
    """Return the first state of a part: paid when free, asked when paid on receipt."""
    if total == 0:
        return DIBAYAR
    return MENUNGGU_KONFIRMASI if is_cod else MENUNGGU_BAYAR


def changes(state: str, to: str, *, is_cod: bool = False) -> bool:
    """Say whether going to `to` changes anything: False when the part is there already.

    Raises:
        Refusal: `ilegal`, when the table has no such move.
    """
    if state == to and to in MOVES:
        return False
    legal = to in MOVES.get(state, frozenset())
    if legal and (state, to) == (MENUNGGU_KONFIRMASI, DIPROSES):
        legal = is_cod
    if not legal:
        now = LABELS.get(state, state).lower()
        raise Refusal("ilegal", f"Pesanan ini {now}, langkah itu tidak bisa. Muat ulang halaman.")
    return True


def is_sale(state: str, *, is_cod: bool) -> bool:
    """Say whether a part in this state is a sale: paid, or handed over and paid in cash."""
    return state == SELESAI if is_cod else state in SALES


def whole_state(parts: Iterable[tuple[str, int]]) -> str:
    """Return the state of an order from (state, total) of its parts."""
    listed = list(parts)
    present = {state for state, _ in listed}
    live = [state for state in ADVANCE if state in present]
    if live:
        return live[0]
    if SELESAI in present:
        return SELESAI
    if present == {KEDALUWARSA}:
        return KEDALUWARSA
    value = dict.fromkeys((DIBATALKAN, DIKEMBALIKAN), 0)
    for state, total in listed:
        if state in value:
            value[state] += total
    return DIKEMBALIKAN if value[DIKEMBALIKAN] > value[DIBATALKAN] else DIBATALKAN
