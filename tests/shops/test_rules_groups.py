"""Who may join a group, and what stands at its front."""

import pytest

from lampit.basics.refusal import Refusal
from lampit.shops.rules import groups


def test_the_front_holds_members_goods_once_in_order() -> None:
    """Foreign goods and repeats fall out; the thirteenth is refused."""
    assert groups.front([3, 9, 1, 3], {1, 3}) == [3, 1]
    with pytest.raises(Refusal):
        groups.front(list(range(13)), set(range(20)))


def test_sixty_of_one_kabupaten() -> None:
    """A full group takes nobody more; another kabupaten has another office."""
    groups.check_room(59)
    groups.check_same_office("63.08", "63.08")
    with pytest.raises(Refusal):
        groups.check_room(60)
    with pytest.raises(Refusal):
        groups.check_same_office("63.08", "63.09")
