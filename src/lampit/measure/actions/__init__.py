"""Writes to the tables of the measure room, one module per kind of deed."""

from lampit.measure.actions.answering import (
    record_consent,
    record_refusal,
    save_page,
    set_disposition,
    start_coaching,
    start_survey,
    submit,
)
from lampit.measure.actions.assigning import (
    add_enumerator,
    divide_round,
    end_enumerator,
    hand_over,
)
from lampit.measure.actions.backchecks import (
    assign_backcheck,
    begin_backcheck,
    draw_backchecks,
    drop_backcheck,
    finish_backcheck,
    save_backcheck_page,
)
from lampit.measure.actions.devices import (
    file_key_of,
    forget_device,
    give_share,
    is_revoked,
    note_seen,
    recover_key,
    register_device,
    restore_device,
    revoke_device,
    trusted_device,
)
from lampit.measure.actions.drawing import (
    draw,
    move_round,
    open_and_draw,
    open_round,
    plan_for,
)
from lampit.measure.actions.following import (
    give_again,
    note_call,
    undo_follow_up,
)
from lampit.measure.actions.instruments import (
    ask_with,
    bring_language,
    change_draft,
    choose_instrument,
    drop_draft,
    import_draft,
    publish_draft,
    publish_instrument,
    retire,
    start_draft,
)
from lampit.measure.actions.listing import (
    Listed,
    add_found,
    drop_found,
    match_found,
    record_listed,
)
from lampit.measure.actions.moving import (
    move_scores,
)
from lampit.measure.actions.planning import (
    choose_before,
    choose_plan,
    drop_round,
    note_recommendation,
)
from lampit.measure.actions.processing import (
    choose_margins,
    drop_revision,
    publish_revision,
    revise,
)
from lampit.measure.actions.receiving import (
    Receipt,
    add_files,
    receive_submission,
)
from lampit.measure.actions.reporting import (
    receive_report,
)
from lampit.measure.actions.reserving import (
    release_reserve,
)
from lampit.measure.actions.resting import (
    add_off_day,
    drop_off_day,
)
from lampit.measure.actions.scoring import (
    reckon_readiness,
)
from lampit.measure.actions.second_draw import (
    draw_businesses,
)
from lampit.measure.actions.seeding import (
    Answered,
    Unanswered,
    load_answers,
)
from lampit.measure.actions.villages import (
    begin_village,
    complete_village,
    divide_villages,
    give_village,
    leave_village,
    mark_entries,
    note_names_read,
    reopen_village,
)

__all__ = [
    "Answered",
    "Listed",
    "Receipt",
    "Unanswered",
    "add_enumerator",
    "add_files",
    "add_found",
    "add_off_day",
    "ask_with",
    "assign_backcheck",
    "begin_backcheck",
    "begin_village",
    "bring_language",
    "change_draft",
    "choose_before",
    "choose_instrument",
    "choose_margins",
    "choose_plan",
    "complete_village",
    "divide_round",
    "divide_villages",
    "draw",
    "draw_backchecks",
    "draw_businesses",
    "drop_backcheck",
    "drop_draft",
    "drop_found",
    "drop_off_day",
    "drop_revision",
    "drop_round",
    "end_enumerator",
    "file_key_of",
    "finish_backcheck",
    "forget_device",
    "give_again",
    "give_share",
    "give_village",
    "hand_over",
    "import_draft",
    "is_revoked",
    "leave_village",
    "load_answers",
    "mark_entries",
    "match_found",
    "move_round",
    "move_scores",
    "note_call",
    "note_names_read",
    "note_recommendation",
    "note_seen",
    "open_and_draw",
    "open_round",
    "plan_for",
    "publish_draft",
    "publish_instrument",
    "publish_revision",
    "receive_report",
    "receive_submission",
    "reckon_readiness",
    "record_consent",
    "record_listed",
    "record_refusal",
    "recover_key",
    "register_device",
    "release_reserve",
    "reopen_village",
    "restore_device",
    "retire",
    "revise",
    "revoke_device",
    "save_backcheck_page",
    "save_page",
    "set_disposition",
    "start_coaching",
    "start_draft",
    "start_survey",
    "submit",
    "trusted_device",
    "undo_follow_up",
]
