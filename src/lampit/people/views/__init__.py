"""Pages of people: sign-in, account, audit trail, long jobs; and what every page frame shows."""

from lampit.people.views.accounts import (
    account,
    act,
    end_program,
    language,
    sign_in,
    sign_out,
)
from lampit.people.views.auditing import audit
from lampit.people.views.jobs import cancel_job, job, job_state
from lampit.people.views.staffing import (
    add_staff,
    end_role,
    reset_password,
    staff,
    staff_member,
)

__all__ = [
    "account",
    "act",
    "add_staff",
    "audit",
    "cancel_job",
    "end_program",
    "end_role",
    "job",
    "job_state",
    "language",
    "reset_password",
    "sign_in",
    "sign_out",
    "staff",
    "staff_member",
]
