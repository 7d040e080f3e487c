"""What differs between what a project should hold and what it holds; nothing is ever taken away or renamed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from automation.decide.setup.things import Board, FoundBoard, FoundLabel, Label, Part, Template

#: the colour of a label that nobody gave one (GitLab source, app/models/concerns/base_label.rb)
_NOT_CHOSEN = "#6699cc"


class Kind(StrEnum):
    """What happens to a thing."""

    CREATE = "create"
    UPDATE = "update"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One thing to make or to change."""

    part: Part
    kind: Kind
    #: full path of the project
    project: str
    #: name of the label or board, address of the hook, path of the template
    what: str
    #: what changes, under GitLab's names; nothing where the thing is not there yet
    before: Mapping[str, Any] = field(default_factory=dict)
    after: Mapping[str, Any] = field(default_factory=dict)
    #: GitLab's number of the thing; None where it is not there yet, or is a file
    id: int | None = None


def label_changes(
    project: str, wished: Iterable[Label], found: Iterable[FoundLabel], *, recolour: bool
) -> Iterator[Change]:
    """Labels to make, and those of the project whose description differs.

    A colour is changed on `recolour` only, or where nobody has chosen one: GitLab gives its own to a label that is set
    before it is made, and no description. Labels of groups count as there.
    """
    there = {label.name: label for label in found}
    for label in wished:
        present = there.get(label.name)
        after = {"color": label.color, "description": label.description}
        if present is None:
            yield Change(part=Part.LABELS, kind=Kind.CREATE, project=project, what=label.name, after=after)
        elif present.own:
            before = {"color": present.color.lower(), "description": present.description}
            keep = () if recolour or before == {"color": _NOT_CHOSEN, "description": ""} else ("color",)
            yield from _update(Part.LABELS, project, label.name, present.id, _differing(before, after, keep))


def board_changes(project: str, wished: Iterable[Board], found: Iterable[FoundBoard]) -> Iterator[Change]:
    """Boards to make, and lists to add at the right of those that are there; the order of lists is people's."""
    there = {board.name: board for board in found}
    for board in wished:
        present = there.get(board.name)
        if present is None:
            after = {"lists": list(board.lists)}
            yield Change(part=Part.BOARDS, kind=Kind.CREATE, project=project, what=board.name, after=after)
        else:
            both = list(dict.fromkeys([*present.lists, *board.lists]))
            lists = _differing({"lists": list(present.lists)}, {"lists": both})
            yield from _update(Part.BOARDS, project, board.name, present.id, lists)


def template_changes(project: str, wished: Sequence[Template], found: Mapping[str, str]) -> Iterator[Change]:
    """Files to add or to replace; `found` has the texts of those that are there, by path."""
    for template in wished:
        after = {"text": template.text}
        if template.path not in found:
            yield Change(part=Part.TEMPLATES, kind=Kind.CREATE, project=project, what=template.path, after=after)
        else:
            texts = _differing({"text": found[template.path]}, after)
            yield from _update(Part.TEMPLATES, project, template.path, None, texts)


def _differing(
    before: Mapping[str, Any], after: Mapping[str, Any], keep: Sequence[str] = ()
) -> dict[str, tuple[Any, Any]]:
    """What changes, each from and to; `keep` stays as it is."""
    return {name: (before[name], value) for name, value in after.items() if before[name] != value and name not in keep}


def _update(part: Part, project: str, what: str, number: int | None, pairs: Mapping[str, Any]) -> Iterator[Change]:
    if pairs:
        before, after = ({name: pair[side] for name, pair in pairs.items()} for side in (0, 1))
        yield Change(part=part, kind=Kind.UPDATE, project=project, what=what, before=before, after=after, id=number)
