"""The rooms: who may import whom, what the pure ones never touch, and how large they are (design.md §3)."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
#: room -> rooms of ours that it may import
ALLOWED = {
    "automation.model": {"automation.model"},
    "automation.config": {"automation.model", "automation.config"},
    "automation.decide": {"automation.model", "automation.config", "automation.decide", "automation.actions"},
    "automation.actions": {"automation.model", "automation.config", "automation.decide", "automation.actions"},
    "automation.lint": {
        "automation.model",
        "automation.config",
        "automation.decide",
        "automation.actions",
        "automation.lint",
    },
    "automation.importing": {"automation.model", "automation.config", "automation.decide", "automation.importing"},
    "automation.reports": {"automation.model", "automation.decide", "automation.reports"},
    "automation.gitlab": {"automation.model", "automation.config", "automation.decide", "automation.gitlab"},
    "automation.runtime": {
        "automation.model",
        "automation.config",
        "automation.decide",
        "automation.gitlab",
        "automation.runtime",
    },
    "webhooks": {
        "automation.model",
        "automation.config",
        "automation.decide",
        "automation.gitlab",
        "automation.runtime",
        "webhooks",
    },
    "sandbox": {"sandbox"},
}
PURE = (
    "automation.model",
    "automation.config",
    "automation.decide",
    "automation.actions",
    "automation.lint",
    "automation.importing",
    "automation.reports",
)
IMPURE = {"requests", "gitlab", "flask", "sqlalchemy", "sqlite3", "time", "random", "secrets", "socket", "subprocess"}
#: what only these modules of `decide` may import of `automation.actions`: they make the configuration ready
BINDERS = {"automation.decide.compile", "automation.decide.bindings"}


def _modules(room: str) -> Iterator[tuple[str, Path]]:
    folder = ROOT.joinpath(*room.split("."))
    for path in sorted(folder.rglob("*.py")):
        yield ".".join(path.relative_to(ROOT).with_suffix("").parts), path


def _imports(path: Path) -> set[str]:
    """Names of the modules that the file at `path` imports, those for type checking only left out."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    skipped = {id(inner) for node in ast.walk(tree) if _is_typing(node) for inner in ast.walk(node)}
    found = set[str]()
    for node in ast.walk(tree):
        if id(node) in skipped:
            continue
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return found


def _is_typing(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"


def _room_of(module: str) -> str | None:
    parts = module.split(".")
    if parts[0] in {"webhooks", "sandbox"}:
        return parts[0]
    return ".".join(parts[:2]) if parts[0] == "automation" and len(parts) > 1 else None


@pytest.mark.parametrize("room", ALLOWED)
def test_imports_run_one_way(room: str) -> None:
    """A module imports only the rooms below its own."""
    wrong = {
        (module, imported)
        for module, path in _modules(room)
        for imported in _imports(path)
        if (found := _room_of(imported)) is not None and found not in ALLOWED[room]
    }

    assert wrong == set()


def test_the_core_binds_actions_in_two_places_only() -> None:
    """Of the core only what makes the configuration ready knows which actions there are."""
    binders = {
        module
        for module, path in _modules("automation.decide")
        if any(imported.startswith("automation.actions") for imported in _imports(path))
    }

    assert binders == BINDERS


@pytest.mark.parametrize("room", PURE)
def test_the_pure_rooms_do_nothing_but_think(room: str) -> None:
    """No HTTP, no database, no clock, no chance, no environment in the pure rooms."""
    wrong = {
        (module, imported)
        for module, path in _modules(room)
        for imported in _imports(path)
        if imported.split(".")[0] in IMPURE or imported == "os.environ"
    }
    asking = {
        module
        for module, path in _modules(room)
        if any(words in path.read_text(encoding="utf-8") for words in ("datetime.now(", "date.today(", "os.environ"))
    }

    assert (wrong, asking) == (set(), set())


def test_every_room_says_what_it_is_for() -> None:
    """Each folder of code has a README of a few lines."""
    rooms = [*(path.parent for path in ROOT.glob("automation/*/__init__.py")), ROOT / "webhooks", ROOT / "sandbox"]
    without = {room.name for room in rooms if not (room / "README.md").is_file()}

    assert without == set()


def test_rooms_stay_small() -> None:
    """No module grows over 250 lines."""
    sizes = {
        path.relative_to(ROOT).as_posix(): len(path.read_text(encoding="utf-8").splitlines())
        for folder in ("automation", "webhooks", "sandbox")
        for path in (ROOT / folder).rglob("*.py")
    }

    assert {name: size for name, size in sizes.items() if size > 250} == {}
