"""Datasets: real runs turned into test cases. These calls are the application's own work, so their errors are raised."""

from __future__ import annotations

from typing import Any, Iterable, Iterator
from urllib.parse import quote

from ._api import ApiError, request

__all__ = ["ApiError", "add", "create", "get", "items", "names"]


def names() -> list[str]:
    return [dataset["name"] for dataset in _all()]


def get(name: str) -> dict[str, Any]:
    """The dataset of this name; raises LookupError when there is none."""
    for dataset in _all():
        if dataset["name"] == name or dataset["id"] == name:
            return dataset
    raise LookupError(f"no dataset is called {name}")


def create(name: str, description: str | None = None) -> dict[str, Any]:
    """Creates it, or answers the one that has this name."""
    try:
        return request("POST", "/datasets", {"name": name, **({"description": description} if description else {})})
    except ApiError as error:
        if error.status != 409:
            raise
        return get(name)


def add(name: str, given: Iterable[dict[str, Any]]) -> dict[str, int]:
    """Adds items of `input`, and `expected` and `metadata` where they have any; what is there already changes nothing."""
    dataset = create(name)
    told = {"added": 0, "repeats": 0}
    waiting = list(given)
    for start in range(0, len(waiting), 1000):
        answer = request("POST", f"/datasets/{quote(dataset['id'])}/items", {"items": waiting[start : start + 1000]})
        told = {key: told[key] + answer[key] for key in told}
    return told


def items(name: str) -> Iterator[dict[str, Any]]:
    """Every item, page by page."""
    return _pages(f"/datasets/{quote(get(name)['id'])}/items", "items")


def _all() -> Iterator[dict[str, Any]]:
    return _pages("/datasets", "datasets")


def _pages(path: str, of: str) -> Iterator[dict[str, Any]]:
    cursor: str | None = None
    while True:
        page = request("GET", f"{path}?cursor={quote(cursor)}" if cursor else path)
        yield from page[of]
        cursor = page.get("next_cursor")
        if not cursor:
            return
