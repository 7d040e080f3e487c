"""`automation.config.files` and `reading`: includes and templates stay inside the folder, reading within bounds."""

from __future__ import annotations

from pathlib import Path

import pytest

from automation.config.files import MAX_BYTES
from tests.unit.config_files import faults, faults_at, load, write

PROGRAM = "program: P\n"
INSIDE = "Name files in the folder of config.yml, such as programs/*.yml."


def test_programs_are_found_by_pattern_and_called_by_file_name(tmp_path):
    """Every pattern's files are included once, in the order of their paths; config.yml itself is no program."""
    files = {"config.yml": "include: ['**/*.yml', more/c.yaml]\n", "programs/b.yml": PROGRAM, "programs/a.yml": PROGRAM}

    loaded = load(tmp_path, {**files, "more/c.yaml": PROGRAM, "programs/notes.txt": "no program"})

    assert list(loaded.config.programs) == ["c", "a", "b"]


def test_without_include_the_folder_programs_is_taken(tmp_path):
    """The default needs no line, and may find nothing."""
    assert list(load(tmp_path, {"config.yml": "", "programs/a.yml": PROGRAM}).config.programs) == ["a"]
    assert load(tmp_path / "empty", {"empty/config.yml": "", "config.yml": ""}).config.programs == {}


@pytest.mark.parametrize(
    ("pattern", "message"),
    [
        pytest.param("../secret/*.yml", "this leads out of the folder (got '../secret/*.yml')", id="upwards"),
        pytest.param("a/../../x.yml", "this leads out of the folder (got 'a/../../x.yml')", id="down and up"),
        pytest.param("/etc/*.yml", "this leads out of the folder (got '/etc/*.yml')", id="absolute"),
        pytest.param("program/*.yml", "no file has this name (got 'program/*.yml')", id="no match"),
        pytest.param("pro**grams", "no file has this name (got 'pro**grams')", id="no pattern"),
        pytest.param('""', "no file has this name", id="empty"),
        pytest.param('"a\\0b"', "no file has this name (got 'a\\x00b')", id="no name of a file"),
        pytest.param("programs", "no file has this name (got 'programs')", id="a folder"),
    ],
)
def test_an_include_that_cannot_be_followed_is_a_fault(tmp_path, pattern, message):
    """Only files below the folder of config.yml are read."""
    write(tmp_path, {"secret/x.yml": PROGRAM})

    found = faults(tmp_path / "usher", {"config.yml": f"include: [{pattern}]\n", "programs/a.yml": PROGRAM})

    assert found == [f"config.yml:1:11: {message}. {INSIDE}"]


def test_a_link_that_leads_out_is_a_fault(tmp_path):
    """A link inside the folder cannot bring in a file from outside; one that stays inside can."""
    write(
        tmp_path, {"outside.yml": PROGRAM, "usher/config.yml": "include: programs/*.yml\n", "usher/inside.yml": PROGRAM}
    )
    (tmp_path / "usher/programs").mkdir()
    (tmp_path / "usher/programs/a.yml").symlink_to("../../outside.yml")
    (tmp_path / "usher/programs/b.yml").symlink_to("../inside.yml")

    assert faults(tmp_path / "usher", {}) == [
        "config.yml:1:10: programs/a.yml is a link that leads out of the folder (got 'programs/*.yml'). " + INSIDE
    ]


def test_two_programs_cannot_share_a_name(tmp_path):
    """The key of a program is its file name, so it may be there once."""
    files = {"config.yml": "include: ['*/*.yml']\n", "a/x.yml": PROGRAM, "b/x.yml": PROGRAM}

    assert faults(tmp_path, files) == [
        (
            "config.yml:1:10: a/x.yml and b/x.yml have the same name."
            " Rename one: the name of its file is the key of a program."
        )
    ]


def test_templates_are_read_by_name(tmp_path):
    """Each .md file is a template, the macros keep their file name, and README.md is neither."""
    files = {
        "config.yml": "templates: t\n",
        "t/Story.md": "# S\r\n",
        "t/_macros.md.j2": "m",
        "t/README.md": "r",
        "t/x.txt": "x",
    }

    loaded = load(tmp_path, files)

    assert loaded.templates == {"Story": "# S\n", "_macros.md.j2": "m"}
    assert loaded.files == tuple(tmp_path / name for name in ("config.yml", "t/Story.md", "t/_macros.md.j2"))


@pytest.mark.parametrize("folder", ["..", "/etc", '"a\\0b"'], ids=["upwards", "absolute", "no name of a folder"])
def test_templates_stay_inside_the_folder(tmp_path, folder):
    """A folder of templates outside is refused."""
    (fault,) = faults(tmp_path, {"config.yml": f"templates: {folder}\n"})

    assert fault.startswith("config.yml:1:12: this leads out of the folder of config.yml (got ")


def test_a_template_that_links_out_is_no_template(tmp_path):
    """Nothing outside the folder gets into an issue."""
    write(tmp_path, {"secret.md": "secret", "usher/config.yml": "", "usher/issue_templates/Story.md": "# S"})
    (tmp_path / "usher/issue_templates/Leak.md").symlink_to("../../secret.md")

    assert load(tmp_path / "usher", {}).templates == {"Story": "# S"}


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        pytest.param(
            b"a: 1\nb: \xffx\n", "f.yml:2:4: this byte is not UTF-8. Save the file as UTF-8.", id="another encoding"
        ),
        pytest.param(
            b"#" * (MAX_BYTES + 1), "f.yml:1:1: the file has more than 1,048,576 bytes. Divide it.", id="too large"
        ),
        pytest.param(
            None,
            "f.yml:1:1: there is no such file. Give its path, or make one with `usher init`.",
            id="not there",
        ),
    ],
)
def test_a_file_that_cannot_be_used_says_why(tmp_path, content, expected):
    """Each is one fault, with the place where it is known."""
    if content is not None:
        (tmp_path / "f.yml").write_bytes(content)

    assert faults_at(tmp_path / "f.yml") == [expected]


def test_a_file_that_may_not_be_read_says_so(tmp_path, monkeypatch):
    """Missing rights are a fault, not a traceback."""
    write(tmp_path, {"f.yml": ""})

    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)

    assert faults_at(tmp_path / "f.yml") == [
        "f.yml:1:1: the file cannot be read: Permission denied. Let the user who runs Usher read it."
    ]


def test_a_byte_order_mark_is_no_part_of_the_file(tmp_path):
    """Editors on Windows write one."""
    write(tmp_path, {"config.yml": "\ufeffspam_links: 5\r\n"})

    assert load(tmp_path, {}).config.spam_links == 5


@pytest.mark.parametrize("name", ["programs/a.yml", "issue_templates/S.md"])
def test_every_file_is_bounded(tmp_path, name):
    """Programs and templates are refused like config.yml when they are too large."""
    files = {"config.yml": "", name: "#" * (MAX_BYTES + 1)}

    assert faults(tmp_path, files) == [f"{name}:1:1: the file has more than 1,048,576 bytes. Divide it."]
