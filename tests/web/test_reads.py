"""What a statement reads, told by its own text: as narrow as it says, never narrower."""

from collections.abc import Sequence

import pytest

from lampit.web.reads import Read, Reads, WritesError, plan

TRACKED = {
    "good": ("id", "slug", "maker_id", "category"),
    "maker": ("id", "slug"),
    "place": ("code",),
    "variant": ("id", "product_id"),
    "stock": ("variant_id",),
}


def reads(text: str, *params: object, told: dict[str, list[str]] | None = None) -> set[Read]:
    """Return the reads of a statement; `told` answers what is looked up, by table."""

    def ask(table: str, wanted: str, column: str, values: Sequence[str]) -> list[str] | None:
        return (told or {}).get(f"{table}.{column}={','.join(values)}→{wanted}")

    found = Reads(TRACKED, "sqlite", ask)
    found.add(text, params)
    return found.found


@pytest.mark.parametrize(
    ("text", "params", "wanted"),
    [
        ("SELECT * FROM good", (), {("good", "", "")}),
        ('SELECT "good"."id" FROM "good" WHERE "good"."slug" = %s LIMIT 1', ("tikar",),
         {("good", "slug", "tikar")}),
        ("SELECT name FROM good WHERE slug = %s AND state = 'tayang'", ("x",),
         {("good", "slug", "x")}),
        ("SELECT name FROM good WHERE id = 7", (), {("good", "id", "7")}),
        ("SELECT name FROM good WHERE id IN (%s, %s)", (3, 4),
         {("good", "id", "3"), ("good", "id", "4")}),
        ("SELECT name FROM good WHERE slug = %s OR id = %s", ("x", 2), {("good", "", "")}),
        ("SELECT name FROM good WHERE NOT (slug = %s)", ("x",), {("good", "", "")}),
        ("SELECT name FROM good WHERE state = %s", ("tayang",), {("good", "", "")}),
        ("SELECT name FROM good WHERE name LIKE '%%x' AND id = %s", (5,), {("good", "id", "5")}),
        ("SELECT name FROM good WHERE slug > %s", ("x",), {("good", "", "")}),
        ("SELECT 1", (), set()),
        ("SAVEPOINT s1", (), set()),
    ],
)  # fmt: skip
def test_one_table(text: str, params: tuple[object, ...], wanted: set[Read]) -> None:
    """Equalities that must all hold narrow; anything else leaves the table whole."""
    assert reads(text, *params) == wanted


def test_constants_travel_along_joins() -> None:
    """What a join says equal is equal: both sides are narrowed, whichever was given."""
    text = "SELECT * FROM good g INNER JOIN maker m ON (g.maker_id = m.id) WHERE m.id = %s"
    assert reads(text, 5) == {("good", "maker_id", "5"), ("maker", "id", "5")}
    text = "SELECT * FROM good g INNER JOIN maker m ON (g.maker_id = m.id) WHERE g.maker_id = %s"
    assert reads(text, 5) == {("good", "maker_id", "5"), ("maker", "id", "5")}


def test_a_left_join_narrows_only_what_may_be_missing() -> None:
    """The rows on the left stay whatever the condition of the join says."""
    text = (
        "SELECT * FROM variant v LEFT JOIN stock s ON s.variant_id = v.id AND v.product_id = 9 "
        "WHERE v.id = %s"
    )
    assert reads(text, 4) == {("variant", "id", "4"), ("stock", "variant_id", "4")}
    text = "SELECT * FROM variant v LEFT JOIN stock s ON s.variant_id = v.id AND v.id = 4"
    assert ("variant", "", "") in reads(text)


def test_what_a_row_names_is_looked_up() -> None:
    """The maker of the good of an address word, and her village, are known by asking once."""
    text = (
        "SELECT * FROM good INNER JOIN maker ON (good.maker_id = maker.id) "
        "INNER JOIN place ON (maker.place_id = place.code) WHERE good.slug = %s"
    )
    told = {"good.slug=x→maker_id": ["5"], "maker.id=5→place_id": ["63.08"]}
    wanted = {("good", "slug", "x"), ("maker", "id", "5"), ("place", "code", "63.08")}
    assert reads(text, "x", told=told) == wanted
    assert ("maker", "", "") in reads(text, "x")


def test_where_nothing_is_named_nothing_is_asked() -> None:
    """A shelf without goods names no variants, so no stock: the shelf's own read tells of more."""
    text = (
        "SELECT name FROM good WHERE category = %s AND EXISTS(SELECT 1 FROM variant v "
        "INNER JOIN stock s ON (s.variant_id = v.id) WHERE v.product_id = good.id)"
    )
    told: dict[str, list[str]] = {"good.category=x→id": [], "variant.product_id=→id": ["never"]}
    assert reads(text, "x", told=told) == {("good", "category", "x")}


def test_what_was_looked_up_does_not_narrow_where_it_came_from() -> None:
    """All goods of a shelf have one maker now; a good of another one may come."""
    text = (
        "SELECT * FROM good INNER JOIN maker ON (good.maker_id = maker.id) WHERE good.category = %s"
    )
    told = {"good.category=lampit→maker_id": ["3"]}
    wanted = {("good", "category", "lampit"), ("maker", "id", "3")}
    assert reads(text, "lampit", told=told) == wanted


def test_parts_of_a_statement_stand_for_themselves() -> None:
    """Inner questions are narrowed by their own conditions and by the row they are asked for."""
    exists = "EXISTS(SELECT 1 FROM variant u WHERE u.product_id = good.id)"
    inner = f"SELECT name FROM good WHERE id = %s AND {exists}"  # noqa: S608 - told to nobody
    assert reads(inner, 7) == {("good", "id", "7"), ("variant", "product_id", "7")}
    loose = (
        "SELECT name FROM good WHERE EXISTS(SELECT 1 FROM variant u WHERE u.product_id = good.id)"
    )
    assert reads(loose) == {("good", "", ""), ("variant", "", "")}
    set_of = "SELECT name FROM place WHERE code IN (SELECT u.place_id FROM maker u WHERE u.id = %s)"
    assert reads(set_of, 3) == {("place", "", ""), ("maker", "id", "3")}
    both = "SELECT id FROM good WHERE id = %s UNION SELECT id FROM maker WHERE slug = %s"
    assert reads(both, 3, "s") == {("good", "id", "3"), ("maker", "slug", "s")}
    named = (
        "WITH few AS (SELECT id FROM good WHERE category = %s) "
        "SELECT * FROM few JOIN maker ON maker.id = few.id"
    )
    assert reads(named, "lampit") == {("good", "category", "lampit"), ("maker", "", "")}


def test_a_table_read_twice_is_narrowed_twice() -> None:
    """The same table under two names is two sources: neither lends the other its condition."""
    text = "SELECT * FROM good a, good b WHERE a.id = %s"
    assert reads(text, 1) == {("good", "id", "1"), ("good", "", "")}


def test_what_is_not_understood_counts_whole() -> None:
    """A text that can not be parsed narrows nothing."""
    assert reads("SELECT ??? FROM good WHERE )( id = 3") == {("good", "", "")}
    assert reads("SELECT * FROM unheard_of WHERE id = 3") == {("unheard_of", "", "")}


def test_a_page_to_be_kept_writes_nothing() -> None:
    """Rendering has no side effects, else a kept page would leave them out."""
    for text in ("INSERT INTO good VALUES (1)", "UPDATE good SET a = 1", "DELETE FROM good"):
        with pytest.raises(WritesError):
            plan(text, "sqlite")
