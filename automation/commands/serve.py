"""``usher serve``: web server and workers in one process."""

from __future__ import annotations

import gc
import signal
import sys
import threading
from pathlib import Path

import click

from automation.commands.common import PORT, Stop, compiled, config_option, database_option, end_with_faults, listening
from automation.commands.logs import set_up_logs
from automation.commands.running import Running
from automation.commands.trial import Trials
from automation.config.faults import ConfigFaults
from automation.runtime.settings import Settings

#: seconds after which a thread that computes lets others run; with the default of 5 ms a delivery would wait so long,
#: times the workers, for its acknowledgement (docs/benchmarks.md)
_TURN = 0.0005
#: objects made before Python looks for cycles among the youngest, and its rounds before it looks among older ones; the
#: defaults go through everything so often that deliveries wait for it
_CYCLES = (20_000, 20, 50)


@click.command(name="serve", epilog="Example: usher serve --config config.yml --port 8080")
@config_option
@database_option
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8080, show_default=True, type=PORT, help="Port to listen on; 0 takes a free one.")
@click.option("--workers", default=4, show_default=True, type=click.IntRange(1, 64), help="Threads that work.")
@click.option(
    "--keep-days",
    default=30,
    show_default=True,
    type=click.IntRange(1, 3650),
    help="Days after which raw bodies are cleared.",
)
@click.option(
    "--log-format", type=click.Choice(["text", "json"]), default="json", show_default=True, help="Of the log."
)
def command(
    config_path: Path, database: str, host: str, port: int, workers: int, keep_days: int, log_format: str
) -> None:
    """Take deliveries from GitLab and act on them, until SIGINT or SIGTERM."""
    set_up_logs(log_format)
    sys.setswitchinterval(_TURN)
    gc.set_threshold(*_CYCLES)
    trials = Trials()
    settings = Settings(
        config=config_path,
        load=compiled,
        database=database,
        workers=workers,
        keep_days=keep_days,
        try_out=trials,
    )
    ending = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: ending.set())
    try:
        with listening(port, "--port"), Running(settings, host, port) as usher:
            # What the start made stays: no round has to go through it.
            gc.collect()
            gc.freeze()
            click.echo(f"Usher listens at {usher.url}", err=True)
            ending.wait()
    except ConfigFaults as faults:
        end_with_faults(faults)
    except ValueError as fault:
        raise Stop(str(fault)) from fault
    finally:
        trials.stop()
