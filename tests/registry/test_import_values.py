"""The page of doubtful values, and the memory of an office."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from lampit.people.models import AuditEntry, User
from lampit.registry.actions import importing
from lampit.registry.models import Business, DoubtfulValue, ImportRun, ValueAnswer
from tests.factories import member
from tests.registry import messy
from tests.registry.test_actions_import import NOW, done, opened
from tests.registry.test_import_command import run as command

pytestmark = pytest.mark.django_db
HEAD = "Nama Pemilik;Nama Usaha;Desa;Kecamatan;Jenis Usaha;HP\n"
ODD = ["Sukamaju", "SUKAMAJU", "Palokahan"]
LIST = HEAD + "".join(
    f"Orang {n};Warung {n};{ODD[n % 3]};Danau Panggang;jualan;0812511{n:05d}\n" for n in range(9)
)
PALUKAHAN = "63.08.01.2020"


@pytest.fixture
def staff(tmp_path: Path, settings: Any) -> User:
    """Return a staff member of HSU, whose instance knows its places."""
    settings.LAMPIT_HOME = tmp_path
    messy.load_places()
    return member("staff", messy.HSU)


def checked(client: Client, content: str = LIST) -> ImportRun:
    """Send a list, take the columns as proposed, and return the checked run."""
    client.post("/balai/impor/", {"file": SimpleUploadedFile("d.csv", content.encode())})
    run = ImportRun.objects.latest("id")
    form = client.get(f"/balai/impor/{run.pk}/kolom/").context["form"]
    typed = {name: field.initial for name, field in form.fields.items() if field.initial}
    client.post(f"/balai/impor/{run.pk}/kolom/", typed)
    run.refresh_from_db()
    return run


def asked(run: ImportRun) -> dict[str, DoubtfulValue]:
    """Return the doubtful values of a run by their text in small letters."""
    return {one.text.lower(): one for one in DoubtfulValue.objects.filter(run=run)}


def test_each_value_is_asked_once_and_answered_for_all_its_rows(
    client: Client, staff: User
) -> None:
    """Nine rows, three questions; the answers count now and for the next list, and are shown."""
    client.force_login(staff)
    run = checked(client)
    found = asked(run)
    assert {text: one.rows for text, one in found.items()} == {"sukamaju": 6, "jualan": 9}
    told = " ".join(client.get(f"/balai/impor/{run.pk}/").content.decode().split())
    assert "2 nilai meragukan di 15 baris" in told
    page = client.get(f"/balai/impor/{run.pk}/nilai/")
    assert "Belum dijawab" in page.content.decode()
    place, trade = found["sukamaju"], found["jualan"]
    answer = client.post(
        f"/balai/impor/{run.pk}/nilai/",
        {f"nilai{place.pk}": "?", f"tulis{place.pk}": "Palukahan, Danau Panggang",
         f"nilai{trade.pk}": "", f"tulis{trade.pk}": ""},
    )  # fmt: skip
    assert answer.status_code == 302
    assert ValueAnswer.objects.count() == 2
    assert AuditEntry.objects.filter(deed="import_answers").exists()
    again = " ".join(client.get(f"/balai/impor/{run.pk}/").content.decode().split())
    assert "Semua nilai yang meragukan sudah dijawab" in again
    importing.start_run(ImportRun.objects.get(pk=run.pk), now=NOW)
    assert Business.objects.filter(village_id=PALUKAHAN).count() == 9
    newer = checked(client, LIST.replace("Orang", "Insan"))
    assert newer.counts["values_open"] == 0
    page = client.get(f"/balai/impor/{newer.pk}/nilai/")
    assert "sudah dijawab" in page.content.decode()


def test_an_answer_can_be_taken_back(client: Client, staff: User) -> None:
    """Not answered again: the value is asked anew."""
    client.force_login(staff)
    run = checked(client)
    place = asked(run)["sukamaju"]
    client.post(f"/balai/impor/{run.pk}/nilai/", {f"nilai{place.pk}": "tolak"})
    run.refresh_from_db()
    assert run.counts["reject"] == 6
    place = asked(run)["sukamaju"]
    client.post(f"/balai/impor/{run.pk}/nilai/", {f"nilai{place.pk}": "?"})
    run.refresh_from_db()
    assert (run.counts.get("reject", 0), run.counts["values_open"]) == (0, 2)


def test_words_that_name_nothing_are_refused_and_kept(client: Client, staff: User) -> None:
    """A typed village must be one of the region, without a doubt."""
    client.force_login(staff)
    run = checked(client)
    place = asked(run)["sukamaju"]
    for words in ("Entah Di Mana", "Keramat"):
        answer = client.post(
            f"/balai/impor/{run.pk}/nilai/", {f"nilai{place.pk}": "?", f"tulis{place.pk}": words}
        )
        assert answer.status_code == 422
        assert words in answer.content.decode()
        assert "Desa ini tidak dikenal" in answer.content.decode()
    assert not ValueAnswer.objects.exists()


def test_neighbours_neither_see_nor_answer(client: Client, staff: User) -> None:
    """The office's values do not exist for another kabupaten, nor do its answers count there."""
    client.force_login(staff)
    run = checked(client)
    client.force_login(member("staff", "63.09"))
    address = f"/balai/impor/{run.pk}/nilai/"
    assert client.get(address).status_code == client.post(address).status_code == 404
    client.force_login(member("head", messy.HSU))
    assert client.get(address).status_code == 403


def test_many_values_cost_no_more_queries(
    client: Client, staff: User, django_assert_max_num_queries: Any
) -> None:
    """Eighty different values: pages of 25, and a bounded number of queries."""
    rows = "".join(f"Orang {n};W {n};Entah {n}x;Banjang;tikar;-\n" for n in range(80))
    client.force_login(staff)
    run = checked(client, HEAD + rows)
    assert run.counts["values_open"] == 80
    with django_assert_max_num_queries(22):
        page = client.get(f"/balai/impor/{run.pk}/nilai/?hal=4")
    assert len(page.context["rows"]) == 5


def test_a_broken_off_run_reads_its_rest_like_its_beginning(staff: User, tmp_path: Path) -> None:
    """Answers given while a run lies broken off count for the next list, not for its rest."""
    row = ["Rina", "Toko Rina", "", "Sukamaju", "Banjang", "tikar", "081251110001", ""]
    run = opened(tmp_path, row)
    ImportRun.objects.filter(pk=run.pk).update(state="running", answers=[])
    ValueAnswer.objects.create(
        region_id=messy.HSU, kind="village", text="sukamaju", beside="banjang", group="",
        answer=PALUKAHAN, answered_by=staff, answered_at=NOW,
    )  # fmt: skip
    run.refresh_from_db()
    importing.resume_run(run, now=NOW)
    assert Business.objects.get().village_id is None
    done(tmp_path, [*row[:5], "lampit", *row[6:]])
    assert Business.objects.get().village_id == PALUKAHAN


def test_a_mapping_file_carries_answers(
    staff: User, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """`values` decides for the command line as the page does; a foreign village is refused."""
    path, mapping = tmp_path / "d.csv", tmp_path / "map.json"
    path.write_text(LIST)
    words = ["import-businesses", str(path), "--region", messy.HSU, "--mapping", str(mapping)]
    mapping.write_text(json.dumps({"values": {"village": {"Sukamaju": "63.09.01.2001"}}}))
    assert command(*words) == 2
    assert "63.09.01.2001" in capsys.readouterr().err
    mapping.write_text(
        json.dumps({"values": {"village": {"sukamaju | danau panggang": PALUKAHAN},
                               "products": {"jualan": "tolak"}}})
    )  # fmt: skip
    assert command(*words, "--dry-run", "--json") == 1
    assert json.loads(capsys.readouterr().out)["rejected"] == 9
    mapping.write_text(json.dumps({"values": {"village": {"Sukamaju": PALUKAHAN}}}))
    assert command(*words) == 0
    assert Business.objects.filter(village_id=PALUKAHAN).count() == 9
