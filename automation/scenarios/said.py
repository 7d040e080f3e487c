"""Whether descriptions and messages say what they should."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from automation.scenarios.expected import Text
from automation.scenarios.notes import Said
from automation.scenarios.picture import Picture
from automation.scenarios.refs import Refs


def wrong_texts(texts: Iterable[Text], refs: Refs, after: Picture, said: Sequence[Said]) -> list[str]:
    """What is wrong with the texts, one sentence each."""
    return [words for text in texts for words in _wrong(text, refs, after, said)]


def _wrong(text: Text, refs: Refs, after: Picture, said: Sequence[Said]) -> Iterator[str]:
    issue_id = refs.ids.get(text.issue)
    if issue_id is None or issue_id not in after.issues:
        yield f"{text.issue} is not there"
        return
    if text.note is None:
        yield from _faults(text, f"the description of {text.issue}", after.issues[issue_id].description)
        return
    found = [one.text for one in said if one.issue_id == issue_id and one.key == text.note]
    if not found:
        yield f"there is no message {text.note} on {text.issue} in this step"
    for body in found:
        yield from _faults(text, f"the message {text.note} on {text.issue}", body)


def _faults(text: Text, where: str, body: str) -> Iterator[str]:
    yield from (f"{where} does not say {word!r}" for word in text.contains if word not in body)
    yield from (f"{where} says {word!r}" for word in text.excludes if word in body)
    for pattern in text.excludes_regex:
        found = re.search(pattern, body, re.MULTILINE)
        if found:
            yield f"{where} has {found[0]!r}, which {pattern!r} forbids"
