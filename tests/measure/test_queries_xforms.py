"""Forms for ODK Collect: pyxform converts every one, and the root is the one we promise."""

import copy
from typing import Any
from xml.etree import ElementTree

import pytest

from lampit.basics.refusal import Refusal
from lampit.measure.queries.xforms import xform_of
from lampit.outside.xforms import xform
from tests.measure.test_rules_xlsform import BANJAR, definition

NAMES = {"x": "http://www.w3.org/2002/xforms", "h": "http://www.w3.org/1999/xhtml"}


def root_of(xml: bytes) -> ElementTree.Element:
    """Return the root of the answers of a form."""
    found = ElementTree.fromstring(xml).find("h:head/x:model/x:instance/*", NAMES)  # noqa: S314
    assert found is not None
    return found


def test_the_shipped_instrument_becomes_an_xform() -> None:
    """Root, version (an edition of Banjar adds one), sample file, languages; the same each time."""
    made = xform_of(definition(), (BANJAR,))
    root = root_of(made)
    assert root.tag.rpartition("}")[2] == "data"
    assert (root.get("id"), root.get("version")) == ("lampit_digital_v1", "2026112402")
    for held in (b"jr://file-csv/sampel.csv", b'lang="Banjar (bjn)"', b'lang="English (en)"'):
        assert held in made
    assert b"<value>-</value>" not in made
    assert made == xform_of(copy.deepcopy(definition()), (BANJAR,))


def test_a_changed_instrument_is_another_form() -> None:
    """Nothing stale is remembered."""
    changed = definition()
    changed["questions"][0]["text_id"] = "Berapa umur Pian?"
    assert xform_of(changed) != xform_of(definition())


@pytest.mark.parametrize("type_", ["select_one akun", "no such type"])
def test_what_is_no_form_is_refused(type_: str) -> None:
    """A select without its list, or an unknown type, is said in one sentence."""
    rows: list[dict[str, Any]] = [{"type": type_, "name": "a", "label": "A"}]
    with pytest.raises(Refusal) as refused:
        xform({"survey": rows})
    assert refused.value.code == "form_unusable"
