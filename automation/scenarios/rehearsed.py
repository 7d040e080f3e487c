"""The configuration as a play needs it: everything that leads outside leads into the play."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from flask import Flask

from automation.config.model import Intake, Webhook
from automation.decide.compiled import Compiled
from automation.scenarios.model import Meta
from automation.scenarios.schedules import enabled
from sandbox.world.state import World

#: of a GitLab that nobody else uses: nothing has to wait
_PER_MINUTE = 1_000_000
_CHANNELS = "/scenario/channels/"


def rehearsed(rules: Compiled, meta: Meta, url: str, gitlab_token: str, token: str) -> Compiled:
    """`rules` for a play: the sandbox for GitLab, channels that reach nobody, only those schedules that `meta` names.

    Args:
        rules: the configuration.
        meta: of the scenario.
        url: address of the sandbox.
        gitlab_token: of Usher's own account there.
        token: what signs deliveries and forms.
    """
    gitlab = rules.config.gitlab.model_copy(
        update={
            "url": url,
            "token": gitlab_token,
            "webhook": Webhook(signing_tokens=[token]),
            "notes_per_minute": _PER_MINUTE,
            "issues_per_minute": _PER_MINUTE,
        }
    )
    address = url.replace("http://", "json://") + _CHANNELS
    changed = {
        "gitlab": gitlab,
        "intake": Intake(signing_tokens=[token]),
        "channels": {name: f"{address}{number}" for number, name in enumerate(rules.config.channels)},
    }
    config = rules.config.model_copy(update=changed)
    return replace(rules, config=config, schedules=enabled(rules.schedules, meta))


def channels(app: Flask, _world: World) -> None:
    """Let the sandbox take what goes to Slack, mail and the like."""
    app.add_url_rule(f"{_CHANNELS}<name>", view_func=_taken, methods=["POST"])


def _taken(name: str) -> Mapping[str, str]:
    return {"taken": name}
