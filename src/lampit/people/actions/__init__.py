"""Writes to the tables of people; each is one transaction."""

from lampit.people.actions.accounts import (
    act_as,
    change_password,
    choose_language,
    create_account,
    grant,
    sign_in,
    sign_out,
    stay_signed_in,
)
from lampit.people.actions.auditing import audit
from lampit.people.actions.clients import end_client, fetch_token, make_client
from lampit.people.actions.guessing import is_guessing, note_wrong_code
from lampit.people.actions.jobs import (
    ask_cancel,
    claim_job,
    finish_job,
    job_progress,
    reap_jobs,
    start_job,
)
from lampit.people.actions.staffing import (
    end_all_roles,
    end_role,
    end_sessions,
    give_role,
    make_staff,
    reset_password,
)
from lampit.people.actions.tokens import end_program, issue_token, note_use, revoke_token

__all__ = [
    "act_as",
    "ask_cancel",
    "audit",
    "change_password",
    "choose_language",
    "claim_job",
    "create_account",
    "end_all_roles",
    "end_client",
    "end_program",
    "end_role",
    "end_sessions",
    "fetch_token",
    "finish_job",
    "give_role",
    "grant",
    "is_guessing",
    "issue_token",
    "job_progress",
    "make_client",
    "make_staff",
    "note_use",
    "note_wrong_code",
    "reap_jobs",
    "reset_password",
    "revoke_token",
    "sign_in",
    "sign_out",
    "start_job",
    "stay_signed_in",
]
