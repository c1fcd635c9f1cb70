"""Two who share a telephone and a name stay two persons when their NIK differ."""

from pathlib import Path
from typing import Any

import pytest

from lampit.outside import vault
from lampit.registry.models import Business, Owner
from tests.registry import messy
from tests.registry.test_actions_import import RINA, done

pytestmark = pytest.mark.django_db


def test_two_nik_with_one_telephone_are_two_owners(tmp_path: Path, settings: Any) -> None:
    """Neither NIK is lost."""
    settings.LAMPIT_HOME = tmp_path
    messy.load_places()
    one, other = "6308054507700001", "6308054507750002"
    rows = [
        [RINA[0], name, nik, *RINA[3:]]
        for name, nik in (("Toko Rina", one), ("Bakul Lain Sekali", other))
    ]
    done(tmp_path, *rows)
    wanted = {vault.blind_index("nik", number) for number in (one, other)}
    assert set(Owner.objects.values_list("nik_index", flat=True)) == wanted
    assert Business.objects.count() == 2
    assert len(set(Business.objects.values_list("owner", flat=True))) == 2
