"""Labels, boards, templates and hooks: as they should be, and as GitLab has them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from urllib.parse import urlsplit


class Part(StrEnum):
    """What is set up, in the order in which it can be: a board's lists are labels."""

    LABELS = "labels"
    BOARDS = "boards"
    HOOKS = "hooks"
    TEMPLATES = "templates"


@dataclass(frozen=True, slots=True)
class Label:
    """A label as it should be."""

    name: str
    #: ``#rrggbb``, small letters
    color: str
    #: never empty: by that a label of ours is told from one that nobody described
    description: str


@dataclass(frozen=True, slots=True)
class Board:
    """A board as it should be."""

    name: str
    #: names of the labels that have a list, left to right
    lists: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Template:
    """A file as it should be."""

    #: in the repository
    path: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What one project should hold."""

    #: full path
    project: str
    labels: tuple[Label, ...] = ()
    boards: tuple[Board, ...] = ()
    templates: tuple[Template, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Hook:
    """The hook that every project should have."""

    #: of the host, maybe with a path in front of Usher's own: ``https://usher.example.com``
    base: str
    #: path that GitLab delivers to
    door: str
    #: the only triggers that are to be on
    triggers: tuple[str, ...]
    #: GitLab's name for what deliveries prove themselves with: ``signing_token``, or ``token`` where there is none
    proof: str

    @property
    def url(self) -> str:
        """Where GitLab should deliver to."""
        return self.base + self.door

    def is_at(self, url: str) -> bool:
        """Whether a hook with the address `url` delivers to the same Usher: same host, path ending at the door."""
        try:
            there, ours = urlsplit(url), urlsplit(self.base)
        except ValueError:
            return False
        return (there.netloc.lower(), True) == (ours.netloc.lower(), there.path.rstrip("/").endswith(self.door))


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundLabel:
    """A label as GitLab has it."""

    id: int
    name: str
    #: ``#rrggbb``, in whatever letters
    color: str
    description: str = ""
    #: of the project itself; those of groups above it are there too, and are left alone
    own: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundBoard:
    """A board as GitLab has it."""

    id: int
    name: str
    #: names of the labels that have a list, left to right
    lists: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundHook:
    """A hook as GitLab has it."""

    id: int
    url: str
    #: names of the triggers that are on
    triggers: frozenset[str] = frozenset()
    #: proofs that GitLab knows of, and whether the hook has them; a GitLab before 19.0 knows no ``signing_token``
    proofs: Mapping[str, bool] = field(default_factory=dict)
