"""Structured logs: one JSON object a line, never a password, key, cookie, token or file content."""

from __future__ import annotations

import logging
import logging.config
import re
import sys
from typing import Any

import structlog

_SECRET = re.compile(
    r"pass|secret|token|cookie|authorization|session|csrf|otp|content", re.IGNORECASE
)
_ADDRESS = re.compile(r"(postgres(?:ql)?://[^:@/\s]*):[^@\s]+@")


def without_secrets(_logger: Any, _method: str, event: dict[str, Any]) -> dict[str, Any]:
    """Values whose name or form betrays a secret are replaced before anything is written."""
    for name, value in event.items():
        if _SECRET.search(name):
            event[name] = "[hidden]"
        elif isinstance(value, str):
            event[name] = _ADDRESS.sub(r"\1:[hidden]@", value)
    return event


def logging_settings(*, form: str, level: str) -> None:
    """Send structlog and the standard library's logs to standard error in one form."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        without_secrets,
    ]
    renderer: Any = (
        structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
        if form == "console"
        else structlog.processors.JSONRenderer(ensure_ascii=False)
    )
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    logging.config.dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "formatters": {
                "structured": {
                    "()": structlog.stdlib.ProcessorFormatter,
                    "foreign_pre_chain": shared,
                    "processors": [
                        structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                        renderer,
                    ],
                }
            },
            "handlers": {
                "stderr": {"class": "logging.StreamHandler", "formatter": "structured"},
            },
            "root": {"handlers": ["stderr"], "level": level.upper()},
            "loggers": {name: {"level": "WARNING"} for name in ("procrastinate", "axes", "spiff")},
        }
    )
