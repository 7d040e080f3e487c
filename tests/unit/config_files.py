"""Configurations on disk, for the tests of their loading."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from textwrap import dedent

from automation.config.faults import ConfigFaults
from automation.config.load import Loaded, load_config

#: people, projects and tables that the programs of the tests name
CONFIG = """\
people:
  nicole.smith: {roles: [advocacy, advocacy-lead]}
  legal-counsel: {roles: legal}
  sa-emea: {roles: [channel-sa], region: EMEA}
projects: {product-marketing: gitlab-com/marketing/product-marketing}
routing: {channel_sa: {EMEA: sa-emea}}
"""


def write(root: Path, files: Mapping[str, str]) -> Path:
    """Write `files`, texts by path, below `root`; gives the path of config.yml."""
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(dedent(text), encoding="utf-8")
    return root / "config.yml"


def load(root: Path, files: Mapping[str, str], environment: Mapping[str, str] | None = None) -> Loaded:
    """What `load_config` makes of `files`."""
    return load_config(write(root, files), environment or {})


def faults(root: Path, files: Mapping[str, str], environment: Mapping[str, str] | None = None) -> list[str]:
    """The faults of `files` in words; none where they load."""
    return faults_at(write(root, files), environment)


def faults_at(path: Path, environment: Mapping[str, str] | None = None) -> list[str]:
    """The faults of the configuration whose config.yml is at `path`, in words."""
    try:
        load_config(path, environment or {})
    except ConfigFaults as found:
        return str(found).splitlines()
    return []


def workflow_faults(root: Path, workflow: str) -> list[str]:
    """The faults of one workflow, given from its third level on, with positions in programs/stories.yml."""
    head = "program: Stories\nworkflows:\n  story:\n    project: product-marketing\n    template: Customer_Story\n"
    text = head + "".join(f"    {line}\n" for line in dedent(workflow).splitlines())
    files = {"config.yml": CONFIG, "programs/stories.yml": text, "issue_templates/Customer_Story.md": "# Story\n"}
    return [fault.removeprefix("programs/stories.yml:") for fault in faults(root, files)]
