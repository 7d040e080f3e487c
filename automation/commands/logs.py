"""Where the log goes and how it looks."""

from __future__ import annotations

import logging
import sys

import structlog


def set_up_logs(form: str, level: int = logging.INFO) -> None:
    """Send the log to standard error: ``json`` gives one object a line, ``text`` is for people.

    Nothing that is logged holds a secret, a title or a body; see docs/operations.md.
    """
    renderer: structlog.typing.Processor = (
        structlog.processors.JSONRenderer() if form == "json" else structlog.dev.ConsoleRenderer(colors=False)
    )
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.WriteLoggerFactory(file=sys.stderr),
        cache_logger_on_first_use=True,
    )
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING)
