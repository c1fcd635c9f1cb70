"""`lampit find-duplicates`: the contract's columns, JSON and exit codes; the messy registry."""

import json
import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.csv as pv
import pyarrow.parquet as pq
import pytest

from lampit.basics.commandline import perform
from lampit.config.commands import commands
from lampit.outside import columns
from lampit.people.models import AuditEntry
from lampit.registry.models import Pair
from lampit.science import linkage
from tests.factories import business
from tests.registry import messy
from tests.registry.lookalikes import office, record
from tests.registry.messy import HERE
from tests.registry.told import NIK
from tests.science.linkage_data import score

LIST = """id;name;owner;nik;phone;village_code;address;birth_date
A-1;Anyaman Cahaya;Hj. Siti Aisyah;6308054509690034;0813 8279 8409;63.08.05.2007;RT 3;
A-2;UD Anyaman Cahaya;Sity Aisjah;;081382798409;6308052007;;1969-09-05
B-1;Warung Rezeki;Rahmadi;6308051407010006;;63.08.05.2020;RT 4;
"""
KEYS = {"records", "pairs", "clusters", "seconds", "engine", "model"}


def run(*words: str) -> int:
    """Run `lampit find-duplicates` in this process."""
    return perform(commands()["find-duplicates"], words)


@pytest.fixture
def listed(tmp_path: Path) -> Path:
    """Return a small list as an Indonesian spreadsheet saves it."""
    path = tmp_path / "usaha.csv"
    path.write_bytes(b"\xef\xbb\xbf" + LIST.replace("\n", "\r\n").encode())
    return path


def test_json_and_output(listed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One object with the contract's keys; pairs in the contract's columns; progress aside."""
    out = listed.with_name("pasangan.parquet")
    assert run("--input", str(listed), "--output", str(out), "--json") == 0
    told = capsys.readouterr()
    data = json.loads(told.out)
    assert set(data) == KEYS
    assert (data["records"], data["pairs"], data["clusters"]) == (3, 1, 1)
    assert (data["engine"], data["model"]) == ("duckdb", "businesses-2")
    assert "membandingkan" in told.err
    pairs = pq.read_table(out)
    assert pairs.column_names == ["left", "right", "probability", "explanation"]
    assert pairs["left"].to_pylist() == ["A-1"]
    assert pairs["right"].to_pylist() == ["A-2"]
    assert pairs["explanation"][0].as_py().startswith("HP sama +")


def test_csv_in_and_out_and_parquet_in(listed: Path) -> None:
    """The same pairs from either kind; numbers as ids stay numbers."""
    csv = listed.with_name("pasangan.csv")
    assert run("--input", str(listed), "--output", str(csv)) == 0
    assert pv.read_csv(csv).column_names == ["left", "right", "probability", "explanation"]
    stored = listed.with_name("usaha.parquet")
    table = columns.read_columns(listed)
    pq.write_table(table.set_column(0, "id", pa.array([12, 5, 7])), stored)
    out = listed.with_name("angka.parquet")
    assert run("--input", str(stored), "--output", str(out)) == 0
    assert pq.read_table(out).select(["left", "right"]).to_pylist() == [{"left": 5, "right": 12}]


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("hilang.csv", None, "file_missing"),
        ("daftar.xls", b"x", "file_kind"),
        ("kosong.csv", b"", "file_empty"),
        ("rusak.parquet", b"bukan parquet", "file_broken"),
        ("rusak.csv", b"owner,nik\na,b,c\n", "file_broken"),
        ("asing.csv", b"a,b\n1,2\n", "columns_unknown"),
        ("ganda.csv", b"owner,Owner \n1,2\n", "columns_double"),
        ("id.csv", b"id,owner\n1,a\n1,b\n", "ids_double"),
    ],
)
def test_what_cannot_be_read_is_one_sentence_and_exit_2(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, content: bytes | None, code: str
) -> None:
    """No traceback; nothing is written."""
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    out = tmp_path / "pasangan.csv"
    assert run("--input", str(path), "--output", str(out), "--json") == 2
    assert json.loads(capsys.readouterr().out)["error"]["code"] == code
    assert not out.exists()


def test_wrong_options_are_refused_before_the_work(
    listed: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A threshold beyond 0 to 1, an output of another kind or in no folder."""
    for words in (
        ("--threshold", "1.5"),
        ("--output", str(listed.with_name("pasangan.xlsx"))),
        ("--output", str(listed.parent / "tiada" / "pasangan.csv")),
        ("--schema", str(listed)),
    ):
        assert run("--input", str(listed), *words) == 2
    assert capsys.readouterr().out == ""


def test_without_spark_one_sentence_says_what_to_install(
    listed: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The other engine has a lock of its own; where it is missing nothing breaks."""
    monkeypatch.setitem(sys.modules, "pandas", None)
    assert run("--input", str(listed), "--engine", "spark", "--json") == 2
    assert json.loads(capsys.readouterr().out)["error"]["code"] == "spark_missing"


@pytest.mark.parametrize("with_trade", [False, True])
def test_the_messy_registry(with_trade: bool) -> None:
    """Of the 40 planted doubles all are found; owners with two businesses keep both."""
    rows, _ = messy.read(HERE / "messy_registry.xlsx")
    truth = messy.truth()
    records = [(f"{r.sheet} {r.row}", r.record, truth[r.sheet, r.row]) for r in rows if r.record]
    kept = [(key, record, real) for key, record, real in records if real["cluster_id"]]
    table = pa.table({
        "id": [key for key, _, _ in kept],
        "name": [r.business_name for _, r, _ in kept],
        "owner": [r.owner_name for _, r, _ in kept],
        "nik": [r.nik for _, r, _ in kept],
        "phone": ["/".join(p for p in (r.phone1, r.phone2) if p) for _, r, _ in kept],
        "village_code": [r.village for _, r, _ in kept],
        "address": [f"RT {r.rt}" if r.rt else "" for _, r, _ in kept],
        "birth_date": [str(r.birth_date or "") for _, r, _ in kept],
    })  # fmt: skip
    if with_trade:
        table = table.append_column("kbli", pa.array([r.kbli or "" for _, r, _ in kept]))
    found = linkage.find_pairs(table)
    assert table.num_rows == 440
    result = score(found.pairs, {key: real["cluster_id"] for key, _, real in kept})
    assert result.f1 >= (0.99 if with_trade else 0.97)


@pytest.mark.django_db
def test_without_a_file_the_register_itself_fills_the_queue(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """The same owner twice waits on the desk; merged and foreign records are not compared."""
    staff = office()
    one = record(staff, nik=NIK, phones=("+6281211112222",))
    other = record(
        staff, owner_name="Sity Rahmah", name="ANYAMAN BUNGA", phones=("+6281211112222",)
    )
    assert run("--region", "63.08", "--json") == 0
    data = json.loads(capsys.readouterr().out)
    assert (data["records"], data["pairs"]) == (2, 1)
    pair = Pair.objects.get()
    assert (pair.left_id, pair.right_id, pair.model) == (one.pk, other.pk, data["model"])
    assert pair.evidence
    assert pair.evidence[-1][0] == "awal"
    assert run("--region", "63.08") == 0
    assert Pair.objects.count() == 1
    assert run("--region", "63") == 2
    capsys.readouterr()
    elsewhere = business("63.09", name="Lain")
    assert run("--json") == 0, "the whole register, kabupaten by kabupaten"
    told = json.loads(capsys.readouterr().out)
    assert (told["records"], told["pairs"], told["clusters"]) == (3, 1, 1)
    assert not Pair.objects.filter(right=elsewhere).exists()
    read = AuditEntry.objects.filter(deed="search_doubles")
    assert {entry.region for entry in read} == {"63.08", "63.09"}
