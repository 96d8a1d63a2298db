"""Structured logs: events with fields, never a secret, in the libraries' own logs neither."""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

SECRET_NAMES = re.compile(
    r"secret|token|password|authorization|signature|cookie|api_?key|code_verifier", re.IGNORECASE
)
HARMLESS = frozenset({"max_tokens"})
SECRETS = re.compile(
    r"xox[a-z]-[\w-]+|xapp-[\w-]+|(?<=Bearer )[\w./+=-]+|v1\.[\w-]+\.[\w=-]{20,}"
    r"|hooks\.slack\.com/[\w/]+|(?<=client_secret=)\w+|\b[0-9a-f]{32}\b|[A-Za-z0-9+/_-]{120,}={0,2}"
    r"|(?<=://)[^\s/@:]*:[^\s/@]+(?=@)"
)
HIDDEN = "•••"
LOUD = ("slack_bolt", "slack_sdk", "linebot", "aiohttp", "aiosqlite", "asyncio", "apscheduler",
        "sqlalchemy.engine", "asyncpg", "urllib3", "hpack", "charset_normalizer")  # fmt: skip


def hide(value: Any) -> Any:
    """The value without anything that looks like a secret; works through nested data."""
    match value:
        case str():
            return SECRETS.sub(HIDDEN, value)
        case bytes():
            return f"{len(value)} bytes"
        case dict():
            return {name: _named(str(name), part) for name, part in value.items()}
        case list() | tuple() | set() | frozenset():
            return [hide(part) for part in value]
        case None | bool() | int() | float():
            return value
        case _:
            return hide(str(value))


def _named(name: str, value: Any) -> Any:
    return HIDDEN if SECRET_NAMES.search(name) and name not in HARMLESS else hide(value)


def redact(
    logger: object, method: str, event: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    """The structlog processor that runs last before rendering, tracebacks included."""
    kept = {"event", "level", "logger", "timestamp"}
    return {n: hide(v) if n in kept else _named(n, v) for n, v in event.items()}


def configure(level: str, form: str | None) -> None:
    """Send everything, ours and the libraries', through one redacting pipeline to stderr."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    console = form == "console" or (form is None and sys.stderr.isatty())
    ending = (
        structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)
        if console
        else structlog.processors.JSONRenderer(ensure_ascii=False)
    )
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler()
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[*shared, structlog.stdlib.ExtraAdder()],
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.format_exc_info,
                redact,
                ending,
            ],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    for name in LOUD:  # their debug logs print bodies, and with them members' words and secrets
        logging.getLogger(name).setLevel(max(logging.WARNING, root.level))
    logging.getLogger("alembic").setLevel(logging.WARNING)  # `migrate` says where it got to
    # A turn that comes while the last one runs is skipped: what is due stays due, no warning.
    logging.getLogger("apscheduler").setLevel(logging.ERROR)
