"""Charts are well-formed, escaped, honest about what is not known, and small."""

from collections.abc import Callable, Sequence
from xml.etree import ElementTree as Xml

import brotli
import pytest
from django.utils.safestring import SafeString
from hypothesis import given, settings
from hypothesis import strategies as st

from lampit.web import charts

HOSTILE = '<script>alert("x")</script>\x00\ud800&\'"'
SQUARE = [[(115.0, -2.0), (115.1, -2.0), (115.1, -2.1), (115.0, -2.1), (115.0, -2.0)]]
BOUNDS = (30.0, 36.0, 42.0, 48.0)


def read(drawing: SafeString) -> Xml.Element:
    """Parse a drawing; fails when it is not well-formed XML or carries script or style."""
    text = str(drawing)
    assert isinstance(drawing, SafeString)
    assert "<script" not in text
    assert " style=" not in text
    assert "nan" not in text.replace("nanti", "")
    tree = Xml.fromstring(text)  # noqa: S314 - our own drawing
    assert tree.get("aria-label")
    return tree


def every_chart(
    words: str, values: Sequence[float | None], n: float | None
) -> list[Callable[[], SafeString]]:
    """Return each chart over the same words and values."""
    spread = [(v, None if v is None else v / 2, None if v is None else v * 1.5) for v in values]
    return [
        lambda: charts.dot_interval(
            [(words, *point, n, "ok") for point in spread], words, words, reference=(41, words)
        ),
        lambda: charts.bar_ci([(words, *point, n, words) for point in spread], words, words),
        lambda: charts.calibration([(point[0], *point, n) for point in spread], words, words),
        lambda: charts.before_after(
            [(words, v, v, n) for v in values], words, words, low=0, high=10
        ),
        lambda: charts.scale(
            values[0] if values else None, 1, 2, n, [(50, words), (100, words)], words, words,
            before=(35, words),
        ),
        lambda: charts.funnel([(words, v) for v in values], words, words),
        lambda: charts.sparkline(list(values), words),
        lambda: charts.trend(
            [(words, spread), (words, spread)], [words] * len(values), words, words,
            mark=(0, words),
        ),
        lambda: charts.choropleth(
            [(words, words, SQUARE, v, n) for v in values], words, words, bounds=BOUNDS,
            href="?kecamatan={code}",
        ),
        lambda: charts.region_boxes(
            [(words, [(words, words, v, n) for v in values])], words, words, bounds=BOUNDS,
            href="/nasional/{code}/",
        ),
    ]  # fmt: skip


@pytest.mark.parametrize("values", [[], [None], [41.0], [3.0, None, 5.5]])
@pytest.mark.parametrize("words", ["Banjang", "", HOSTILE])
def test_every_chart_is_well_formed(values: list[float | None], words: str) -> None:
    """Empty, unknown and single values draw; hostile text stays text."""
    for draw in every_chart(words or "x", values, 12):
        read(draw())


@settings(max_examples=40, deadline=None)
@given(
    st.text(min_size=1, max_size=40),
    st.lists(st.one_of(st.none(), st.floats(), st.integers(-5, 200)), max_size=5),
    st.one_of(st.none(), st.integers(0, 10**6)),
)
def test_any_input_draws(words: str, values: list[float | None], n: int | None) -> None:
    """Whatever figures come, also infinite ones, the drawing is well-formed XML."""
    for draw in every_chart("x" + words, values, n):
        read(draw())


def test_unknown_is_said_and_not_drawn_as_zero() -> None:
    """A suppressed estimate has words and no mark; a known zero has a mark."""
    rows = [("A", None, None, None, 6, "suppressed"), ("B", 0, 0, 1, 40, "ok")]
    tree = read(charts.dot_interval(rows, "Indeks", "B nol"))
    assert "belum cukup data (n 6)" in "".join(tree.itertext())
    enough = read(charts.dot_interval([("A", None, None, None, 178, "suppressed")], "Indeks", "x"))
    assert "angkanya ditahan (n 178)" in "".join(enough.itertext())
    assert [mark.get("data-value") for mark in tree.iter("g")] == ["0"]


def test_estimates_carry_machine_values() -> None:
    """Value, interval and n of each estimate stand in data attributes."""
    tree = read(charts.dot_interval([("A", 41.25, 37, 45, 404, "ok")], "Indeks", "A"))
    mark = tree.find("g")
    assert mark is not None
    assert {key: mark.get(f"data-{key}") for key in ("value", "low", "high", "n")} == {
        "value": "41.25", "low": "37", "high": "45", "n": "404",
    }  # fmt: skip


def test_pins_stand_on_the_map_and_are_said() -> None:
    """Each pin has its letter; hostile names are escaped."""
    pins = [charts.Pin("A", 115.05, -2.05), charts.Pin("B", 115.01, -2.01)]
    areas = [charts.Area("63.08.01", HOSTILE, SQUARE, None, 0)]
    tree = read(charts.pin_map(areas, pins, "Peta", "A: Meja; B: Namang"))
    found = {node.get("data-pin") for node in tree.iter() if node.get("data-pin")}
    assert found == {"A", "B"}
    assert "A: Meja" in (tree.get("aria-label") or "")


def test_map_hatches_what_is_suppressed_and_links_areas() -> None:
    """A suppressed area is hatched and says why; each area is a link with its code."""
    tree = read(
        charts.choropleth(
            [
                ("63.08.01", "Danau Panggang", SQUARE, 31, 35),
                ("63.08.09", "Paminggir", SQUARE, None, 6),
            ],
            "Peta", "Paminggir belum cukup data", bounds=BOUNDS, href="?kecamatan={code}",
        )
    )  # fmt: skip
    known, hidden = tree.findall("a")
    assert known.get("href") == "?kecamatan=63.08.01"
    assert known.get("aria-label") == "Danau Panggang: 31, n 35"
    paths = [path for path in tree.iter("path") if path.get("data-code")]
    assert paths[0].get("class") == "q2"
    assert (paths[1].get("fill") or "").startswith("url(#arsir-")
    assert paths[1].get("data-quality") == "suppressed"
    assert "belum cukup data" in str(hidden.get("aria-label"))
    assert tree.get("role") == "group"


def test_classes_end_at_their_upper_bounds() -> None:
    """A value on a bound belongs to the class below; above the last bound is class five."""
    areas = [(str(v), str(v), SQUARE, v, 50) for v in (30.0, 30.1, 48.0, 48.1, 900.0)]
    tree = read(charts.choropleth(areas, "Peta", "x", bounds=BOUNDS))
    assert [p.get("class") for p in tree.iter("path") if p.get("data-code")] == [
        "q1", "q2", "q4", "q5", "q5",
    ]  # fmt: skip


def test_funnel_marks_the_largest_loss() -> None:
    """The stage with the largest loss has another colour and says so."""
    tree = read(charts.funnel([("A", 100), ("B", 90), ("C", 20), ("D", 15)], "Corong", "x"))
    assert [r.get("class") for r in tree.iter("rect")] == ["d1", "d1", "d2", "d1"]
    assert "bocor terbesar" in "".join(tree.itertext())


def test_trend_leaves_a_gap_where_a_month_is_unknown() -> None:
    """A line with an unknown month in the middle is two lines."""
    points = [
        (1.0, None, None),
        (2.0, None, None),
        (None, None, None),
        (3.0, None, None),
        (4.0, None, None),
    ]
    tree = read(charts.trend([("Daring", points)], list("abcde"), "Tren", "naik"))
    assert len([p for p in tree.iter("path") if p.get("class") == "l1"]) == 2


def test_trend_breaks_where_rounds_may_not_be_joined() -> None:
    """All four are known: two lines, two bands, a dashed line between; without a break one."""
    points = [(v, v - 1, v + 1) for v in (1.0, 2.0, 3.0, 4.0)]

    def drawn(breaks: dict[str, set[int]] | None) -> list[str | None]:
        told = charts.trend([("Indeks", points)], list("abcd"), "Tren", "naik", breaks=breaks)
        return [e.get("class") for e in read(told).iter() if e.tag.rpartition("}")[2] != "g"]

    cut, whole = drawn({"Indeks": {2}}), drawn(None)
    assert [cut.count(c) for c in ("l1", "f1", "ref")] == [2, 2, 1]
    assert [whole.count(c) for c in ("l1", "f1", "ref")] == [1, 1, 0]


def test_simplified_lines_stay_within_a_pixel() -> None:
    """A circle of 720 points loses most of them and none of its shape."""
    from math import cos, pi, sin

    from lampit.web.charts.maps import simplify

    ring = [(100 + 50 * cos(i * pi / 360), 100 + 50 * sin(i * pi / 360)) for i in range(721)]
    thin = simplify(ring)
    assert len(thin) < 60
    assert all(49 <= ((x - 100) ** 2 + (y - 100) ** 2) ** 0.5 <= 51 for x, y in thin)


def test_charts_are_small() -> None:
    """Ten areas of 400 points and 514 boxes stay under 12 KB as they travel."""
    from math import cos, pi, sin

    def blob(k: int) -> list[list[tuple[float, float]]]:
        turn = [i * pi / 200 for i in range(400)]
        return [[
            (115 + k % 5 * 0.1 + 0.05 * cos(t) * (1 + 0.2 * sin(9 * t)),
             -2.4 + k // 5 * 0.1 + 0.05 * sin(t) * (1 + 0.2 * sin(7 * t)))
            for t in turn]]  # fmt: skip

    areas = [(f"63.08.{k:02}", f"Kecamatan {k}", blob(k), 30.0 + k, 40) for k in range(10)]
    drawn = charts.choropleth(areas, "Peta", "x", bounds=BOUNDS, href="?kecamatan={code}")
    assert len(drawn.encode()) <= 12_000
    boxes = [
        (f"Provinsi {p}", [(f"{p}.{i}", f"Kab. Contoh {p} {i}", float(i), 40) for i in range(14)])
        for p in range(37)
    ]  # fmt: skip
    drawn = charts.region_boxes(boxes, "Papan", "x", bounds=BOUNDS)
    assert len(brotli.compress(drawn.encode())) <= 12_000


def test_a_narrow_scale_breaks_its_words() -> None:
    """On a phone the levels keep their whole names, on a line more."""
    bands = [(20, "belum mulai"), (40, "mulai kenal"), (60, "mulai jalan"), (80, "maju")]
    tree = read(charts.scale(32, 30, 34, 427, bands, "Skala", "32", width=250))
    words = [element.text for element in tree.iter() if element.tag.endswith("text")]
    assert "belum" in words
    assert not [word for word in words if word and "…" in word]


def test_a_promise_lies_on_the_line_where_it_is_kept() -> None:
    """80 % promised and 80 % come true: the dot lies where the diagonal is; unknown draws none."""
    drawn = read(charts.calibration([(80, 80, 70, 90, 50), (90, None, None, None, 3)], "t", "f"))
    dots = [e for e in drawn.iter() if e.tag.endswith("circle")]
    line = next(e for e in drawn.iter() if e.get("class") == "ref")
    x, y = float(dots[0].get("cx", "")), float(dots[0].get("cy", ""))
    ends = [float(line.get(name, "")) for name in ("x1", "y1", "x2", "y2")]
    along = (x - ends[0]) / (ends[2] - ends[0])
    assert len(dots) == 1
    assert along == pytest.approx(0.6)
    assert (y - ends[1]) / (ends[3] - ends[1]) == pytest.approx(along)


def test_a_long_name_of_a_row_stands_whole_on_two_lines() -> None:
    """Names wider than their column are broken between words, not cut, on a phone too."""
    names = ("Pemasaran daring & media sosial", "Lahir 1964 atau sebelumnya", "Kriya")
    rows = [charts.Interval(name, 33, 31, 35, 442) for name in names]
    bars = [charts.Bar(name, 33, 31, 35, 442) for name in names]
    for drawn in (
        charts.dot_interval(rows, "Bagian", "x", width=350, label=124),
        charts.bar_ci(bars, "Bagian", "x", width=560, label=130),
    ):
        words = [e.text for e in read(drawn).iter() if e.tag.endswith("text")]
        assert words.count("Pemasaran daring") == 1
        assert words.count("& media sosial") == 1
        assert "Kriya" in words
        assert not [word for word in words if word and "…" in word]
