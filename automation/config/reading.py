"""The first half of loading: every file of a configuration, as written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from automation.config.base import as_list
from automation.config.environment import dotted, expand
from automation.config.faults import Fault, Problem
from automation.config.files import included, is_inside, read_document, read_template, templates_in
from automation.config.model import Config
from automation.config.sources import Sources


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What the files say, and what is wrong with them before anybody asks what they mean."""

    #: folder of config.yml
    root: Path
    sources: Sources
    #: data of config.yml with the environment put in; None where the file is empty or not readable
    data: Any
    #: sources of the templates, by name
    templates: Mapping[str, str]
    #: every file that was read
    files: tuple[Path, ...]
    #: of files that cannot be read, or only in part
    faults: tuple[Fault, ...]
    #: of values; what is said of the same values later is of no interest
    problems: tuple[Problem, ...]


def read_files(path: Path, environment: Mapping[str, str]) -> Reading:
    """config.yml at `path`, the programs that it includes and the templates."""
    root, document = path.parent, read_document(path, path.name)
    data, problems = expand(document.data, environment)
    paths, wrong = _programs(root, path, data)
    programs = {key: read_document(found, _name(root, found)) for key, found in paths.items()}
    template_paths, misplaced = _templates(root, data)
    templates = {name: read_template(found, _name(root, found)) for name, found in template_paths.items()}
    odd = [problem for key, file in programs.items() for problem in dotted(file.data, ("programs", key))]
    documents = (document, *programs.values(), *templates.values())
    return Reading(
        root=root,
        sources=Sources(document, programs, templates),
        data=data,
        templates={name: file.data or "" for name, file in templates.items()},
        files=(path, *paths.values(), *template_paths.values()),
        faults=tuple(file.fault(problem) for file in documents for problem in file.problems),
        problems=(*problems, *wrong, *misplaced, *odd),
    )


def _name(root: Path, path: Path) -> str:
    return path.relative_to(root).as_posix()


def _written(data: Any, key: str) -> Any:
    """The value of `key` in config.yml, or the model's default; whether it is right is asked later."""
    return data[key] if isinstance(data, dict) and key in data else Config.model_fields[key].default


def _programs(root: Path, config: Path, data: Any) -> tuple[dict[str, Path], list[Problem]]:
    """The program files by key, and what is wrong with `include`; the default may find nothing."""
    patterns = [pattern for pattern in as_list(_written(data, "include")) if isinstance(pattern, str)]
    paths, problems = included(root, patterns)
    if not isinstance(data, dict) or "include" not in data:
        problems = []
    found: dict[str, Path] = {}
    for path in paths:
        if found.setdefault(path.stem, path) != path:
            problems.append(_same_name(root, found[path.stem], path))
    return {key: path for key, path in found.items() if path != config}, problems


def _same_name(root: Path, *paths: Path) -> Problem:
    message = f"{' and '.join(_name(root, path) for path in paths)} have the same name"
    remedy = "Rename one: the name of its file is the key of a program."
    return Problem(trail=("include",), message=message, remedy=remedy, code="duplicate-name")


def _templates(root: Path, data: Any) -> tuple[Mapping[str, Path], Iterable[Problem]]:
    folder = _written(data, "templates")
    if not isinstance(folder, str):
        return {}, ()
    if not is_inside(root, root / folder):
        remedy = "Name a folder beside config.yml, such as issue_templates."
        message = "this leads out of the folder of config.yml"
        return {}, [Problem(trail=("templates",), message=message, remedy=remedy, code="include")]
    return templates_in(root, folder), ()
