"""Pages of the desk room: thin; they ask, draw and render."""

from lampit.desk.views.beside import beside
from lampit.desk.views.channels import channels
from lampit.desk.views.home import home
from lampit.desk.views.moving import accept_move
from lampit.desk.views.pushing import how_listed, take_list, who_next
from lampit.desk.views.succeeding import pass_on

__all__ = [
    "accept_move",
    "beside",
    "channels",
    "home",
    "how_listed",
    "pass_on",
    "take_list",
    "who_next",
]
