"""Starting and stopping, the command line, and what the package may import."""

from __future__ import annotations

import ast
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
from flask import Flask

import sandbox
from sandbox.__main__ import main, parser
from sandbox.server import Sandbox
from sandbox.world import World
from tests.sandbox.conftest import BOT, PUBLIC, make_seed
from tests.sandbox.receiver import Receiver

pytestmark = pytest.mark.sandbox_only

PACKAGE = Path(sandbox.__file__).parent
ALLOWED = {"flask", "waitress", "werkzeug", "yaml", "sandbox"}
THREAD_NAMES = ("sandbox", "waitress")


def names() -> set[str]:
    """Return the names of the threads that a sandbox runs."""
    return {thread.name for thread in threading.enumerate() if thread.name.startswith(THREAD_NAMES)}


class TestServer:
    def test_a_stop_frees_the_port_and_ends_the_threads(self) -> None:
        """Afterwards the same port can be served again and nothing runs on."""
        before = names()
        with Sandbox() as box:
            port = int(box.url.rpartition(":")[2])
            health = requests.get(f"{box.url}/sandbox/health", timeout=10).status_code

        with Sandbox(port=port) as again:
            same = requests.get(f"{again.url}/sandbox/health", timeout=10).status_code

        assert (health, same, names()) == (200, 200, before)

    def test_a_stop_is_final_and_may_be_repeated(self) -> None:
        """Stopping twice is no error, and nobody answers any more."""
        box = Sandbox().start()
        box.stop()
        box.stop()

        with pytest.raises(requests.ConnectionError):
            requests.get(f"{box.url}/sandbox/health", timeout=10)

    def test_a_port_in_use_is_an_error(self) -> None:
        """Two cannot listen on one port."""
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            taken.listen()

            with pytest.raises(OSError, match="in use"):
                Sandbox(port=taken.getsockname()[1]).start()

    def test_a_stop_leaves_what_waits(self, receiver: Receiver) -> None:
        """Deliveries that still wait are not sent, and a stall does not hold up the stop."""
        with Sandbox(make_seed()) as box:
            box.world.faults.add({"kind": "stall", "seconds": 60})
            headers = {"PRIVATE-TOKEN": box.token(BOT)}
            base = f"{box.url}/api/v4/projects/{PUBLIC.replace('/', '%2F')}"
            hook = {"url": receiver.url, "issues_events": True}
            requests.post(f"{base}/hooks", json=hook, headers=headers, timeout=10)
            for title in "ab":
                requests.post(f"{base}/issues", json={"title": title}, headers=headers, timeout=10)
            drained = box.drain(timeout=0.05)

        assert (drained, receiver.got) == (False, [])

    def test_others_can_add_to_the_application(self) -> None:
        """What is registered is called with the application and the world, and serves beside REST."""

        def register(app: Flask, world: World) -> None:
            app.add_url_rule("/tier", view_func=lambda: world.tier)

        with Sandbox(register=[register]) as box:
            assert requests.get(f"{box.url}/tier", timeout=10).text == "premium"

    def test_many_clients_at_once_lose_nothing(self) -> None:
        """Concurrent writes are all there, each with a number of its own."""
        with Sandbox(make_seed()) as box:
            url = f"{box.url}/api/v4/projects/{PUBLIC.replace('/', '%2F')}/issues"
            threads = [threading.Thread(target=open_issues, args=(url, box.token(BOT), 10)) for _ in range(8)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            iids = sorted(issue.iid for issue in box.world.data.issues.values())

        assert iids == list(range(1, 81))


def open_issues(url: str, token: str, count: int) -> None:
    """Open so many issues over one connection."""
    with requests.Session() as session:
        session.headers["PRIVATE-TOKEN"] = token
        for number in range(count):
            session.post(url, json={"title": str(number)}, timeout=10).raise_for_status()


class TestCommandLine:
    def test_it_serves_until_it_is_told_to_stop(self, tmp_path: Path) -> None:
        """`python -m sandbox` says where it is, serves its seed by its clock, and ends at SIGTERM with 0."""
        seed = tmp_path / "seed.yml"
        seed.write_text("users: [{username: sa-emea}]\n")
        command = [sys.executable, "-m", "sandbox", "--port", "0", "--seed", str(seed)]
        command += ["--clock", "2026-12-01T09:00:00Z", "--tier", "free"]

        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=PACKAGE.parent) as process:
            assert process.stdout is not None
            url = process.stdout.readline().split()[2]
            user = requests.get(f"{url}/api/v4/user", headers={"PRIVATE-TOKEN": "sandbox-sa-emea"}, timeout=10).json()
            clock = requests.get(f"{url}/sandbox/clock", timeout=10).json()["now"]
            tier = requests.get(f"{url}/sandbox/health", timeout=10).json()["tier"]
            os.kill(process.pid, signal.SIGTERM)
            code = process.wait(timeout=20)

        assert (user["username"], clock[:16], tier, code) == ("sa-emea", "2026-12-01T09:00", "free", 0)

    def test_what_cannot_start_says_why(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        """A seed that is none ends with 2 and one line."""
        seed = tmp_path / "seed.yml"
        seed.write_text("user: []\n")

        code = main(["--seed", str(seed)])

        assert (code, capsys.readouterr().err) == (2, "sandbox: seed: unknown key user\n")

    def test_defaults(self) -> None:
        """Without a word: port 8929 of this machine, premium, the machine's time."""
        assert vars(parser().parse_args([])) == {
            "port": 8929,
            "host": "127.0.0.1",
            "seed": None,
            "clock": None,
            "tier": "premium",
        }


def imported(path: Path) -> Iterator[str]:
    """Yield the top names of the packages that a module imports."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield (node.module or "").partition(".")[0]


def test_it_imports_nothing_of_the_rest() -> None:
    """The sandbox must be able to contradict the product, so it shares no code with it."""
    used = {name for path in PACKAGE.rglob("*.py") for name in imported(path)}

    assert used & {"automation", "webhooks", "tests", "benchmarks", "gitlab"} == set()


def test_it_needs_little() -> None:
    """Without its pages it is the standard library, the web server and YAML."""
    used = {name for path in PACKAGE.rglob("*.py") if "pages" not in path.parts for name in imported(path)}

    assert used - ALLOWED - set(sys.stdlib_module_names) == set()


@pytest.mark.parametrize("path", sorted(PACKAGE.glob("world/**/*.py")), ids=lambda path: path.stem)
def test_the_world_knows_no_http(path: Path) -> None:
    """Behaviour is free of Flask, requests and sockets."""
    assert set(imported(path)) & {"flask", "werkzeug", "waitress", "http", "socket", "requests"} == set()
