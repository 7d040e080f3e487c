"""Where the scenarios of a configuration are."""

from __future__ import annotations

from pathlib import Path

#: the folder beside config.yml in which `usher check` looks
FOLDER = "scenarios"
#: its files, as a pattern from the folder of config.yml
PATTERN = f"{FOLDER}/*.yml"


def beside(config: Path) -> list[Path]:
    """The scenario files beside config.yml, by name."""
    return sorted(path for path in config.parent.glob(PATTERN) if path.is_file())
