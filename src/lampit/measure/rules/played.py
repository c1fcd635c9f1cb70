"""Answers by role: what a questionnaire says in the words of the house, whoever wrote it. Pure."""

from lampit.measure.rules.instrument import Instrument, Question
from lampit.measure.rules.logic import NONE_OF_THESE, Answer, Answers, is_special
from lampit.measure.rules.roles import OTHER


def played(instrument: Instrument, answers: Answers) -> dict[str, Answer]:
    """Return role → answer; options as what they mean, numbers and refusals as they are.

    What an option means that the house does not know is its code behind "~": answered, but
    nothing that a rule asks for. Roles that the instrument does not have are left out.
    """
    found: dict[str, Answer] = {}
    for role, question in instrument.by_role.items():
        answer = answers.get(question.id)
        if answer is not None:
            found[role] = _meant(question, answer)
    return found


def _meant(question: Question, answer: Answer) -> Answer:
    if isinstance(answer, list):
        return [_meaning(question, code) for code in answer]
    if isinstance(answer, str) and not is_special(answer):
        return _meaning(question, answer)
    return answer


def _meaning(question: Question, code: str) -> str:
    option = question.option(code)
    if option is None or (not option.means and option.exclusive):
        return NONE_OF_THESE if option is not None or code == NONE_OF_THESE else OTHER + code
    return option.means or OTHER + code
