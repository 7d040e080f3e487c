"""`automation.config.load`: files to one checked configuration, or every fault there is."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from automation.config.faults import Problem
from automation.config.model import Config
from automation.config.positions import Spot
from tests.unit.config_files import CONFIG, faults, load

PROGRAM = """\
program: Stories
workflows:
  story:
    project: product-marketing
    template: Story
    stage_label: Story
    stages:
      Vetting: {due: 10 working days}
      Published: {closed: true}
    moves:
      - {from: Vetting, to: Published, by: advocacy}
"""
FILES = {"config.yml": CONFIG, "programs/stories.yml": PROGRAM, "issue_templates/Story.md": "# Story\n"}


def test_config_and_programs_become_one(tmp_path):
    """The values of config.yml, and each program under its file's name."""
    loaded = load(tmp_path, {**FILES, "config.yml": CONFIG + "spam_links: ${LINKS:-7}\n"})

    assert loaded.config.spam_links == 7
    assert loaded.config.projects["product-marketing"].path == "gitlab-com/marketing/product-marketing"
    assert loaded.config.people["legal-counsel"].roles == ["legal"]
    assert loaded.config.people["sa-emea"].model_extra == {"region": "EMEA"}
    assert list(loaded.config.programs["stories"].workflows["story"].stages) == ["Vetting", "Published"]
    assert loaded.templates == {"Story": "# Story\n"}
    assert loaded.root == tmp_path


@pytest.mark.parametrize(
    ("trail", "spot"),
    [
        pytest.param(("people", "sa-emea", "region"), Spot("config.yml", 4, 42), id="in config.yml"),
        pytest.param(
            ("programs", "stories", "workflows", "story", "stages", "Vetting", "due"),
            Spot("programs/stories.yml", 8, 22),
            id="in a program",
        ),
        pytest.param(
            ("programs", "stories", "workflows", "story", "moves", 0, "by", 0),
            Spot("programs/stories.yml", 11, 44),
            id="a word that the model takes as a list",
        ),
        pytest.param(
            ("programs", "stories", "workflows", "story", "owner"),
            Spot("programs/stories.yml", 4, 5),
            id="a default: where it could be written",
        ),
        pytest.param(("programs", "nowhere"), Spot("config.yml", 1, 1), id="no such program"),
        pytest.param(("spam_links",), Spot("config.yml", 1, 1), id="a default of config.yml"),
    ],
)
def test_where_a_value_is_written(tmp_path, trail, spot):
    """Whoever finds a fault later can say where it is."""
    assert load(tmp_path, FILES).where(*trail) == spot


def test_later_faults_speak_the_same_way(tmp_path):
    """A problem found after loading gets place and value too."""
    loaded = load(tmp_path, FILES)
    trail = ("programs", "stories", "workflows", "story", "template")

    found = loaded.fault(Problem(trail=trail, message="the template does not render", code="template"))

    assert str(found) == "programs/stories.yml:5:15: the template does not render (got 'Story')."


def test_every_fault_of_every_file_is_reported_at_once(tmp_path):
    """Text, shape, names, variables and includes: nobody has to run the check twice."""
    files = {
        "config.yml": CONFIG
        + "include: [programs/*.yml, nowhere.yml]\nspam_links: many\ntemplates: ${NONE}\nlables: {}\n",
        "programs/broken.yml": "program: 'Broken\n",
        "programs/double.yml": "program: Double\nprogram: Twice\ndescription: [x]\n",
        "programs/stories.yml": PROGRAM.replace("to: Published", "to: Publishd").replace("closed: true", "close: true"),
    }

    assert [re.split(r" \(got|\.(?: |$)", fault)[0] for fault in faults(tmp_path, files)] == [
        "config.yml:7:27: no file has this name",
        "config.yml:8:13: this must be a whole number",
        "config.yml:9:12: the environment variable NONE is not set",
        "config.yml:10:1: unknown key",
        (
            "programs/broken.yml:2:1: this cannot be read as YAML: found unexpected end of stream"
            " while scanning a quoted scalar"
        ),
        "programs/double.yml:2:1: this key is there twice",
        "programs/double.yml:3:14: this must be text, not a list",
        "programs/stories.yml:9:19: unknown key",
        "programs/stories.yml:11:29: there is no stage of this name",
    ]


def test_what_follows_from_a_fault_is_no_fault_of_its_own(tmp_path):
    """Names in a file that cannot be read may be right, and what a misspelt key held is not looked for elsewhere."""
    program = PROGRAM.replace("stages:", "stagse:") + "rules: [{name: R, on: x, do: [], workflow: elsewhere}]\n"
    files = {**FILES, "programs/stories.yml": program, "programs/other.yml": "program: '"}

    assert [fault.partition(": ")[0] for fault in faults(tmp_path, files)] == [
        "programs/other.yml:1:11",
        "programs/stories.yml:7:5",
    ]
    assert [fault.partition(": ")[0] for fault in faults(tmp_path, {**files, "config.yml": "people: '"})] == [
        "config.yml:1:10",
        "programs/other.yml:1:11",
        "programs/stories.yml:7:5",
    ]


def test_an_empty_configuration_is_one_of_defaults(tmp_path):
    """Everything has a default."""
    assert load(tmp_path, {"config.yml": ""}).config == Config()


class TestDigest:
    """The digest tells configurations apart that may decide differently, and no others."""

    @pytest.mark.parametrize(
        "files",
        [
            pytest.param({"config.yml": CONFIG + "spam_links: 9\n"}, id="a setting"),
            pytest.param({"config.yml": CONFIG + "gitlab: {member_access_level: 20}\n"}, id="who counts as a member"),
            pytest.param({"config.yml": CONFIG + "channels: {news: 'slack://a'}\n"}, id="the name of a channel"),
            pytest.param({"programs/stories.yml": PROGRAM.replace("10 working", "5 working")}, id="a program"),
            pytest.param(
                {"programs/stories.yml": PROGRAM.replace("by: advocacy", "by: [legal]")}, id="who may make a move"
            ),
            pytest.param({"issue_templates/Story.md": "# Other\n"}, id="a template"),
            pytest.param({"programs/more.yml": "program: More\n"}, id="one program more"),
        ],
    )
    def test_changes_with_what_decides(self, tmp_path, files):
        """Each of these may lead to another decision."""
        before = load(tmp_path / "before", FILES).digest

        assert load(tmp_path / "after", {**FILES, **files}).digest != before

    @pytest.mark.parametrize(
        ("files", "environment"),
        [
            pytest.param({}, {"TOKEN": "glpat-other"}, id="the token"),
            pytest.param({"config.yml": "# hello\n" + CONFIG + "\n"}, {}, id="comments and lines"),
            pytest.param({"config.yml": CONFIG.replace("roles: legal", "roles: [legal]")}, {}, id="a list of one"),
            pytest.param({"config.yml": CONFIG + "spam_links: 3\n"}, {}, id="a default written out"),
            pytest.param({"config.yml": CONFIG + "intake: {signing_tokens: whsec_x}\n"}, {}, id="tokens of forms"),
            pytest.param(
                {"config.yml": CONFIG + "gitlab: {url: 'https://x', timeout: 5, webhook: {secret_tokens: x}}\n"},
                {},
                id="the connection",
            ),
        ],
    )
    def test_stays_with_what_does_not(self, tmp_path, files, environment):
        """None of these can change a decision."""
        config = {"config.yml": CONFIG + "gitlab: {token: '${TOKEN:-glpat-one}'}\n"}
        before = load(tmp_path / "before", {**FILES, **config}).digest

        assert load(tmp_path / "after", {**FILES, **config, **files}, environment).digest == before

    def test_tells_addresses_of_channels_to_nobody(self, tmp_path):
        """An address may hold a token, so it is no part of the digest."""
        one, two = (
            load(tmp_path / name, {"config.yml": f"channels: {{news: 'slack://{name}'}}\n"}).digest for name in "ab"
        )

        assert one == two


def test_the_configuration_that_ships_loads():
    """config.yml and programs/ of this repository have no fault."""
    assert faults(Path(__file__).parents[2], {}) == []
