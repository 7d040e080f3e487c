"""Where each value of a YAML file is written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

#: the way to a value: keys and list indexes from the top, e.g. ``("workflows", "cfp", "moves", 0, "to")``
Trail = tuple[str | int, ...]


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A place in a file; the first line and the first column are 1."""

    line: int = 1
    column: int = 1


@dataclass(frozen=True, slots=True, order=True)
class Spot:
    """A place with its file, written ``programs/stories.yml:41:7``."""

    #: path relative to the folder of config.yml
    file: str
    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True)
class Positions:
    """The places of one file."""

    #: of each value, by its trail; the value of a merge or an alias is where its anchor stands
    values: Mapping[Trail, Place] = field(default_factory=dict)
    #: of each key of a mapping, by the trail of its value
    keys: Mapping[Trail, Place] = field(default_factory=dict)

    def fit(self, trail: Trail) -> Trail:
        """`trail` without the steps that are not in the file.

        The model knows more steps than the file: ``by: legal`` is a list of one there, and a default is nowhere.
        """
        fitting: Trail = ()
        for step in trail:
            longer = (*fitting, step)
            fitting = longer if longer in self.values else fitting
        return fitting

    def of_value(self, trail: Trail) -> Place:
        """The place of the value at `trail`, or of the nearest value around it that is written."""
        return self.values.get(self.fit(trail), Place())

    def of_key(self, trail: Trail) -> Place:
        """The place of the key of the value at `trail`, or of that value where it has no key of its own."""
        fitting = self.fit(trail)
        return self.keys.get(fitting) or self.of_value(fitting)
