"""What Usher needs of GitLab, looked at one by one: address, token, projects, labels, groups, hooks. Reads only."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from time import monotonic
from typing import Any
from urllib.parse import urlsplit

from automation.config.model import GitLab as Settings
from automation.gitlab.budget import Budget, Limits
from automation.gitlab.changes import DOOR
from automation.gitlab.connection import Connection, group_path, project_path
from automation.gitlab.errors import GitLabFault
from automation.gitlab.transport import Transport

#: access levels of GitLab (api/access_requests.md)
REPORTER, MAINTAINER, OWNER = 20, 40, 50
#: what the hook of a project has to deliver
TRIGGERS = ("issues_events", "confidential_issues_events", "note_events", "confidential_note_events")
_ADD = "`usher setup --url https://your-host --apply` adds it; docs/quickstart.md says how to do it by hand."
_SWITCH_ON = "Switch these triggers on; `usher setup --url https://your-host --apply` does."
#: days before the end of a token at which it is time to renew it
_SOON = 14


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at."""

    what: str
    ok: bool
    #: what was seen
    detail: str
    #: what to do about it; empty where all is well
    remedy: str = ""


class Checkup:
    """Looks at GitLab with the rights of the bot; a question that GitLab refuses is a finding, not an error."""

    def __init__(self, settings: Settings) -> None:
        """Connects to nothing yet.

        Raises:
            Refused: the token cannot be one.
        """
        transport = Transport(settings.url, Budget(Limits(), monotonic), connections=1, on_request=None)
        self._api = Connection(settings.url, settings.token, timeout=settings.timeout, transport=transport)

    def findings(
        self, projects: Iterable[str], groups: Iterable[str], labels: Mapping[str, frozenset[str]], today: date
    ) -> Iterator[Finding]:
        """Everything that was looked at, in an order in which it can be mended.

        Args:
            projects: full paths of the projects that Usher works in.
            groups: full paths of the groups that it invites to.
            labels: names of the labels that each project should have.
            today: to judge when the token ends.
        """
        try:
            me = self._api.get("/user")
            version = self._api.get("/version").get("version", "unknown")
        except GitLabFault as fault:
            yield Finding("GitLab", False, fault.cause, "Check gitlab.url and GITLAB_TOKEN.")
            return
        yield Finding("GitLab", True, f"version {version}, we are {me['username']}")
        yield self._token(today)
        for path in projects:
            yield from self._project(path, labels.get(path, frozenset()))
        for path in groups:
            yield self._group(path)

    def _token(self, today: date) -> Finding:
        try:
            token = self._api.get("/personal_access_tokens/self")
        except GitLabFault as fault:
            return Finding("Token", True, f"works; GitLab says no more about it ({fault.cause})")
        return judge_token(token, today)

    def _project(self, path: str, labels: frozenset[str]) -> Iterator[Finding]:
        name = f"Project {path}"
        try:
            level = access_in(self._api.get(project_path(path)))
        except GitLabFault as fault:
            yield Finding(name, False, fault.cause, "Check the path in config.yml, and that the bot is a member.")
            return
        yield judge_level(name, level, REPORTER, "Make the bot at least Reporter: it labels, assigns and closes.")
        yield from self._labels(name, path, labels)
        yield self._hook(name, path, level)

    def _labels(self, name: str, path: str, wanted: frozenset[str]) -> Iterator[Finding]:
        rows = self._api.each(project_path(path, "labels"), with_counts="false")
        try:
            missing = sorted(wanted - {row["name"] for row in rows})
        except GitLabFault as fault:
            yield Finding(f"{name}: labels", False, fault.cause)
            return
        words = f"{len(wanted) - len(missing)} of {len(wanted)} labels are there"
        note = f"; GitLab makes {', '.join(missing)} when first set, without a colour of their own" if missing else ""
        remedy = "`usher setup` makes them with colours and descriptions." if missing else ""
        yield Finding(f"{name}: labels", True, words + note, remedy)

    def _hook(self, name: str, path: str, level: int) -> Finding:
        if level < MAINTAINER:
            return Finding(f"{name}: hook", True, "cannot be seen without the role Maintainer; look by hand")
        try:
            return judge_hooks(f"{name}: hook", list(self._api.each(project_path(path, "hooks"))))
        except GitLabFault as fault:
            return Finding(f"{name}: hook", False, fault.cause)

    def _group(self, path: str) -> Finding:
        name = f"Group {path}"
        try:
            me = self._api.get("/user")
            member = self._api.get(group_path(path, "members", "all", me["id"]))
        except GitLabFault as fault:
            return Finding(name, False, fault.cause, "Check the path in config.yml, and that the bot is a member.")
        return judge_level(name, member.get("access_level", 0), OWNER, "Make the bot Owner if programs invite to it.")


def access_in(project: Mapping[str, Any]) -> int:
    """The bot's access level in a project as GitLab shows it: its own or that of a group above."""
    permissions = project.get("permissions") or {}
    shown = [permissions.get(name) or {} for name in ("project_access", "group_access")]
    return max((entry.get("access_level", 0) for entry in shown), default=0)


def judge_level(name: str, level: int, wanted: int, remedy: str) -> Finding:
    """Whether the access level is enough."""
    enough = level >= wanted
    return Finding(name, enough, f"access level {level}", "" if enough else remedy)


def judge_token(token: Mapping[str, Any], today: date) -> Finding:
    """Whether the token has the right scope and lasts a while."""
    scopes, ends = token.get("scopes") or [], token.get("expires_at")
    if "api" not in scopes:
        words = f"scopes {', '.join(scopes) or 'none'}"
        return Finding("Token", False, words, "Make a token with the scope api.")
    left = (date.fromisoformat(ends) - today).days if ends else None
    if left is not None and left < _SOON:
        return Finding("Token", False, f"ends on {ends}", "Rotate it, and put the new one into GITLAB_TOKEN.")
    return Finding("Token", True, f"scope api, ends {'on ' + ends if ends else 'never'}")


def judge_hooks(name: str, hooks: list[dict[str, Any]]) -> Finding:
    """Whether one of `hooks` delivers to Usher what Usher needs."""
    ours = [hook for hook in hooks if urlsplit(hook.get("url", "")).path.endswith(DOOR)]
    if not ours:
        return Finding(name, False, f"none delivers to …{DOOR}", _ADD)
    if len(ours) > 1:
        return Finding(name, False, f"{len(ours)} deliver to …{DOOR}", "Keep one: each event comes several times.")
    return _judge_hook(name, ours[0])


def _judge_hook(name: str, hook: Mapping[str, Any]) -> Finding:
    missing = [trigger for trigger in TRIGGERS if not hook.get(trigger)]
    if missing:
        return Finding(name, False, f"does not deliver {', '.join(missing)}", _SWITCH_ON)
    status = hook.get("alert_status", "executable")
    if status != "executable":
        words = f"GitLab has disabled it: {status}"
        return Finding(name, False, words, "Send a test request from the hook's settings; a 2xx revives it.")
    signed = hook.get("signing_token_present", False)
    return Finding(name, True, f"delivers what is needed, {'signed' if signed else 'with a secret token'}")
