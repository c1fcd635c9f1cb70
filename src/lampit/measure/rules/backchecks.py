"""Asking again: which interviews are repeated, and how well the two askings agree.

Measurement notes, section 2: 5 % of the interviews are held again within 14 days by somebody
else; percent agreement and Cohen's kappa per item, an item under kappa 0.4 wants other words.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from lampit.measure.rules.instrument import Instrument, Question
from lampit.measure.rules.logic import Answers, is_special
from lampit.measure.rules.scoring import is_asked
from lampit.science.agreement import Agreement, cohen

SHARE = 0.05
WITHIN = timedelta(days=14)
POOR_KAPPA = 0.4
# Below this many repeated interviews a kappa says nothing yet.
ENOUGH_PAIRS = 10


@dataclass(frozen=True)
class ItemAgreement:
    """How one question agreed between first and second asking.

    `agreement.n` counts pairs of answers; of a multiple question every option is a pair.
    """

    question: Question
    pairs: int
    agreement: Agreement

    @property
    def is_poor(self) -> bool:
        """Say whether the question wants other words: enough pairs and kappa below 0.4."""
        kappa = self.agreement.kappa
        return self.pairs >= ENOUGH_PAIRS and kappa is not None and kappa < POOR_KAPPA - 1e-9


def _told(question: Question, answers: Answers) -> object | None:
    """Return an answer that can be compared; None when not asked, refused or not known."""
    if not is_asked(question, answers):
        return None
    answer = answers.get(question.id)
    return None if answer is None or is_special(answer) else answer


def _label(question: Question, answer: object) -> str:
    """Return the category of an answer: its band where the instrument has bands."""
    if isinstance(answer, int) and question.bands:
        for band in question.bands:
            if band.low <= answer <= band.high:
                return f"{band.low}-{band.high}"
    return str(answer)


def _pairs(question: Question, first: object, second: object) -> Iterable[tuple[str, str]]:
    """Yield the pairs of categories: one, or one per option of a multiple question."""
    if isinstance(first, list) and isinstance(second, list):
        for option in question.options:
            yield str(option.code in first), str(option.code in second)
    else:
        yield _label(question, first), _label(question, second)


def agreements(
    instrument: Instrument, askings: Sequence[tuple[Answers, Answers]]
) -> list[ItemAgreement]:
    """Return the agreement of every question over interviews that were held twice.

    A question counts where both askings told it. Numbers agree in their band where the
    instrument scores bands, else exactly.
    """
    found = []
    for question in instrument.questions:
        counts: Counter[tuple[str, str]] = Counter()
        pairs = 0
        for one, other in askings:
            first, second = _told(question, one), _told(question, other)
            if first is None or second is None:
                continue
            pairs += 1
            counts.update(_pairs(question, first, second))
        found.append(ItemAgreement(question, pairs, cohen(counts)))
    return found


def differing(instrument: Instrument, first: Answers, second: Answers) -> list[Question]:
    """Return the questions that one business answered otherwise the second time."""
    return [
        question
        for question in instrument.questions
        if (one := _told(question, first)) is not None
        and (other := _told(question, second)) is not None
        and any(a != b for a, b in _pairs(question, one, other))
    ]


def share_done(states: Mapping[int, bool]) -> float | None:
    """Return the share of chosen interviews that were held again; None when none was chosen."""
    return sum(states.values()) / len(states) if states else None
