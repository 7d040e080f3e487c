"""Issues in the sandbox to work on."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from urllib.parse import quote

import requests

from benchmarks.deliveries import PROJECT

_STORY = """\
<!-- program: customer-story -->
- **Customer account:** Account {number}
- **Segment:** Enterprise
- **Story format:** Blog
- **Account owner:** @april.marks
- **Use case:** CI/CD
"""


def open_stories(url: str, count: int) -> None:
    """Open `count` customer stories, with the numbers from 1 on, as their account owner."""
    address = f"{url}/api/v4/projects/{quote(PROJECT, safe='')}/issues"
    session = requests.Session()
    session.headers["PRIVATE-TOKEN"] = "sandbox-april.marks"
    session.mount("http://", requests.adapters.HTTPAdapter(pool_maxsize=8))

    def one(number: int) -> None:
        story = {"title": f"Story {number}", "description": _STORY.format(number=number), "confidential": True}
        session.post(address, json=story, timeout=30).raise_for_status()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(one, range(1, count + 1)))
