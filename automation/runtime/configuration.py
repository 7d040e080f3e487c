"""The configuration in force: read at start, read anew when a file changes, kept when the new one is no good."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import structlog

from automation.config.faults import ConfigFaults
from automation.config.files import included, read_document
from automation.config.model import Config, GitLab
from automation.decide.compiled import Compiled
from automation.runtime.trial import Trial, no_trial

_log = structlog.get_logger("usher.configuration")

#: what of ``gitlab:`` the connection is made with at start
_AT_START: Final = ("url", "token", "timeout", "notes_per_minute", "issues_per_minute")

#: scenarios, which may have been what a configuration was refused for
_SCENARIOS: Final = "scenarios/*.yml"

#: name, size and time of last change of every file that may matter
Stamp = tuple[tuple[str, int, int], ...]


class Configuration:
    """Holds what `load` made of config.yml and the files beside it."""

    def __init__(
        self, path: Path, load: Callable[[Path], Compiled], try_out: Callable[[Path], Trial | None] = no_trial
    ) -> None:
        """Read the configuration.

        Args:
            path: config.yml.
            load: reads and compiles it; raises `ConfigFaults`, or `OSError` where a file cannot be read.
            try_out: begins to try a changed one out before it is put into force; None where there is nothing to try.

        Raises:
            ConfigFaults: it is faulty; there is none to keep instead.
        """
        self._path = path
        self._load = load
        self._try_out = try_out
        #: a configuration that is being tried out
        self._candidate: tuple[Compiled, Trial] | None = None
        #: what is wrong with the files as they are now; the empty string when they are in force
        self.fault = ""
        self._current = load(path)
        self._started = _connection(self._current.config.gitlab)
        #: what the files as they are now would include, whether they are faulty or not
        self._wanted = _patterns(path)
        self._stamp = self._look()

    def current(self) -> Compiled:
        """The configuration in force."""
        return self._current

    @property
    def restart(self) -> str:
        """What of the configuration in force waits for a restart, in words; the empty string for nothing."""
        now = _connection(self._current.config.gitlab)
        names = [name for name, value in now.items() if value != self._started[name]]
        return f"{', '.join(f'gitlab.{name}' for name in names)} changed: restart Usher to use it" if names else ""

    def reload(self) -> bool:
        """Put the files into force if they changed since the last look; whether that was done.

        Faulty ones are not: the configuration in force stays, and `fault` says why. What is to be tried out is put into
        force, or refused, by a later call: this one waits for nothing.
        """
        if self._look() != self._stamp:
            return self._read_anew()
        return self._judge()

    def _read_anew(self) -> bool:
        if self._candidate is not None:
            self._candidate[1].stop()
            self._candidate = None
        # Looked at before reading, so that a change during the reading is seen the next time.
        self._wanted = _patterns(self._path)
        self._stamp = self._look()
        try:
            read = self._load(self._path)
        except (ConfigFaults, OSError) as fault:
            return self._refuse(str(fault))
        trial = self._try_out(self._path)
        if trial is None:
            return self._put_into_force(read)
        self._candidate = (read, trial)
        return False

    def _judge(self) -> bool:
        """Look how the configuration that is being tried out fares."""
        if self._candidate is None:
            return False
        read, trial = self._candidate
        words = trial.verdict()
        if words is None:
            return False
        self._candidate = None
        return self._refuse(words) if words else self._put_into_force(read)

    def _refuse(self, words: str) -> bool:
        self.fault = words
        _log.error("configuration refused, the last good one stays in force", fault=words)
        return False

    def _put_into_force(self, read: Compiled) -> bool:
        self._current = read
        self.fault = ""
        _log.info("configuration reloaded", digest=read.digest)
        if self.restart:
            _log.warning("the configuration waits for a restart", cause=self.restart)
        return True

    def _look(self) -> Stamp:
        return tuple(_stamps(sorted(set(self._files()))))

    def _files(self) -> Iterator[Path]:
        """config.yml, and whatever it, or the configuration in force, would include or use as a template."""
        yield self._path
        config = self._current.config
        yield from included(self._path.parent, (*config.include, f"{config.templates}/*", _SCENARIOS, *self._wanted))[0]


def _connection(gitlab: GitLab) -> dict[str, object]:
    return {name: getattr(gitlab, name) for name in _AT_START}


def _patterns(path: Path) -> tuple[str, ...]:
    """Which files config.yml at `path` names, as far as it can be read; a program may be mended before it."""
    data = read_document(path, path.name).data
    written = data if isinstance(data, dict) else {}
    include, templates = (written.get(name, Config.model_fields[name].default) for name in ("include", "templates"))
    patterns = [*(include if isinstance(include, list) else [include]), f"{templates}/*"]
    return tuple(pattern for pattern in patterns if isinstance(pattern, str))


def _stamps(files: list[Path]) -> Iterator[tuple[str, int, int]]:
    for file in files:
        try:
            found = file.stat()
        except OSError:
            continue
        yield str(file), found.st_size, found.st_mtime_ns
