"""Writes to the shops tables. Each action is one transaction and checks who acts."""

from lampit.shops.actions.goods import (
    Draft,
    add_product,
    attach_photo,
    change_product,
    confirm_selling,
    index_product,
    remove_photo,
    set_state,
    set_stock,
)
from lampit.shops.actions.handing import move_shops, pass_on_shops
from lampit.shops.actions.makers import (
    Profile,
    close_without_consent,
    describe_shop,
    follow_consent,
    open_shop,
    say_open,
    set_published,
    set_qris,
)
from lampit.shops.actions.photos import keep_photo, kept_photo, media_folder
from lampit.shops.actions.proofs import (
    Sighting,
    record_reference,
    refresh_all_references,
    refresh_reference,
    refresh_references,
    withdraw_reference,
)
from lampit.shops.actions.seeding import Workshop, demo_qris, demo_workshops, seed_demo_shops
from lampit.shops.actions.stock import (
    count_stock,
    release_stock,
    reserve_stock,
    return_stock,
    take_reserved,
    take_stock,
)

__all__ = [
    "Draft",
    "Profile",
    "Sighting",
    "Workshop",
    "add_product",
    "attach_photo",
    "change_product",
    "close_without_consent",
    "confirm_selling",
    "count_stock",
    "demo_qris",
    "demo_workshops",
    "describe_shop",
    "follow_consent",
    "index_product",
    "keep_photo",
    "kept_photo",
    "media_folder",
    "move_shops",
    "open_shop",
    "pass_on_shops",
    "record_reference",
    "refresh_all_references",
    "refresh_reference",
    "refresh_references",
    "release_stock",
    "remove_photo",
    "reserve_stock",
    "return_stock",
    "say_open",
    "seed_demo_shops",
    "set_published",
    "set_qris",
    "set_state",
    "set_stock",
    "take_reserved",
    "take_stock",
    "withdraw_reference",
]
