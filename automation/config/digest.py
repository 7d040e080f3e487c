"""One word for everything that decides, so that a run says which configuration it followed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any, Final

from automation.config.messages import load_builtin_messages
from automation.config.model import Config

#: what connects but does not decide; most of it is secret
_CONNECTION: Final[Mapping[str, Any]] = {
    "gitlab": {"url", "token", "webhook", "timeout"},
    "intake": True,
    "forms": True,
    "channels": True,
    "alerts": True,
}


def digest_of(config: Config, templates: Mapping[str, str]) -> str:
    """SHA-256 (hex) over the values of `config` with its programs, over `templates` and over the built-in messages.

    Two configurations that say the same have the same digest, however they are written. The order of keys counts: the
    first stage or the first matching rule may decide. Tokens and addresses of channels are left out.
    """
    facts = {
        "config": config.model_dump(mode="json", exclude=dict(_CONNECTION)),
        "channels": list(config.channels),
        "programs": {key: program.model_dump(mode="json") for key, program in config.programs.items()},
        "templates": dict(sorted(templates.items())),
        "messages": {key: message.model_dump(mode="json") for key, message in load_builtin_messages().items()},
    }
    return hashlib.sha256(json.dumps(facts, ensure_ascii=False).encode()).hexdigest()
