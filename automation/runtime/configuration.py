"""The configuration in force: read at start, read anew when a file changes, kept when the new one is faulty."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import structlog

from automation.config.faults import ConfigFaults
from automation.decide.compiled import Compiled

_log = structlog.get_logger("usher.configuration")

#: name, size and time of last change of every file that may matter
Stamp = tuple[tuple[str, int, int], ...]


class Configuration:
    """Holds what `load` made of config.yml and the files beside it."""

    def __init__(self, path: Path, load: Callable[[Path], Compiled]) -> None:
        """Read the configuration.

        Args:
            path: config.yml.
            load: reads and compiles it; raises `ConfigFaults`, or `OSError` where a file cannot be read.

        Raises:
            ConfigFaults: it is faulty; there is none to keep instead.
        """
        self._path = path
        self._load = load
        #: what is wrong with the files as they are now; the empty string when they are in force
        self.fault = ""
        self._current = load(path)
        self._stamp = self._look()

    def current(self) -> Compiled:
        """The configuration in force."""
        return self._current

    def reload(self) -> bool:
        """Put the files into force if they changed since the last look; whether that was done.

        Faulty ones are not: the configuration in force stays, and `fault` says why.
        """
        # Looked at before reading, so that a change during the reading is seen the next time.
        stamp = self._look()
        if stamp == self._stamp:
            return False
        self._stamp = stamp
        try:
            self._current = self._load(self._path)
        except (ConfigFaults, OSError) as fault:
            self.fault = str(fault)
            _log.error("configuration refused, the last good one stays in force", fault=self.fault)
            return False
        self.fault = ""
        _log.info("configuration reloaded", digest=self._current.digest)
        return True

    def _look(self) -> Stamp:
        return tuple(_stamps(sorted(set(self._files()))))

    def _files(self) -> Iterator[Path]:
        """config.yml, and whatever the configuration in force would include or use as a template."""
        yield self._path
        config = self._current.config
        for pattern in (*config.include, f"{config.templates}/*"):
            yield from self._path.parent.glob(pattern)


def _stamps(files: list[Path]) -> Iterator[tuple[str, int, int]]:
    for file in files:
        try:
            found = file.stat()
        except OSError:
            continue
        yield str(file), found.st_size, found.st_mtime_ns
