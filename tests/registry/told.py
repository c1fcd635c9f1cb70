"""What people tell in tests of the registry, valid by default."""

from datetime import UTC, datetime
from typing import Any

from lampit.registry.rules.records import Told
from tests.factories import region

NOW = datetime(2026, 11, 25, 2, 0, tzinfo=UTC)
VILLAGE = "63.08.08.2010"
NIK = "6308055203690007"
OTHER_NIK = "6308051203690007"


def told(**values: Any) -> Told:
    """Return a business as told, in a village that exists."""
    region("63.08.08", "Haur Gading")
    region(VILLAGE, "Palimbangan")
    usual: dict[str, Any] = {
        "owner_name": "Siti Rahmah",
        "name": "Anyaman Bunga Rawa",
        "village": VILLAGE,
        "phones": ("+6289000000001",),
        "nik": NIK,
        "workers_female": 3,
        "channels": ("langsung",),
    }
    return Told(**usual | values)


def typed(**values: Any) -> dict[str, Any]:
    """Return the same business as the form of the page sends it."""
    told()
    usual: dict[str, Any] = {
        "version": "1",
        "owner_name": "Siti Rahmah",
        "owner_sex": "",
        "nik": "",
        "phones": "0890-0000-0001",
        "name": "Anyaman Bunga Rawa",
        "kind": "perorangan",
        "activity": "tas purun",
        "kbli": "",
        "status": "aktif",
        "started": "2015",
        "village": VILLAGE,
        "channels": ["langsung", "whatsapp"],
        "workers_female": "3",
    }
    return usual | values
