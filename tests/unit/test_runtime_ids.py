"""`automation.runtime.ids`: identifiers made at the edge."""

import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta

from automation.runtime.ids import host_name, is_alive, run_id, worker_name

NOW = datetime(2027, 1, 11, 9, 15, tzinfo=UTC)


def test_run_ids_sort_by_time():
    """A run that began later has an identifier that sorts later."""
    ids = [run_id(NOW + timedelta(milliseconds=number)) for number in range(50)]

    assert ids == sorted(ids)


def test_run_ids_are_unique_and_of_one_length():
    """Runs of the same millisecond have different identifiers of 26 letters and digits."""
    ids = {run_id(NOW) for _ in range(1000)}

    assert (len(ids), {len(item) for item in ids}, {item.isalnum() for item in ids}) == (1000, {26}, {True})


def test_a_worker_is_named_by_host_process_and_start():
    """The name says where the process is, and is the same whenever it is asked for."""
    host, pid, started = worker_name().split(":")

    assert (host, int(pid), worker_name()) == (host_name(), os.getpid(), f"{host}:{pid}:{started}")


def test_a_running_process_is_alive():
    """This process is alive."""
    assert is_alive(worker_name())


def test_a_process_that_ended_is_not_alive():
    """A worker whose process has ended is dead, before and after its parent has taken notice."""
    process = subprocess.Popen([sys.executable, "-c", "import sys; sys.stdin.read()"], stdin=subprocess.PIPE)
    name = worker_name(process.pid)
    before = is_alive(name)

    process.stdin.close()
    os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
    unnoticed = is_alive(name)
    process.wait()

    assert (before, unnoticed, is_alive(name)) == (True, False, False)


def test_another_process_with_the_same_number_is_another_worker():
    """Process numbers come again; the start tells one bearer from the other."""
    host, pid, _ = worker_name().split(":")

    assert not is_alive(f"{host}:{pid}:1")
