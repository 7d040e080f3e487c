"""Plans and applies the set-up of projects; what fails is told, and does not stop the rest."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from time import monotonic

from automation.config.model import GitLab as Settings
from automation.decide.setup.changes import Change, board_changes, label_changes, template_changes
from automation.decide.setup.hooks import hook_changes, hook_findings, ours
from automation.decide.setup.things import FoundHook, Hook, Part, Wish
from automation.gitlab.budget import Budget, Limits
from automation.gitlab.connection import Connection
from automation.gitlab.errors import GitLabFault
from automation.gitlab.provision.patient import Patient
from automation.gitlab.provision.reading import boards_in, files_in, hooks_in, hooks_of_group, labels_in
from automation.gitlab.provision.writing import batches, write
from automation.gitlab.transport import Transport


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is to be set up, and how far it may go."""

    parts: Collection[Part]
    #: None where hooks are left out
    hook: Hook | None = None
    #: change colours that people chose
    recolour: bool = False
    #: set the hook's token although it has one
    rotate: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """What one part of one project needs."""

    project: str
    part: Part
    changes: tuple[Change, ...] = ()
    #: what a person has to mend
    findings: tuple[str, ...] = ()
    #: why it could not be looked at; empty where it could
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Done:
    """A change that was tried."""

    change: Change
    #: why GitLab did not take it; empty where it did
    fault: str = ""


class Provisioner:
    """GitLab with the rights of the bot, for setting up."""

    def __init__(self, api: Patient, secrets: Mapping[str, str]) -> None:
        """Asks nothing yet; `secrets` are the tokens of the hook, by GitLab's name for them."""
        self._api = api
        self._secrets = secrets
        #: hooks of groups that were looked at already
        self._groups: dict[str, tuple[FoundHook, ...]] = {}

    @classmethod
    def of(cls, settings: Settings, secrets: Mapping[str, str], pause: Callable[[float], None]) -> Provisioner:
        """Connects to nothing yet; `pause` waits where GitLab's limits are reached.

        Raises:
            Refused: the token cannot be one.
        """
        transport = Transport(settings.url, Budget(Limits(), monotonic), connections=1)
        api = Connection(settings.url, settings.token, timeout=settings.timeout, transport=transport)
        return cls(Patient(api, pause), secrets)

    def close(self) -> None:
        """Lets go of the connections that are kept alive."""
        self._api.close()

    def plan(self, wish: Wish, wanted: Wanted) -> Iterator[Planned]:
        """What each wanted part of the project of `wish` needs; reads only."""
        for part in Part:
            if part in wanted.parts:
                yield self._planned(wish, part, wanted)

    def apply(self, changes: Collection[Change]) -> Iterator[Done]:
        """Makes `changes` of one part of one project, each reported as it was tried."""
        for batch in batches(tuple(changes)):
            try:
                write(self._api, batch, self._secrets)
            except GitLabFault as fault:
                yield from (Done(change, fault.cause) for change in batch)
            else:
                yield from map(Done, batch)

    def _planned(self, wish: Wish, part: Part, wanted: Wanted) -> Planned:
        try:
            if part is Part.HOOKS and wanted.hook is not None:
                return self._hooks(wish.project, wanted.hook, rotate=wanted.rotate)
            return Planned(project=wish.project, part=part, changes=tuple(self._changes(wish, part, wanted)))
        except GitLabFault as fault:
            return Planned(project=wish.project, part=part, fault=fault.cause)

    def _changes(self, wish: Wish, part: Part, wanted: Wanted) -> Iterator[Change]:
        if part is Part.LABELS:
            found = labels_in(self._api, wish.project)
            yield from label_changes(wish.project, wish.labels, found, recolour=wanted.recolour)
        elif part is Part.BOARDS and wish.boards:
            yield from board_changes(wish.project, wish.boards, boards_in(self._api, wish.project))
        elif part is Part.TEMPLATES and wish.templates:
            paths = [template.path for template in wish.templates]
            yield from template_changes(wish.project, wish.templates, files_in(self._api, wish.project, paths))

    def _hooks(self, project: str, hook: Hook, *, rotate: bool) -> Planned:
        found, above = hooks_in(self._api, project), self._above(project, hook)
        return Planned(
            project=project,
            part=Part.HOOKS,
            changes=tuple(hook_changes(project, hook, found, above, rotate=rotate)),
            findings=tuple(hook_findings(hook, found, above)),
        )

    def _above(self, project: str, hook: Hook) -> dict[str, FoundHook]:
        """Hooks of the groups around `project` that deliver to us, by the group's path."""
        parts = project.split("/")
        groups = ["/".join(parts[:end]) for end in range(1, len(parts))]
        for group in groups:
            if group not in self._groups:
                self._groups[group] = hooks_of_group(self._api, group)
        return {group: found[0] for group in groups if (found := ours(hook, self._groups[group]))}
