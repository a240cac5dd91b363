"""Structured logs on standard error: JSON for machines, readable lines in a terminal."""

from __future__ import annotations

import logging
import sys

import structlog


def configure(level: str, *, as_json: bool | None = None) -> None:
    """`level` is debug, info, warning or error. JSON unless standard error is a terminal."""
    number = logging.getLevelNamesMapping().get(level.upper(), logging.WARNING)
    if as_json is None:
        as_json = not sys.stderr.isatty()
    renderer = structlog.processors.JSONRenderer() if as_json else structlog.dev.ConsoleRenderer()
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    # Libraries log through the standard module: their warnings only, and none about lost connections,
    # which we handle and report ourselves.
    logging.basicConfig(level=max(number, logging.WARNING), stream=sys.stderr, force=True)
    for name in ("pgqueuer", "asyncpg"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
