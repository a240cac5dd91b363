"""Structured logs on standard error: JSON for machines, readable lines in a terminal.

What people write is theirs and stays out of logs. Exceptions quote it (the row that a database refuses,
the field that is no number), so a log tells their kinds and the lines of code, never their words.
"""

from __future__ import annotations

import logging
import sys
import traceback
from collections.abc import Iterator
from types import TracebackType

import structlog
from structlog.typing import EventDict, WrappedLogger

from fablewright.core.errors import FablewrightError


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
            _without_words,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    # Libraries log through the standard module: their warnings only, and none about lost connections,
    # which we handle and report ourselves.
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_WithoutWords(logging.BASIC_FORMAT))
    logging.basicConfig(level=max(number, logging.WARNING), handlers=[handler], force=True)
    for name in ("pgqueuer", "asyncpg"):
        logging.getLogger(name).setLevel(logging.CRITICAL)


def where(error: BaseException) -> str:
    """A traceback that tells where and what kind of error it was, and nothing that it says."""
    return "".join(_lines(error, set())).rstrip()


def _lines(error: BaseException, seen: set[int]) -> Iterator[str]:
    seen.add(id(error))
    earlier = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if earlier is not None and id(earlier) not in seen:
        yield from _lines(earlier, seen)
        yield "and so:\n"
    yield from traceback.format_tb(error.__traceback__)
    kind = type(error)
    code = f" ({error.code})" if isinstance(error, FablewrightError) else ""
    yield f"{kind.__module__}.{kind.__qualname__}{code}\n"
    if isinstance(error, BaseExceptionGroup):
        for one in error.exceptions:
            if id(one) not in seen:
                yield "in it:\n"
                yield from _lines(one, seen)


def _without_words(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """Take the place of `format_exc_info`."""
    given = event.pop("exc_info", None)
    error = given[1] if isinstance(given, tuple) else given
    if given is True or given == 1:
        error = sys.exc_info()[1]
    if isinstance(error, BaseException):
        event["exception"] = where(error)
    return event


class _WithoutWords(logging.Formatter):
    """The same for libraries' loggers."""

    def formatException(
        self,
        info: tuple[type[BaseException], BaseException, TracebackType | None]
        | tuple[None, None, None],
    ) -> str:
        return where(info[1]) if info[1] is not None else ""

    def formatMessage(self, record: logging.LogRecord) -> str:
        if record.name == "asyncio":  # whose further lines show a task with the exception in it
            record.message = record.message.partition("\n")[0]
        return super().formatMessage(record)
