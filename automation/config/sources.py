"""All files of a configuration as one tree: where a value is written, and which values a fault may show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from automation.config.faults import Fault, Problem
from automation.config.positions import Spot, Trail
from automation.config.yaml import Document

#: parts of config.yml whose values no fault shows: they hold tokens, or addresses that hold tokens
SECRET: Final = frozenset({"gitlab", "intake", "channels"})


@dataclass(frozen=True, slots=True, repr=False)
class Sources:
    """The files as written, environment variables unexpanded.

    Trails are those of `Config`: ``("programs", "stories", "rules", 0)`` leads into ``programs/stories.yml``.
    """

    config: Document
    #: by the key of the program, which is the name of its file without the ending
    programs: Mapping[str, Document]
    #: by name; a problem at ``("templates", name)`` has its place in there
    templates: Mapping[str, Document]

    @property
    def readable(self) -> bool:
        """Whether every file could be read."""
        documents = (self.config, *self.programs.values(), *self.templates.values())
        return all(document.readable for document in documents)

    def where(self, *trail: str | int) -> Spot:
        """Where the value at `trail` is written, or the nearest value around it that is written."""
        document, inner = self._locate(trail)
        return document.spot(inner)

    def where_key(self, *trail: str | int) -> Spot:
        """Where the key of the value at `trail` is written."""
        document, inner = self._locate(trail)
        return document.spot(inner, at_key=True)

    def fault(self, problem: Problem) -> Fault:
        """`problem` with its place, and with the value that is written there unless that may be a secret."""
        document, inner = self._locate(problem.trail)
        hidden = document is self.config and (not inner or inner[0] in SECRET)
        remedy = problem.remedy
        if problem.other is not None:
            remedy = f"The other one is at {self.where_key(*problem.other)}. {remedy}".rstrip()
        return document.fault(replace(problem, trail=inner, remedy=remedy), hidden=hidden)

    def _locate(self, trail: Trail) -> tuple[Document, Trail]:
        match trail:
            case ("programs", str(key), *inner) if key in self.programs:
                return self.programs[key], tuple(inner)
            case ("templates", str(name)) if name in self.templates:
                return self.templates[name], ()
        return self.config, trail
