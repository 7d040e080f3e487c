"""`usher setup` on the sandbox: over HTTP, from nothing, from half of it, and without the rights."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from gitlab.v4.objects import ProjectBoard

from automation.commands import doctor, setup
from automation.commands.seeding import BOT, seed_of
from automation.decide.setup.wishes import wishes
from automation.gitlab.checkup import TRIGGERS
from sandbox.server import Sandbox
from tests.play import ROOT, shipped
from tests.sandbox.conftest import Client

pytestmark = pytest.mark.sandbox_only

URL = "https://usher.example.com"
DOOR = f"{URL}/webhooks/gitlab"
OPS = "gitlab-com/channel/partner-champions-ops"
SIGNING_TOKEN = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
FOLDER = ".gitlab/issue_templates"
#: of the workflows whose project is OPS, in alphabetical order
TEMPLATES = ("Champion_Nomination", "Champion_Record", "Champions_Offboarding", "Partner_Support_Case")

Setup = Callable[..., Result]


@pytest.fixture
def box(make_box: Callable[..., Sandbox]) -> Sandbox:
    """A sandbox with the people and projects of the configuration that ships."""
    return make_box(seed=seed_of(shipped().config))


@pytest.fixture
def usher(box: Sandbox, monkeypatch: pytest.MonkeyPatch) -> Setup:
    """Runs `usher setup` on the sandbox."""
    monkeypatch.setenv("GITLAB_URL", box.url)
    monkeypatch.setenv("GITLAB_TOKEN", box.token(BOT))
    monkeypatch.setenv("USHER_CONFIG", str(ROOT / "config.yml"))
    monkeypatch.setenv("USHER_SIGNING_TOKEN", SIGNING_TOKEN)
    monkeypatch.setenv("USHER_SECRET_TOKEN", "")
    return lambda *arguments: CliRunner().invoke(setup.command, arguments)


def written(box: Sandbox) -> list[str]:
    """The writes that reached GitLab, method and path from the project on."""
    return [f"{one.method} {one.path.rpartition('partner-champions-ops/')[2]}" for one in box.world.journal.since()]


def lists_of(board: ProjectBoard) -> list[str]:
    """The labels of the board's lists, left to right."""
    return [one.label["name"] for one in board.lists.list(get_all=True)]


def changed(result: Result) -> list[tuple[str, str, str]]:
    """What a run that answered with JSON changed: part, kind and thing."""
    return [(one["part"], one["kind"], one["what"]) for one in json.loads(result.stdout)["changes"]]


def test_from_nothing(usher: Setup, bot: Client) -> None:
    """Every project gets labels, boards with their lists, one hook, and templates in a single commit."""
    result = usher("--url", URL, "--apply")

    project = bot.project(OPS)
    labels = {label.name: (label.color, label.description) for label in project.labels.list(get_all=True)}
    boards = {board.name: lists_of(board) for board in project.boards.list(get_all=True)}
    (hook,) = project.hooks.list(get_all=True)
    assert (result.exit_code, result.stdout.splitlines()[-1].endswith("changes made")) == (0, True)
    assert labels["Champion::Nominated"] == (
        "#428fdc",
        "Stage of champion-nomination (Partner champions); due: 5 working days",
    )
    assert boards == {
        "Development": [],
        "champion-nomination": ["Champion::Nominated", "Champion::In Review", "Champion::Approved"],
        "support-case": ["Support-Case::Open"],
        "champion-record": ["Champion-Status::Active", "Champion-Status::At Risk"],
        "champion-offboarding": ["Offboarding::Open"],
    }
    assert (hook.url, hook.signing_token_present, hook.push_events) == (DOOR, True, False)
    assert {name for name, value in hook.attributes.items() if name.endswith("_events") and value} == set(TRIGGERS)
    assert tuple(one.name for one in project.issue_templates.list(get_all=True)) == TEMPLATES
    text = project.files.get(f"{FOLDER}/Champion_Nomination.md", ref="main").decode().decode()
    assert text.startswith("<!-- program: champion-nomination -->\n")
    assert text.endswith('/label ~"Partner Champions"\n/confidential\n')


def test_nothing_is_written_without_apply(usher: Setup, box: Sandbox) -> None:
    """The plan is shown, and ends with 1 since there is something to do."""
    result = usher("--url", URL, "--project", "champion-ops")

    lines = result.stdout.splitlines()
    assert (result.exit_code, lines[0], written(box)) == (1, OPS, [])
    assert [line for line in lines if line.startswith("  + hook")] == [
        f"  + hook {DOOR}: {'; '.join(f'{name}: on' for name in TRIGGERS)}; push_events: off; signing_token: set"
    ]
    assert lines[-1].endswith(" changes to make: add --apply")
    assert SIGNING_TOKEN not in result.output


def test_the_second_run_shows_nothing(usher: Setup, box: Sandbox) -> None:
    """What was made is found again, with any spelling of our address, and nothing is written."""
    usher("--url", URL, "--apply")
    before = written(box)

    result = usher("--url", f"{DOOR}/", "--apply")

    assert (result.exit_code, result.stdout, written(box)) == (0, "nothing to change\n", before)


def test_what_is_there_is_left_and_what_is_missing_is_added(usher: Setup, bot: Client, box: Sandbox) -> None:
    """Labels of groups and chosen colours stay; lists, triggers and the token are added; other hooks are not ours."""
    project = bot.project(OPS)
    group = bot.api.groups.get("gitlab-com")
    group.labels.create({"name": "Partner Champions", "color": "#ff0000"})
    project.labels.create({"name": "Champion::Nominated", "color": "#ff0000", "description": "Written by hand"})
    first = project.labels.create({"name": "Champion::Approved", "color": "#6699cc"})
    board = project.boards.create({"name": "champion-nomination"})
    board.lists.create({"label_id": first.id})
    project.hooks.create({"url": "https://chat.example.com/webhooks/gitlab"})
    ours = project.hooks.create({"url": DOOR, "issues_events": True, "token": "secret"})

    result = usher("--url", URL, "--project", "champion-ops", "--apply")

    labels = {label.name: (label.color, label.description) for label in project.labels.list(get_all=True)}
    hooks = {hook.url: hook for hook in project.hooks.list(get_all=True)}
    assert result.exit_code == 0
    assert labels["Partner Champions"] == ("#ff0000", None)
    assert labels["Champion::Nominated"] == (
        "#ff0000",
        "Stage of champion-nomination (Partner champions); due: 5 working days",
    )
    assert labels["Champion::Approved"][0] == "#0b5cad"
    assert lists_of(project.boards.get(board.id)) == [
        "Champion::Approved",
        "Champion::Nominated",
        "Champion::In Review",
    ]
    assert len(hooks) == 2
    assert (hooks[DOOR].id, hooks[DOOR].push_events, hooks[DOOR].note_events) == (ours.id, False, True)
    assert (hooks[DOOR].token_present, hooks[DOOR].signing_token_present) == (True, True)
    assert hooks["https://chat.example.com/webhooks/gitlab"].push_events is True


def test_what_people_changed(usher: Setup, bot: Client) -> None:
    """A colour and a board of theirs stay; a description, a template and a trigger come back, shown before."""
    usher("--url", URL, "--project", "champion-ops", "--apply")
    project = bot.project(OPS)
    theirs = {"color": "#ff0000", "description": "Theirs"}
    bot.call("PUT", f"/projects/{project.id}/labels/Champion::Approved", json=theirs).raise_for_status()
    project.boards.create({"name": "Mine"})
    (hook,) = project.hooks.list(get_all=True)
    hook.note_events, hook.push_events = False, True
    hook.save()
    file = project.files.get(f"{FOLDER}/Champion_Record.md", ref="main")
    file.content = file.decode().decode().replace("/confidential\n", "/confidential\n/label ~Mine\n")
    file.save(branch="main", commit_message="Label ours")

    shown = usher("--url", URL, "--project", "champion-ops")
    again = usher("--url", URL, "--project", "champion-ops", "--recolour", "--format", "json")

    description = "Stage of champion-nomination (Partner champions); due: 3 working days"
    assert shown.stdout.splitlines() == [
        OPS,
        f"  ~ label Champion::Approved: description: Theirs → {description}",
        f"  ~ hook {DOOR}: note_events: off → on; push_events: on → off",
        f"  ~ template {FOLDER}/Champion_Record.md: as follows",
        "      @@ -47,2 +47 @@",
        "       /confidential",
        "      -/label ~Mine",
        "3 changes to make: add --apply",
    ]
    (recoloured, *_) = json.loads(again.stdout)["changes"]
    assert (recoloured["before"], recoloured["after"]) == (
        theirs,
        {"color": "#0b5cad", "description": description},
    )


def test_rotation(usher: Setup, box: Sandbox) -> None:
    """A token that is there is left alone, and set anew when asked to."""
    usher("--url", URL, "--project", "champion-ops", "--apply", "--only", "hooks")

    left = usher("--url", URL, "--project", "champion-ops", "--apply", "--only", "hooks")
    anew = usher("--url", URL, "--project", "champion-ops", "--apply", "--only", "hooks", "--rotate")

    assert (left.stdout, anew.exit_code) == ("nothing to change\n", 0)
    assert written(box) == ["POST hooks", "PUT hooks/1"]
    sent = [one.body for one in box.world.journal.since() if one.method == "PUT"]
    assert sent == [{"url": DOOR, "signing_token": SIGNING_TOKEN}]


def test_two_hooks(usher: Setup, bot: Client) -> None:
    """Hooks that deliver the same are a finding, each time, and none of them is removed."""
    for _ in range(2):
        usher("--url", URL, "--project", "champion-ops", "--apply", "--only", "hooks")
        bot.project(OPS).hooks.create({"url": DOOR, **dict.fromkeys(TRIGGERS, True)})

    result = usher("--url", URL, "--project", "champion-ops", "--apply", "--only", "hooks")

    assert (result.exit_code, result.stdout.splitlines()) == (
        1,
        [OPS, f"  ! hooks: 3 hooks deliver to {DOOR}: keep number 1, remove 2, 3", "nothing was changed"],
    )


def test_the_hook_of_a_group_suffices(usher: Setup, bot: Client) -> None:
    """Where a group above delivers everything, its projects get no hook of their own; others do."""
    bot.api.groups.get("gitlab-com").hooks.create({"url": DOOR, **dict.fromkeys(TRIGGERS, True)})

    result = usher("--url", URL, "--only", "hooks", "--format", "json")

    projects = {one["project"] for one in json.loads(result.stdout)["changes"]}
    assert projects == {"gitlab-partners-public/gitlab-champions/champions"}


def test_a_reporter(usher: Setup, box: Sandbox, bot: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the role allows is done; each refusal is told, and stops nothing else."""
    project = bot.project(OPS)
    member = project.members.get(bot.api.users.list(username="recruiter")[0].id)
    member.access_level = 20
    member.save()
    monkeypatch.setenv("GITLAB_TOKEN", box.token("recruiter"))

    result = usher("--url", URL, "--project", "champion-ops", "--apply", "--format", "json")

    found = json.loads(result.stdout)
    refused = {one["what"]: one["fault"] for one in found["changes"] if one["state"] == "failed"}
    applied = {one["part"] for one in found["changes"] if one["state"] == "applied"}
    rights = "403 Forbidden; the bot may not do this: check its role there and the scope of its token"
    commit = f"POST projects/{OPS}/repository/commits was answered with {rights}"
    assert (result.exit_code, applied) == (1, {"labels", "boards"})
    assert refused == {f"{FOLDER}/{name}.md": commit for name in TEMPLATES}
    assert found["findings"] == [
        {"project": OPS, "part": "hooks", "words": f"GET projects/{OPS}/hooks was answered with {rights}"}
    ]


def test_a_failure_in_the_middle(usher: Setup, box: Sandbox) -> None:
    """One label that GitLab does not take stops nothing else; the next run makes the rest."""
    box.world.faults.add({"kind": "status", "status": 502, "count": 1, "method": "POST", "path": "/labels$"})

    first = usher("--project", "champion-ops", "--apply", "--only", "labels,boards", "--format", "json")
    second = usher("--project", "champion-ops", "--apply", "--only", "labels,boards", "--format", "json")

    failed = [one["what"] for one in json.loads(first.stdout)["changes"] if one["state"] == "failed"]
    assert (first.exit_code, failed) == (1, ["Partner Champions"])
    assert (second.exit_code, changed(second)) == (0, [("labels", "create", "Partner Champions")])


def test_it_waits_for_gitlab(usher: Setup, box: Sandbox) -> None:
    """Where GitLab's limit is reached it says so, waits as long as GitLab asks, and goes on."""
    held = {"kind": "status", "status": 429, "retry_after": 1, "count": 1, "method": "GET", "path": "/labels$"}
    box.world.faults.add(held)

    result = usher("--project", "champion-ops", "--apply", "--only", "labels")

    assert (result.exit_code, result.stderr) == (0, "GitLab's limit is reached: going on in 1 s\n")


def test_doctor_sends_people_here(usher: Setup, bot: Client, tmp_path: Path) -> None:
    """What `usher doctor` misses in labels and hooks, `usher setup` makes: afterwards it has no remedy left to give."""

    def remedies() -> dict[str, str]:
        database = f"sqlite:///{tmp_path / 'usher.db'}"
        shown = CliRunner().invoke(doctor.command, ["--database", database, "--format", "json"])
        return {one["what"]: one["remedy"] for one in json.loads(shown.stdout) if one["what"].startswith("Project")}

    for path in (wish.project for wish in wishes(shipped())):
        bot.project(path).members.create({"user_id": bot.api.users.list(username=BOT)[0].id, "access_level": 50})
    before = remedies()
    usher("--url", URL, "--apply")

    after = remedies()

    missing = [remedy for what, remedy in before.items() if what.endswith(("labels", "hook"))]
    assert len(missing) == 2 * len(wishes(shipped()))
    assert [remedy for remedy in missing if "`usher setup" not in remedy] == []
    assert set(after.values()) == {""}


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        pytest.param(("--only", "hook"), "'hook' is none of labels, boards, hooks, templates", id="no such part"),
        pytest.param(("--only", "hooks"), "say where GitLab reaches Usher: --url https://your-host", id="no address"),
        pytest.param(("--url", "usher.example.com"), "is no address such as https://usher.example.com", id="no scheme"),
        pytest.param(("--url", "https://[usher"), "is no address such as https://usher.example.com", id="broken"),
        pytest.param(("--url", "https://me:pw@usher.example.com"), "is no address such as", id="with a password"),
        pytest.param(("--url", "https://usher.example.com/?x=1"), "is no address such as", id="with a query"),
        pytest.param(("--project", "champion-op"), "did you mean 'champion-ops'?", id="misspelt project"),
        pytest.param(("--project", "zzz"), "no program uses a project 'zzz'; there are ", id="no project"),
    ],
)
def test_used_wrongly(usher: Setup, arguments: tuple[str, ...], words: str) -> None:
    """A mistake in the command is answered with what would be right, before GitLab is asked."""
    result = usher(*arguments)

    assert (result.exit_code, result.stdout, words in result.stderr) == (2, "", True)


def test_a_hook_needs_a_token(usher: Setup, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without one nothing would be let in, so no hook is made; a secret token does where there is no signing token."""
    monkeypatch.setenv("USHER_SIGNING_TOKEN", "")
    refused = usher("--url", URL)
    monkeypatch.setenv("USHER_SECRET_TOKEN", "a secret of ours")

    shown = usher("--url", URL, "--project", "champion-ops", "--only", "hooks", "--format", "json")

    (change,) = json.loads(shown.stdout)["changes"]
    assert (refused.exit_code, refused.stdout, "set USHER_SIGNING_TOKEN" in refused.stderr) == (2, "", True)
    assert (change["after"]["token"], "signing_token" in change["after"]) == ("set", False)


def test_without_an_address_hooks_are_left_out(usher: Setup) -> None:
    """Everything else is looked at, and it is said how to have the hooks too."""
    result = usher("--project", "champion-ops")

    parts = {line.split()[1] for line in result.stdout.splitlines()[1:-1]}
    assert (parts, result.stderr) == (
        {"label", "board", "template"},
        "Hooks were left out: say where GitLab reaches Usher with --url https://your-host.\n",
    )
