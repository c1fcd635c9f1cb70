"""Pages of people: sign-in, account, audit trail, long jobs; and what every page frame shows."""

from lampit.people.views.accounts import account, act, language, sign_in, sign_out
from lampit.people.views.auditing import audit
from lampit.people.views.jobs import cancel_job, job, job_state

__all__ = [
    "account",
    "act",
    "audit",
    "cancel_job",
    "job",
    "job_state",
    "language",
    "sign_in",
    "sign_out",
]
