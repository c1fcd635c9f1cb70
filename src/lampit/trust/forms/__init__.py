"""What buyers, makers, reporters and the desk type: shapes and labels only."""

from lampit.trust.forms.desk import AppealAnswerForm, DecisionForm, WordsForm
from lampit.trust.forms.keeper import AnswerForm, AppealForm, FixedForm
from lampit.trust.forms.public import ReportForm, ReviewForm

__all__ = [
    "AnswerForm",
    "AppealAnswerForm",
    "AppealForm",
    "DecisionForm",
    "FixedForm",
    "ReportForm",
    "ReviewForm",
    "WordsForm",
]
