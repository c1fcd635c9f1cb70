"""Writes of the registry. Each action is one transaction, checks who acts, and journals."""

from lampit.registry.actions.across import (
    answer_across,
    ask_across,
    compare_across,
    decline_across,
    end_across,
    find_across,
    find_across_nightly,
)
from lampit.registry.actions.businesses import (
    edit_business,
    refresh_search_keys,
    register_business,
)
from lampit.registry.actions.care import (
    call_back,
    give_into_care,
    give_many_into_care,
    send_each,
    send_to_field,
)
from lampit.registry.actions.certificates import (
    attach_file,
    note_permit,
    open_file,
    remove_file,
)
from lampit.registry.actions.choosing import use_value
from lampit.registry.actions.confirming import (
    Moved,
    answer_link,
    answer_row,
    ask_by_chat,
    code_of,
    digest_of,
    make_sheet,
    note_undelivered,
    take_back_question,
)
from lampit.registry.actions.consenting import (
    hold_answers,
    open_proof,
    record_consent,
    seed_consents,
)
from lampit.registry.actions.duplicates import (
    confirm_sure,
    decide,
    hold_pair,
    join_owners,
    lease,
    merge_pair,
    undo_last,
)
from lampit.registry.actions.keys import Rotation, rotate_keys
from lampit.registry.actions.listing import (
    compare_listing,
    decide_listed,
    open_listing,
    queue_listing,
    remove_listing,
    seed_listing,
)
from lampit.registry.actions.members import add_member, remove_member
from lampit.registry.actions.merging import merge, unmerge
from lampit.registry.actions.moving import (
    Handed,
    ask_move,
    cancel_move,
    end_moves,
    hand_over,
    keep_counts,
    refuse_move,
)
from lampit.registry.actions.owning import Passed, pass_on
from lampit.registry.actions.papers import Proof, add_permit, change_permit, remove_permit
from lampit.registry.actions.persons import merge_owners, part_owners
from lampit.registry.actions.proposing import (
    Proposal,
    Used,
    accept_proposed,
    take_back_proposed,
    use_proposed,
)
from lampit.registry.actions.quality import count_due, count_quality, seed_quality
from lampit.registry.actions.reading import (
    OPENABLE,
    note_nik_search,
    note_owner_read,
    note_read,
    reveal,
)
from lampit.registry.actions.reminders import (
    make_reminders,
    send_reminder,
    take_back_reminder,
)
from lampit.registry.actions.reverting import revert_change
from lampit.registry.actions.seeding import SeedPermit, SeedRow, refresh_statistics, seed
from lampit.registry.actions.states import (
    Ended,
    change_status,
    confirm_business,
    confirm_in_reach,
    note_log_ins,
    report_end,
)
from lampit.registry.actions.storing import Stored, store_pairs
from lampit.registry.actions.telling import Heard, tell_beside

__all__ = [
    "OPENABLE",
    "Ended",
    "Handed",
    "Heard",
    "Moved",
    "Passed",
    "Proof",
    "Proposal",
    "Rotation",
    "SeedPermit",
    "SeedRow",
    "Stored",
    "Used",
    "accept_proposed",
    "add_member",
    "add_permit",
    "answer_across",
    "answer_link",
    "answer_row",
    "ask_across",
    "ask_by_chat",
    "ask_move",
    "attach_file",
    "call_back",
    "cancel_move",
    "change_permit",
    "change_status",
    "code_of",
    "compare_across",
    "compare_listing",
    "confirm_business",
    "confirm_in_reach",
    "confirm_sure",
    "count_due",
    "count_quality",
    "decide",
    "decide_listed",
    "decline_across",
    "digest_of",
    "edit_business",
    "end_across",
    "end_moves",
    "find_across",
    "find_across_nightly",
    "give_into_care",
    "give_many_into_care",
    "hand_over",
    "hold_answers",
    "hold_pair",
    "join_owners",
    "keep_counts",
    "lease",
    "make_reminders",
    "make_sheet",
    "merge",
    "merge_owners",
    "merge_pair",
    "note_log_ins",
    "note_nik_search",
    "note_owner_read",
    "note_permit",
    "note_read",
    "note_undelivered",
    "open_file",
    "open_listing",
    "open_proof",
    "part_owners",
    "pass_on",
    "queue_listing",
    "record_consent",
    "refresh_search_keys",
    "refresh_statistics",
    "refuse_move",
    "register_business",
    "remove_file",
    "remove_listing",
    "remove_member",
    "remove_permit",
    "report_end",
    "reveal",
    "revert_change",
    "rotate_keys",
    "seed",
    "seed_consents",
    "seed_listing",
    "seed_quality",
    "send_each",
    "send_reminder",
    "send_to_field",
    "store_pairs",
    "take_back_proposed",
    "take_back_question",
    "take_back_reminder",
    "tell_beside",
    "undo_last",
    "unmerge",
    "use_proposed",
    "use_value",
]
