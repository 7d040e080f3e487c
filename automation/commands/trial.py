"""Playing the scenarios of a changed configuration: in a process of its own, while the service goes on."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from automation.commands.common import FOUND
from automation.scenarios.beside import beside

#: seconds that scenarios may take before a configuration is refused for them
_LONGEST = 60.0
_SAID, _COMPLAINED = "said", "complained"


@dataclass(slots=True)
class ScenarioTrial:
    """The scenarios beside one configuration, being played."""

    process: subprocess.Popen[bytes]
    #: where it writes to
    folder: tempfile.TemporaryDirectory[str]
    #: when to give up, by the machine's monotonic clock
    until: float

    def verdict(self) -> str | None:
        """As `automation.runtime.trial.Trial`."""
        if self.process.poll() is None:
            if time.monotonic() < self.until:
                return None
            self.stop()
            return "its scenarios take too long; shorten them, or restart Usher, which does not play them at the start"
        words = self._words(self.process.returncode)
        self.folder.cleanup()
        return words

    def stop(self) -> None:
        """As `automation.runtime.trial.Trial`; whatever has ended already stays as it is."""
        self.process.kill()
        self.process.wait()
        self.folder.cleanup()

    def _words(self, code: int) -> str:
        if code == 0:
            return ""
        said = self._text(_SAID)
        if code == FOUND and said:
            return f"its scenarios fail: {_first_failure(said)}"
        return f"its scenarios cannot be played: {self._text(_COMPLAINED).strip()}"

    def _text(self, name: str) -> str:
        return Path(self.folder.name, name).read_text(encoding="utf-8", errors="replace")


class Trials:
    """Starts trials, one at a time; for `Settings.try_out`."""

    def __init__(self, longest: float = _LONGEST) -> None:
        self._longest = longest
        self._last: ScenarioTrial | None = None

    def __call__(self, config: Path) -> ScenarioTrial | None:
        """Begin to play the scenarios beside `config`; None where there are none."""
        if not beside(config):
            return None
        folder = tempfile.TemporaryDirectory(prefix="usher-trial-")
        command = [sys.executable, "-m", "automation.commands", "test", "--config", str(config)]
        with Path(folder.name, _SAID).open("wb") as said, Path(folder.name, _COMPLAINED).open("wb") as complained:
            process = subprocess.Popen([*command, "--fail-fast", "--format", "json"], stdout=said, stderr=complained)
        self._last = ScenarioTrial(process, folder, time.monotonic() + self._longest)
        return self._last

    def stop(self) -> None:
        """End what is still being played."""
        if self._last is not None:
            self._last.stop()


def _first_failure(text: str) -> str:
    failure = json.loads(text)["failures"][0]
    parts = ", ".join(failure["difference"]["expected"])
    return f"{failure['file']}:{failure['line']}: {failure['id']} differs in: {parts}; usher test shows it"
