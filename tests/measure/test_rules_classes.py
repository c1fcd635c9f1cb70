"""Who did not answer is carried by those like him: the mark that matters is given up last."""

import random

import numpy as np
import pytest

from lampit.measure.rules import estimating
from lampit.measure.rules.estimating import AnalysisRow
from lampit.measure.rules.estimating.telling import words_of
from lampit.measure.rules.estimating.weighing import Weighing, rank_parts
from lampit.science import survey


def sampled(with_phone: float, without: float, seed: int = 1) -> list[AnalysisRow]:
    """Return a drawn kabupaten: 4 kecamatan × 4 sectors × 20, half of them with a telephone.

    Of those with a telephone `with_phone` answer, of the others `without`; selling online goes
    with the telephone: 60 % against 10 %.
    """
    dice = random.Random(seed)
    rows = []
    for number in range(320):
        place, sector = number // 80, "abcd"[number // 20 % 4]
        phone = number % 2 == 0
        answers = dice.random() < (with_phone if phone else without)
        online = float(dice.random() < (0.6 if phone else 0.1))
        rows.append(
            AnalysisRow(
                f"63.08.0{place}", sector, 10.0, 200, "selesai" if answers else "menolak", True,
                {"d07": online} if answers else {}, member=number + 1, phone=phone,
                size="1" if number % 10 else "2-4",
            )
        )  # fmt: skip
    return rows


def share_with_phone(rows: list[AnalysisRow], weighing: Weighing) -> float:
    """Return the weighted share of businesses with a telephone, by hand."""
    final = np.array([row.final for row in weighing.rows])
    phone = np.array([row.phone for row in rows], dtype=float)
    return float(final @ phone / final.sum())


def test_the_telephone_is_kept_where_it_separates() -> None:
    """Nine of ten with, seven of ten without answer: half have one in truth, and by weight."""
    rows = sampled(0.92, 0.68)
    found = rank_parts(rows)
    assert found.first == ("hp",)
    weighing = estimating.weigh(rows)
    assert share_with_phone(rows, weighing) == pytest.approx(0.5, abs=0.01)
    step = next(s for s in weighing.steps if s.kind == "response")
    assert "hp_first" in step.told["notes"]
    words = words_of(step.kind, step.told)
    assert words.numbers["answered_hp"] > words.numbers["answered_plain"] + 15
    assert any("nomor HP" in remark for remark in words.remarks)


def test_given_up_first_it_would_lose_the_difference(monkeypatch: pytest.MonkeyPatch) -> None:
    """Negative control: stratum first, as neighbours come; too many telephones by weight."""
    rows = sampled(0.92, 0.68)
    monkeypatch.setattr("lampit.measure.rules.estimating.weighing.SURE", 1e9)
    assert rank_parts(rows).first == ()
    assert share_with_phone(rows, estimating.weigh(rows)) > 0.54


def test_a_mark_that_says_nothing_changes_no_order() -> None:
    """All answer alike: stratum, then size, then telephone, as the notes have it."""
    rows = sampled(0.8, 0.8, seed=3)
    found = rank_parts(rows)
    assert found.first == ()
    assert found.parts[0] == ("63.08.00|a", "2-4", "hp")


def test_separation_by_hand() -> None:
    """One group of ten: with 5 of 5, without 1 of 5 answered; hypergeometric variance."""
    marks = ["hp"] * 5 + ["-"] * 5
    answered = np.array([True] * 5 + [True] + [False] * 4)
    found = survey.separation(["k"] * 10, marks, answered)
    variance = 5 * 5 / 9 * 0.6 * 0.4
    assert found.z == pytest.approx((5 - 3) / variance**0.5)
    assert found.shares == {"hp": 1.0, "-": 0.2}
    apart = survey.separation(["k"] * 5 + ["l"] * 5, marks, answered)
    assert apart.z == 0.0, "another kecamatan explains it"


def test_no_weight_is_lost_by_ranking() -> None:
    """Whatever the order, the weights of those who answered add up to all that are eligible."""
    for seed in range(4):
        rows = sampled(0.9, 0.4, seed)
        weighing = estimating.weigh(rows)
        assert sum(row.final for row in weighing.rows) == pytest.approx(3200)
