"""Pages of villages that are listed first, and of their second draw."""

from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from lampit.measure import actions
from tests.measure.fieldwork import NOW, staff
from tests.measure.listed import listings, note, ready
from tests.measure.test_views_fieldwork import ran

pytestmark = pytest.mark.django_db


def test_anybody_repeats_both_draws_with_plain_python(client: Client, tmp_path: Path) -> None:
    """Villages by the first receipt, businesses by the second; a changed list is found out."""
    found = ready(reserve_share=0.2, certain_from=6, by_size=True)
    row = note(found, staff(), listings(found)[0].drawn.village_id, "Pabrik", workers=40)
    actions.add_found(staff(), row.pk, now=NOW)
    done = actions.draw_businesses(staff(), found.pk, seed=5, now=NOW)
    for receipt in (found.receipt, done.receipt):
        page = client.get(reverse("measure:recheck", args=[receipt]))
        assert page.status_code == 200
        assert page.context["same"] is True
        for name in ("kerangka.csv", "undian.json", "periksa.py"):
            answer = client.get(reverse("measure:recheck_file", args=[receipt, name]))
            assert b"Baru" not in answer.content
            (tmp_path / name).write_bytes(answer.content)
        assert ran(tmp_path) == 0
        frame = tmp_path / "kerangka.csv"
        frame.write_text(frame.read_text().replace("kriya", "jasa"))
        assert ran(tmp_path) == 1
