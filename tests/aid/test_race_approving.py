"""The same person in two programmes, approved at once: one passes, the other is asked."""

from pathlib import Path

import pytest

from tests.aid.things import CODE, NIK, planned, programme
from tests.factories import member
from tests.processes import answer_of, shared_database

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race]


@pytest.mark.parametrize(
    ("kind", "outcomes"),
    [((), {"approved": 1, "aid_overlap": 3}), (("naive",), {"approved": 4})],
)
def test_one_nik_in_four_programmes_is_approved_once(
    tmp_path: Path, kind: tuple[str, ...], outcomes: dict[str, int]
) -> None:
    """Four processes, four programmes of one kind; looking first and approving then lets all in."""
    staff = member("staff", CODE)
    grants = [planned(staff, programme(staff, f"P{n}"), name="Siti", nik=NIK) for n in range(4)]
    words = (str(staff.pk), *(grant.public_id for grant in grants), *kind)
    told = answer_of(
        "tests.aid.approving", *words, folder=tmp_path, database=shared_database(tmp_path)
    )
    assert told == outcomes


@pytest.mark.parametrize(
    ("kind", "outcomes"),
    [((), {"approved": 1, "aid_elsewhere": 1}), (("naive",), {"approved": 2})],
)
def test_two_kabupaten_at_once_do_not_both_help_one_nik(
    tmp_path: Path, kind: tuple[str, ...], outcomes: dict[str, int]
) -> None:
    """One approves, the other is told where she is helped already and asked for a reason."""
    here, there = member("staff", CODE), member("staff", "63.09")
    grants = [
        planned(here, programme(here), name="Siti", nik=NIK),
        planned(there, programme(there), name="Siti", nik=NIK),
    ]
    words = (f"{here.pk},{there.pk}", *(grant.public_id for grant in grants), *kind)
    told = answer_of(
        "tests.aid.approving", *words, folder=tmp_path, database=shared_database(tmp_path)
    )
    assert told == outcomes


def test_two_who_approve_one_set_at_once_approve_each_once(tmp_path: Path) -> None:
    """Whom one approved the other is too late for; nobody is approved twice."""
    staff, head = member("staff", CODE), member("head", CODE)
    fund = programme(staff, once_per="usaha")
    grants = [planned(staff, fund, name=f"Penerima {n}") for n in range(6)]
    both = ",".join(grant.public_id for grant in grants)
    told = answer_of(
        "tests.aid.approving", f"{staff.pk},{head.pk}", both, both, folder=tmp_path,
        database=shared_database(tmp_path),
    )  # fmt: skip
    done = [one for outcome, count in told.items() for one in outcome.split(",") * count if one]
    assert sorted(done) == sorted(grant.public_id for grant in grants)
