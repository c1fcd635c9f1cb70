"""How the questions of an instrument without pages of its own are put on short pages."""

from collections.abc import Mapping, Sequence
from typing import Any

from lampit.measure.rules.trees import asked_about

MOST_ON_A_PAGE = 3


def laid_out(definition: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return pages as a definition writes them: code, title, ids of the questions, in order.

    At most three questions of one dimension; what decides whether a question is asked stands
    on an earlier page, so that the server can make every page whole.
    """
    names = {one["code"]: one for one in definition["dimensions"]}
    pages: list[list[Mapping[str, Any]]] = []
    for question in definition["questions"]:
        if not pages or _begins(pages[-1], question):
            pages.append([])
        pages[-1].append(question)
    return [_page(number, page, names) for number, page in enumerate(pages, start=1)]


def _begins(page: Sequence[Mapping[str, Any]], question: Mapping[str, Any]) -> bool:
    """Say whether a question needs a new page after this one."""
    here = {one["id"] for one in page}
    return (
        len(page) >= MOST_ON_A_PAGE
        or page[-1].get("dimension") != question.get("dimension")
        or not here.isdisjoint(asked_about(question.get("relevant") or {}))
    )


def _page(
    number: int, page: Sequence[Mapping[str, Any]], names: Mapping[str, Mapping[str, Any]]
) -> dict[str, Any]:
    """Name a page after its dimension, else by its number."""
    name = names.get(page[0].get("dimension") or "")
    return {
        "code": f"b{number}",
        "text_id": name["text_id"] if name else f"Bagian {number}",
        "text_en": (name.get("text_en") or name["text_id"]) if name else f"Part {number}",
        "questions": [one["id"] for one in page],
    }
