"""Reading the environment: every name starts with ``WANGLAI_``, every default is the safe one."""

from __future__ import annotations

import os
from typing import Any
from urllib.parse import urlsplit

from psycopg.conninfo import conninfo_to_dict


def word(name: str, default: str = "") -> str:
    return os.environ.get(f"WANGLAI_{name}", default).strip()


def number(name: str, default: int) -> int:
    text = word(name)
    if not text:
        return default
    if not text.isdecimal():
        raise SystemExit(f"WANGLAI_{name} must be a whole number, got {text!r}.")
    return int(text)


def is_on(name: str, default: str = "off") -> bool:
    """``on`` or ``off``; a misspelt switch stops the start instead of being taken for off."""
    text = word(name, default).lower() or default
    if text not in ("on", "off", "1", "0", "true", "false", "yes", "no"):
        raise SystemExit(f"WANGLAI_{name} must be on or off, got {text!r}.")
    return text in ("on", "1", "true", "yes")


def one_of(name: str, default: str, choices: tuple[str, ...]) -> str:
    """One of some words; a misspelt one stops the start instead of being taken for the default."""
    text = word(name, default).lower() or default
    if text not in choices:
        raise SystemExit(f"WANGLAI_{name} must be one of {', '.join(choices)}, got {text!r}.")
    return text


def words(name: str, default: str = "") -> list[str]:
    return [part.strip() for part in word(name, default).split(",") if part.strip()]


def addresses(name: str, known: tuple[str, ...]) -> dict[str, str]:
    """``one=https://host,two=http://host:port`` by name; an unknown name or no address of a host stops the start."""
    found = {}
    for part in words(name):
        which, _, address = part.partition("=")
        where = urlsplit(address)
        is_host = where.scheme in ("http", "https") and where.hostname and where.path in ("", "/")
        if which not in known or not is_host or where.username or where.query:
            raise SystemExit(
                f"WANGLAI_{name} must be {'|'.join(known)}=https://host, got {which!r}."
            )
        found[which] = address.rstrip("/")
    return found


def database(url: str, *, pool: bool) -> dict[str, Any]:
    """Django's DATABASES entry for a libpq address, a Unix socket in ``?host=`` included."""
    parts: dict[str, Any] = dict(conninfo_to_dict(url))
    entry: dict[str, Any] = {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.pop("dbname", "wanglai"),
        "USER": parts.pop("user", ""),
        "PASSWORD": parts.pop("password", ""),
        "HOST": parts.pop("host", ""),
        "PORT": str(parts.pop("port", "")),
        "CONN_HEALTH_CHECKS": not pool,
        "CONN_MAX_AGE": 0,
        "OPTIONS": parts,
    }
    if pool:
        entry["OPTIONS"]["pool"] = {
            "min_size": 1,
            "max_size": number("DATABASE_POOL_SIZE", 16),
            "timeout": 10,
        }
    return entry


def home() -> Any:
    """The home folder of this installation (``WANGLAI_HOME``): secrets, the embedded database, files."""
    from wanglai.runtime.home import Home, default_home

    return Home(default_home())
