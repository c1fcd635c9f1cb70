"""Who may plan a round, ask, see results; the only place in this room that reads roles.

Domain, section 18: answers are for those who ask until they are sent; afterwards the office
sees scores and a mentor those of his own makers; the board and everybody above see only figures
of many.
"""

from lampit.measure.access.asking import (
    answered_rounds,
    askable_businesses,
    askable_members,
    askers_of,
    asks,
    may_ask,
    may_coach,
    may_go_out,
    may_see_days,
    may_see_scores,
    open_drafts,
    reads_scores,
    scorable_businesses,
    sent_submissions,
    visible_members,
    visible_scores,
)
from lampit.measure.access.field import (
    askable_backchecks,
    decidable_found,
    manageable_devices,
    may_ask_again,
    own_devices,
    plannable_backchecks,
    visible_backchecks,
    visible_found,
    visible_reports,
)
from lampit.measure.access.instruments import (
    edits_instruments,
    may_edit_instruments,
    owned_instruments,
    visible_instruments,
)
from lampit.measure.access.odk import bears_device_key, nonce_key
from lampit.measure.access.rounds import (
    may_open_survey,
    may_plan,
    may_release,
    may_see_results,
    open_rounds,
    plannable_rounds,
    plans_region,
    releasable_rounds,
    reportable_rounds,
    visible_rounds,
)

__all__ = [
    "answered_rounds",
    "askable_backchecks",
    "askable_businesses",
    "askable_members",
    "askers_of",
    "asks",
    "bears_device_key",
    "decidable_found",
    "edits_instruments",
    "manageable_devices",
    "may_ask",
    "may_ask_again",
    "may_coach",
    "may_edit_instruments",
    "may_go_out",
    "may_open_survey",
    "may_plan",
    "may_release",
    "may_see_days",
    "may_see_results",
    "may_see_scores",
    "nonce_key",
    "open_drafts",
    "open_rounds",
    "own_devices",
    "owned_instruments",
    "plannable_backchecks",
    "plannable_rounds",
    "plans_region",
    "reads_scores",
    "releasable_rounds",
    "reportable_rounds",
    "scorable_businesses",
    "sent_submissions",
    "visible_backchecks",
    "visible_found",
    "visible_instruments",
    "visible_members",
    "visible_reports",
    "visible_rounds",
    "visible_scores",
]
