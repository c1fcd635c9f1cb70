"""A rule told in a sentence, for people who look at an instrument."""

from collections.abc import Mapping
from typing import Any

from lampit.basics.texts import gettext_noop
from lampit.measure.rules.trees import JOINING, Rule

# Sentences with places: {question}, {values}. Pages translate them before they are filled.
SENTENCES = {
    "eq": gettext_noop("“%(question)s” adalah %(values)s"),
    "in": gettext_noop("“%(question)s” salah satu dari %(values)s"),
    "ne": gettext_noop("“%(question)s” bukan %(values)s"),
    "ge": gettext_noop("“%(question)s” sedikitnya %(values)s"),
    "selected": gettext_noop("“%(question)s” memilih %(values)s"),
    "count_ge": gettext_noop("“%(question)s” sedikitnya %(values)s pilihan"),
}
AND, OR, NOT = gettext_noop("dan"), gettext_noop("atau"), gettext_noop("tidak benar bahwa")


class Words:
    """What a page needs to tell a rule: translated joints and the texts of the questions."""

    def __init__(self, questions: Mapping[str, Mapping[str, Any]], translate: Any) -> None:
        """Keep the questions by id and the function that translates a sentence."""
        self.questions, self.translate = questions, translate

    def tell(self, rule: Rule | None) -> str:
        """Return a rule as a sentence, empty when there is none."""
        if not rule:
            return ""
        ((word, told),) = rule.items()
        if word in JOINING:
            joint = f" {self.translate(AND if word == 'and' else OR)} "
            return "(" + joint.join(self.tell(part) for part in told) + ")"
        if word == "not":
            return f"{self.translate(NOT)} {self.tell(told)}"
        if word not in SENTENCES:
            return word
        question = self.questions.get(told[0], {})
        names = {option["code"]: option["text_id"] for option in question.get("options", ())}
        values = told[1] if word == "in" else [told[1]]
        said = ", ".join(str(names.get(value, value)) for value in values)
        return str(
            self.translate(SENTENCES[word])
            % {"question": question.get("text_id", told[0]), "values": said}
        )
