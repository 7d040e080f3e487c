"""The sandbox, Usher, and the hooks between them."""

from __future__ import annotations

import base64
import os
import secrets
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from automation.commands.running import Running
from automation.commands.seeding import BOT, seed_of
from automation.commands.setup import hook_at, secrets_of
from automation.config.model import Config
from automation.decide.compiled import Compiled
from automation.decide.ready import make_ready
from automation.decide.setup.things import Part
from automation.decide.setup.wishes import wishes
from automation.demo.people import Person
from automation.gitlab.provision.provisioner import Provisioner, Wanted
from automation.runtime.settings import Settings
from sandbox.pages import register
from sandbox.server import Sandbox


@dataclass(frozen=True, slots=True)
class Setting:
    """Everything that a story plays in."""

    box: Sandbox
    usher: Running
    config: Config
    #: signs forms
    intake_token: str

    def person(self, username: str) -> Person:
        """Somebody who acts in the sandbox."""
        return Person(self.box.url, username, self.config)

    def quiet(self, timeout: float = 20) -> bool:
        """Wait until GitLab has delivered everything and Usher has answered it; False if that took too long."""
        return self.box.drain(timeout) and self.usher.quiet(timeout) and self.box.drain(timeout)


@contextmanager
def setting(path: Path, *, port: int, sandbox_port: int) -> Iterator[Setting]:
    """Run the sandbox and Usher with the configuration at `path`, on a database that goes with them.

    Raises:
        ConfigFaults: the configuration is faulty.
        OSError: a port is taken.
    """
    signing, intake = _new_token(), _new_token()
    config = make_ready(path, os.environ)[0].config
    with (
        tempfile.TemporaryDirectory(prefix="usher-demo-") as folder,
        Sandbox(seed_of(config), port=sandbox_port, register=[register]) as box,
    ):
        environment = {
            **os.environ,
            "GITLAB_URL": box.url,
            "GITLAB_TOKEN": box.token(BOT),
            "USHER_SIGNING_TOKEN": signing,
            "USHER_INTAKE_TOKEN": intake,
        }
        with Running(_settings(path, environment, folder), "127.0.0.1", port) as usher:
            _provision(usher.service.configuration.current(), usher.url)
            yield Setting(box, usher, config, intake)


def _provision(rules: Compiled, url: str) -> None:
    """Labels, boards, templates and hooks, as `usher setup --apply` makes them."""
    secrets = secrets_of(rules)
    wanted = Wanted(parts=tuple(Part), hook=hook_at(rules, url, next(iter(secrets))))
    provisioner = Provisioner.of(rules.config.gitlab, secrets, time.sleep)
    for wish in wishes(rules):
        for planned in provisioner.plan(wish, wanted):
            list(provisioner.apply(planned.changes))
    provisioner.close()


def _settings(path: Path, environment: Mapping[str, str], folder: str) -> Settings:
    return Settings(
        config=path,
        load=lambda found: make_ready(found, environment)[1],
        database=f"sqlite:///{folder}/usher.db",
    )


def _new_token() -> str:
    """A signing token as GitLab makes them: ``whsec_`` and 32 bytes in base64 (gitlab.md §1.2)."""
    return "whsec_" + base64.b64encode(secrets.token_bytes(32)).decode()
