"""Pages of lists: by number with totals, or by key (GitLab docs, api/rest/_index.md; gitlab.md §3.10)."""

from __future__ import annotations

import base64
import binascii
import json
from bisect import bisect_right
from collections.abc import Callable, Sequence
from typing import Any, TypeVar
from urllib.parse import urlencode

from flask import Response, current_app, request

from sandbox import refuse
from sandbox.rest.params import Params

Item = TypeVar("Item")

USUAL = 20
MOST = 100
COUNTED = 10_000
"""Above so many items GitLab tells neither the total nor the last page."""


def page(items: Sequence[Item], show: Callable[[Item], Any]) -> Response:
    """Return one page of a list by `page` and `per_page`, with the X- headers and Link."""
    params = Params.of_request()
    number, size = max(params.number("page", 1), 1), _size(params)
    pages = max(-(-len(items) // size), 1)
    shown = [show(item) for item in items[(number - 1) * size : number * size]]
    response = _json(shown)
    response.headers["X-Page"] = str(number)
    response.headers["X-Per-Page"] = str(size)
    response.headers["X-Next-Page"] = str(number + 1) if number < pages else ""
    response.headers["X-Prev-Page"] = str(number - 1) if number > 1 else ""
    links = {"prev": number - 1 if number > 1 else 0, "next": number + 1 if number < pages else 0, "first": 1}
    if len(items) <= COUNTED:
        response.headers["X-Total"] = str(len(items))
        response.headers["X-Total-Pages"] = str(pages)
        links["last"] = pages
    response.headers["Link"] = ", ".join(
        f'<{_address(page=str(target), per_page=str(size))}>; rel="{name}"' for name, target in links.items() if target
    )
    return response


def keyset(items: Sequence[Item], show: Callable[[Item], Any], key: Callable[[Item], list[Any]]) -> Response:
    """Return one page of an ordered list behind the `cursor`, with only a Link to the next.

    `key` names an item in the order by what JSON can hold; the page begins behind the item that the cursor names, or,
    where that has moved or gone, behind the place that it had.
    """
    params = Params.of_request()
    size = _size(params)
    start = _behind(items, key, params.text("cursor"))
    shown = items[start : start + size]
    response = _json([show(item) for item in shown])
    response.headers["X-Per-Page"] = str(size)
    if start + size < len(items):
        cursor = base64.urlsafe_b64encode(json.dumps(key(shown[-1])).encode()).decode()
        response.headers["Link"] = f'<{_address(cursor=cursor, per_page=str(size))}>; rel="next"'
    return response


def _behind(items: Sequence[Item], key: Callable[[Item], list[Any]], cursor: str) -> int:
    if not cursor:
        return 0
    try:
        mark = json.loads(base64.urlsafe_b64decode(cursor))
        return bisect_right(items, mark, key=key)
    except (binascii.Error, ValueError, TypeError):
        refuse.bad_request("cursor is invalid")


def _size(params: Params) -> int:
    size = params.number("per_page", USUAL)
    if size < 1:
        refuse.invalid("per_page does not have a valid value")
    return min(size, MOST)


def _json(data: Any) -> Response:
    return Response(current_app.json.dumps(data, separators=(",", ":")), content_type="application/json")


def _address(**changes: str) -> str:
    query = [(name, value) for name, value in request.args.items(multi=True) if name not in changes]
    return f"{request.base_url}?{urlencode([*query, *changes.items()])}"
