"""The files of a configuration: found inside the folder of config.yml only, and read within bounds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

from automation.config.faults import Problem
from automation.config.positions import Place
from automation.config.yaml import Document, parse_yaml, unreadable

#: bytes of one file
MAX_BYTES: Final = 1024 * 1024
MACROS: Final = "_macros.md.j2"


class UnreadableError(Exception):
    """A file cannot be used; says why, what to do and, where it is known, the place in it."""

    def __init__(self, message: str, remedy: str, place: Place | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy
        self.place = place


def read_text(path: Path) -> str:
    r"""The text of the file at `path`, with ``\n`` between lines and without a byte order mark.

    Raises:
        UnreadableError: it is not there, not ours to read, larger than MAX_BYTES, or not UTF-8.
    """
    data = _bytes(path)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        message = "this byte is not UTF-8"
        raise UnreadableError(message, "Save the file as UTF-8.", _place(data[: error.start])) from error
    return text.replace("\r\n", "\n")


def read_document(path: Path, file: str) -> Document:
    """The YAML file at `path`, which faults call `file`; what is wrong with it is in its problems."""
    try:
        return parse_yaml(read_text(path), file)
    except UnreadableError as error:
        return unreadable(file, error.message, error.remedy, error.place)


def read_template(path: Path, file: str) -> Document:
    """The template at `path` as a document whose data is its text."""
    try:
        return Document(file, read_text(path))
    except UnreadableError as error:
        return unreadable(file, error.message, error.remedy, error.place)


def included(root: Path, patterns: Iterable[str]) -> tuple[list[Path], list[Problem]]:
    """The files in `root` that the `include` patterns name, sorted, each once; and what is wrong with the patterns."""
    found: set[Path] = set()
    problems: list[Problem] = []
    for index, pattern in enumerate(patterns):
        matches = _matches(root, pattern)
        found.update(path for path in matches if is_inside(root, path))
        problems.extend(_pattern_problems(root, pattern, matches, index))
    return sorted(found), problems


def is_inside(root: Path, path: Path) -> bool:
    """Whether `path`, all links followed, lies in `root`."""
    try:
        return path.resolve().is_relative_to(root.resolve())
    except (OSError, RuntimeError, ValueError):  # a circle of links, or no name that a file can have
        return False


def templates_in(root: Path, folder: str) -> Mapping[str, Path]:
    """The templates in `folder` of `root`: files ``NAME.md`` by NAME, and the macros by their file name.

    README.md is no template: it is for who looks into the folder. Links that lead out of `root` are none either.
    """
    paths = [path for pattern in ("*.md", MACROS) for path in sorted((root / folder).glob(pattern))]
    usable = [path for path in paths if path.name != "README.md" and is_inside(root, path)]
    return {path.name.removesuffix(".md"): path for path in usable}


def _bytes(path: Path) -> bytes:
    try:
        if not path.is_file():
            message = "there is no such file"
            raise UnreadableError(message, "Give its path, or make one with `usher init`.")
        with path.open("rb") as stream:
            data = stream.read(MAX_BYTES + 1)
    except OSError as error:
        message = f"the file cannot be read: {error.strerror}"
        raise UnreadableError(message, "Let the user who runs Usher read it.") from error
    if len(data) > MAX_BYTES:
        message = f"the file has more than {MAX_BYTES:,} bytes"
        raise UnreadableError(message, "Divide it.")
    return data


def _place(before: bytes) -> Place:
    line = before[before.rfind(b"\n") + 1 :].decode("utf-8-sig")
    return Place(before.count(b"\n") + 1, len(line) + 1)


def _matches(root: Path, pattern: str) -> list[Path]:
    if _leads_out(pattern) or not pattern:
        return []
    try:
        return [path for path in root.glob(pattern) if path.is_file()]
    except (NotImplementedError, ValueError):  # no pattern
        return []


def _leads_out(pattern: str) -> bool:
    return Path(pattern).is_absolute() or ".." in Path(pattern).parts


def _pattern_problems(root: Path, pattern: str, matches: list[Path], index: int) -> Iterable[Problem]:
    inside = "Name files in the folder of config.yml, such as programs/*.yml."
    if _leads_out(pattern):
        yield Problem(trail=("include", index), message="this leads out of the folder", remedy=inside, code="include")
    elif not matches:
        yield Problem(trail=("include", index), message="no file has this name", remedy=inside, code="include")
    for path in matches:
        if not is_inside(root, path):
            message = f"{path.relative_to(root).as_posix()} is a link that leads out of the folder"
            yield Problem(trail=("include", index), message=message, remedy=inside, code="include")
