"""The worker: what is looked at every second, and that one fault stops nothing else."""

import threading
from datetime import datetime

import pytest

from lampit.config import working
from lampit.config.jobs import soon


def test_each_turn_looks_at_what_cannot_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every turn, beside long jobs and the clock; one that falls keeps no other from it."""
    stop, seen = threading.Event(), []

    def fall(_now: datetime) -> int:
        raise RuntimeError("broken")

    def look(now: datetime) -> int:
        seen.append(now)
        if len(seen) == 2:
            stop.set()
        return 1

    monkeypatch.setattr(working, "soon", lambda: {"a": fall, "b": look})
    monkeypatch.setattr(working, "tick", dict)
    monkeypatch.setattr(working, "run_one", lambda: True)
    monkeypatch.setattr(working, "close_old_connections", lambda: None)  # no database here
    working.work_on(stop)
    assert len(seen) == 2


def test_received_questionnaires_cannot_wait() -> None:
    """They are among what is looked at."""
    assert "deliveries_counted" in soon()
