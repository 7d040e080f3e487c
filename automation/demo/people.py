"""What people do in GitLab, over HTTP with python-gitlab; and the form that one of them fills in."""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import gitlab
import requests

from automation.config.model import Config
from webhooks.verify import sign

#: seconds until a request to 127.0.0.1 counts as lost
_TIMEOUT = 20
_OPEN_TASK = re.compile(r"^(\s*[-*+] )\[ \]", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with an account in the sandbox."""

    url: str
    username: str
    config: Config

    def issue(self, project: str, iid: int) -> Any:
        """The issue as this person sees it; `project` is a key of config.yml."""
        return self._project(project).issues.get(iid)

    def issues(self, project: str) -> list[Any]:
        """Every issue of the project that this person sees, oldest first."""
        return list(self._project(project).issues.list(get_all=True, order_by="created_at", sort="asc"))

    def opens(self, project: str, title: str, description: str, labels: list[str]) -> None:
        """Open an issue."""
        self._project(project).issues.create({"title": title, "description": description, "labels": labels})

    def moves(self, project: str, iid: int, start: str, to: str) -> None:
        """Take one label off and set another, as dragging a card on a board does."""
        issue = self._project(project).issues.get(iid, lazy=True)
        issue.manager.update(iid, {"add_labels": [to], "remove_labels": [start]})

    def writes(self, project: str, iid: int, field: str, value: str) -> None:
        """Fill a field of the description in."""
        issue = self.issue(project, iid)
        line = re.compile(rf"^(- \*\*{re.escape(field)}:\*\*).*$", re.MULTILINE)
        issue.manager.update(iid, {"description": line.sub(rf"\1 {value}", issue.description)})

    def ticks(self, project: str, iid: int, heading: str) -> None:
        """Tick every task under a heading."""
        issue = self.issue(project, iid)
        before, mark, rest = issue.description.partition(f"## {heading}")
        section, end, after = rest.partition("\n## ")
        description = before + mark + _OPEN_TASK.sub(r"\1[x]", section) + end + after
        issue.manager.update(iid, {"description": description})

    def invited(self, group: str) -> list[str]:
        """Addresses with an open invitation to `group`."""
        found = self._client().groups.get(group, lazy=True).invitations.list(get_all=True)
        return [invitation.invite_email for invitation in found]

    def _client(self) -> gitlab.Gitlab:
        return gitlab.Gitlab(self.url, private_token=f"sandbox-{self.username}", timeout=_TIMEOUT)

    def _project(self, key: str) -> Any:
        return self._client().projects.get(self.config.projects[key].path, lazy=True)


def fill_form(url: str, workflow: str, fields: Mapping[str, str], token: str) -> None:
    """Send the form of `workflow` in, signed as Standard Webhooks says.

    Raises:
        requests.HTTPError: the form was refused.
    """
    body = json.dumps(dict(fields)).encode()
    headers = sign(token, f"form-{secrets.token_hex(8)}", datetime.now(UTC), body)
    answer = requests.post(
        f"{url}/intake/{workflow}",
        data=body,
        headers={"Content-Type": "application/json", **headers},
        timeout=_TIMEOUT,
    )
    answer.raise_for_status()
