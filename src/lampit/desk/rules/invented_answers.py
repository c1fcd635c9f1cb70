"""Invented answers of the demo's survey round, consistent with how digital a business is. Pure.

Questions and options are those of the instrument; their order of difficulty is told here.
"""

from random import Random

from lampit.desk.rules.invented_businesses import Invented

Answers = dict[str, int | str | list[str]]
SALES_BANDS = ((1, "b1"), (5, "b2"), (10, "b3"), (25, "b4"), (50, "b5"), (167, "b6"))
MILLION = 1_000_000


def _ladder(rng: Random, level: float, steps: tuple[str, ...]) -> str:
    """Return the step that `level` (0–1) reaches, give or take."""
    at = int((level + rng.gauss(0, 0.12)) * len(steps))
    return steps[min(len(steps) - 1, max(0, at))]


def _several(rng: Random, level: float, options: tuple[tuple[str, float], ...]) -> list[str]:
    """Return the options whose difficulty `level` passes; `tidak_ada` when none."""
    found = [code for code, hard in options if level + rng.gauss(0, 0.18) > hard]
    return found or ["tidak_ada"]


def answers(business: Invented, *, rng: Random, year: int) -> Answers:
    """Return one finished questionnaire that passes every skip rule of `lampit-digital` v1."""
    level = business.digital
    workers = max(1, (business.workers_male or 0) + (business.workers_female or 0))
    is_new = business.started_on is not None and business.started_on.year >= year
    told: Answers = {
        "usia_pemilik": min(99, max(15, year - business.birth_year)),
        "pekerja_kini": workers,
        "pekerja_lalu": 0 if is_new else max(1, workers + rng.choice((-1, 0, 0, 0, 0, 1))),
        "omzet": _band(business.sales or business.trade.sales),
        "arah_omzet": "baru" if is_new else _ladder(
            rng, 0.25 + 0.6 * level, ("jauh_turun", "turun", "sama", "naik", "jauh_naik")
        ),
        "daring_kini": min(10, max(0, round(level * 6 + rng.gauss(-1.6, 1.5)))),
        "tatap_muka": _ladder(rng, level, ("semua", "banyak", "separuh", "sedikit", "tidak")),
        "pulih": _ladder(rng, 0.35 + 0.5 * level, ("berhenti", "dibawah", "pulih", "lebih")),
    }  # fmt: skip
    if not is_new:
        told["daring_lalu"] = max(0, int(str(told["daring_kini"])) - rng.choice((0, 0, 1, 1, 2)))
    return told | _tools(rng, level) | _sales(rng, level) | _skills(rng, level, business)


def _band(sales: int) -> str:
    return next((code for top, code in SALES_BANDS if sales < top * MILLION), "b7")


def _tools(rng: Random, level: float) -> Answers:
    devices = _several(
        rng, level, (("hp_biasa", 0.5), ("hp_pintar", 0.12), ("komputer", 0.66), ("printer", 0.8))
    )
    places = _several(
        rng, level,
        (("wa", 0.14), ("wa_bisnis", 0.55), ("facebook", 0.38), ("instagram", 0.55),
         ("tiktok", 0.7), ("gmaps", 0.75), ("marketplace", 0.68), ("situs", 0.8)),
    )  # fmt: skip
    told: Answers = {
        "perangkat": devices,
        "internet": _ladder(rng, level * 0.9 + 0.1, ("tidak_ada", "lemah", "cukup", "lancar")),
        "akun": places,
        "biaya_promosi": rng.choice((0, 0, 0, 20_000, 50_000, 100_000)) if level > 0.3 else 0,
    }
    if places != ["tidak_ada"]:
        told["unggah"] = _ladder(rng, level, ("tidak", "jarang", "bulanan", "mingguan", "harian"))
    return told


def _sales(rng: Random, level: float) -> Answers:
    ways = ["datang"] if rng.random() < 0.9 else []
    ways += [
        code
        for code, hard in (("pengepul", 0.35), ("telepon", 0.25), ("pesan", 0.3),
                           ("marketplace", 0.7), ("lapak", 0.8))
        if level + rng.gauss(0, 0.18) > hard
    ]  # fmt: skip
    paid = ["tunai"] + [
        code
        for code, hard in (("tempo", 0.4), ("cod", 0.7), ("transfer", 0.3), ("ewallet", 0.5),
                           ("qris", 0.55))
        if level + rng.gauss(0, 0.18) > hard
    ]  # fmt: skip
    return {"cara_pesan": ways or ["datang"], "cara_bayar": paid}


def _skills(rng: Random, level: float, business: Invented) -> Answers:
    runner = _ladder(rng, level, ("tidak_ada", "luar", "keluarga", "pemilik", "pemilik"))
    told: Answers = {
        "catatan": _ladder(
            rng, level, ("tidak", "buku", "buku", "foto", "spreadsheet", "aplikasi")
        ),
        "bantuan_hp": _several(
            rng, level,
            (("harga", 0.4), ("stok", 0.55), ("pelanggan", 0.45), ("kirim", 0.6), ("bahan", 0.5),
             ("desain", 0.7)),
        ),
        "bisa": _several(
            rng, level,
            (("chat", 0.18), ("foto", 0.35), ("unggah", 0.42), ("edit", 0.65), ("formulir", 0.55),
             ("iklan", 0.82), ("sheet", 0.75)),
        ),
        "pengurus": runner,
        "hambatan": rng.sample(
            ("kuota", "sinyal", "belum_bisa", "waktu", "takut", "kirim", "barang", "cukup"), 2
        ),
        "aman": _several(
            rng, level, (("kunci", 0.15), ("dua_langkah", 0.6), ("cadangan", 0.55), ("otp", 0.3))
        ),
        "izin": _several(
            rng, level + (0.2 if business.nib else -0.2),
            (("nib", 0.3), ("npwp", 0.6), ("pirt", 0.7), ("halal", 0.75), ("merek", 0.9),
             ("rekening", 0.5)),
        ),
    }  # fmt: skip
    if runner in {"luar", "keluarga"}:
        told["usia_pengurus"] = rng.randint(17, 38)
    return told
